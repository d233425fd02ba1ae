"""Bitbucket Pipelines (support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import image_versions
from envwizard.syntax.yaml import YamlMap, YamlNode, document
from envwizard.syntax.yaml_values import shell_commands

_NEVER = re.compile(r"(?!)()")
_DEEPEST = 8


def read_bitbucket(file: TextFile) -> CiWorkflow:
    """Read a bitbucket-pipelines.yml: every step of every pipeline is a job."""
    root = document(file)
    jobs = [_job(root, name, step) for name, step in _steps(root.get("pipelines"), "", _DEEPEST)]
    return CiWorkflow(Location(file.path), "bitbucket", file.path.name, tuple(jobs))


def _steps(node: YamlNode | None, name: str, depth: int) -> Iterator[tuple[str, YamlNode]]:
    """Every map under a key ``step``, with the name of the pipeline that it is in."""
    if node is None or not depth:
        return
    for element in node.elements():
        yield from _steps(element, name, depth - 1)
    for key, inner in node.items():
        if key.text == "step" and isinstance(inner, YamlMap):
            yield name, inner
        elif key.text in ("parallel", "steps", "stage"):
            yield from _steps(inner, name, depth - 1)
        else:
            yield from _steps(inner, f"{name} {key.text}".strip(), depth - 1)


def _job(root: YamlNode, pipeline: str, step: YamlNode) -> CiJob:
    commands: list[CommandLine] = []
    uses = []
    for key in ("script", "after-script"):
        commands += shell_commands(step.get(key))
        uses += [pipe for element in step.elements(key) if (pipe := element.string("pipe"))]
    pythons = tuple(image_versions(step.get("image") or root.get("image"), {}, _NEVER))
    name = step.string("name") or pipeline
    return CiJob(name, step.location, tuple(commands), pythons, tuple(uses), step.string("deployment"))
