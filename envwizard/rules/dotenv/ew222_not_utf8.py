"""EW222 not-utf8: an env file is not encoded in UTF-8.

## What it checks
Every env file's bytes: UTF-16 or UTF-32 with its byte order mark, bytes that are no UTF-8 (GBK, Latin-1, ..) and NUL
bytes, in values and in comments alike.

## Why it hurts
python-dotenv, python-decouple, django-environ and pydantic-settings read env files as UTF-8 and stop with
UnicodeDecodeError (or ValueError: embedded null byte), even where the odd byte stands in a comment. The program does
not start in the environment that has this file, and starts everywhere else.

## Example
A comment `# Schlüssel` saved as Latin-1: load_dotenv() raises UnicodeDecodeError at the byte 0xFC.

## What the fix does
It writes the same text in UTF-8. UTF-16 and UTF-32 name themselves by their mark; for other bytes the most likely
encoding is suggested on the confirmation screen, where you choose another if the text of the preview is not right. The
command line leaves the file alone until `--answer encoding:.env=gb18030` names its encoding.

## References
- python-dotenv 1.2: load_dotenv(encoding="utf-8")
- RFC 3629, UTF-8
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, TextFile

_TITLE = msg("Write it again in UTF-8")
# What the editors of the world have written such files in, as Python calls it.
_ENCODINGS = ("cp1252", "gb18030", "big5", "shift_jis", "euc_kr", "cp1251", "koi8_r", "cp1250", "latin_1", "utf_16_le")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every env file that its readers cannot decode."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [_finding(file, facts) for file in facts.env_files if file.state == "readable" and file.encoding != "utf-8"]


def _finding(file: EnvFile, facts: Facts) -> Finding:
    certain = file.encoding is not None
    offer = FixOffer(_TITLE, Applicability.SAFE if certain else Applicability.UNSAFE)
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=file.bad_location or Location(file.path),
        message=_message(file),
        why=msg(
            "load_dotenv() stops with {error}: the program does not start where this file is read, and starts "
            "everywhere else.",
            error="ValueError: embedded null byte" if file.has_nul else "UnicodeDecodeError",
        ),
        subject="encoding",
        environments=facts.environments_of(file.path),
        fix=None if file.has_nul and not certain else offer,
    )


def questions(facts: Facts) -> Iterable[Question]:
    """Ask for the encoding of every file whose bytes do not tell it; the fix guesses until it is answered."""
    for file in facts.env_files:
        if file.encoding is None and file.bad_byte is not None and not file.has_nul:
            yield _question(file.path, None, file.bad_location, file.bad_byte)


def _question(path: ProjectPath, default: str | None, place: Location | None, byte: int | None) -> Question:
    evidence = (Evidence(place or Location(path), msg("byte {offset} is no UTF-8", offset=byte)),)
    text = msg("Which encoding is {path} written in?", path=path)
    return Question(f"encoding:{path}", text, _ENCODINGS, default, evidence if byte is not None else (), path)


def _message(file: EnvFile) -> Message:
    if file.encoding is not None:
        return msg("{path} is encoded in {encoding}", path=file.path, encoding=file.encoding.upper())
    if file.has_nul:
        return msg("{path} holds a NUL byte", path=file.path)
    return msg("{path} is not UTF-8: byte {offset} cannot be decoded", path=file.path, offset=file.bad_byte)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Replace the bytes by the same text in UTF-8; ``answers["encoding:<path>"]`` names the encoding now in use."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    file = files(path)
    if file.text is not None:
        return Fix(_TITLE, Applicability.SAFE, (_rewritten(path, file, file.text),))
    seen = next((one for one in facts.env_files if one.path == path), None)
    place, byte = (seen.bad_location, seen.bad_byte) if seen is not None else (None, None)
    question = _question(path, _guess(file), place, byte)
    encoding = chosen(question, answers)
    text = _decoded(file, encoding) if encoding is not None else None
    if text is None:
        raise FixUnavailable(
            msg("{path} is not written in {encoding}.", path=path, encoding=encoding) if encoding is not None else
            msg("No known encoding fits {path}: open it in an editor and save it as UTF-8.", path=path)
        )  # fmt: skip
    note = msg("{path} was read as {encoding}; look at its comments in the preview.", path=path, encoding=encoding)
    return Fix(_TITLE, Applicability.UNSAFE, (_rewritten(path, file, text),), notes=(note,), choices=(question,))


def _rewritten(path: ProjectPath, file: TextFile, text: str) -> ReplaceSpan:
    return ReplaceSpan(path, file.digest, 0, len(file.raw), text.encode("utf-8"))


def _guess(file: TextFile) -> str | None:
    """GB18030 where it gives Han characters and no odd ones, else Windows-1252."""
    text = _decoded(file, "gb18030")
    if text is not None and _is_chinese(text):
        return "gb18030"
    return None if _decoded(file, "cp1252") is None else "cp1252"


def _decoded(file: TextFile, encoding: str) -> str | None:
    try:
        return file.raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_chinese(text: str) -> bool:
    """Tell whether a text that was decoded as GB18030 is one: Han characters only, and mostly those of everyday use.

    A letter with an accent and the plain letter behind it make a Han character as well, but a rare one, which the older
    GB 2312 does not have.
    """
    odd = [char for char in text if not char.isascii()]
    usual = sum(bool(char.encode("gb2312", "ignore")) for char in odd)
    return usual * 2 > len(odd) and all("\u3000" <= char <= "\u9fff" or char > "\uff00" for char in odd)


RULE = Rule(
    code="EW222",
    name="not-utf8",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("An env file is not UTF-8: its readers stop with an exception at start"),
    page=__doc__,
    check=check,
    fix=fix,
    questions=questions,
    asks=("encoding",),
)
