"""What the user must know besides: what stays, what cannot be locked, what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.dependencies.installs import deployment_installs
from envwizard.analysis.migration.declarations import declarations
from envwizard.analysis.migration.declared_lists import DeclaredList
from envwizard.analysis.migration.requirement_lines import is_local
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.message import Message, msg
from envwizard.model.migration import Declaration, Declared
from envwizard.model.paths import ProjectPath

_MOST_NAMED = 8
# What the package managers keep for themselves; pyproject.toml has other uses.
_OTHER_TOOLS = frozenset(("poetry.lock", "uv.lock", "Pipfile", "Pipfile.lock", "pdm.lock"))
_VCS = ("git+", "hg+", "svn+", "bzr+", "git:")


def kept(facts: Facts, declaration: Declaration, lists: Iterable[DeclaredList]) -> Iterator[Message]:
    """Say what stays as it is."""
    asked = [one for each in lists for one in each.requirements]
    for one in asked:
        if is_project(one):
            yield msg(
                "{text} at {place} stays out of the lock, which cannot hold a folder: install it afterwards with "
                "`pip install --no-deps {text}`.",
                text=one.text if one.editable else one.url or one.text,
                place=one.location,
            )
    if declaration.kind is Declared.CONDA:
        names = [
            one.name
            for file in facts.project_files
            for one in file.requirements
            if _is_condas(file.location.path, one, declaration)
        ]
        if names:
            yield msg(
                "{path} stays for conda's own packages: {names}.",
                path=declaration.paths[0],
                names=_listed(names),
            )
    if declaration.kind in (Declared.POETRY, Declared.UV, Declared.SETUP):
        yield msg(
            "{path} stays as it is; what it says of dependencies no longer counts for installs from the locks.",
            path=declaration.paths[0],
        )


def _is_condas(path: object, one: Requirement, declaration: Declaration) -> bool:
    return path == declaration.paths[0] and one.group != "pip"


def notes(lists: Iterable[DeclaredList]) -> Iterator[Message]:
    """Say what the lock cannot hold as it was, and what was left out."""
    for each in lists:
        for option in each.options:
            if option.has_credentials:
                yield msg(
                    "{place}: the address of {name} holds a password and is written nowhere: give it to pip as "
                    "PIP_EXTRA_INDEX_URL or in pip.conf.",
                    place=option.location,
                    name=option.name,
                )
        for one in each.requirements:
            if is_project(one):
                continue
            if one.has_credentials:
                yield msg(
                    "{place}: {name} comes from an address with a password; it is asked for by its name, so the index "
                    "must have it.",
                    place=one.location,
                    name=one.name,
                )
            elif one.url is not None and one.url.startswith(_VCS):
                yield msg(
                    "{place}: {name} comes from a repository, which has no hash: pip refuses it with --require-hashes.",
                    place=one.location,
                    name=one.name,
                )
            elif is_local(one):
                yield msg(
                    "{place}: {name} was installed from a file of another machine ({url}); it goes by its name.",
                    place=one.location,
                    name=one.name,
                    url=one.url,
                )
            elif "|" in one.text and not one.specifier and one.url is None:
                yield msg(
                    "{place}: the range of {name} ({text}) cannot be said in a requirements file; any version is "
                    "asked for, and the lock keeps the one in force.",
                    place=one.location,
                    name=one.name,
                    text=one.text,
                )


def disagreements(lists: tuple[DeclaredList, ...]) -> Iterator[Message]:
    """Say which lists pin another version than the ones before them."""
    for index, one in enumerate(lists):
        for other in lists[:index]:
            for name, version in sorted(one.pins.items()):
                before = other.pins.get(name)
                if before is not None and before != version and one.path != other.path:
                    yield msg(
                        "{name} is {version} in {path} and {before} in {other}.",
                        name=name,
                        version=version,
                        path=one.path,
                        before=before,
                        other=other.path,
                    )


def other_roots(facts: Facts, root: ProjectPath) -> Iterator[Message]:
    """Say which other Python roots declare dependencies: one migration takes one root."""
    for one in facts.roots:
        if one.chosen and one.path != root and (found := declarations(facts, one.path)):
            yield msg(
                "{root} declares dependencies of its own ({path}) and stays as it is: migrate it by itself with "
                "`envwizard migrate --root {root}`.",
                root=one.path,
                path=found[0].paths[0],
            )


def is_project(one: Requirement) -> bool:
    """Tell the project itself and folders beside it (``-e .``, ``./lib``)."""
    if one.editable and (one.url is None or is_local(one)):
        return True
    url = one.url
    return url is not None and not one.name and is_local(one)


def replaced(
    facts: Facts, declaration: Declaration, lists: Iterable[DeclaredList], layout: str | None
) -> tuple[ProjectPath, ...]:
    """The old files that are no layer's: locks of other tools, and lists that went into a new layout.

    A list that a platform installs by its name is needed all the same, and so is one that only reads others.
    """
    made = {path for one in lists for path in (one.source, one.lock)}
    old = list(declaration.paths)
    if declaration.kind not in (Declared.FREEZE, Declared.REQUIREMENTS, Declared.SOURCE):
        old = [path for path in old if path.name in _OTHER_TOOLS]
    elif layout is None:
        return ()
    by_platform = {
        file.path for install in deployment_installs(facts) if install.install is None for file in install.files
    }
    return tuple(path for path in old if path not in made | by_platform)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown
