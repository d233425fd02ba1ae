"""GitLab CI (docs.gitlab.com/ci/yaml): jobs with what they extend, refer to and take from ``default``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.source import Location, TextFile
from envwizard.probes.ci_workflows.versions import image_versions, matrix_of
from envwizard.syntax.yaml import YamlList, YamlMap, YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_NO_JOBS = frozenset(
    (
        "default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
        "after_script", "spec", "types",
    )
)  # fmt: skip
_DEEPEST = 10


def read_gitlab(file: TextFile) -> CiWorkflow:
    """Read a .gitlab-ci.yml or a file that one includes; hidden jobs (``.name``) count through those that use them."""
    root = document(file)
    jobs = [
        _job(root, key, job)
        for key, job in root.items()
        if key.text not in _NO_JOBS and not key.text.startswith(".") and isinstance(job, YamlMap)
    ]
    return CiWorkflow(Location(file.path), "gitlab", file.path.name, tuple(jobs))


def _job(root: YamlNode, key: YamlScalar, job: YamlNode) -> CiJob:
    commands: list[CommandLine] = []
    for name in ("before_script", "script", "after_script"):
        node = _inherited(root, job, name) or root.get("default", name) or root.get(name)
        for scalar in _scripts(root, node):
            commands += shell_commands(scalar)
    values: dict[str, list[YamlScalar]] = {}
    for legs in (_inherited(root, job, "parallel") or job).elements("matrix"):
        for name, scalars in matrix_of(legs).items():
            values.setdefault(name, []).extend(scalars)
    for node in (root.get("variables"), _inherited(root, job, "variables")):
        for variable, value in node.items() if node else ():
            if isinstance(value, YamlScalar):
                values.setdefault(variable.text, []).append(value)
    image = _inherited(root, job, "image") or root.get("default", "image") or root.get("image")
    environment = _inherited(root, job, "environment")
    title = environment.string() or environment.string("name") if environment else None
    pythons = tuple(image_versions(image, values, _VARIABLE))
    return CiJob(key.text, key.location, tuple(commands), pythons, (), title)


def _inherited(root: YamlNode, job: YamlNode, key: str, depth: int = _DEEPEST) -> YamlNode | None:
    """What a job says under a key, itself or through the last of the jobs that it extends."""
    own = job.get(key)
    if own is not None or not depth:
        return own
    for parent in reversed(job.scalars("extends")):
        node = root.get(parent.text)
        found = _inherited(root, node, key, depth - 1) if node else None
        if found is not None:
            return found
    return None


def _scripts(root: YamlNode, node: YamlNode | None, depth: int = _DEEPEST) -> Iterator[YamlScalar]:
    """The texts of a script: lists in it count as part of it, ``!reference`` stands for what it names."""
    if isinstance(node, YamlScalar) and not node.is_null:
        yield node
    elif isinstance(node, YamlList) and node.tag == "!reference":
        target = root.get(*(scalar.text for scalar in node.scalars()))
        if depth and target is not node:
            yield from _scripts(root, target, depth - 1)
    elif isinstance(node, YamlList) and depth:
        for element in node.nodes:
            yield from _scripts(root, element, depth - 1)
