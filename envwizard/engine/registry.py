"""All rules, found by looking into the rules' folders, and the selection among them."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

import envwizard.rules
from envwizard.model.errors import UsageError
from envwizard.model.finding import Pitfall
from envwizard.model.message import Message, msg
from envwizard.model.rule import POINTS, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    packages = [importlib.import_module(f"{envwizard.rules.__name__}.{pitfall.value}") for pitfall in Pitfall]
    names = [f"{package.__name__}.{one.name}" for package in packages for one in pkgutil.iter_modules(package.__path__)]
    found: list[Rule] = [importlib.import_module(name).RULE for name in names if ".ew" in name]
    return tuple(sorted(found, key=lambda rule: rule.code))


def find_rule(name: str) -> Rule:
    """The rule with that code or kebab name; raises ``UsageError`` that names the nearest known one."""
    wanted = name.strip().lower()
    for rule in all_rules():
        if wanted in (rule.code.lower(), rule.name):
            return rule
    raise UsageError(_unknown(name, [rule.code for rule in all_rules()] + [rule.name for rule in all_rules()]))


def check_names(names: Iterable[str], source: str = "") -> None:
    """Raise ``UsageError`` where a name is no code, rule, pitfall or point, naming the nearest that is.

    ``source`` is what the settings that hold the names are called.
    """
    for name in names:
        if (problem := unknown_name(name)) is not None:
            raise UsageError(msg("{source}: {problem}", source=source, problem=problem) if source else problem)


def unknown_name(name: str) -> Message | None:
    """Say that a name is no code, rule, pitfall or point, and which is the nearest; ``None`` where it is one."""
    return None if any(named(rule, name) for rule in all_rules()) else _unknown(name, _names())


def select_rules(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that ``select`` names (all where it is empty) without those that ``ignore`` names.

    A name is a code (``EW221``), the rule's name, a pitfall (``dotenv``), its number (``2``) or a point (``2.3``).
    """
    wanted, unwanted = tuple(select), tuple(ignore)
    return tuple(
        rule
        for rule in all_rules()
        if (not wanted or any(named(rule, name) for name in wanted)) and not any(named(rule, name) for name in unwanted)
    )


def named(rule: Rule, name: str) -> bool:
    """Tell whether a name means this rule: by its code, its name, its pitfall or its point."""
    wanted = name.strip().lower()
    pitfall = rule.pitfall
    return wanted in (
        rule.code.lower(),
        rule.name,
        rule.point,
        pitfall.value,
        str(pitfall.number),
        f"ew{pitfall.number}",
    )


def _names() -> list[str]:
    rules = all_rules()
    return [rule.code for rule in rules] + [rule.name for rule in rules] + [p.value for p in Pitfall] + list(POINTS)


def _unknown(name: str, known: list[str]) -> Message:
    near = difflib.get_close_matches(name.upper(), known, 1) or difflib.get_close_matches(name.lower(), known, 1)
    if near:
        return msg("There is no rule or pitfall {name}. Did you mean {near}?", name=name, near=near[0])
    return msg("There is no rule or pitfall {name}. `envwizard rules` lists all.", name=name)
