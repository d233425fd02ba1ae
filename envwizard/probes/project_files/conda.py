"""conda's environment.yml: its own packages, and those of its pip part as the group ``pip``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from envwizard.model.facts.dependencies import ProjectFile, Requirement
from envwizard.model.source import Location, TextFile
from envwizard.syntax.requirement_options import masked
from envwizard.syntax.requirement_text import normalised, requirement_of
from envwizard.syntax.version_constraints import conda_specifier
from envwizard.syntax.yaml import YamlList, YamlNode, YamlScalar, document

# channel::name, then the version in one of conda's forms, then perhaps a build (name=1.2=py39_0).
_PACKAGE = re.compile(r"(?:[\w./-]+::)?([A-Za-z0-9_][\w.-]*)\s*([=<>!~].*|\s[\d*].*)?$")
_BUILD = re.compile(r"(={1,2}[^=<>!,|\s]+)(?:=|\s+)[\w*.]+$")


def conda_facts(file: TextFile) -> ProjectFile | None:
    """Read the packages; ``None`` where the file has no list of dependencies and so is something else."""
    root = document(file)
    dependencies = root.get("dependencies")
    if not isinstance(dependencies, YamlList):
        return None
    requirements: list[Requirement] = []
    for node in dependencies.nodes:
        if isinstance(node, YamlScalar):
            requirements.extend(_package(node))
        for one in node.elements("pip"):
            requirements.extend(_pip(one))
    return ProjectFile("conda", Location(file.path), root.string("name"), tuple(requirements))


def _package(node: YamlScalar) -> Iterator[Requirement]:
    match = _PACKAGE.match(node.text.strip())
    if match is None or match.group(1) in ("python", "pip"):
        return
    constraint = _BUILD.sub(r"\1", (match.group(2) or "").strip())
    yield Requirement(
        name=normalised(match.group(1)),
        text=node.text,
        location=node.location,
        specifier=conda_specifier(constraint) or "",
    )


def _pip(node: YamlNode) -> Iterator[Requirement]:
    if not isinstance(node, YamlScalar):
        return
    text = node.text.partition(" #")[0].strip()
    editable = text.startswith(("-e ", "--editable "))
    bare = text.partition(" ")[2] if editable else text
    requirement = requirement_of(bare, node.location, group="pip", editable=editable)
    if requirement is not None and not bare.startswith("-"):
        yield replace(requirement, text=masked(text))
