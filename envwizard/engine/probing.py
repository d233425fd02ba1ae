"""Running every probe and the analysis behind them: from the project on disk to its facts."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from envwizard.analysis.broken_dependencies import with_broken_dependencies
from envwizard.model.facts import Facts
from envwizard.model.finding import Pitfall
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import Progress
from envwizard.probes.distributions import probe_distributions
from envwizard.probes.env_files import probe_env_files
from envwizard.project.reader import Sources


# Scaffolding while probes are being written: what is not there yet gives nothing.
def _later(module: str, name: str) -> Callable[[Any], tuple[Any, ...]]:
    try:
        return getattr(importlib.import_module(f"envwizard.{module}"), name)  # type: ignore[no-any-return]
    except (ImportError, AttributeError, SyntaxError):

        def nothing(_: Any) -> tuple[Any, ...]:
            return ()

        nothing.__name__ = name
        return nothing


_PROBES = tuple(
    (field, pitfall, message, _later(f"probes.{module}", f"probe_{module}"))
    for field, pitfall, message, module in (
        ("compose_files", Pitfall.SERVERS, msg("compose files"), "compose"),
        ("services", Pitfall.SERVERS, msg("systemd units"), "systemd"),
        ("services", Pitfall.SERVERS, msg("supervisor programs"), "supervisor"),
        ("services", Pitfall.SERVERS, msg("Procfiles"), "procfiles"),
        ("services", Pitfall.SERVERS, msg("platform files"), "platforms"),
        ("services", Pitfall.SERVERS, msg("cron tables"), "crontabs"),
        ("dockerfiles", Pitfall.SERVERS, msg("Dockerfiles"), "dockerfiles"),
        ("kubernetes_containers", Pitfall.SERVERS, msg("Kubernetes manifests"), "kubernetes"),
        ("proxy_upstreams", Pitfall.SERVERS, msg("reverse proxies"), "proxies"),
        ("shell_scripts", Pitfall.SERVERS, msg("shell scripts"), "shell_scripts"),
        ("makefiles", Pitfall.SERVERS, msg("Makefiles"), "makefiles"),
        ("ci_workflows", Pitfall.SERVERS, msg("CI workflows"), "ci_workflows"),
        ("documents", Pitfall.ISOLATION, msg("install documents"), "documents"),
        ("server_configs", Pitfall.SERVERS, msg("server configuration"), "server_configs"),
        ("python_modules", Pitfall.PATHS, msg("Python sources"), "python_sources"),
        ("requirements_files", Pitfall.LOCKING, msg("requirements files"), "requirements"),
        ("project_files", Pitfall.LOCKING, msg("project files"), "project_files"),
        ("lock_files", Pitfall.LOCKING, msg("lock files"), "lock_files"),
        ("python_versions", Pitfall.LOCKING, msg("Python versions"), "python_versions"),
        ("interpreters", Pitfall.ISOLATION, msg("interpreters"), "interpreters"),
        ("virtualenvs", Pitfall.ISOLATION, msg("virtual environments"), "virtualenvs"),
    )
)

# In order: each part needs those before it.
_ANALYSIS = tuple(
    (field, message, _later(f"analysis.{module}", name))
    for field, message, module, name in (
        ("file_environments", msg("environments of files"), "environments", "file_environments"),
        ("launches", msg("launches"), "launches", "launches"),
        ("environments", msg("environments"), "environments", "environments"),
        ("late_loads", msg("load order"), "load_order", "late_loads"),
        ("image_mismatches", msg("image contents"), "image_contents", "image_mismatches"),
    )
)


def gather(sources: Sources, facts: Facts, progress: Callable[[Progress], None]) -> Facts:
    """Run all probes, then derive environments, launches, load order and image contents.

    ``facts`` holds the inventory and what git said. Raises ``Cancelled`` where the user stopped the scan.
    """

    def run(stage: str, message: Message, name: str, work: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        sources.check_cancelled()
        progress(Progress(stage, message))
        return sources.guard(None, name, work) or ()

    def add(field: str, found: tuple[Any, ...]) -> None:
        nonlocal facts
        if hasattr(facts, field):
            facts = replace(facts, **{field: (*getattr(facts, field), *found)})

    for field, pitfall, message, probe in _PROBES:
        add(field, run(pitfall.value, message, probe.__name__, lambda probe=probe: probe(sources)))  # type: ignore[misc]
    installed = run(
        Pitfall.ISOLATION.value,
        msg("installed distributions"),
        "distributions",
        lambda: tuple(map(with_broken_dependencies, probe_distributions(sources, facts.virtualenvs))),
    )
    facts = replace(facts, virtualenvs=installed or facts.virtualenvs)
    referenced = _referenced_env_files(facts)
    add(
        "env_files",
        run(Pitfall.DOTENV.value, msg("env files"), "env files", lambda: probe_env_files(sources, referenced)),
    )
    for field, message, derive in _ANALYSIS:
        add(field, run("project", message, field, lambda derive=derive: derive(facts)))  # type: ignore[misc]
    return facts


def _referenced_env_files(facts: Facts) -> set[ProjectPath]:
    """Env files that compose files name, whatever they are called."""
    found: set[ProjectPath] = set()
    for compose in facts.compose_files:
        owner = compose.location.path
        assert isinstance(owner, ProjectPath)
        for service in compose.services:
            found |= {path for text, _ in service.env_files if (path := owner.parent.join(text)) is not None}
    return found
