"""The ignore files of image builds: ``.dockerignore`` of a build context, ``<Dockerfile>.dockerignore`` of one file."""

from __future__ import annotations

import re

from envwizard.model.facts.containers import DockerIgnore
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources

_NAME = re.compile(r".*\.(?:docker|container)ignore", re.IGNORECASE)


def probe_docker_ignores(sources: Sources) -> tuple[DockerIgnore, ...]:
    """Read every ignore file; comments and empty lines are left out."""
    return sources.each("docker_ignores", sources.named(_NAME), _patterns)


def _patterns(file: TextFile) -> DockerIgnore:
    assert isinstance(file.path, ProjectPath)
    lines = (line.strip() for line in file.content.splitlines())
    return DockerIgnore(file.path, tuple(line for line in lines if line and not line.startswith("#")))
