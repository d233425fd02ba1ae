"""Azure Pipelines (learn.microsoft.com/azure/devops/pipelines/yaml-schema): stages, jobs and steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import Version, image_versions, versions
from envwizard.syntax.yaml import YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_VARIABLE = re.compile(r"\$\(([\w.-]+)\)")
_PYTHON_TASK = re.compile(r"UsePythonVersion@.*", re.IGNORECASE)
_SHELL_TASK = re.compile(r"(?:Bash|CmdLine|SSH)@.*", re.IGNORECASE)
_DEEPEST = 6


def read_azure(file: TextFile) -> CiWorkflow:
    """Read an azure-pipelines.yml or a template of one."""
    root = document(file)
    name = file.path.name
    jobs = tuple(_jobs(root, root, name, _DEEPEST))
    return CiWorkflow(Location(file.path), "azure", root.string("name") or name, jobs)


def _jobs(root: YamlNode, holder: YamlNode, name: str, depth: int) -> Iterator[CiJob]:
    """A pipeline holds stages, jobs or steps; a stage holds jobs, a job steps."""
    if not depth:
        return
    if holder.elements("steps") or holder.get("strategy") is not None:
        yield _job(root, holder, name)
    for key in ("stages", "jobs"):
        for inner in holder.elements(key):
            title = next((text for kind in ("job", "deployment", "stage") if (text := inner.string(kind))), name)
            yield from _jobs(root, inner, title, depth - 1)


def _job(root: YamlNode, job: YamlNode, name: str) -> CiJob:
    values: dict[str, list[YamlScalar]] = {}
    for _, leg in job.items("strategy", "matrix"):
        for key, value in leg.items():
            if isinstance(value, YamlScalar):
                values.setdefault(key.text, []).append(value)
    for node in (job, root):
        for key, value in node.items("variables"):
            if isinstance(value, YamlScalar):
                values.setdefault(key.text, []).append(value)
        for variable in node.elements("variables"):
            if (key_name := variable.string("name")) and (scalar := variable.scalar("value")):
                values.setdefault(key_name, []).append(scalar)
    pythons: list[Version] = [*image_versions(job.get("container"), values, _VARIABLE)]
    commands: list[CommandLine] = []
    uses: list[str] = []
    for step in _steps(job, _DEEPEST):
        task = step.string("task") or ""
        uses += [task] if task else []
        if _PYTHON_TASK.fullmatch(task):
            pythons += versions(step.get("inputs", "versionSpec"), values, _VARIABLE)
        inputs = ("script", "inline") if _SHELL_TASK.fullmatch(task) else ()
        scripts = [step.scalar("script"), step.scalar("bash"), *(step.scalar("inputs", one) for one in inputs)]
        for script in scripts:
            commands += shell_commands(script)
    environment = job.string("environment") or job.string("environment", "name")
    return CiJob(name, job.location, tuple(commands), tuple(pythons), tuple(uses), environment)


def _steps(holder: YamlNode, depth: int) -> Iterator[YamlNode]:
    """The steps of a job; those of a deployment stand below its strategy (``strategy: runOnce: deploy: steps``)."""
    yield from holder.elements("steps")
    node = holder.get("strategy") or holder
    for key, inner in node.items() if depth else ():
        if key.text in ("runOnce", "rolling", "canary", "preDeploy", "deploy", "routeTraffic", "postRouteTraffic"):
            yield from _steps(inner, depth - 1)
