"""Travis CI (docs.travis-ci.com/user/languages/python): one build with phases, and the jobs of its matrix."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import versions
from envwizard.syntax.yaml import YamlNode, document
from envwizard.syntax.yaml_values import shell_commands

_PHASES = (
    "before_install", "install", "before_script", "script", "after_success", "after_script", "before_deploy",
    "after_deploy",
)  # fmt: skip
_NEVER = re.compile(r"(?!)()")


def read_travis(file: TextFile) -> CiWorkflow:
    """Read a .travis.yml."""
    root = document(file)
    jobs = [_job(root, "build", Location(file.path))]
    for key in ("jobs", "matrix"):
        included = root.elements(key, "include")
        jobs += [_job(one, one.string("name") or one.string("stage") or "job", one.location) for one in included]
    return CiWorkflow(Location(file.path), "travis", file.path.name, tuple(jobs))


def _job(node: YamlNode, name: str, location: Location) -> CiJob:
    commands: list[CommandLine] = []
    for phase in _PHASES:
        commands += shell_commands(node.get(phase))
    for deploy in node.elements("deploy") or (node.get("deploy"),):
        commands += shell_commands(deploy.scalar("script")) if deploy else ()
    return CiJob(name, location, tuple(commands), tuple(versions(node.get("python"), {}, _NEVER)))
