"""Which environment each file belongs to: the first decisive evidence wins, and is kept for the explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from envwizard.analysis.environments.contents import place_compose_files, place_image, place_texts
from envwizard.analysis.environments.decided import patterns_of, role_in, settled
from envwizard.analysis.environments.file_belonging import UNKNOWN, Belonging
from envwizard.analysis.environments.name_tokens import contradicting_tokens, role_of_path
from envwizard.analysis.environments.references import Reference, job_role, references
from envwizard.analysis.environments.siblings import place_by_siblings
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import Dockerfile
from envwizard.model.facts.launches import FileEnvironment
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.source import Location

# What a host or a platform starts by itself is what users meet, unless a name says otherwise.
_STARTED_BY = {
    Surface.SYSTEMD: msg("systemd starts it on a host"),
    Surface.SUPERVISOR: msg("supervisor keeps it running"),
    Surface.PM2: msg("pm2 keeps it running"),
    Surface.PROCFILE: msg("a platform starts what a Procfile names"),
    Surface.PAAS: msg("a platform starts it"),
    Surface.CRON: msg("cron starts it on a host"),
}
# Where several environments use a file, the first of these is named first.
_ORDER = (Role.PRODUCTION, Role.STAGING, Role.TEST, Role.DEVELOPMENT)


def file_environments(facts: Facts) -> tuple[FileEnvironment, ...]:
    """Tell for every file that starts, builds or configures something which environment it belongs to, and why.

    A file that several environments use has an entry for each; one that no evidence places has one for ``unknown``.
    """
    found: list[FileEnvironment] = []
    decided = belongings(facts)
    for one in decided:
        found.extend(
            FileEnvironment(one.path, name, tuple(one.evidence.get(name, ())[:6])) for name in one.roles or (UNKNOWN,)
        )
    found += _others_settled(facts, {one.path for one in decided})
    return tuple(found)


def belongings(facts: Facts) -> tuple[Belonging, ...]:
    """Decide for every file of interest, in the order of their paths."""
    files = {path: Belonging(path, kind) for kind, path in _files(facts)}
    patterns = patterns_of(facts.decisions.environments)
    for one in files.values():
        for name, says in settled(facts, one.path, patterns):
            one.decide(role_in(facts, name), name, (says,))
            one.is_settled = True
    for one in files.values():
        if not one.is_settled:
            _by_name(one)
    uses = references(facts, files)
    _follow(files, uses)
    place_compose_files(files, facts)
    _follow(files, uses)
    for dockerfile in facts.dockerfiles:
        _image(files, dockerfile, uses)
    _defaults(facts, files)
    _follow(files, uses)
    place_texts(files, facts)
    place_by_siblings(files)
    _contradict(files, uses)
    return tuple(files[path] for path in sorted(files))


def _by_name(one: Belonging) -> None:
    named = role_of_path(one.path, one.kind)
    # A workflow's file name tells what it does; where its jobs deploy to is read off the jobs.
    if named is not None and one.kind != "workflow":
        says = Evidence(Location(one.path), msg("its path says {token}", token=named.token))
        one.decide(named.role, named.name, (says,))
        one.is_named = True
    elif len(tokens := contradicting_tokens(one.path)) > 1:
        says = Evidence(Location(one.path), msg("its name says {tokens}", tokens=" and ".join(tokens)))
        one.evidence[UNKNOWN] = [says]


def _others_settled(facts: Facts, known: set[ProjectPath]) -> Iterator[FileEnvironment]:
    """Files that start nothing (sources, say) and that the configuration puts into an environment."""
    patterns = patterns_of(facts.decisions.environments)
    if not patterns:
        return
    for entry in facts.inventory.files:
        if entry.path not in known:
            for name, says in settled(facts, entry.path, patterns):
                yield FileEnvironment(entry.path, name, (says,))


def _contradict(files: Mapping[ProjectPath, Belonging], uses: tuple[Reference, ...]) -> None:
    """Note where production uses what names itself the developers': its name decides, but the user may know better."""
    for path, users in _users(files, uses).items():
        one = files[path]
        if one.is_named and not one.is_settled and not one.has(Role.PRODUCTION, Role.STAGING):
            one.against += [says for role, _, says in users if role.is_deployed]


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
        named = {use.named.name: use.named.role} if use.named is not None else files[use.user].roles
        for name, role in named.items():
            # That tests start what users get does not make it theirs.
            if role is not Role.TEST or files[use.used].kind != "compose file":
                found.setdefault(use.used, []).append((role, name, says))
    return found


def _take(one: Belonging, users: list[tuple[Role, str, Evidence]]) -> None:
    for wanted in _ORDER:
        for role, name, says in users:
            if role is wanted:
                one.decide(role, name, (says,))


def _image(files: Mapping[ProjectPath, Belonging], dockerfile: Dockerfile, uses: tuple[Reference, ...]) -> None:
    path = dockerfile.location.path
    one = files.get(path) if isinstance(path, ProjectPath) else None
    if one is None or one.roles:
        return
    users = _users(files, tuple(use for use in uses if use.used == one.path)).get(one.path, [])
    if any(role.is_deployed for role, _, _ in users) or place_image(one, dockerfile, users, files):
        _take(one, users)


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
