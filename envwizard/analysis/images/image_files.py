"""A small simulation of what the stages of a Dockerfile hold: WORKDIR, COPY, ADD, stages and the build context.

Nothing is asserted that is not certain: what a RUN may write, a foreign image may bring or a variable may hide makes
the place unknown. The semantics are those of the Dockerfile reference (docs.docker.com, COPY and WORKDIR), BuildKit.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from envwizard.analysis.images.build_context import BuildContext
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Copy, Dockerfile, Instruction, Stage
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# Images that bring a system and tools, but no application and no working directory of their own.
_PLAIN_IMAGES = re.compile(
    r"(?:docker\.io/|index\.docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?"
    r"(?:python|pypy|debian|ubuntu|alpine|fedora|centos|rockylinux|almalinux|amazonlinux|buildpack-deps|busybox|scratch"
    r"|ghcr\.io/astral-sh/uv|astral/uv|nvidia/cuda|continuumio/miniconda3|condaforge/miniforge3)(?::[^@]*)?(?:@.*)?"
)
# Commands that put no source file of the project anywhere.
_HARMLESS = frozenset(
    (
        "pip", "pip3", "pipenv", "poetry", "uv", "pdm", "conda", "mamba", "micromamba", "apt", "apt-get", "apk", "yum",
        "dnf", "microdnf", "dpkg", "npm", "yarn", "corepack", "mkdir", "chmod", "chown", "chgrp", "useradd", "adduser",
        "groupadd", "addgroup", "usermod", "echo", "printf", "true", ":", "set", "export", "cd", "ls", "pwd", "env",
        "test", "[", "rm", "rmdir", "find", "update-ca-certificates", "locale-gen", "update-locale", "ldconfig",
        "which", "whoami", "virtualenv", "source", ".", "exit", "touch", "cat", "sleep", "dos2unix", "rustup",
        "playwright", "if", "fc-cache", "apt-key", "add-apt-repository", "alembic", "django-admin", "xargs", "sed",
        "id", "date", "spacy", "pip-sync",
    )
)  # fmt: skip
_PYTHON = re.compile(r"(?:.*/)?python[\d.]*")
_INSTALLS_PROJECT = re.compile(
    r"(?:pip3?|uv pip|-m pip)\s+install\b.*?\s(?:(?:-e|--editable)[ =])?"
    r"['\"]?\.(?:/[\w./-]*)?(?:\[[^]]*\])?['\"]?(?=\s|$|&|;)"
    r"|\bsetup\.py\s+(?:install|develop)\b"
)
_LOCK_INSTALLS = re.compile(
    r"\b(?:poetry|pdm)\s+install\b(?!.*(?:--no-root|--no-self))|\buv\s+sync\b(?!.*--no-install-project)"
)
_REFERENCE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})")


class Presence(Enum):
    """Whether an image has a path."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Layer:
    """Files put into an image: what ``source`` (a path of ``context`` or of ``image``) holds lies at ``target``.

    ``folder`` tells whether ``target`` is a folder with the source's content or the file itself.
    """

    target: str
    source: str
    folder: bool
    copy: Copy
    image: ImageFiles | None = None


