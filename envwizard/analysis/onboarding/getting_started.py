"""What a README may truly say about getting started: the checklist of a machine that has what the project asks for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from envwizard.analysis.onboarding.checklist import build_checklist, onboarding_root
from envwizard.analysis.onboarding.interpreter import asked, wanted_minor
from envwizard.analysis.onboarding.manager import own_manager
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.virtualenvs import Interpreter
from envwizard.model.onboarding import Checklist, Machine
from envwizard.model.paths import ExternalPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files

_HERE = re.compile(r"(?:\.venv|venv|env)/bin/")
# What must be there before the first command, beside Python.
_TOOLS = {"uv": "uv", "poetry": "Poetry", "pipenv": "Pipenv", "pdm": "PDM", "conda": "conda"}


def fresh_checklist(facts: Facts, answers: Answers, files: Files | None) -> Checklist:
    """Build the checklist of a clone that nothing has been done for, on a machine that has what it takes."""
    root = onboarding_root(facts, answers)
    said = asked(facts, root)
    minor = wanted_minor(said) if said else "3"
    python = f"python{minor}" if minor != "3" else "python3"
    version = minor if minor != "3" else "3.12"
    manager = own_manager(facts, root)
    machine = Machine(
        (Interpreter(ExternalPath(python), version, "path"),),
        {tool: tool for tool in (manager, "pre-commit")},
    )
    # What this machine has is nobody else's: environments, and the env file where git does not bring it.
    pristine = replace(
        facts,
        virtualenvs=(),
        env_files=tuple(
            one for one in facts.env_files if one.is_template or (facts.git.present and one.path in facts.git.tracked)
        ),
    )
    kept = {key: text for key, text in answers.items() if not key.startswith(("env:", "recreate:", "onboard-python:"))}
    return build_checklist(pristine, machine, kept, files)


def getting_started(facts: Facts, answers: Answers, files: Files | None = None) -> str:
    """Write the block in Markdown, in English as the rest of what envwizard writes into files."""
    checklist = fresh_checklist(facts, answers, files)
    manager = own_manager(facts, checklist.root)
    return "\n".join(_lines(facts, checklist, manager)) + "\n"


def _lines(facts: Facts, checklist: Checklist, manager: str) -> Iterator[str]:
    yield "## Getting started"
    yield ""
    yield _needs(facts, checklist, manager)
    yield ""
    yield "```sh"
    if checklist.root.value != ".":
        yield f"cd {shlex.quote(checklist.root.value)}"
    yield from _made(checklist)
    yield from _env_file(checklist)
    yield from (line for command in checklist.task("services").told for line in (_services(checklist, command),))
    yield "```"
    wanted = [one.key for one in checklist.env_form.missing] if checklist.env_form is not None else []
    if wanted and checklist.env_form is not None:
        keys, place = ", ".join(f"`{key}`" for key in wanted), _below(checklist, checklist.env_form.path)
        yield ""
        yield f"Give {keys} a value in `{place}`: the code does not start without."
    then = list(_then(checklist))
    if then:
        yield ""
        yield "Then:"
        yield ""
        yield "```sh"
        yield from then
        yield "```"


def _needs(facts: Facts, checklist: Checklist, manager: str) -> str:
    said = asked(facts, checklist.root)
    python = f"Python {wanted_minor(said)}" if said else "Python 3"
    if said and said[0].specifier is not None:
        python = f"Python {said[0].specifier}"
    where = f" (`{said[0].location.path}`)" if said else ""
    tools = [_TOOLS[manager]] if manager in _TOOLS else []
    tools += [one.argv[0] for one in checklist.task("hooks").commands if one.argv[0] == "pre-commit"]
    tools += ["Docker"] if checklist.task("services").told else []
    *most, last = (f"{python}{where}", *tools)
    return f"You need {', '.join(most)} and {last}." if most else f"You need {last}."


def _made(checklist: Checklist) -> Iterator[str]:
    """The environment, what is installed into it, and the hooks."""
    for key in ("virtualenv", "dependencies", "project", "hooks"):
        task = checklist.task(key)
        for number, command in enumerate(task.commands):
            yield _typed(command)
            place = task.creates
            if key == "virtualenv" and number == 0 and place is not None and "conda" not in command.argv[0]:
                yield f". {shlex.quote(_below(checklist, place))}/bin/activate"
            elif key == "virtualenv" and number == 0 and place is not None:
                yield f"conda activate ./{shlex.quote(_below(checklist, place))}"


def _env_file(checklist: Checklist) -> Iterator[str]:
    form = checklist.env_form
    if form is not None and form.example is not None and not form.exists:
        yield f"cp {shlex.quote(_below(checklist, form.example))} {shlex.quote(_below(checklist, form.path))}"


def _services(checklist: Checklist, command: Command) -> str:
    """Compose finds a file of its usual name by itself."""
    argv = command.argv
    if argv[3:4] and argv[3] in ("compose.yml", "compose.yaml", "docker-compose.yml", "docker-compose.yaml"):
        argv = (*argv[:2], *argv[4:])
    typed = shlex.join(argv)
    if command.cwd == checklist.root:
        return typed
    folder = command.cwd.value if checklist.root.value == "." else "/".join([".."] * len(checklist.root.parts))
    return (
        f"(cd {shlex.quote(folder)} && {typed})" if command.cwd.value != "." or checklist.root.value != "." else typed
    )


def _then(checklist: Checklist) -> Iterator[str]:
    """The commands to go on with, each with what it is for."""
    told = [(_typed(command), command.why.render()) for command in checklist.task("first-run").told]
    width = max((len(typed) for typed, _ in told), default=0)
    yield from (f"{typed.ljust(width)}  # {why[:1].lower()}{why[1:]}" for typed, why in told)


def _typed(command: Command) -> str:
    """With the environment activated its programs have no folder before them."""
    argv = tuple(_HERE.sub("", word, count=1) if number == 0 else word for number, word in enumerate(command.argv))
    return shlex.join(argv)


def _below(checklist: Checklist, path: ProjectPath) -> str:
    return path.relative_to(checklist.root) if path.is_below(checklist.root) else path.value
