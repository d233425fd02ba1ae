"""Which environment each file belongs to: the first decisive evidence wins, and is kept for the explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.analysis.environments.references import Reference, job_role, references
from envwizard.analysis.environments.votes import Vote, compose_votes, dockerfile_votes
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import Dockerfile
from envwizard.model.facts.launches import FileEnvironment
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Location

UNKNOWN = "unknown"

_STANDARD_COMPOSE = frozenset(("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"))
# What a host or a platform starts by itself is what users meet, unless a name says otherwise.
_STARTED_BY = {
    Surface.SYSTEMD: msg("systemd starts it on a host"),
    Surface.SUPERVISOR: msg("supervisor keeps it running"),
    Surface.PROCFILE: msg("a platform starts what a Procfile names"),
    Surface.PAAS: msg("a platform starts it"),
    Surface.CRON: msg("cron starts it on a host"),
}
# Where several environments use a file, the first of these is named first.
_ORDER = (Role.PRODUCTION, Role.STAGING, Role.TEST, Role.DEVELOPMENT)


@dataclass(slots=True)
class Belonging:
    """A file, what kind it is and, once evidence decides, the environments it belongs to (most have one)."""

    path: ProjectPath
    kind: str
    roles: dict[str, Role] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)

    def decide(self, role: Role, name: str, evidence: Iterable[Evidence]) -> None:
        """Add an environment that the file belongs to."""
        self.roles[name] = role
        self.evidence.setdefault(name, []).extend(evidence)

    def has(self, *roles: Role) -> bool:
        """Tell whether it belongs to an environment with one of these roles."""
        return any(role in roles for role in self.roles.values())


def file_environments(facts: Facts) -> tuple[FileEnvironment, ...]:
    """Tell for every file that starts, builds or configures something which environment it belongs to, and why.

    A file that several environments use has an entry for each; one that no evidence places has one for ``unknown``.
    """
    found: list[FileEnvironment] = []
    for one in belongings(facts):
        found.extend(
            FileEnvironment(one.path, name, tuple(one.evidence.get(name, ())[:6])) for name in one.roles or (UNKNOWN,)
        )
    return tuple(found)


def belongings(facts: Facts) -> tuple[Belonging, ...]:
    """Decide for every file of interest, in the order of their paths."""
    files = {path: Belonging(path, kind) for kind, path in _files(facts)}
    for one in files.values():
        named = role_of_path(one.path, one.kind)
        # A workflow's file name tells what it does; where its jobs deploy to is read off the jobs.
        if named is not None and one.kind != "workflow":
            says = Evidence(Location(one.path), msg("its path says {token}", token=named.token))
            one.decide(named.role, named.name, (says,))
    uses = references(facts, files)
    _follow(files, uses)
    _compose_siblings(files)
    for file in facts.compose_files:
        if isinstance(file.location.path, ProjectPath):
            _count(files[file.location.path], compose_votes(file))
    _follow(files, uses)
    for dockerfile in facts.dockerfiles:
        _image(files, dockerfile, uses)
    _defaults(facts, files)
    _follow(files, uses)
    _other_siblings(files)
    return tuple(files[path] for path in sorted(files))


def _files(facts: Facts) -> Iterator[tuple[str, ProjectPath]]:
    kinds: tuple[tuple[str, Iterable[AnyPath]], ...] = (
        ("requirements", (one.path for one in facts.requirements_files)),
        ("env file", (one.path for one in facts.env_files)),
        ("server configuration", (one.location.path for one in facts.server_configs)),
        ("script", (one.location.path for one in facts.shell_scripts)),
        ("makefile", (one.location.path for one in facts.makefiles)),
        ("workflow", (one.location.path for one in facts.ci_workflows)),
        ("service", (one.location.path for one in facts.services)),
        ("kubernetes", (one.location.path for one in facts.kubernetes_containers)),
        ("image", (one.location.path for one in facts.dockerfiles)),
        ("compose file", (one.location.path for one in facts.compose_files)),
    )
    for kind, paths in kinds:
        for path in paths:
            if isinstance(path, ProjectPath):
                yield kind, path


def _follow(files: Mapping[ProjectPath, Belonging], uses: tuple[Reference, ...]) -> None:
    """Give undecided files the environments of those that use them, until nothing changes."""
    for _ in range(5):
        changed = False
        for path, users in _users(files, uses).items():
            one = files[path]
            if not one.roles and one.kind != "image":
                _take(one, users)
                changed = True
        if not changed:
            return


def _users(
    files: Mapping[ProjectPath, Belonging], uses: tuple[Reference, ...]
) -> dict[ProjectPath, list[tuple[Role, str, Evidence]]]:
    found: dict[ProjectPath, list[tuple[Role, str, Evidence]]] = {}
    for use in uses:
        says = Evidence(use.location, msg("{user} uses {used}", user=use.user, used=use.used))
        if use.named is not None:
            found.setdefault(use.used, []).append((use.named.role, use.named.name, says))
            continue
        for name, role in files[use.user].roles.items():
            found.setdefault(use.used, []).append((role, name, says))
    return found


def _take(one: Belonging, users: list[tuple[Role, str, Evidence]]) -> None:
    for wanted in _ORDER:
        for role, name, says in users:
            if role is wanted:
                one.decide(role, name, (says,))


def _compose_siblings(files: Mapping[ProjectPath, Belonging]) -> None:
    """A plain docker-compose.yml beside one for production is the developers'."""
    composes = [one for one in files.values() if one.kind == "compose file"]
    for one in composes:
        if one.roles or one.path.name not in _STANDARD_COMPOSE:
            continue
        other = next(
            (other for other in composes if other.path.parent == one.path.parent and other.has(Role.PRODUCTION)), None
        )
        if other is not None:
            says = Evidence(Location(other.path), msg("{path} beside it is production's", path=other.path))
            one.decide(Role.DEVELOPMENT, "development", (says,))


