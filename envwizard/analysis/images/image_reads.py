"""Which files of the project the modules of an image open, and where they look for them there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from envwizard.analysis.images.image_files import ImageFiles, normal
from envwizard.analysis.images.image_needs import Need
from envwizard.analysis.paths.given_variables import given
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor, PathUse, PythonModule
from envwizard.model.paths import ProjectPath


def read_needs(modules: Sequence[PythonModule], image: ImageFiles, facts: Facts) -> Iterator[Need]:
    """Give the files and folders that ``modules`` read by a path that starts from their own place, or by a relative one
    where the program starts in the folder of the image that stands for the top of the build context.

    The build context has to have the file, and nothing may be set that names another one. The path may start from any
    of the modules (a constant of another one), so they have to agree on where it leads in the image.
    """
    for module in modules:
        written = {use.reached for use in module.path_uses if use.mode == "write"}
        for use in module.path_uses:
            if not _is_demanded(use, facts):
                continue
            if use.anchor is Anchor.CWD:
                hidden = image.context.path(use.literal) if use.config else None
                if hidden is not None and _is_hidden(hidden, image, facts):
                    yield Need(use.location, path=image.absolute(use.literal), opened=True, hidden=hidden)
                elif _is_read_at_top(use, module.path, image, facts) and use.reached not in written:
                    yield Need(use.location, path=image.absolute(use.reached), opened=True)
                continue
            hidden = use.resolved if use.resolved is not None and _is_hidden(use.resolved, image, facts) else None
            if use.resolved is None or not (hidden or image.context.holds(use.resolved)):
                continue
            places = {_expected(each.path, use.resolved, image) for each in modules}
            place = places.pop()
            if place is not None and not places:
                yield Need(use.location, path=place, opened=True, hidden=hidden)


def _is_read_at_top(use: PathUse, module: ProjectPath, image: ImageFiles, facts: Facts) -> bool:
    return not use.config and _starts_at_top(module, image) and _is_of_repository(use.reached, image, facts)


def _starts_at_top(module: ProjectPath, image: ImageFiles) -> bool:
    """Tell whether the image's working directory holds its files as the top of the build context does."""
    found = image.where(module)
    inside = module.relative_to(image.context.folder) if module.is_below(image.context.folder) else None
    return found is not None and inside is not None and found[0] == image.absolute(inside)


def _is_of_repository(literal: str, image: ImageFiles, facts: Facts) -> bool:
    """Tell whether a relative path names a file of the repository, or a folder with some."""
    path = image.context.path(literal)
    if path is None or not literal.strip("./") or "{" in literal or image.context.kind(literal) is None:
        return False
    if facts.git.present:
        return path in facts.git.tracked or facts.git.tracks_below(path)
    return not facts.git.ignores(path)


def _is_hidden(path: ProjectPath, image: ImageFiles, facts: Facts) -> bool:
    """Tell whether .dockerignore keeps a file back that belongs to the repository; others are each machine's own."""
    context = image.context
    if path.value not in context.project.files or not path.is_below(context.folder):
        return False
    return context.ignores(path.value) and not facts.git.ignores(path)


def _is_demanded(use: PathUse, facts: Facts) -> bool:
    if use.anchor not in (Anchor.FILE, Anchor.CWD) or use.mode != "read":
        return False
    if use.probed or use.in_try or use.main_only:
        return False
    return given(facts, use.variable) is None if use.variable else not use.overridable


def _expected(module: ProjectPath, wanted: ProjectPath, image: ImageFiles) -> str | None:
    """Tell where the image would have ``wanted`` if it had it at the same distance from ``module``."""
    found = image.where(module)
    if found is None:
        return None
    distance = posixpath.relpath(wanted.value, module.parent.value)
    return normal(posixpath.join(posixpath.dirname(found[0]), distance))
