"""The commands in a piece of shell: pipelines and lists, blocks, here-documents and substitutions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from envwizard.model.facts.commands import Condition
from envwizard.syntax.pieces import Pieces
from envwizard.syntax.shell.branches import LOOPS, Branches
from envwizard.syntax.shell.words import RawWord, WordReader

_BLANK = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]|\\\r?\n|#[^\n]*\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|&>>|&>|<<<|<<-|<<|<&|>&|<>|>>|>\||[;&|<>()\n]")
_REDIRECTS = frozenset(("&>>", "&>", "<<<", "<<-", "<<", "<&", ">&", "<>", ">>", ">|", "<", ">"))
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\n]*\])?\+?=")
_BRACKETS = re.compile(r"[ \t]*\([ \t]*\)")
_ARITHMETIC = re.compile(r"\(\([^\n]{0,500}?\)\)")
_ESAC = re.compile(r"esac(?![\w-])")
_LONGEST_PATTERN = 500
_DECLARATIONS = frozenset(("export", "declare", "typeset", "local", "readonly"))
_KEYWORDS = frozenset(
    (*LOOPS, "if", "then", "elif", "else", "fi", "do", "done", "case", "esac", "{", "}", "!", "function")
)


@dataclass(slots=True)
class Draft:
    """A simple command while it is being read; offsets are those of the source."""

    start: int = 0
    end: int = 0
    conditions: tuple[Condition, ...] = ()
    function: str | None = None
    words: list[RawWord] = field(default_factory=list)
    assignments: list[tuple[str, RawWord]] = field(default_factory=list)
    redirects: list[tuple[str, RawWord]] = field(default_factory=list)
    exported: bool = False
    heredoc: tuple[int, int] | None = None
    heredoc_tabs: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing yet, or only redirections (of the compound command before them)."""
        return not self.words and not self.assignments


@dataclass(frozen=True, slots=True)
class _Heredoc:
    delimiter: str
    tabs: bool
    quoted: bool
    draft: Draft