@dataclass(slots=True)
class ImageFiles:
    """What one stage holds.

    ``unknown`` are folders that may hold anything. ``has_workdir`` tells whether a WORKDIR was ever set;
    ``installs_project`` whether the project was installed as a package, so that its modules are found everywhere.
    """

    context: BuildContext
    workdir: str = "/"
    has_workdir: bool = False
    installs_project: bool = False
    plain: bool = True
    layers: list[Layer] = field(default_factory=list)
    folders: set[str] = field(default_factory=lambda: {"/"})
    unknown: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    variable_places: dict[str, Location] = field(default_factory=dict)

    def absolute(self, path: str) -> str:
        """Make a path of the image absolute."""
        return _normal(posixpath.join(self.workdir, path))

    def find(self, path: str) -> Presence:
        """Tell whether the image has the file or folder ``path`` (absolute)."""
        path = _normal(path)
        if path in self.folders or any(folder.startswith(path.rstrip("/") + "/") for folder in self.folders):
            return Presence.YES
        found = Presence.NO
        for layer in self.layers:
            seen = self._in_layer(layer, path)
            if seen is Presence.YES:
                return seen
            found = seen if seen is Presence.UNKNOWN else found
        return Presence.UNKNOWN if self._is_unknown(path) else found

    def is_folder(self, path: str) -> bool:
        """Tell whether ``path`` is known to be a folder of the image."""
        if path in self.folders:
            return True
        for layer in self.layers:
            rest = _rest(path, layer.target)
            if rest is None or not layer.folder:
                continue
            inner = posixpath.join(layer.source, rest) if rest else layer.source
            if layer.image.is_folder(inner) if layer.image else self.context.kind(inner) == "folder":
                return True
        return False

    def where(self, path: ProjectPath) -> tuple[str, Copy] | None:
        """Tell where the image has a file of the context, and by which COPY."""
        for layer in self.layers:
            if layer.image is not None:
                inner = layer.image.where(path)
                rest = _rest(inner[0], _normal(layer.source)) if inner else None
            else:
                source = self.context.path(layer.source)
                rest = None if source is None else _rest("/" + path.value, _normal("/" + source.value))
            if rest is not None and (layer.folder or not rest):
                return _normal(posixpath.join(layer.target, rest)), layer.copy
        return None

    def expand(self, text: str) -> str | None:
        """Put in the variables that are known; ``None`` where one is not."""
        return expand(text, self.variables)

    def _in_layer(self, layer: Layer, path: str) -> Presence:
        rest = _rest(path, layer.target)
        if rest is None:
            return Presence.YES if _rest(layer.target, path) is not None else Presence.NO
        if not layer.folder:
            return Presence.NO if rest else Presence.YES
        inner = posixpath.join(layer.source, rest) if rest else layer.source
        if layer.image is not None:
            return layer.image.find(inner)
        return Presence.YES if self.context.kind(inner) else Presence.NO

    def _is_unknown(self, path: str) -> bool:
        return any(_rest(path, folder) is not None for folder in self.unknown)


def build(dockerfile: Dockerfile, context: BuildContext, target: str | None = None) -> ImageFiles | None:
    """Simulate the Dockerfile up to the stage ``target`` (by default its last one); ``None`` without any stage."""
    built: dict[str, ImageFiles] = {}
    image = None
    for index, stage in enumerate(dockerfile.stages):
        image = _base(dockerfile, stage, context, built)
        for instruction in stage.instructions:
            _apply(image, instruction, built)
        built[str(index)] = image
        if stage.name:
            built[stage.name.lower()] = image
            if target and stage.name.lower() == target.lower():
                break
    return image


def expand(text: str, variables: Mapping[str, str]) -> str | None:
    """Put ``$NAME`` and ``${NAME:-default}`` in; ``None`` where a variable is not known."""
    known = True

    def put(match: re.Match[str]) -> str:
        nonlocal known
        value = variables.get(match.group(1) or match.group(2), match.group(3))
        known = known and value is not None
        return value or ""

    done = _REFERENCE.sub(put, text)
    return done if known and "$" not in done else None


def base_name(dockerfile: Dockerfile, stage: Stage) -> str | None:
    """Give the image or stage that a FROM names, arguments put in; the tag may stay unknown."""
    known = expand(stage.base, dict(dockerfile.arguments))
    if known is not None:
        return known
    name = stage.base.partition(":")[0]
    return None if "$" in name else name


def is_plain_image(name: str) -> bool:
    """Tell whether an image is one of those that bring no application and no working directory."""
    return bool(_PLAIN_IMAGES.fullmatch(name)) and "onbuild" not in name


def _base(dockerfile: Dockerfile, stage: Stage, context: BuildContext, built: Mapping[str, ImageFiles]) -> ImageFiles:
    name = base_name(dockerfile, stage)
    parent = built.get((name or "").lower())
    if parent is not None:
        return ImageFiles(
            context, parent.workdir, parent.has_workdir, parent.installs_project, parent.plain, list(parent.layers),
            set(parent.folders), set(parent.unknown), dict(parent.variables), dict(parent.variable_places),
        )  # fmt: skip
    plain = name is not None and is_plain_image(name)
    return ImageFiles(context, plain=plain, unknown=set() if plain else {"/"})


def _apply(image: ImageFiles, instruction: Instruction, built: Mapping[str, ImageFiles]) -> None:
    keyword = instruction.keyword
    if keyword == "WORKDIR":
        path = image.expand(instruction.text.strip().strip("\"'"))
        if path is None:
            image.unknown.add("/")
        else:
            image.workdir, image.has_workdir = image.absolute(path), True
            image.folders.add(image.workdir)
    elif keyword == "ENV":
        for variable in instruction.variables:
            value = image.expand(variable.value.reveal()) if variable.value is not None else None
            image.variables.pop(variable.name, None)
            if value is not None:
                image.variables[variable.name] = value
                image.variable_places[variable.name] = variable.location
    elif keyword == "ARG":
        name, equals, default = instruction.text.strip().partition("=")
        value = image.expand(default.strip("\"'")) if equals else None
        if value is not None:
            image.variables.setdefault(name, value)
    elif keyword == "VOLUME":
        image.unknown.update(image.absolute(path) for path in re.findall(r"[^\s\[\]\",]+", instruction.text))
    elif keyword == "RUN":
        _run(image, instruction)
    elif instruction.copy is not None:
        _copy(image, instruction.copy, instruction, built)


