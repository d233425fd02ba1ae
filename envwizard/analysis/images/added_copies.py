"""A COPY that a Dockerfile lacks: the line, and where it goes."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace

from envwizard.analysis.images.build_context import ProjectFiles, contexts
from envwizard.analysis.images.image_build import build
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Dockerfile, Instruction
from envwizard.model.facts.launches import ImageMismatch
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files


@dataclass(frozen=True, slots=True)
class AddedCopy:
    """``lines`` go behind ``beside`` where that is a COPY, else in front of it."""

    dockerfile: ProjectPath
    beside: Instruction
    lines: tuple[str, ...]

    def edit(self, files: Files) -> ReplaceSpan:
        """Insert the line; raises ``FixUnavailable`` where there is no place for it."""
        file = files(self.dockerfile)
        span = self.beside.location.span
        if span is None:
            raise FixUnavailable(msg("{path} has no place for a COPY.", path=self.dockerfile))
        if self.beside.keyword == "COPY":
            # Behind the files that are copied one by one already.
            end = file.raw.find(b"\n", span.end)
            end = (len(file.raw) if end < 0 else end) - (file.raw[end - 1 : end] == b"\r")
            return ReplaceSpan(
                self.dockerfile, file.digest, end, end, file.encode("".join(file.newline + line for line in self.lines))
            )
        start = file.raw.rfind(b"\n", 0, span.start) + 1
        return ReplaceSpan(
            self.dockerfile, file.digest, start, start, file.encode("".join(line + file.newline for line in self.lines))
        )


def missing_copies(facts: Facts, mismatches: Sequence[ImageMismatch]) -> AddedCopy | None:
    """Bring each file that an image of one Dockerfile which takes its files one by one leaves out; ``None`` unless all.

    An image that copies no source at all is left to its author: it may mean to have none.
    """
    found: list[AddedCopy] = []
    for one in mismatches:
        dockerfile = next((each for each in facts.dockerfiles if each.path == one.dockerfile), None)
        if dockerfile is None or one.image_path or one.hidden_by or one.context_path is None:
            return None
        working = _working_directory(facts, dockerfile)
        folder, name = posixpath.split(posixpath.relpath(one.expected, working)) if working else ("", "")
        if folder.startswith("..") or name != one.context_path.name or not _copies_sources(facts, dockerfile):
            return None
        if not any(entry.path == one.context_path and entry.kind == "file" for entry in facts.inventory.files):
            return None
        added = added_copy(facts, dockerfile, one.context_path, folder)
        if added is None:
            return None
        found.append(added)
    return replace(found[0], lines=tuple(dict.fromkeys(line for one in found for line in one.lines)))


def _working_directory(facts: Facts, dockerfile: Dockerfile) -> str | None:
    """The folder in which the last stage ends; ``None`` where an image of others or a variable says so."""
    found = contexts(dockerfile, facts, ProjectFiles(facts))
    image = build(dockerfile, found[0]) if len(found) == 1 else None
    return image.workdir if image is not None and image.knows_workdir else None


def _copies_sources(facts: Facts, dockerfile: Dockerfile) -> bool:
    """Tell whether the last stage takes a folder or a source of the project by its name."""
    folders = {folder.value for folder in facts.inventory.folders}
    copies = (one.copy for one in dockerfile.stages[-1].instructions if one.copy and not one.copy.source_stage)
    sources = (source.removeprefix("./").rstrip("/") for copy in copies for source in copy.sources)
    return any(
        source.endswith(".py") or any(folder.endswith(source) for folder in folders) for source in sources if source
    )


def added_copy(facts: Facts, dockerfile: Dockerfile, path: ProjectPath, folder: str) -> AddedCopy | None:
    """Bring a file of the build context into a folder of the image, given below the working directory ("" for it).

    ``None`` where the context is not certain, does not have the file, or nothing in the last stage is a place for it.
    """
    found = contexts(dockerfile, facts, ProjectFiles(facts))
    if len(found) != 1 or found[0].ignores(path.value) or not path.is_below(found[0].folder):
        return None
    beside = _beside(dockerfile)
    line = f"COPY {path.relative_to(found[0].folder)} ./{folder + '/' if folder else ''}"
    return AddedCopy(dockerfile.path, beside, (line,)) if beside is not None else None


def _beside(dockerfile: Dockerfile) -> Instruction | None:
    """The last COPY, unless the working directory changes behind it; else what starts the server."""
    last = dockerfile.stages[-1].instructions
    moves = max((index for index, one in enumerate(last) if one.keyword == "WORKDIR"), default=-1)
    copies = [one for one in last[moves + 1 :] if one.copy is not None and one.copy.source_stage is None]
    if copies and copies[-1].keyword == "COPY" and not copies[-1].copy.inline:  # type: ignore[union-attr]  # see above
        return copies[-1]
    return next((one for one in last if one.keyword in ("ENTRYPOINT", "CMD")), None)
