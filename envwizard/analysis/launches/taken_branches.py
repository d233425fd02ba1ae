"""Whether a launch takes a branch of a script: the test's variables against the values that the launch gives them."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence

from envwizard.analysis.launches.variables import Given
from envwizard.model.facts.commands import CommandLine, Condition

_TEST = re.compile(r"(?:\[\[|\[|test\s)\s*(?P<inner>.*?)\s*(?:\]\]|\]|)\s*", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?-([^{}$]*))?\})")
_CASE = re.compile(r"(?P<subject>.*) in (?P<patterns>.*)", re.DOTALL)
_SEVERAL = re.compile(r"&&|\|\||;|\s-[ao]\s")


def taken(conditions: Iterable[Condition], known: Mapping[str, Given], others: Sequence[CommandLine]) -> bool | None:
    """Tell whether the branches around a command are taken; ``None`` where a test cannot be decided.

    ``others`` are the commands of the same script: they show the other patterns of a ``case``. Values out of a file
    called ``.env`` decide nothing: the one that is deployed is another.
    """
    results = [_decided(one, known, others) for one in conditions if one.is_branch]
    if False in results:
        return False
    return None if None in results else True


def _decided(condition: Condition, known: Mapping[str, Given], others: Sequence[CommandLine]) -> bool | None:
    if condition.keyword in ("if", "elif", "&&"):
        return _tested(condition.text, known)
    if condition.keyword == "else":
        results = [_tested(text, known) for text in condition.text.split(" | ")]
        if True in results:
            return False
        return None if None in results else True
    if condition.keyword == "||":
        result = _tested(condition.text, known)
        return None if result is None else not result
    return _case(condition, known, others) if condition.keyword == "case" else None


def _case(condition: Condition, known: Mapping[str, Given], others: Sequence[CommandLine]) -> bool | None:
    match = _CASE.fullmatch(condition.text)
    value = _value(match["subject"].strip(), known) if match else None
    if match is None or value is None:
        return None
    if _matches(match["patterns"], value) is not True or match["patterns"].strip() != "*":
        return _matches(match["patterns"], value)
    # The last resort: taken where no pattern before it is.
    mine = match["subject"].strip()
    for other in others:
        for one in other.conditions:
            found = _CASE.fullmatch(one.text) if one.keyword == "case" else None
            if found is None or found["subject"].strip() != mine or found["patterns"].strip() == "*":
                continue
            if (result := _matches(found["patterns"], value)) is not False:
                return None if result is None else False
    return True


def _matches(patterns: str, value: str) -> bool | None:
    texts = [text.strip().strip("\"'") for text in patterns.strip().removeprefix("(").split("|")]
    if any("$" in text for text in texts):
        return None
    return any(fnmatch.fnmatchcase(value, text) for text in texts)


def _tested(text: str, known: Mapping[str, Given]) -> bool | None:
    """Decide ``[ a = b ]``, ``[[ a == b ]]``, ``test -n a`` and their opposites; nothing else."""
    text = text.strip()
    negated = text.startswith("! ")
    match = _TEST.fullmatch(text.removeprefix("! ").strip())
    if match is None or _SEVERAL.search(match["inner"]):
        return None
    result = _compared(match["inner"], known)
    return None if result is None else result != negated


def _compared(inner: str, known: Mapping[str, Given]) -> bool | None:
    try:
        words = shlex.split(inner)
    except ValueError:
        return None
    if len(words) == 3 and words[0] == "!":
        result = _compared(" ".join(map(shlex.quote, words[1:])), known)
        return None if result is None else not result
    if len(words) == 2 and words[0] in ("-n", "-z"):
        value = _value(words[1], known)
        return None if value is None else bool(value) == (words[0] == "-n")
    if len(words) != 3:
        return None
    left, right = (_value(word, known) for word in (words[0], words[2]))
    if left is None or right is None:
        return None
    if words[1] in ("=", "==", "-eq"):
        return fnmatch.fnmatchcase(left, right) if inner.rstrip().endswith("*") else left == right
    return left != right if words[1] in ("!=", "-ne") else None


def _value(text: str, known: Mapping[str, Given]) -> str | None:
    """The text with its variables put in; ``None`` where one is not known for sure."""
    missing = False

    def put(match: re.Match[str]) -> str:
        nonlocal missing
        one = known.get(match.group(1) or match.group(2))
        value = one.value if one is not None and not _may_differ(one) else None
        if value is None:
            missing = True
        return value or (match.group(3) or "" if value == "" else "")

    done = _VARIABLE.sub(put, text.strip("\"'"))
    return None if missing or "$" in done or "`" in done else done


def _may_differ(one: Given) -> bool:
    return one.private and one.location.path.name == ".env"
