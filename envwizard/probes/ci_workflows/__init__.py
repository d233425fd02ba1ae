"""Workflows of CI services: their jobs with commands, Python versions and environments."""

from __future__ import annotations

import re
from collections.abc import Callable

from envwizard.model.facts.commands import CiWorkflow
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.probes.ci_workflows.azure import read_azure
from envwizard.probes.ci_workflows.bitbucket import read_bitbucket
from envwizard.probes.ci_workflows.circleci import read_circleci
from envwizard.probes.ci_workflows.github import read_github
from envwizard.probes.ci_workflows.gitlab import read_gitlab
from envwizard.probes.ci_workflows.jenkins import read_jenkins
from envwizard.probes.ci_workflows.travis import read_travis
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template

_YAML = re.compile(r".+\.ya?ml", re.IGNORECASE)
_JENKINSFILE = re.compile(r"Jenkinsfile(?:[._-].+)?|.+\.jenkinsfile", re.IGNORECASE)
_READERS: tuple[tuple[re.Pattern[str], Callable[[TextFile], CiWorkflow]], ...] = (
    # GitHub reads workflows at the root only; those of a nested project count where that is the project looked at.
    (re.compile(r"(?:.*/)?\.(?:github|gitea|forgejo)/(?:workflows/[^/]+|actions/.+/action)\.ya?ml"), read_github),
    (re.compile(r"(?:.*/)?(?:[^/]*\.gitlab-ci|\.gitlab/(?:ci/)?.+)\.ya?ml"), read_gitlab),
    (re.compile(r"(?:.*/)?\.circleci/[^/]+\.ya?ml"), read_circleci),
    (re.compile(r"(?:.*/)?(?:[^/]*azure-pipelines?[^/]*|\.azure(?:-pipelines|devops)?/.+)\.ya?ml"), read_azure),
    (re.compile(r"(?:.*/)?\.travis\.ya?ml"), read_travis),
    (re.compile(r"(?:.*/)?bitbucket-pipelines\.ya?ml"), read_bitbucket),
)


def probe_ci_workflows(sources: Sources) -> tuple[CiWorkflow, ...]:
    """Read the workflows of all services that are known."""
    found = [*sources.each("ci_workflows", sources.named(_JENKINSFILE), read_jenkins)]
    for path in sources.named(_YAML):
        reader = _reader(path)
        workflow = sources.parse(path, "ci_workflows", unless_template(reader)) if reader else None
        if workflow:
            found.append(workflow)
    return tuple(found)


def _reader(path: ProjectPath) -> Callable[[TextFile], CiWorkflow] | None:
    return next((reader for pattern, reader in _READERS if pattern.fullmatch(path.value)), None)
