"""What in a repository is shown to readers or run by tests: its folders say nothing about how the project runs.

The names are data, lower case. A judgement takes those that count for it: a virtual environment below ``docs`` is as
real as any, a settings file there is not.
"""

from __future__ import annotations

from functools import lru_cache

from envwizard.model.paths import AnyPath, ProjectPath

TESTS = frozenset(("test", "tests", "testing"))
TEST_DATA = frozenset(("fixtures", "testdata", "test_data"))
DOCUMENTS = frozenset(("doc", "docs"))
EXAMPLES = frozenset(("example", "examples", "sample", "samples"))
TUTORIALS = frozenset(("tutorial", "tutorials"))
TEMPLATES = frozenset(("template", "templates"))


def lies_in(path: AnyPath, names: frozenset[str]) -> bool:
    """Tell whether a folder on the way to a file of the project has one of the names, in whatever case."""
    return isinstance(path, ProjectPath) and _has(path.value.rpartition("/")[0], names)


def is_one_of(folder: AnyPath, names: frozenset[str]) -> bool:
    """Tell whether a folder of the project, or one around it, has one of the names, in whatever case."""
    return isinstance(folder, ProjectPath) and _has(folder.value, names)


@lru_cache(maxsize=4096)
def _has(folder: str, names: frozenset[str]) -> bool:
    """Of many thousand paths the folders are mostly known already."""
    return not names.isdisjoint(folder.lower().split("/"))
