"""The files to come: one pair for each list, one pair for all, or a pair for each purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from envwizard.analysis.migration.declared_lists import DeclaredList
from envwizard.analysis.migration.sources_text import LayerText, layer_text
from envwizard.analysis.migration.uses import Use
from envwizard.model.facts.dependencies import RequirementsOption
from envwizard.model.migration import Layer, SplitPackage
from envwizard.model.paths import ProjectPath

# Tools that only those who work on a project need, by what they are for.
_TOOLS = {
    **dict.fromkeys(
        (
            "pytest", "coverage", "tox", "nox", "factory-boy", "faker", "freezegun", "responses", "requests-mock",
            "hypothesis", "webtest", "moto", "vcrpy", "model-bakery", "selenium", "playwright", "locust",
            "testfixtures",
        ),
        "test",
    ),
    **dict.fromkeys(
        (
            "black", "flake8", "isort", "ruff", "mypy", "pylint", "pre-commit", "ipython", "ipdb", "pip-tools",
            "autopep8", "bandit", "django-debug-toolbar", "pyright", "pycodestyle", "pyflakes", "yapf", "sphinx",
            "mkdocs", "twine", "bumpversion", "bpython", "jupyter", "notebook", "pudb", "rope", "jedi", "watchdog",
        ),
        "development",
    ),
}  # fmt: skip
_ORDER = ("base", "production", "staging", "test", "development")


def purpose(name: str, use: Use | None) -> str:
    """Tell by name, and by where it is imported, whether a distribution serves tests, development or what runs."""
    if name in _TOOLS:
        return _TOOLS[name]
    if name.startswith(("pytest-", "types-", "flake8-", "mypy-")) or name.endswith("-stubs"):
        return "test" if name.startswith("pytest-") else "development"
    return "test" if use is not None and use.aside else "base"


def arranged(
    lists: tuple[DeclaredList, ...],
    split: tuple[SplitPackage, ...],
    layout: str | None,
    root: ProjectPath,
    uses: dict[str, Use],
) -> tuple[tuple[DeclaredList, ...], tuple[SplitPackage, ...]]:
    """Rearrange the lists as the user wants them: ``flat``, ``layers``, or as they are where ``layout`` is ``None``."""
    if layout is None:
        return lists, split
    if layout == "flat":
        split = tuple(replace(one, layer="base") for one in split)
        return (_merged("base", lists, root, "requirements", ()),), split
    if len(lists) == 1:
        split = tuple(
            replace(one, layer=purpose(one.name, uses.get(one.name)) if one.direct else one.layer) for one in split
        )
        names = [name for name in _ORDER if name == "base" or any(one.layer == name and one.direct for one in split)]
    else:
        names = list(dict.fromkeys(one.layer for one in lists))
    made: list[DeclaredList] = []
    for name in names:
        old = lists if len(lists) == 1 else tuple(one for one in lists if one.layer == name)
        bounds = () if name == names[0] else tuple(one.path for one in made[:1])
        made.append(_merged(name, old, root, f"requirements/{name}", bounds))
    if len(lists) > 1:
        made = [_with_parents(one, lists, made) for one in made]
    return tuple(made), split


def _merged(
    name: str, lists: tuple[DeclaredList, ...], root: ProjectPath, stem: str, bounds: tuple[ProjectPath, ...]
) -> DeclaredList:
    source, lock = root.join(f"{stem}.in"), root.join(f"{stem}.txt")
    assert source is not None and lock is not None
    pins: dict[str, str] = {}
    for one in reversed(lists):
        pins |= one.pins
    return DeclaredList(
        name, source, source, lock, tuple(asked for one in lists for asked in one.requirements), pins, bounds=bounds,
        options=tuple(dict.fromkeys(option for one in lists for option in one.options)),
    )  # fmt: skip


def _with_parents(new: DeclaredList, lists: tuple[DeclaredList, ...], made: list[DeclaredList]) -> DeclaredList:
    """What the old lists of a layer read, the new one reads from the layers that these went to."""
    layer_of = {one.path: one.layer for one in lists}
    read = {layer_of[path] for one in lists if one.layer == new.layer for path in one.parents if path in layer_of}
    before = made[: made.index(new)]
    return replace(new, parents=tuple(one.path for one in before if one.layer in read))


def layers(
    lists: tuple[DeclaredList, ...], split: Iterable[SplitPackage], options: tuple[RequirementsOption, ...], title: str
) -> tuple[Layer, ...]:
    """Build the layers in compile order, each with the text of its source where one has to be written."""
    packages = tuple(split)
    found: list[Layer] = []
    agreeing: dict[ProjectPath, DeclaredList] = {}
    for one in lists:
        own = tuple(sorted((each for each in packages if each.direct and each.layer == one.layer), key=_by_name))
        bounds = [agreeing[path] for path in dict.fromkeys((*one.bounds, *one.parents)) if path in agreeing]
        if not bounds and not one.kept:
            # Lists that stand side by side are held to each other's versions, as far as they agree already.
            bounds = [other for other in agreeing.values() if _agree(one, other)][:1]
        constraints = tuple(other.lock for other in bounds)
        reads = tuple(agreeing[path].source for path in one.parents if path in agreeing)
        text = (
            None if one.kept else layer_text(LayerText(one.source, one.lock, own, constraints, reads, options, title))
        )
        found.append(
            Layer(
                one.layer, one.source, one.lock, tuple(each.requirement for each in own), constraints, text, one.extras
            )
        )
        if not one.extras:
            agreeing[one.path] = one
    return tuple(found)


def _by_name(one: SplitPackage) -> str:
    return one.name


def _agree(one: DeclaredList, other: DeclaredList) -> bool:
    return all(other.pins.get(name, version) == version for name, version in one.pins.items())
