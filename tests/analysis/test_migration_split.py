"""The guarantee of the split: nothing leaves the lock, whatever needs what and whatever is imported."""

from __future__ import annotations

import random

import pytest

from envwizard.analysis.migration.declared_lists import DeclaredList
from envwizard.analysis.migration.dependency_graph import DependencyGraph, dependency_graph
from envwizard.analysis.migration.direct import Knowledge, is_full, split_lists, unreached
from envwizard.analysis.migration.import_names import ImportNames
from envwizard.analysis.migration.requirement_lines import source_line
from envwizard.analysis.migration.uses import Use
from envwizard.model.facts.dependencies import Requirement
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.syntax.requirement_text import requirement_of

PLACE = Location(ProjectPath("requirements.txt"))


def a_list(layer: str, names: list[str], parents: tuple[str, ...] = ()) -> DeclaredList:
    path = ProjectPath(f"{layer}.txt")
    asked = tuple(Requirement(one, f"{one}==1", PLACE, "==1") for one in names)
    return DeclaredList(
        layer, path, ProjectPath(f"{layer}.in"), path, asked,
        dict.fromkeys(names, "1"), True, parents=tuple(ProjectPath(f"{one}.txt") for one in parents),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_everything_is_reached_from_what_is_picked(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"p{number}" for number in range(chance.randrange(1, 40))]
    # Any graph, circles included; each list alone must reach what it holds, by what it and its parents hold.
    needs = {one: frozenset(chance.sample(names, min(len(names), chance.randrange(4)))) - {one} for one in names}
    graph = DependencyGraph(needs, frozenset(names), msg("chance"))
    cut = chance.randrange(len(names) + 1)
    lists = (a_list("base", names[:cut]), a_list("development", names[cut:], ("base",)))
    used = {one: Use(msg("used"), PLACE, chance.random() < 0.3) for one in names if chance.random() < 0.2}
    split = split_lists(lists, Knowledge(graph, used, {}))
    assert [one.name for one in split] == names
    assert unreached(lists, split, graph) == ()
    # Nothing picked could be left out without a reason: it is used, unneeded, or stands for a circle.
    for one in split:
        assert str(one.reason)
        if one.direct and one.needed_by and one.name not in used:
            assert "need each other" in str(one.reason)


def test_only_what_holds_without_extras_counts() -> None:
    asked = [Requirement(name, f"{name}==1", PLACE, "==1") for name in ("celery", "redis", "kombu", "tzdata", "new")]
    extra = MigrationFacts(
        index={
            "celery": (
                'redis; extra == "redis"',
                "Kombu>=5",
                'tzdata; python_version < "3.9"',
                "not a [line",
                "absent",
            ),
            "kombu": ('new; python_version >= "3.12"',),
        }
    )
    graph = dependency_graph(asked, None, extra, "3.11")
    assert graph.needs["celery"] == {"kombu"} and graph.needs["kombu"] == frozenset()
    assert graph.outside == {"celery": frozenset({"absent"})}
    assert dependency_graph(asked, None, extra, "3.12").needs["kombu"] == {"new"}
    assert graph.known == {"celery", "kombu"}


def test_what_only_some_patch_releases_need_is_not_left_to_others() -> None:
    asked = [Requirement(name, f"{name}==1", PLACE, "==1") for name in ("redis", "async-timeout", "tomli")]
    needs = ('async-timeout; python_full_version < "3.11.3"', 'tomli; python_full_version < "3.12.1"')
    graph = dependency_graph(asked, None, MigrationFacts(index={"redis": needs}), "3.11")
    assert graph.needs["redis"] == {"tomli"}


def test_annotations_tell_the_graph_and_what_was_asked_for() -> None:
    asked = [
        Requirement("django", "django==5", PLACE, "==5", via=("-r requirements.in",)),
        Requirement("asgiref", "asgiref==3", PLACE, "==3", via=("django",)),
        Requirement("sqlparse", "sqlparse==1", PLACE, "==1", via=("-r requirements.in", "django")),
    ]
    one = DeclaredList(
        "base", ProjectPath("r.txt"), ProjectPath("r.in"), ProjectPath("r.txt"), tuple(asked), split=True
    )
    graph = dependency_graph(asked, None, MigrationFacts(), "3.11")
    found = split_lists((one,), Knowledge(graph, {}, {}))
    assert {each.name for each in found if each.direct} == {"django", "sqlparse"}


def test_a_pinned_list_is_full_by_what_is_in_it() -> None:
    names = ["flask", "jinja2", "click", "rich"]
    one = DeclaredList(
        "base",
        ProjectPath("r.txt"),
        ProjectPath("r.in"),
        ProjectPath("r.txt"),
        a_list("x", names).requirements,
        split=None,
    )
    needs = {"flask": frozenset({"jinja2", "click"})}
    closed = DependencyGraph(needs, frozenset(names), msg("x"), outside={})
    assert is_full(one, (one,), closed, {})
    open_ended = DependencyGraph(needs, frozenset(names), msg("x"), outside={"rich": frozenset({"pygments"})})
    assert not is_full(one, (one,), open_ended, {})
    assert not is_full(one, (one,), DependencyGraph({}, frozenset(names), msg("x"), outside={}), {})


@pytest.mark.parametrize(
    ("module", "names", "installed", "expected"),
    [
        ("yaml", ("pyyaml",), {}, ("pyyaml",)),
        ("rest_framework.views", ("djangorestframework", "django"), {}, ("djangorestframework",)),
        ("flask_login", ("flask", "flask-login"), {}, ("flask-login",)),
        ("google.cloud.storage.blob", ("google-cloud-storage", "google-auth"),
         {"google-cloud-storage": ("google.cloud.storage",), "google-auth": ("google.auth",)},
         ("google-cloud-storage",)),
        ("psycopg2.extras", ("psycopg2-binary",), {}, ("psycopg2-binary",)),
        ("cv2", ("opencv-python", "opencv-python-headless"), {}, ("opencv-python", "opencv-python-headless")),
        ("django", ("django-redis",), {"django-redis": ("django_redis",)}, ()),
        ("unknown", ("flask",), {}, ()),
    ],
)  # fmt: skip
def test_import_names(
    module: str, names: tuple[str, ...], installed: dict[str, tuple[str, ...]], expected: tuple[str, ...]
) -> None:
    assert ImportNames(names, installed).distributions(module) == expected


@pytest.mark.parametrize(
    ("text", "bare", "line"),
    [
        ("Django==4.2", True, "django"),
        ("django==4.2", False, "django==4.2"),
        ("celery[redis, sqs] >= 5, <6", True, "celery[redis,sqs]>=5,<6"),
        ("django==4.2.*", True, "django==4.2.*"),
        ("pywin32==306; sys_platform == 'win32'", True, "pywin32 ; sys_platform == 'win32'"),
        ("certifi @ file:///croot/certifi_1/work/certifi", True, "certifi"),
        ("git+https://github.com/a/b.git@abc123#egg=b", True, "b @ git+https://github.com/a/b.git@abc123"),
        ("b @ git+https://user:t0ken@host.example/a/b.git@abc", True, "b"),
    ],
)
def test_a_line_of_a_source(text: str, bare: bool, line: str) -> None:
    requirement = requirement_of(text, PLACE)
    assert requirement is not None
    assert source_line(requirement, bare=bare) == line
