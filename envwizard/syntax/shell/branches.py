"""What a command stands in while shell code is read: compound commands, functions and and-or lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from envwizard.model.facts.commands import Condition

LOOPS = ("while", "until", "for", "select")
_LONGEST_TEST = 200
# Conditions further out than this are left out: nobody nests so deeply by hand.
_DEEPEST = 20
_ENDS: dict[str, tuple[str, ...]] = {"fi": ("if",), "done": LOOPS, "esac": ("case",), "}": ("{",), ")": ("(",)}


@dataclass(slots=True)
class Frame:
    """An open compound command: its keyword, the branch being read and what the list around it was tested by."""

    keyword: str
    test_start: int
    outer_start: int
    outer_list: Condition | None
    function: str | None
    condition: Condition | None = None
    tests: list[str] = field(default_factory=list)


class Branches:
    """The stack of open compound commands and the and-or list being read.

    Nothing is an error: a keyword without its partner changes nothing, and what stays open ends with the text.
    """

    def __init__(self, text: str, start: int, base: tuple[Condition, ...], function: str | None) -> None:
        self.text = text
        self.frames: list[Frame] = []
        # The name of a function whose body must follow.
        self.announced: str | None = None
        self._base = base
        self._outer_function = function
        self._list_start = start
        self._list: Condition | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What stands around a command that begins here, from the outside."""
        conditions = list(self._base)
        for frame in self.frames[-_DEEPEST:]:
            conditions += [one for one in (frame.outer_list, frame.condition) if one and one not in conditions]
        if self._list and self._list not in conditions:
            conditions.append(self._list)
        return tuple(conditions)

    @property
    def function(self) -> str | None:
        """The function that a command that begins here stands in."""
        return next((frame.function for frame in reversed(self.frames) if frame.function), self._outer_function)

    def is_in(self, keyword: str) -> bool:
        """Tell whether a compound command of this keyword is open."""
        return any(frame.keyword == keyword for frame in self.frames)

    def push(self, keyword: str, position: int) -> Frame:
        """Open a compound command; ``position`` is behind its keyword."""
        frame = Frame(keyword, position, self._list_start, self._list, self.announced)
        self.announced = None
        self.frames.append(frame)
        self._list_start = position
        return frame

    def pop(self, end: str) -> None:
        """Close the innermost compound command that ``fi``, ``done``, ``esac``, ``}`` or ``)`` can close."""
        keywords = _ENDS[end]
        if any(self.is_in(keyword) for keyword in keywords):
            while (frame := self.frames.pop()).keyword not in keywords:
                pass
            self._list_start, self._list = frame.outer_start, frame.outer_list

    def next_case_item(self) -> bool:
        """``;;``: leave what is still open within the innermost case; ``False`` where there is none."""
        if not self.is_in("case"):
            return False
        while self.frames[-1].keyword != "case":
            self.frames.pop()
        return True

    def then(self, keyword: str, start: int, end: int) -> None:
        """``then`` or ``do`` from ``start`` to ``end``: what was read since the opening keyword is the test."""
        frame = self.frames[-1] if self.frames else None
        if frame is None or (keyword == "then") != (frame.keyword == "if"):
            return
        if frame.keyword in ("if", "while", "until"):
            test = self.test(frame.test_start, start)
            frame.condition = Condition("elif" if frame.tests else frame.keyword, test)
            frame.tests.append(test)
        self.restart(end)

    def otherwise(self, keyword: str, position: int) -> None:
        """``else`` or ``elif``, which ends at ``position``."""
        frame = self.frames[-1] if self.frames else None
        if frame and frame.keyword == "if":
            frame.condition = Condition("else", " | ".join(frame.tests)) if keyword == "else" else None
            frame.test_start = position
            self.restart(position)

    def listed(self, operator: str, start: int) -> None:
        """``&&`` or ``||`` at ``start``: what follows depends on the list so far."""
        self._list = Condition(operator, self.test(self._list_start, start))

    def restart(self, position: int) -> None:
        """A new and-or list begins at ``position``."""
        self._list_start = position
        self._list = self.frames[-1].outer_list if self.frames else None

    def test(self, start: int, end: int) -> str:
        """The text of a test, on one line and of a bearable length."""
        return " ".join(self.text[start : min(end, start + 2 * _LONGEST_TEST)].split()).rstrip(" ;")[:_LONGEST_TEST]