def _run(image: ImageFiles, instruction: Instruction) -> None:
    if _INSTALLS_PROJECT.search(instruction.text) or _LOCK_INSTALLS.search(instruction.text):
        image.installs_project = True
    where = image.workdir
    for command in instruction.commands:
        argv = command.argv
        if not argv or any(word.text not in ("/dev/null", "&1", "&2") for word in command.redirects):
            _may_write(image, command, where)
            continue
        name = argv[0].rpartition("/")[2]
        if name == "cd" and len(argv) > 1:
            where = _normal(posixpath.join(where, argv[1]))
        elif name == "mkdir":
            for word in command.words[1:]:
                if not word.text.startswith("-"):
                    image.folders.add(_normal(posixpath.join(where, image.expand(word.text) or "/")))
        elif name in ("ln", "mv", "cp") and all(word.literal for word in command.words):
            image.unknown.add(_normal(posixpath.join(where, argv[-1])))
        elif not _is_harmless(argv):
            # What an unknown program writes is most likely below the folder that it runs in.
            image.unknown.add("/")


def _may_write(image: ImageFiles, command: CommandLine, where: str) -> None:
    for word in command.redirects:
        path = image.expand(word.text)
        image.unknown.add("/" if path is None else _normal(posixpath.join(where, path)))


def _is_harmless(argv: tuple[str, ...]) -> bool:
    name = argv[0].rpartition("/")[2]
    if name in _HARMLESS:
        return True
    if _PYTHON.fullmatch(argv[0]):
        # Installing, making a virtual environment and Django's own commands write no module and no script.
        return argv[1:2] == ("-m",) or any(word.endswith("manage.py") for word in argv[1:3])
    return name in ("curl", "wget") and not any(word in ("-o", "-O", "--output", "--remote-name") for word in argv)


def _copy(image: ImageFiles, copy: Copy, instruction: Instruction, built: Mapping[str, ImageFiles]) -> None:
    destination = image.expand(copy.destination)
    if destination is None or re.search(r"--(?:parents|exclude)\b", instruction.text):
        image.unknown.add("/")
        return
    target = image.absolute(destination)
    origin = None
    if copy.source_stage is not None:
        origin = built.get(copy.source_stage.lower())
        if origin is None:
            image.unknown.add(target)
            return
    if copy.inline:
        image.unknown.add(target)
        return
    into_folder = destination.endswith("/") or destination in (".", "..") or target in image.folders
    for layer in _layers(image, copy, origin, target, into_folder):
        image.layers.append(layer)
        if layer.folder:
            image.folders.add(layer.target)


def _layers(
    image: ImageFiles, copy: Copy, origin: ImageFiles | None, target: str, into_folder: bool
) -> Iterator[Layer]:
    several = len(copy.sources) > 1
    for written in copy.sources:
        source = image.expand(written)
        if source is None or "://" in source or source.startswith("git@") or _is_archive(source):
            image.unknown.add(target)
            continue
        if origin is not None:
            path = _normal("/" + source)
            found = origin.find(path)
            if found is not Presence.YES or any(char in source for char in "*?["):
                image.unknown.add(target)
                continue
            yield _layer(target, path, origin.is_folder(path), into_folder or several, copy, origin)
            continue
        paths = image.context.expand(source)
        for path in paths:
            kind = image.context.kind(path)
            if kind is not None:
                yield _layer(target, path, kind == "folder", into_folder or several or len(paths) > 1, copy, None)


def _layer(target: str, source: str, folder: bool, into_folder: bool, copy: Copy, origin: ImageFiles | None) -> Layer:
    if not folder and into_folder:
        target = posixpath.join(target, posixpath.basename(source))
    return Layer(target, source, folder, copy, origin)


def _is_archive(source: str) -> bool:
    return source.endswith((".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst"))


def _normal(path: str) -> str:
    return posixpath.normpath(re.sub(r"^/+", "/", path))


def _rest(path: str, folder: str) -> str | None:
    """Give what follows ``folder`` in ``path``: ``""`` where they are the same, ``None`` where it is not below."""
    if path == folder:
        return ""
    prefix = folder.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None
