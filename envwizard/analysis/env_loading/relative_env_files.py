"""Which env file a path that is relative to the current directory comes to, launch by launch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from envwizard.analysis.env_loading.env_file_names import TEMPLATE_WORDS
from envwizard.analysis.roots import root_around
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.paths import ProjectPath
from envwizard.syntax.python_modules import is_aside


@dataclass(frozen=True, slots=True)
class RelativeEnvFile:
    """What is known of a relative path.

    ``base`` is the folder that the project means, by the file that lies there, or by a template of it, or by the place
    that a compose file or a command names for it, or by where the project is started; ``target`` the whole path.
    ``certain`` where exactly one folder holds the file or its template. ``present`` tells that the file itself is
    there. ``launches`` gives for each launch with a known directory the file that it finds, or ``None``.
    """

    base: ProjectPath
    target: ProjectPath
    certain: bool
    present: bool
    launches: tuple[tuple[Launch, ProjectPath | None], ...]


def relative_env_file(facts: Facts, source: ProjectPath, literal: str) -> RelativeEnvFile | None:
    """Find what ``literal``, given to a loader in ``source``, can mean; ``None`` where it leads out of the project.

    A literal with ``{name}`` in it is partly computed: then any file that fits its fixed beginning counts.
    """
    files = frozenset(entry.path for entry in facts.inventory.files)
    started = [(launch, launch.working_directory) for launch in facts.launches if launch.working_directory is not None]
    # A launch of another project in the same repository tells nothing of this source.
    around = [one for one in started if one[1] == source.parent or source.is_below(one[1])]
    started = around or started
    folders = list(dict.fromkeys((*source.parent.upwards(), *(folder for _, folder in started))))
    present = [folder for folder in folders if _present(folder, literal, files)]
    expected = present or [folder for folder in folders if _has_template(folder, literal, files)]
    directories = [folder for _, folder in started]
    base = next((folder for folder in expected if folder in directories), expected[0] if expected else None)
    if base is None:
        base = next(iter(_named(facts, literal, folders)), None)
    if base is None:
        base = directories[0] if directories else root_around(facts, source)
    target = base.join(literal)
    if target is None:
        return None
    found = tuple((launch, _present(folder, literal, files)) for launch, folder in started)
    return RelativeEnvFile(base, target, len(expected) == 1, bool(present), found)


def _named(facts: Facts, literal: str, folders: Sequence[ProjectPath]) -> Iterator[ProjectPath]:
    """The folders in which compose files and commands look for the same file."""
    for launch in facts.launches:
        for text, place in launch.env_files:
            named = place.path.parent.join(text) if isinstance(place.path, ProjectPath) else None
            yield from (folder for folder in folders if named is not None and folder.join(literal) == named)


def serves_no_deployment(source: ProjectPath) -> bool:
    """Tell tests, documentation and examples. (Migrations are none of them: a deployment runs those.)"""
    return is_aside(source)


def _present(folder: ProjectPath, literal: str, files: frozenset[ProjectPath]) -> ProjectPath | None:
    fixed, brace, _ = literal.partition("{")
    path = folder.join(fixed)
    if path is None:
        return None
    if not brace:
        return path if path in files else None
    whole = fixed.endswith("/") or not fixed
    folder, beginning = (path, "") if whole else (path.parent, path.name)
    candidates = (one for one in files if one.parent == folder and one.name.startswith(beginning))
    return min((one for one in candidates if one.name.rpartition(".")[2] not in TEMPLATE_WORDS), default=None)


def _has_template(folder: ProjectPath, literal: str, files: frozenset[ProjectPath]) -> bool:
    path = folder.join(literal.partition("{")[0].rstrip(".") or ".env")
    if path is None:
        return False
    names = {f"{path.name}{mark}{word}" for word in TEMPLATE_WORDS for mark in (".", "-", "_")}
    names |= {f"{word}{path.name}" for word in TEMPLATE_WORDS} | {f".env.{word}" for word in TEMPLATE_WORDS}
    return any(path.parent.join(name) in files for name in names)
