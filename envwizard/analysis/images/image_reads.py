"""Which configuration files of the project the modules of an image open, and where they look for them there."""

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
    """Give the configuration files that ``modules`` open by a path that starts from their own place, and those by a
    relative one that .dockerignore keeps back.

    The build context has to have the file, and nothing may be set that names another one. The path may start from any
    of the modules (a constant of another one), so they have to agree on where it leads in the image.
    """
    for module in modules:
        for use in module.path_uses:
            if not _is_demanded(use, facts):
                continue
            if use.anchor is Anchor.CWD:
                hidden = image.context.path(use.literal)
                if hidden is not None and _is_hidden(hidden, image, facts):
                    yield Need(use.location, path=image.absolute(use.literal), opened=True, hidden=hidden)
                continue
            hidden = use.resolved if use.resolved is not None and _is_hidden(use.resolved, image, facts) else None
            if use.resolved is None or not (hidden or image.context.holds(use.resolved)):
                continue
            places = {_expected(each.path, use.resolved, image) for each in modules}
            place = places.pop()
            if place is not None and not places:
                yield Need(use.location, path=place, opened=True, hidden=hidden)


def _is_hidden(path: ProjectPath, image: ImageFiles, facts: Facts) -> bool:
    """Tell whether .dockerignore keeps a file back that belongs to the repository; others are each machine's own."""
    context = image.context
    if path.value not in context.project.files or not path.is_below(context.folder):
        return False
    return context.ignores(path.value) and not facts.git.ignores(path)


def _is_demanded(use: PathUse, facts: Facts) -> bool:
    if use.anchor not in (Anchor.FILE, Anchor.CWD) or not use.config or use.mode != "read":
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
