"""How an image comes by the lists that it installs: the words of COPY that follow when a list becomes a lock."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import replace

from envwizard.analysis.dependencies.install_commands import InstallCommand
from envwizard.model.change import Edit, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.containers import Dockerfile, Stage
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files
from envwizard.model.source import Span, TextFile


def stages_of(dockerfile: Dockerfile | None, install: InstallCommand) -> tuple[Stage, ...]:
    """Give the stage that an install stands in, and those that it is built on."""
    line = install.command.location.line or 0
    above = [one for one in dockerfile.stages if (one.location.line or 0) <= line] if dockerfile is not None else []
    found: list[Stage] = []
    while above:
        stage = above.pop()
        if not found or (stage.name or "").lower() == found[-1].base.lower():
            found.append(stage)
    return tuple(found)


def is_mounted(file: TextFile, stages: Iterable[Stage], install: InstallCommand, name: str) -> bool:
    """Tell whether the install's own instruction mounts the file (``RUN --mount=type=bind,source=..``)."""
    end = install.command.words[0].span.start
    spans = [one.location.span for stage in stages for one in stage.instructions]
    start = max((one.start for one in spans if one is not None and one.start <= end), default=end)
    options = file.raw[start:end]
    return b"--mount=" in options and name.encode() in options


def copies_of(stage: Stage, name: str) -> Iterator[tuple[Span, str, bool]]:
    """The words of COPY that bring the file itself, and destinations that name it; tells which are sources."""
    for instruction in stage.instructions:
        copy = instruction.copy
        if copy is None:
            continue
        if copy.source_stage is not None:
            if any(_names(text, name) for text in copy.sources):
                raise FixUnavailable(msg("it gets {name} out of another stage or image.", name=name))
            continue
        words = [*((text, True) for text in copy.sources), (copy.destination, False)]
        named = [
            (place.span, text, is_source)
            for (text, is_source), place in zip(words, copy.places, strict=False)
            if place.span is not None and _names(text, name)
        ]
        if any(is_source for _, _, is_source in named):
            yield from named


def copied(file: TextFile, span: Span, text: str, is_source: bool, old: ProjectPath, new: ProjectPath) -> Edit:
    """Copy the lock: a source is written from the build's context, a destination keeps its folder."""
    folder, _, name = text.rpartition("/")
    wanted = f"{folder}/{new.name}" if folder else new.name
    if is_source:
        wanted = new.relative_to(written_from(text, old))
        if wanted.startswith(".."):
            raise FixUnavailable(msg("{lock} lies outside of what the image is built from.", lock=new))
    start = file.raw.find(text.encode(), span.start, span.end)
    if start < 0:
        raise FixUnavailable(msg("{name} does not stand there as it is.", name=name))
    assert isinstance(file.path, ProjectPath)
    return ReplaceSpan(file.path, file.digest, start, start + len(text.encode()), file.encode(wanted))


def joined(files: Files, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Make one edit of those that put different locks in place of one word: ``COPY requirements*.txt ./``."""
    places: dict[tuple[ProjectPath, int, int], list[ReplaceSpan]] = {}
    for edit in edits:
        if isinstance(edit, ReplaceSpan) and edit.end > edit.start:
            places.setdefault((edit.path, edit.start, edit.end), []).append(edit)
    for edit in edits:
        if not isinstance(edit, ReplaceSpan) or edit.end == edit.start:
            yield edit
            continue
        group = places.pop((edit.path, edit.start, edit.end), [])
        if len(group) > 1:
            quote = files(edit.path).raw[edit.start - 1 : edit.start]
            between = quote + b", " + quote if quote in (b'"', b"'") else b" "
            yield replace(edit, new=between.join(dict.fromkeys(one.new for one in group)))
        elif group:
            yield edit


def written_from(text: str, path: ProjectPath) -> ProjectPath:
    """Give the project's folder that a path is written from: what is left when the common end is taken off."""
    written = [part for part in text.split("/") if part not in ("", ".")]
    common = 1
    while common < min(len(written), len(path.parts)) and written[-common - 1] == path.parts[-common - 1]:
        common += 1
    return ProjectPath("/".join(path.parts[:-common]) or ".")


def _names(word: str, name: str) -> bool:
    last = word.rpartition("/")[2]
    return "." in last.strip(".") and fnmatch.fnmatchcase(name, last)
