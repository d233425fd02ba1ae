"""A check for CI and pre-commit that notices a lock which is behind its source: pip-tools itself has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from envwizard.edits.added_checks import command_above, hook_below, step_above
from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files

# The distribution's name on the index is not the command's.
_DISTRIBUTION = "envwizard-tui"
CHECK = f"pipx run --spec {_DISTRIBUTION} envwizard migrate --check"
# Where there is no pipx, in the Python images that such jobs run in; the job's own packages stay as they are.
CHECK_ANYWHERE = (
    "python3 -m venv /tmp/envwizard && "
    f"/tmp/envwizard/bin/pip install --quiet {_DISTRIBUTION} && /tmp/envwizard/bin/envwizard migrate --check"
)
_NAME = "The locks answer their sources"
# Services whose jobs are lists of commands.
_SERVICES = ("gitlab", "circleci", "azure", "travis", "bitbucket", "drone", "woodpecker")


def checks(facts: Facts, files: Files, edits: Iterable[Edit]) -> tuple[list[Edit], list[Message]]:
    """Let CI, where it installs the locks, and pre-commit notice a lock that is behind its source.

    Gives the edits, and what the user has to add where that cannot be done here.
    """
    found: list[Edit] = []
    notes: list[Message] = []
    for path, command, make in _places(facts, files, tuple(edits)):
        made = _made(make)
        if isinstance(made, Message):
            notes.append(msg("Add `{command}` to {path}: {reason}", command=command, path=path, reason=made))
        else:
            found.append(made)
    return found, notes


def _made(make: Callable[[], Edit]) -> Edit | Message:
    try:
        return make()
    except FixUnavailable as error:
        return error.message


def _places(
    facts: Facts, files: Files, edits: tuple[Edit, ...]
) -> Iterator[tuple[ProjectPath, str, Callable[[], Edit]]]:
    for workflow in facts.ci_workflows:
        path = workflow.location.path
        if not isinstance(path, ProjectPath) or workflow.service not in ("github", *_SERVICES):
            continue
        line = _first_install(workflow.jobs, edits, path)
        if line is None:
            continue
        if workflow.service == "github":
            yield path, CHECK, partial(_step, files, path, line)
        else:
            yield path, CHECK_ANYWHERE, partial(_command, files, path, line)
        break
    hooks = ProjectPath(".pre-commit-config.yaml")
    if any(one.path == hooks for one in facts.inventory.files):
        yield hooks, "envwizard migrate --check", partial(_hook, files, hooks)


def _step(files: Files, path: ProjectPath, line: int) -> Edit:
    return step_above(files(path), line, _NAME, CHECK)


def _command(files: Files, path: ProjectPath, line: int) -> Edit:
    return command_above(files(path), line, CHECK_ANYWHERE)


def _hook(files: Files, path: ProjectPath) -> Edit:
    lines = (
        "- repo: local",
        "  hooks:",
        "    - id: envwizard-locks",
        f"      name: {_NAME}",
        "      entry: envwizard migrate --check",
        "      language: python",
        f"      additional_dependencies: [{_DISTRIBUTION}]",
        "      pass_filenames: false",
        "      always_run: true",
    )
    return hook_below(files(path), lines, _NAME)


def _first_install(jobs: Iterable[CiJob], edits: Iterable[Edit], path: ProjectPath) -> int | None:
    """Give the line of the first command that was changed."""
    starts = [edit.start for edit in edits if isinstance(edit, ReplaceSpan) and edit.path == path]
    for job in jobs:
        for command in job.commands:
            if command.words and any(
                command.words[0].span.start <= start <= command.words[-1].span.end for start in starts
            ):
                return command.words[0].span.line
    return None
