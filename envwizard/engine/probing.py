"""Running every probe and the analysis behind them: from the project on disk to its facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from envwizard.analysis.dependencies.named_files import named_requirements
from envwizard.analysis.env_loading.env_file_lookups import env_file_lookups
from envwizard.analysis.env_loading.load_order import late_loads
from envwizard.analysis.environments import environments, file_environments
from envwizard.analysis.images.image_contents import image_mismatches
from envwizard.analysis.launches import launches
from envwizard.analysis.launches.named_configurations import named_configurations
from envwizard.analysis.roots import chosen_launches, python_roots, with_chosen
from envwizard.analysis.virtualenvs.broken_dependencies import with_broken_dependencies
from envwizard.i18n import ENGLISH
from envwizard.model.facts import Facts
from envwizard.model.finding import Pitfall
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import Progress
from envwizard.probes.ci_workflows import probe_ci_workflows
from envwizard.probes.compose import probe_compose
from envwizard.probes.config_values import probe_config_values
from envwizard.probes.crontabs import probe_crontabs
from envwizard.probes.distributions import probe_distributions
from envwizard.probes.docker_ignores import probe_docker_ignores
from envwizard.probes.dockerfiles import probe_dockerfiles
from envwizard.probes.documents import probe_documents
from envwizard.probes.env_files import probe_env_files
from envwizard.probes.ignore_files import probe_ignore_files
from envwizard.probes.interpreters import probe_interpreters
from envwizard.probes.kubernetes import probe_kubernetes
from envwizard.probes.linters import probe_linters
from envwizard.probes.lock_files import probe_lock_files
from envwizard.probes.makefiles import probe_makefiles
from envwizard.probes.platforms import probe_platforms
from envwizard.probes.pm2 import probe_pm2
from envwizard.probes.procfiles import probe_procfiles
from envwizard.probes.project_files import probe_project_files
from envwizard.probes.proxies import probe_proxies
from envwizard.probes.python_sources import probe_python_sources
from envwizard.probes.python_sources.started import probe_started_sources
from envwizard.probes.python_versions import probe_python_versions
from envwizard.probes.requirements import probe_requirements
from envwizard.probes.server_configs import probe_server_configs
from envwizard.probes.shell_scripts import probe_shell_scripts
from envwizard.probes.supervisor import probe_supervisor
from envwizard.probes.systemd import probe_systemd
from envwizard.probes.virtualenvs import probe_virtualenvs
from envwizard.project.reader import Sources

# Which facts a step adds to, the pitfall it serves most (for the progress shown), what it looks at, and how. A probe
# knows only the disk; those that need another's facts are derived ones and come second.
_Probe = tuple[str, Pitfall, Message, Callable[[Sources], tuple[Any, ...]]]
_PROBES: tuple[_Probe, ...] = (
    ("interpreters", Pitfall.ISOLATION, msg("interpreters"), probe_interpreters),
    ("virtualenvs", Pitfall.ISOLATION, msg("virtual environments"), probe_virtualenvs),
    ("documents", Pitfall.ISOLATION, msg("install documents"), probe_documents),
    ("project_files", Pitfall.LOCKING, msg("project files"), probe_project_files),
    ("lock_files", Pitfall.LOCKING, msg("lock files"), probe_lock_files),
    ("python_versions", Pitfall.LOCKING, msg("Python versions"), probe_python_versions),
    ("compose_files", Pitfall.SERVERS, msg("compose files"), probe_compose),
    ("services", Pitfall.SERVERS, msg("systemd units"), probe_systemd),
    ("services", Pitfall.SERVERS, msg("supervisor programs"), probe_supervisor),
    ("services", Pitfall.SERVERS, msg("pm2 applications"), probe_pm2),
    ("services", Pitfall.SERVERS, msg("Procfiles"), probe_procfiles),
    ("services", Pitfall.SERVERS, msg("platform files"), probe_platforms),
    ("services", Pitfall.SERVERS, msg("cron tables"), probe_crontabs),
    ("dockerfiles", Pitfall.SERVERS, msg("Dockerfiles"), probe_dockerfiles),
    ("docker_ignores", Pitfall.PATHS, msg("ignore files of image builds"), probe_docker_ignores),
    ("kubernetes_containers", Pitfall.SERVERS, msg("Kubernetes manifests"), probe_kubernetes),
    ("config_values", Pitfall.DOTENV, msg("configuration values"), probe_config_values),
    ("proxy_upstreams", Pitfall.SERVERS, msg("reverse proxies"), probe_proxies),
    ("shell_scripts", Pitfall.SERVERS, msg("shell scripts"), probe_shell_scripts),
    ("makefiles", Pitfall.SERVERS, msg("Makefiles"), probe_makefiles),
    ("ci_workflows", Pitfall.SERVERS, msg("CI workflows"), probe_ci_workflows),
    ("linters", Pitfall.DOTENV, msg("linters"), probe_linters),
    ("ignore_files", Pitfall.DOTENV, msg("ignore files"), probe_ignore_files),
    ("python_modules", Pitfall.PATHS, msg("Python sources"), probe_python_sources),
)

# In order: each part needs those before it.
_ANALYSIS: tuple[tuple[str, Message, Callable[[Facts], tuple[Any, ...]]], ...] = (
    ("file_environments", msg("environments of files"), file_environments),
    ("launches", msg("launches"), lambda facts: chosen_launches(launches(facts), facts)),
    ("environments", msg("environments"), environments),
    ("late_loads", msg("load order"), late_loads),
    ("env_file_lookups", msg("env files that loaders find"), env_file_lookups),
    ("image_mismatches", msg("image contents"), image_mismatches),
)


def gather(
    sources: Sources,
    facts: Facts,
    progress: Callable[[Progress], None],
    keep: Callable[[Facts], None] = lambda _: None,
) -> Facts:
    """Run all probes, then derive environments, launches, load order and image contents.

    ``facts`` holds the inventory and what git said; ``keep`` is given the facts after each step, so that those of a
    stopped scan are not lost. Raises ``Cancelled`` where the user stopped it, and ``UsageError`` where a
    Python root was chosen that there is not.
    """

    def step(field: str, stage: str, message: Message, work: Callable[[], tuple[Any, ...]]) -> None:
        nonlocal facts
        sources.check_cancelled()
        progress(Progress(stage, message))
        found = sources.guard(None, message.render(ENGLISH), work) or ()
        facts = _with(facts, field, found)
        keep(facts)

    for field, pitfall, message, probe in _PROBES:
        step(field, pitfall.value, message, partial(probe, sources))
    step(
        "requirements_files",
        Pitfall.LOCKING.value,
        msg("requirements files"),
        lambda: probe_requirements(sources, named_requirements(facts)),
    )
    step("virtualenvs", Pitfall.ISOLATION.value, msg("installed distributions"), partial(_installed, sources, facts))
    step(
        "python_modules",
        Pitfall.PATHS.value,
        msg("sources that containers start"),
        partial(probe_started_sources, sources, _container_commands(facts), facts.python_modules),
    )
    step(
        "server_configs",
        Pitfall.SERVERS.value,
        msg("server configuration"),
        partial(probe_server_configs, sources, named_configurations(facts)),
    )
    step("env_files", Pitfall.DOTENV.value, msg("env files"), partial(probe_env_files, sources, _env_file_names(facts)))
    step("roots", "project", msg("Python roots"), partial(python_roots, facts))
    facts = with_chosen(facts)
    for field, message, derive in _ANALYSIS:
        step(field, "project", message, partial(derive, facts))
    return facts


def _with(facts: Facts, field: str, found: tuple[Any, ...]) -> Facts:
    """Add to a field; the virtual environments with what is installed in them take the place of the bare ones."""
    before = () if field == "virtualenvs" and found else getattr(facts, field)
    changed: dict[str, Any] = {field: (*before, *found)}
    return replace(facts, **changed)


def _installed(sources: Sources, facts: Facts) -> tuple[Any, ...]:
    return tuple(map(with_broken_dependencies, probe_distributions(sources, facts.virtualenvs)))


def _container_commands(facts: Facts) -> list[str]:
    """What images, and services that are built from them, run; without an image to look into, what gunicorn serves."""
    if not facts.dockerfiles:
        started = (line for service in facts.services for line in service.commands)
        return [" ".join(line.argv) for line in started if any("gunicorn" in word for word in line.argv)]
    lines = [
        line
        for dockerfile in facts.dockerfiles
        for instruction in dockerfile.instructions
        if instruction.keyword in ("CMD", "ENTRYPOINT")
        for line in instruction.commands
    ]
    for compose in facts.compose_files:
        for service in compose.services:
            lines += [line for line in (service.entrypoint, service.command) if line is not None]
            lines += service.inner_commands
    lines += [line for service in facts.services for line in service.commands]
    return [" ".join(line.argv) for line in lines]


def _env_file_names(facts: Facts) -> set[ProjectPath]:
    """Env files that compose files, units and sources name, whatever they are called."""
    found = {load.resolved for module in facts.python_modules for load in module.loads}
    named = [(file.location.path, service.env_files) for file in facts.compose_files for service in file.services]
    named += [(service.location.path, service.env_files) for service in facts.services]
    for owner, names in named:
        if isinstance(owner, ProjectPath):
            found |= {owner.parent.join(text) for text, _ in names}
    return {path for path in found if path is not None}