def _count(one: Belonging, votes: tuple[Vote, ...]) -> None:
    """Let the content decide: one voice for development if nothing speaks for production, two the other way round."""
    if one.roles:
        return
    development = [vote.evidence for vote in votes if vote.role is Role.DEVELOPMENT]
    production = [vote.evidence for vote in votes if vote.role is Role.PRODUCTION]
    lead = len(production) - len(development)
    if lead >= 2:
        one.decide(Role.PRODUCTION, "production", production)
    elif development and (not production or lead <= -2):
        one.decide(Role.DEVELOPMENT, "development", development)
    else:
        one.evidence[UNKNOWN] = [*production, *development]


def _image(files: Mapping[ProjectPath, Belonging], dockerfile: Dockerfile, uses: tuple[Reference, ...]) -> None:
    path = dockerfile.location.path
    one = files.get(path) if isinstance(path, ProjectPath) else None
    if one is None or one.roles:
        return
    users = _users(files, tuple(use for use in uses if use.used == one.path)).get(one.path, [])
    if any(role.is_deployed for role, _, _ in users):
        _take(one, users)
        return
    votes = [vote.evidence for vote in dockerfile_votes(dockerfile) if vote.role is Role.DEVELOPMENT]
    sibling = next(
        (other for other in files.values() if other.kind == "image" and other is not one and other.has(Role.PRODUCTION)
         and _are_siblings(other.path, one.path)),
        None,
    )  # fmt: skip
    if users and (sibling is not None or not _starts_something(dockerfile)):
        _take(one, users)
    elif sibling is not None and (votes or one.path.name in ("Dockerfile", "Containerfile")):
        says = Evidence(Location(sibling.path), msg("{path} beside it is production's", path=sibling.path))
        one.decide(Role.DEVELOPMENT, "development", (says, *votes))
    elif len(votes) >= 2:
        one.decide(Role.DEVELOPMENT, "development", votes)
    else:
        says = Evidence(dockerfile.location, msg("nothing else says what is deployed, so this image is taken for it"))
        one.decide(Role.PRODUCTION, "production", (says,))


def _are_siblings(one: ProjectPath, other: ProjectPath) -> bool:
    return one.parent == other.parent or one.parent.parent == other.parent.parent != one.parent


def _starts_something(dockerfile: Dockerfile) -> bool:
    return any(
        instruction.keyword in ("CMD", "ENTRYPOINT")
        for stage in dockerfile.stages[-1:]
        for instruction in stage.instructions
    )


def _defaults(facts: Facts, files: Mapping[ProjectPath, Belonging]) -> None:
    """Place what is started by something whose job it is to serve users, and what CI runs."""
    undecided = {path for path, one in files.items() if not one.roles}
    for service in facts.services:
        path = service.location.path
        says = _STARTED_BY.get(service.surface)
        if isinstance(path, ProjectPath) and path in undecided and says is not None:
            files[path].decide(Role.PRODUCTION, "production", (Evidence(service.location, says),))
    for container in facts.kubernetes_containers:
        path = container.location.path
        if isinstance(path, ProjectPath) and path in undecided:
            says = msg("a cluster runs {kind} {name}", kind=container.kind, name=container.workload)
            files[path].decide(Role.PRODUCTION, "production", (Evidence(container.location, says),))
    for workflow in facts.ci_workflows:
        path = workflow.location.path
        if not isinstance(path, ProjectPath) or path not in undecided:
            continue
        for job in workflow.jobs:
            named = job_role(workflow, job)
            says = (
                msg("the job {job} deploys: {token}", job=job.name, token=named.token)
                if named.role.is_deployed
                else msg("the job {job} runs in CI", job=job.name)
            )
            files[path].decide(named.role, named.name, (Evidence(job.location, says),))


def _other_siblings(files: Mapping[ProjectPath, Belonging]) -> None:
    """Place env files, server configurations and requirements that only their neighbours explain."""
    by_folder: dict[tuple[str, ProjectPath], list[Belonging]] = {}
    for one in files.values():
        by_folder.setdefault((one.kind, one.path.parent), []).append(one)
    for (kind, _), group in by_folder.items():
        production = next((one for one in group if one.has(Role.PRODUCTION)), None)
        development = next((one for one in group if one.has(Role.DEVELOPMENT, Role.TEST)), None)
        for one in group:
            if one.roles:
                continue
            if kind in ("env file", "server configuration") and production is not None:
                says = msg("{path} beside it is production's", path=production.path)
                one.decide(Role.DEVELOPMENT, "development", (Evidence(Location(production.path), says),))
            elif kind == "requirements" and production is None and development is not None:
                says = msg("{path} beside it is for developers", path=development.path)
                one.decide(Role.PRODUCTION, "production", (Evidence(Location(development.path), says),))
