"""One installed distribution: its ``.dist-info`` or ``.egg-info``, read without the standard library's help."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from envwizard.model.facts.virtualenvs import Distribution
from envwizard.model.paths import AnyPath
from envwizard.probes.distributions.search_path import BY
from envwizard.project.tree_reader import TreeReader
from envwizard.syntax.metadata_headers import Headers, read_headers
from envwizard.syntax.requirement_text import normalised

# Headers are far shorter; a description that is longer than this is cut, maybe within a character.
_MAX_BYTES = 1_000_000
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class InfoFolder:
    """Where a distribution's metadata lies: ``name`` in the folder ``location`` (``EGG-INFO`` in an unpacked egg)."""

    name: str
    location: AnyPath
    folder: AnyPath

    @property
    def is_dist_info(self) -> bool:
        """Whether it is of the modern kind."""
        return self.name.lower().endswith(".dist-info")

    @property
    def stem(self) -> tuple[str, str]:
        """The name and the version that the folder's name tells; empty where it tells none."""
        stem = self.name.rpartition(".")[0]
        name, dash, rest = stem.partition("-")
        if self.is_dist_info:
            return (name, rest) if dash else ("", "")
        return name, ""


def read_distribution(tree: TreeReader, info: InfoFolder, local: bool, requires_txt: bool) -> Distribution | None:
    """Read one distribution; ``None`` where neither the folder's name nor its metadata name it.

    ``requires_txt`` takes the dependencies of an old ``.egg-info`` from its requires.txt, as pip does below Python
    3.11; above it pip looks at PKG-INFO alone.
    """
    headers, error = _metadata(tree, info)
    folder_name, folder_version = info.stem
    said = headers.get("name") or ""
    name = folder_name or said
    if not name:
        return None
    requires = headers.get_all("requires-dist")
    if requires_txt and not info.is_dist_info:
        raw = tree.head(tree.child(info.folder, "requires.txt"), BY) or b""
        requires = tuple(_requires_txt(raw.decode("utf-8", "replace")))
    url, editable = _direct_url(tree, info)
    wheel = tree.head(tree.child(info.folder, "WHEEL"), BY)
    tags = read_headers(wheel.decode("utf-8", "replace")).get_all("tag") if wheel is not None else ()
    installer = tree.head(tree.child(info.folder, "INSTALLER"), BY, 200)
    return Distribution(
        name=said or name,
        key=normalised(name),
        version=folder_version or headers.get("version") or "",
        location=info.location,
        requires=requires,
        requires_python=headers.get("requires-python"),
        installer=installer.decode("utf-8", "replace").strip() or None if installer else None,
        requested=tree.is_file(tree.child(info.folder, "REQUESTED")),
        editable=editable or (not info.is_dist_info and not local),
        direct_url=url,
        metadata=not error,
        metadata_error=error,
        wheel_tags=tags,
        has_wheel=wheel is not None,
        local=local,
    )


def _metadata(tree: TreeReader, info: InfoFolder) -> tuple[Headers, str]:
    """The headers, and what is wrong with them if anything."""
    names = ("METADATA", "PKG-INFO") if info.is_dist_info else ("PKG-INFO",)
    raw = next((raw for name in names if (raw := tree.head(tree.child(info.folder, name), BY, _MAX_BYTES))), None)
    if raw is None and not info.is_dist_info:
        raw = tree.head(info.folder, BY)  # The .egg-info of distutils is the file itself.
    if raw is None:
        present = any(tree.is_file(tree.child(info.folder, name)) for name in names)
        return Headers(()), "nameless" if present else "missing"
    try:
        headers = read_headers(raw.decode("utf-8", "strict" if len(raw) < _MAX_BYTES else "ignore"))
    except UnicodeDecodeError as error:
        return Headers(()), str(error)
    return headers, "" if headers.get("name") else "nameless"


def _direct_url(tree: TreeReader, info: InfoFolder) -> tuple[str | None, bool]:
    """Where it was installed from (PEP 610), without credentials, and whether it is editable."""
    raw = tree.head(tree.child(info.folder, "direct_url.json"), BY)
    if raw is None:
        return None, False
    try:
        content = json.loads(raw)
    except ValueError:
        return None, False
    if not isinstance(content, dict) or not isinstance(content.get("url"), str):
        return None, False
    folder = content.get("dir_info")
    return _CREDENTIALS.sub("", content["url"]), isinstance(folder, dict) and folder.get("editable") is True


def _requires_txt(text: str) -> list[str]:
    """The requirements that hold without extras; a section ``[:marker]`` has a marker and no extra."""
    found: list[str] = []
    marker, extra = "", False
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            name, _, marker = line[1:-1].partition(":")
            extra = bool(name)
        elif line and not line.startswith("#") and not extra:
            found.append(f"{line}; {marker}" if marker else line)
    return found
