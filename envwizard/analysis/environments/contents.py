"""Where neither name nor user tell an environment: what a file's content and its neighbours say, weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envwizard.analysis.environments.file_belonging import UNKNOWN, Belonging
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.environments.siblings import (
    beside,
    development_compose,
    production_compose,
    production_image,
    production_surface,
)
from envwizard.analysis.environments.votes import Vote, compose_votes, dockerfile_votes, script_votes, variable_votes
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeFile, Dockerfile, Variable
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_Files = Mapping[ProjectPath, Belonging]
_MODES = ("Dockerfile", "Containerfile")


def place_compose_files(files: _Files, facts: Facts) -> None:
    """Let the content decide, then the neighbours; a content that contradicts the neighbours stays as a doubt."""
    for file in facts.compose_files:
        one = _undecided(files, file.location)
        if one is not None:
            _by_images(one, file, files)
        if one is not None and not one.roles:
            _compose(one, compose_votes(file), files, facts)


def place_texts(files: _Files, facts: Facts) -> None:
    """Let the content of env files and scripts decide."""
    for env_file in facts.env_files:
        one = _undecided(files, env_file.location)
        if one is not None and not env_file.is_template:
            variables = (Variable(entry.key, entry.value, entry.location) for entry in env_file.entries)
            _clear_majority(one, tuple(variable_votes(variables)))
    for script in facts.shell_scripts:
        one = _undecided(files, script.location)
        if one is not None:
            _clear_majority(one, tuple(script_votes(script)))


def place_image(one: Belonging, dockerfile: Dockerfile, users: list[tuple[Role, str, Evidence]], files: _Files) -> bool:
    """Decide for an image from its content and neighbours; tells whether those who use it decide instead."""
    votes = dockerfile_votes(dockerfile)
    development = [vote.evidence for vote in votes if vote.role is Role.DEVELOPMENT]
    production = [vote.evidence for vote in votes if vote.role.is_deployed]
    sibling = production_image(files, one)
    if users and (sibling is not None or not _starts_something(dockerfile)):
        return True
    if sibling is not None and (development or one.path.name in _MODES):
        one.decide(Role.DEVELOPMENT, "development", (beside(one, sibling), *development))
        if len(production) >= 2 and not development:
            one.against += production
    elif len(development) >= 2:
        one.decide(Role.DEVELOPMENT, "development", development)
        if len(production) >= 2:
            one.against += production
    else:
        says = msg("nothing else says what is deployed, so this image is taken for it")
        one.decide(Role.PRODUCTION, "production", (Evidence(dockerfile.location, says), *production))
        one.against += development
    return False


def _undecided(files: _Files, location: Location) -> Belonging | None:
    one = files.get(location.path) if isinstance(location.path, ProjectPath) else None
    return one if one is not None and not one.roles else None


def _by_images(one: Belonging, file: ComposeFile, files: _Files) -> None:
    """A compose file that builds ``Dockerfile.dev`` is the developers'."""
    told: dict[tuple[Role, str], list[Evidence]] = {}
    for service in file.services:
        context = one.path.parent.join(service.build_context) if service.build_context is not None else None
        if context is None or service.dockerfile is None:
            continue
        built = context.join(service.dockerfile)
        named = role_of_path(built, "image") if built is not None and built in files else None
        if named is not None and named.naming:
            says = Evidence(service.location, msg("{service} builds {path}", service=service.name, path=built))
            told.setdefault((named.role, named.name), []).append(says)
    if len(told) == 1:
        (role, name), evidence = next(iter(told.items()))
        one.decide(role, name, evidence)
    elif told:
        one.evidence[UNKNOWN] = [says for evidence in told.values() for says in evidence]


def _compose(one: Belonging, votes: tuple[Vote, ...], files: _Files, facts: Facts) -> None:
    development, production = _sides(votes)
    lead = len(production) - len(development)
    sibling = production_compose(files, one)
    if sibling is not None and lead >= 2 and not development and _rests_on_content(sibling):
        # What only looks like production's has no more to say than this file itself.
        sibling = None
    if sibling is not None:
        one.decide(Role.DEVELOPMENT, "development", (beside(one, sibling), *development))
        # A base file that production's own file adds to may well look like production's.
        if lead >= 2 and not development:
            one.against += production
    elif _is_left_to_users(votes) and (theirs := development_compose(facts.inventory, one)) is not None:
        says = msg("{path} beside {one} is the developers'", path=theirs, one=one.path)
        one.decide(Role.PRODUCTION, "production", (*production, Evidence(Location(theirs), says)))
    elif lead > 0 and len(production) >= 2:
        one.decide(Role.PRODUCTION, "production", production)
        if lead < 2:
            one.against += development
    elif development and (not production or lead <= -2):
        one.decide(Role.DEVELOPMENT, "development", development)
    elif development and (surface := production_surface(files, one)) is not None:
        one.decide(Role.DEVELOPMENT, "development", (*development, beside(one, surface)))
    else:
        one.evidence.setdefault(UNKNOWN, []).extend((*production, *development))
        if lead:
            one.leaning = "production" if lead > 0 else "development"


def _is_left_to_users(votes: tuple[Vote, ...]) -> bool:
    """Tell whether a name says production outright and nothing but a mount of the code says otherwise."""
    named = any(vote.named and vote.role is Role.PRODUCTION for vote in votes)
    return named and all(vote.role.is_deployed or vote.mount for vote in votes)


def _rests_on_content(one: Belonging) -> bool:
    """Tell whether nothing but what stands in the file places it: no name, no other file that uses it."""
    says = [evidence for found in one.evidence.values() for evidence in found]
    return not one.is_named and all(one.path == evidence.location.path for evidence in says)


def _clear_majority(one: Belonging, votes: tuple[Vote, ...]) -> None:
    """Two reasons for production and none against, or one for development and none against."""
    development, production = _sides(votes)
    if len(production) >= 2 and not development:
        one.decide(Role.PRODUCTION, "production", production)
    elif development and not production:
        one.decide(Role.DEVELOPMENT, "development", development)


def _sides(votes: Iterable[Vote]) -> tuple[list[Evidence], list[Evidence]]:
    development = [vote.evidence for vote in votes if vote.role is Role.DEVELOPMENT]
    return development, [vote.evidence for vote in votes if vote.role is Role.PRODUCTION]


def _starts_something(dockerfile: Dockerfile) -> bool:
    return any(
        instruction.keyword in ("CMD", "ENTRYPOINT")
        for stage in dockerfile.stages[-1:]
        for instruction in stage.instructions
    )
