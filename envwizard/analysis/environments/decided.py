"""What the user has settled about environments, by the configuration or by an answer: it outranks all evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from envwizard.analysis.environments.name_tokens import role_of_environment
from envwizard.model.decisions import DescribedEnvironment
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_ROLES = tuple(role.value for role in (Role.DEVELOPMENT, Role.TEST, Role.STAGING, Role.PRODUCTION))
KIND = "environment"


def question_id(path: ProjectPath) -> str:
    """The id of the question which environment a file serves."""
    return f"{KIND}:{path}"


def environment_choices(facts: Facts) -> tuple[str, ...]:
    """What such a question can be answered with: the roles, and the environments of the configuration."""
    return tuple(dict.fromkeys((*_ROLES, *(one.name for one in facts.decisions.environments))))


def role_in(facts: Facts, name: str) -> Role:
    """Give the role of an environment: as the configuration says, else by its name."""
    said = next((one.role for one in facts.decisions.environments if one.name == name), None)
    return said if said is not None else role_of_environment(name)


def settled(facts: Facts, path: ProjectPath, patterns: Mapping[str, GitIgnoreSpec]) -> Iterator[tuple[str, Evidence]]:
    """Give the environments that the user has put a file into: by an answer, else by the configuration's patterns."""
    answer = facts.decisions.answer(question_id(path))
    if answer is not None:
        says = msg("{given} says that it serves {name}", given=answer.given, name=answer.value.reveal())
        yield answer.value.reveal(), Evidence(Location(path), says)
        return
    for one in facts.decisions.environments:
        if one.name in patterns and patterns[one.name].match_file(path.value):
            says = msg("{path} is among the files of {name}", path=path, name=one.name)
            yield one.name, Evidence(Location(one.source), says)


def patterns_of(environments: Iterable[DescribedEnvironment]) -> dict[str, GitIgnoreSpec]:
    """Compile the patterns of the environments that have some."""
    told = [one for one in environments if one.files]
    if not told:
        return {}
    from pathspec import GitIgnoreSpec

    return {one.name: GitIgnoreSpec.from_lines(one.files) for one in told}
