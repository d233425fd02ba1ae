"""GitHub Actions: workflows and composite actions (docs.github.com/actions/reference/workflows-and-actions)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine, Condition
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import Matrix, Version, image_versions, matrix_of, versions
from envwizard.syntax.yaml import YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}")
_VARIABLE = re.compile(r"\s*\$\{\{\s*env\.([\w-]+)\s*\}\}\s*")
_NO_SHELL = re.compile(r"(?:pwsh|powershell|cmd|python|node|perl|ruby)\b.*")
# Actions that run what their input says on another machine.
_REMOTE = re.compile(r"[^@]*\bssh\b[^@]*(?:@.*)?")
_REMOTE_INPUTS = ("script", "command", "run")


def read_github(file: TextFile) -> CiWorkflow:
    """Read a workflow, or a composite action as a workflow with one job."""
    root = document(file)
    name = root.string("name") or file.path.name
    jobs = [_job(root, key, job) for key, job in root.items("jobs")]
    runs = root.get("runs")
    if runs is not None and runs.elements("steps"):
        jobs.append(_job(root, YamlScalar(file, runs.start, runs.start, "", name, ""), runs))
    return CiWorkflow(Location(file.path), "github", name, tuple(jobs))


def _job(root: YamlNode, key: YamlScalar, job: YamlNode) -> CiJob:
    matrix = matrix_of(job.get("strategy", "matrix"))
    commands: list[CommandLine] = []
    pythons: list[Version] = [*image_versions(job.get("container"), matrix, _MATRIX)]
    uses = [used] if (used := job.string("uses")) else []
    shell = job.string("defaults", "run", "shell") or root.string("defaults", "run", "shell") or ""
    defaults = (node.string("defaults", "run", "working-directory") for node in (job, root))
    folders = [folder for folder in defaults if folder][:1]
    for step in job.elements("steps"):
        folders += [folder] if (folder := step.string("working-directory")) else []
        if action := step.string("uses"):
            uses.append(action)
        found = list(_commands(step, shell))
        tests = [Condition("if", test) for node in (job, step) if (test := node.string("if"))]
        commands += [replace(one, conditions=(*tests, *one.conditions)) for one in found] if tests else found
        pythons += _versions(root, job, step, matrix)
    environment = job.string("environment") or job.string("environment", "name")
    places = tuple(dict.fromkeys(folders))
    return CiJob(key.text, key.location, tuple(commands), tuple(pythons), tuple(uses), environment, places)


def _commands(step: YamlNode, shell: str) -> Iterator[CommandLine]:
    if not _NO_SHELL.fullmatch(step.string("shell") or shell):
        yield from shell_commands(step.scalar("run"))
    action = step.string("uses") or ""
    if _REMOTE.fullmatch(action):
        condition = Condition("string", action)
        for name in _REMOTE_INPUTS:
            for command in shell_commands(step.scalar("with", name)):
                yield replace(command, conditions=(condition, *command.conditions))


def _versions(root: YamlNode, job: YamlNode, step: YamlNode, matrix: Matrix) -> Iterator[Version]:
    given = step.get("with", "python-version")
    if isinstance(given, YamlScalar) and (variable := _VARIABLE.fullmatch(given.text)):
        nodes = (node.get("env", variable[1]) for node in (step, job, root))
        given = next((node for node in nodes if node is not None), None)
    return versions(given, matrix, _MATRIX)