class BlockReader:
    """Reads the commands between two offsets of a text, in the order in which they run.

    ``outer`` is the reader of the code around a substitution; ``closing`` tells that the substitution ends with a ``)``
    still to be found. Afterwards ``position`` is where reading stopped.
    """

    def __init__(
        self, text: str, start: int, end: int, outer: BlockReader | None = None, closing: bool = False
    ) -> None:
        self.text = text
        self.position = start
        self.end = end
        self.drafts: list[Draft] = outer.drafts if outer else []
        # What is known of the text is known to the readers of substitutions too: quotes without an end, and where the
        # substitutions that were read end. Text behind a quote without an end is read again; its commands count once.
        self.unclosed: set[int] = outer.unclosed if outer else set()
        self.substitutions: dict[int, int] = outer.substitutions if outer else {}
        self.branches: Branches = Branches(
            text, start, outer.branches.conditions if outer else (), outer.branches.function if outer else None
        )
        self._closing = closing
        self._words = WordReader(text, end, self._nested, self.unclosed)
        self._heredocs: list[_Heredoc] = []
        self._draft = Draft()

    def read(self) -> list[Draft]:
        """Read to the end, or behind the ``)`` that closes the substitution, and give all commands found."""
        while self.position < self.end:
            skipped = _BLANK.match(self.text, self.position, self.end) or _COMMENT.match(
                self.text, self.position, self.end
            )
            operator = None if skipped else self._at_operator(self.position)
            if skipped:
                self.position = skipped.end()
            elif operator is None:
                self._word()
            elif operator in _REDIRECTS:
                self._redirect(operator, "")
            elif operator == "(":
                self._open_bracket()
            elif self._separator(operator):
                break
        self._finish()
        return self.drafts

    def _at_operator(self, position: int) -> str | None:
        if self.text.startswith(("<(", ">("), position):
            return None
        operator = _OPERATOR.match(self.text, position, self.end)
        return operator.group() if operator else None

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.position, self.end)
        self.position = match.end() if match else self.position

    # Words

    def _word(self) -> None:
        draft = self._draft
        if not draft.words or draft.words[0].text in _DECLARATIONS:
            assignment = _ASSIGNMENT.match(self.text, self.position, self.end)
            if assignment:
                self._assignment(assignment)
                return
        word = self._words.read(self.position)
        if draft.is_empty and not draft.redirects and self._keyword(word):
            return
        self.position = word.end
        if word.text.isdigit() and (operator := self._at_operator(word.end)) in _REDIRECTS:
            self._redirect(operator or "", word.text)
            return
        brackets = _BRACKETS.match(self.text, word.end, self.end) if draft.is_empty else None
        if brackets:
            self.branches.announced = word.text
            self.position = brackets.end()
            return
        self._add(word)
        if word.text == "[[" and len(draft.words) == 1:
            self._test_words()

    def _begin(self, start: int) -> None:
        """The first word or assignment of a command tells where it stands."""
        draft = self._draft
        if draft.is_empty:
            draft.start, draft.conditions, draft.function = start, self.branches.conditions, self.branches.function

    def _add(self, word: RawWord) -> None:
        self._begin(word.start)
        self._draft.words.append(word)
        self._draft.end = word.end

    def _assignment(self, match: re.Match[str]) -> None:
        start = match.end()
        if self.text.startswith("(", start) and start < self.end:
            end = self._array_end(start)
            value = RawWord(start, end, Pieces([(self.text[start:end], start)]), "", False)
        else:
            value = self._words.read(start)
        self._begin(match.start())
        self._draft.assignments.append((match.group(1), value))
        self._draft.end = self.position = value.end

    def _array_end(self, opening: int) -> int:
        position = opening + 1
        while position < self.end and self.text[position] != ")":
            position = max(self._words.read(position).end, position + 1)
        return min(position + 1, self.end)

    def _test_words(self) -> None:
        """Take the words of ``[[ .. ]]``, in which ``&&``, ``<`` and brackets are no operators."""
        while self.position < self.end:
            self._skip(_BLANK)
            word = self._words.read(self.position)
            if word.end > self.position:
                self.position = word.end
                self._add(word)
                if word.text == "]]":
                    return
            else:
                operator = self._at_operator(self.position)
                if operator in (None, "\n", ";"):
                    return
                self.position += len(operator or "")

    # Compound commands

    def _keyword(self, word: RawWord) -> bool:
        """Take a keyword at the start of a command; ``False`` where the word is none."""
        raw = self.text[word.start : word.end]
        if raw not in _KEYWORDS:
            return False
        self.position = word.end
        if raw == "function":
            self._skip(_BLANK)
            name = self._words.read(self.position)
            self.branches.announced, self.position = name.text, name.end
            self._skip(_BRACKETS)
        elif raw in ("if", "{") or raw in LOOPS:
            self.branches.push(raw, word.end)
            if raw in ("for", "select"):
                self._for_header()
        elif raw == "case":
            self._case()
        elif raw in ("then", "do"):
            self.branches.then(raw, word.start, word.end)
        elif raw in ("elif", "else"):
            self.branches.otherwise(raw, word.end)
        elif raw != "!":
            self.branches.pop(raw)
        return True

    def _for_header(self) -> None:
        """``for NAME in words`` and ``for ((..))``: up to the separator before ``do``."""
        while self.position < self.end and self.text[self.position] not in ";\n":
            arithmetic = _ARITHMETIC.match(self.text, self.position, self.end)
            behind = arithmetic.end() if arithmetic else self._words.read(self.position).end
            self.position = max(behind, self.position + 1)

    def _case(self) -> None:
        frame = self.branches.push("case", self.position)
        while self.position < self.end:
            self._skip(_BLANK_LINES)
            word = self._words.read(self.position)
            if word.end == self.position:
                return
            self.position = word.end
            raw = self.text[word.start : word.end]
            if raw == "in":
                break
            frame.tests = [raw]
        self._pattern()

    def _pattern(self) -> None:
        """Take ``pattern)`` of a case; a line without one is read as commands."""
        frame = self.branches.frames[-1]
        self._skip(_BLANK_LINES)
        if not _ESAC.match(self.text, self.position, self.end):
            first = position = self.position + self.text.startswith("(", self.position)
            limit = min(self.end, first + _LONGEST_PATTERN)
            while position < limit and self.text[position] not in ")\n;":
                position = max(self._words.read(position).end, position + 1)
            if position < self.end and self.text[position] == ")":
                frame.condition = Condition("case", self.branches.test(first, position))
                if frame.tests:
                    frame.condition = Condition("case", f"{frame.tests[0]} in {frame.condition.text}")
                self.position = position + 1
        self.branches.restart(self.position)

    def _open_bracket(self) -> None:
        arithmetic = _ARITHMETIC.match(self.text, self.position, self.end) if self._draft.is_empty else None
        if arithmetic:
            self.position = arithmetic.end()
            return
        # A bracket in the midst of a command is no shell, or one of another kind: read on as if it began a command.
        self._finish()
        self.position += 1
        self.branches.push("(", self.position)

    # Operators

    def _separator(self, operator: str) -> bool:
        """Take what ends a command; ``True`` where it closes the substitution that is being read."""
        start = self.position
        self.position += len(operator)
        self._finish()
        if operator in ("&&", "||"):
            self.branches.listed(operator, start)
        elif operator == ")":
            if not self.branches.is_in("("):
                return self._closing
            self.branches.pop(operator)
        elif operator not in ("|", "|&"):
            if operator == "\n":
                self._read_heredocs()
            self.branches.restart(self.position)
            if operator.startswith(";") and operator != ";" and self.branches.next_case_item():
                self._pattern()
        return False

    def _redirect(self, operator: str, descriptor: str) -> None:
        self.position += len(operator)
        self._skip(_BLANK)
        target = self._words.read(self.position)
        self.position = target.end
        draft = self._draft
        if operator in ("<<", "<<-"):
            quoted = any(mark in self.text[target.start : target.end] for mark in "'\"\\")
            self._heredocs.append(_Heredoc(target.text, operator == "<<-", quoted, draft))
        else:
            draft.redirects.append((descriptor + operator, target))
        if not draft.is_empty:
            draft.end = target.end

    def _read_heredocs(self) -> None:
        """Take the bodies of the here-documents that the line before announced."""
        for heredoc in self._heredocs:
            start = end = self.position
            while True:
                newline = self.text.find("\n", end, self.end)
                behind = self.end if newline < 0 else newline + 1
                line = self.text[end:behind].rstrip("\r\n")
                if end == self.end or (line.lstrip("\t") if heredoc.tabs else line) == heredoc.delimiter:
                    break
                end = behind
            heredoc.draft.heredoc, heredoc.draft.heredoc_tabs = (start, end), heredoc.tabs
            if not heredoc.quoted:
                WordReader(self.text, end, self._nested, self.unclosed).read_heredoc(start)
            self.position = behind
        self._heredocs = []

    def _nested(self, start: int, close: int | None) -> int:
        """Read the commands of a substitution; gives the offset behind its closing bracket."""
        if start not in self.substitutions:
            inner = BlockReader(self.text, start, self.end if close is None else close, self, closing=close is None)
            inner.read()
            self.substitutions[start] = inner.position if close is None else close + 1
        return self.substitutions[start]

    def _finish(self) -> None:
        draft, self._draft = self._draft, Draft()
        if draft.is_empty:
            return
        if draft.assignments and draft.words and draft.words[0].text in _DECLARATIONS:
            flags = [word.text for word in draft.words[1:]]
            draft.exported = draft.words[0].text == "export" or any(
                flag.startswith("-") and "x" in flag for flag in flags
            )
            draft.words = []
        self.drafts.append(draft)
