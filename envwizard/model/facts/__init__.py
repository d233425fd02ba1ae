"""Everything that the probes saw and the analysis derived from it: one frozen tree, the argument of every rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from envwizard.model.decisions import Decisions
from envwizard.model.facts.inventory import GitFacts, Inventory

if TYPE_CHECKING:
    # For the annotations alone: opening a project must not wait for all of them.
    from envwizard.model.environment import Environment
    from envwizard.model.facts.commands import CiWorkflow, Document, Makefile, ShellScript
    from envwizard.model.facts.containers import (
        ComposeFile,
        ConfigValues,
        Dockerfile,
        DockerIgnore,
        KubernetesContainer,
        ProxyUpstream,
    )
    from envwizard.model.facts.dependencies import LockFile, ProjectFile, PythonVersion, RequirementsFile
    from envwizard.model.facts.env_loading import EnvFileLookup
    from envwizard.model.facts.envfiles import EnvFile, IgnoreFile
    from envwizard.model.facts.launches import FileEnvironment, ImageMismatch, LateLoad, Launch
    from envwizard.model.facts.linters import LinterConfig
    from envwizard.model.facts.python import PythonModule
    from envwizard.model.facts.roots import PythonRoot
    from envwizard.model.facts.services import ServerConfig, Service
    from envwizard.model.facts.virtualenvs import Interpreter, VirtualEnv
    from envwizard.model.paths import AnyPath, ProjectPath


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a project. The first part comes from the probes, the second from the analysis."""

    project_name: str = ""
    inventory: Inventory = field(default_factory=Inventory)
    git: GitFacts = field(default_factory=GitFacts)
    # What the user has settled; it outranks all evidence.
    decisions: Decisions = field(default_factory=Decisions)
    # The files of the project that were read, or whose reading was tried.
    looked_at: frozenset[ProjectPath] = frozenset()
    interpreters: tuple[Interpreter, ...] = ()
    virtualenvs: tuple[VirtualEnv, ...] = ()
    requirements_files: tuple[RequirementsFile, ...] = ()
    project_files: tuple[ProjectFile, ...] = ()
    lock_files: tuple[LockFile, ...] = ()
    python_versions: tuple[PythonVersion, ...] = ()
    env_files: tuple[EnvFile, ...] = ()
    ignore_files: tuple[IgnoreFile, ...] = ()
    python_modules: tuple[PythonModule, ...] = ()
    dockerfiles: tuple[Dockerfile, ...] = ()
    docker_ignores: tuple[DockerIgnore, ...] = ()
    compose_files: tuple[ComposeFile, ...] = ()
    kubernetes_containers: tuple[KubernetesContainer, ...] = ()
    config_values: tuple[ConfigValues, ...] = ()
    proxy_upstreams: tuple[ProxyUpstream, ...] = ()
    shell_scripts: tuple[ShellScript, ...] = ()
    makefiles: tuple[Makefile, ...] = ()
    ci_workflows: tuple[CiWorkflow, ...] = ()
    documents: tuple[Document, ...] = ()
    # systemd units, supervisor programs, Procfile entries and platform services.
    services: tuple[Service, ...] = ()
    server_configs: tuple[ServerConfig, ...] = ()
    linters: tuple[LinterConfig, ...] = ()

    roots: tuple[PythonRoot, ...] = ()
    environments: tuple[Environment, ...] = ()
    file_environments: tuple[FileEnvironment, ...] = ()
    launches: tuple[Launch, ...] = ()
    late_loads: tuple[LateLoad, ...] = ()
    env_file_lookups: tuple[EnvFileLookup, ...] = ()
    image_mismatches: tuple[ImageMismatch, ...] = ()

    def environments_of(self, path: AnyPath) -> tuple[str, ...]:
        """Name the environments that a file belongs to; empty where the evidence does not tell."""
        named = (one.environment for one in self.file_environments if one.path == path)
        return tuple(dict.fromkeys(name for name in named if name != "unknown"))
