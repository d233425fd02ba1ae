"""CircleCI (circleci.com/docs/reference/configuration-reference): jobs, executors and reusable commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import Version, image_versions
from envwizard.syntax.yaml import YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_PARAMETER = re.compile(r"<<\s*(?:pipeline\.)?parameters\.([\w-]+)\s*>>")
_DEEPEST = 5


def read_circleci(file: TextFile) -> CiWorkflow:
    """Read .circleci/config.yml; a reusable command counts where a job uses it."""
    root = document(file)
    jobs = tuple(_job(root, key, job) for key, job in root.items("jobs"))
    return CiWorkflow(Location(file.path), "circleci", file.path.name, jobs)


def _job(root: YamlNode, key: YamlScalar, job: YamlNode) -> CiJob:
    executor = job.string("executor") or job.string("executor", "name")
    homes = (job, root.get("executors", executor)) if executor else (job,)
    defaults = {
        name.text: list(parameter.scalars("default"))
        for node in (root, *homes)
        for name, parameter in (node.items("parameters") if node else ())
    }
    pythons: list[Version] = []
    for home in homes:
        for image in home.elements("docker") if home else ():
            pythons += image_versions(image, defaults, _PARAMETER)
    steps = tuple(_steps(root, job, _DEEPEST))
    commands: list[CommandLine] = []
    for step in steps:
        commands += shell_commands(step.scalar("run") or step.scalar("run", "command"))
    uses = (name for step in steps for name in (step.string() or "", *(inner.text for inner, _ in step.items())))
    return CiJob(key.text, key.location, tuple(commands), tuple(pythons), tuple(use for use in uses if "/" in use))


def _steps(root: YamlNode, holder: YamlNode, depth: int) -> Iterator[YamlNode]:
    for step in holder.elements("steps"):
        yield step
        # A reusable command stands as its name, alone or with parameters below it.
        names = (step.string(), *(key.text for key, _ in step.items()))
        for name in names:
            command = root.get("commands", name) if name else None
            if command is not None and depth:
                yield from _steps(root, command, depth - 1)
