"""What COPY and ADD put into an image, by the rules of BuildKit (Dockerfile reference, docs.docker.com, "COPY")."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from envwizard.analysis.images.build_context import WILDCARDS
from envwizard.analysis.images.image_files import ImageFiles, Layer, Presence, normal
from envwizard.model.facts.containers import Copy
from envwizard.syntax.docker_ignore import IgnorePatterns, matches

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst")


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the sources go: ``path`` is absolute, ``is_folder`` where files keep their names in it."""

    path: str
    is_folder: bool
    exclude: IgnorePatterns | None


def copy_files(image: ImageFiles, copy: Copy, built: Mapping[str, ImageFiles]) -> None:
    """Add the files of one COPY or ADD to the image; ``built`` are the stages before it, by name and number."""
    destination = image.expand(copy.destination)
    if destination is None:
        image.unknown.add("/")
        return
    path = image.absolute(destination)
    several = len(copy.sources) + len(copy.inline) > 1
    ends_open = destination.endswith("/") or destination in (".", "..")
    exclude = IgnorePatterns(copy.exclude) if copy.exclude else None
    target = _Target(path, several or ends_open or image.is_folder(path), exclude)
    if ends_open:
        image.folders.add(path)
    for name in copy.inline:
        _add(image, Layer(_named(target, name), "", False, copy))
    for written in copy.sources:
        source = image.expand(written)
        if source is None or source.startswith("git@"):
            image.unknown.add(path)
        elif "://" in source:
            _fetch(image, copy, source, target)
        elif copy.source_stage is not None:
            _from_stage(image, copy, source, target, built.get(copy.source_stage.lower()))
        elif copy.is_add and source.endswith(_ARCHIVES):
            # Archives of the context are unpacked.
            image.unknown.add(path)
        else:
            _from_context(image, copy, source, target)


def _add(image: ImageFiles, layer: Layer) -> None:
    image.layers.append(layer)
    if layer.folder:
        image.folders.add(layer.target)


def _named(target: _Target, name: str) -> str:
    return posixpath.join(target.path, name) if target.is_folder else target.path


def _fetch(image: ImageFiles, copy: Copy, source: str, target: _Target) -> None:
    """A file at an address keeps its name in a folder. A repository is a tree, and an archive may be unpacked."""
    name = posixpath.basename(re.split(r"[?#]", source.partition("://")[2], maxsplit=1)[0])
    if not name or name.endswith((".git", *_ARCHIVES)):
        image.unknown.add(target.path)
    else:
        _add(image, Layer(_named(target, name), "", False, copy))


def _from_stage(image: ImageFiles, copy: Copy, source: str, target: _Target, origin: ImageFiles | None) -> None:
    path = normal("/" + source)
    if origin is None or copy.keeps_parents:
        image.unknown.add(target.path)
    elif WILDCARDS.isdisjoint(source):
        if origin.find(path) is not Presence.YES:
            image.unknown.add(target.path)
        elif origin.is_folder(path):
            _add(image, Layer(target.path, path, True, copy, origin, target.exclude))
        else:
            _add(image, Layer(_named(target, posixpath.basename(path)), path, False, copy, origin))
    elif origin.unknown:
        image.unknown.add(target.path)
    else:
        for found in _matching(origin, path):
            folder = origin.is_folder(found)
            place = target.path if folder else _named(target, posixpath.basename(found))
            _add(image, Layer(place, found, folder, copy, origin, target.exclude))


def _matching(origin: ImageFiles, pattern: str) -> list[str]:
    """The files and folders of a stage that a pattern names."""
    depth = pattern.count("/")
    known = (*origin.files(), *origin.folders)
    cut = {"/".join(path.split("/")[: depth + 1]) for path in known if path.count("/") >= depth}
    return sorted(path for path in cut if matches(pattern, path))


def _from_context(image: ImageFiles, copy: Copy, source: str, target: _Target) -> None:
    if image.context.is_unseen(source):
        image.unknown.add(target.path)
        return
    for path in image.context.expand(source):
        kind = image.context.kind(path)
        if image.context.is_unseen(path):
            image.unknown.add(target.path)
        elif kind is not None:
            _add(image, _layer(copy, source, path, kind == "folder", target))


def _layer(copy: Copy, written: str, path: str, folder: bool, target: _Target) -> Layer:
    if copy.keeps_parents:
        place = normal(posixpath.join(target.path, _kept(written, path)))
        return Layer(place, path, folder, copy, None, target.exclude)
    if folder:
        return Layer(target.path, path, True, copy, None, target.exclude)
    return Layer(_named(target, posixpath.basename(path)), path, False, copy)


def _kept(written: str, path: str) -> str:
    """What --parents keeps of a path: all of it, or what follows ``/./`` in the source as written."""
    before, pivot, _ = written.lstrip("/").removeprefix("./").partition("/./")
    return "/".join(path.split("/")[before.count("/") + 1 :]) if pivot else path
