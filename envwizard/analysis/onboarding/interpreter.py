"""The interpreter of a fresh clone: what the project asks for, which installed ones fit, how to get one otherwise."""

from __future__ import annotations

from envwizard.analysis.python_statements import (
    Statement,
    allows,
    minor_in_use,
    named_minors,
    release_order,
    statements,
)
from envwizard.analysis.roots import root_around
from envwizard.model.change import Command
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Machine, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.workflow import StepState

ASKS = "onboard-python"
_WHY = msg("The virtual environment takes over its version; with another one the project's packages may not install.")
# Who is heeded first, where the statements exclude each other.
_ORDER = ("chosen", "declared", "image", "platform", "lock", "ci")


def asked(facts: Facts, root: ProjectPath) -> tuple[Statement, ...]:
    """What the project's files say about its Python, the weightiest first; environments that exist do not count."""
    around = root_around(facts, root)
    found = [one for one in statements(facts) if one.root == around and one.kind in _ORDER]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))


def fits(facts: Facts, root: ProjectPath, version: str) -> bool:
    """Tell whether the project declares nothing that excludes a version; images and CI only prefer one."""
    return all(allows(one, minor_of(version)) for one in asked(facts, root) if one.kind == "declared")


def minor_of(version: str) -> str:
    """The ``X.Y`` of a version."""
    return ".".join(version.split(".")[:2])


def _ranked(facts: Facts, root: ProjectPath, machine: Machine) -> list[Interpreter]:
    """The installed interpreters that the project allows, the best first."""
    said = asked(facts, root)
    used = minor_in_use(facts, root)
    allowed = [one for one in machine.interpreters if fits(facts, root, one.version)]

    wished = next((release_order(minor) for one in said if one.specifier is None for minor in named_minors(one)), None)

    def rank(one: Interpreter) -> tuple[object, ...]:
        minor = minor_of(one.version)
        disagreeing = tuple(not allows(statement, minor) for statement in said)
        # Of those that are not what was named, the nearest is likeliest to do.
        off = abs(release_order(minor)[1] - wished[1]) if wished is not None and wished[0] == 3 else 0
        return (disagreeing, used is not None and minor != used[0], off)

    # Stable: among equals those come first that the shell finds first.
    return sorted(allowed, key=rank)


def interpreter_question(facts: Facts, root: ProjectPath, machine: Machine) -> Question | None:
    """Let the user take another Python of those that fit; ``None`` where there is no choice."""
    ranked = _ranked(facts, root, machine)
    minors = tuple(dict.fromkeys(minor_of(one.version) for one in ranked))
    if len(minors) < 2:
        return None
    return Question(
        id=f"{ASKS}:{root}",
        text=msg("Which Python is the virtual environment made with?"),
        choices=minors,
        default=minors[0],
        evidence=tuple(Evidence(one.location, one.says) for one in asked(facts, root)),
    )


def chosen_interpreter(facts: Facts, root: ProjectPath, machine: Machine, answers: Answers) -> Interpreter | None:
    """The installed interpreter to use; ``None`` where none fits. Raises ``UsageError`` for a wrong answer."""
    ranked = _ranked(facts, root, machine)
    question = interpreter_question(facts, root, machine)
    wanted = chosen(question, answers) if question is not None else None
    return next((one for one in ranked if wanted is None or minor_of(one.version) == wanted), None)


def interpreter_task(facts: Facts, root: ProjectPath, machine: Machine, found: Interpreter | None) -> Task:
    """The first line of the checklist."""
    title = msg("Python")
    said = asked(facts, root)
    wish = _wish(said)
    question = interpreter_question(facts, root, machine)
    questions = (question,) if question is not None else ()
    if found is not None:
        seen = msg("{version} at {path} ({wish})", version=found.version, path=found.path, wish=wish)
        gainsaid = tuple(
            msg("{place} {says}", place=one.location, says=one.says)
            for one in said
            if not allows(one, minor_of(found.version)) and one.kind != "ci"
        )
        notes = (msg("Not everything in the project agrees:"), *gainsaid) if gainsaid else ()
        return Task("interpreter", title, StepState.DONE, seen, _WHY, questions=questions, notes=notes)
    have = ", ".join(dict.fromkeys(one.version for one in machine.interpreters)) or msg("none")
    seen = msg("no installed Python fits: {wish}; installed: {have}", wish=wish, have=have)
    minor = wanted_minor(said)
    told = _ways(minor, machine)
    note = msg("Install Python {minor} in one of these ways and run this again.", minor=minor)
    return Task("interpreter", title, StepState.ATTENTION, seen, _WHY, notes=(note,), told=told)


def _wish(said: tuple[Statement, ...]) -> Message:
    if not said:
        return msg("the project asks for none in particular")
    return msg("{place} {says}", place=said[0].location, says=said[0].says)


def wanted_minor(said: tuple[Statement, ...]) -> str:
    """The version to install: what all allow, else what the weightiest statement names."""
    candidates = [minor for one in said for minor in named_minors(one)]
    for minor in sorted(set(candidates), key=release_order, reverse=True):
        if all(allows(one, minor) for one in said):
            return minor
    return candidates[0] if candidates else "3"


def _ways(minor: str, machine: Machine) -> tuple[Command, ...]:
    by_package = msg("by the system's packages, where they have it")
    ways: tuple[tuple[str, tuple[str, ...], Message], ...] = (
        ("pyenv", ("pyenv", "install", minor), msg("by pyenv, which builds it")),
        ("uv", ("uv", "python", "install", minor), msg("by uv, which downloads it")),
        ("conda", ("conda", "create", "-n", f"python-{minor}", f"python={minor}"), msg("by conda")),
        ("apt-get", ("sudo", "apt-get", "install", f"python{minor}", f"python{minor}-venv"), by_package),
        ("dnf", ("sudo", "dnf", "install", f"python{minor}"), by_package),
        ("brew", ("brew", "install", f"python@{minor}"), by_package),
    )
    return tuple(Command(argv, why, network=True) for tool, argv, why in ways if tool in machine.tools)
