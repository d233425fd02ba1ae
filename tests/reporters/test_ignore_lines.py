"""The setting that is offered for a file without comments: TOML that means this file, however it is named."""

from __future__ import annotations

import sys

import pytest
from pathspec import GitIgnoreSpec

from envwizard.model.paths import ProjectPath
from envwizard.reporters.ignore_lines import ignore_line
from tests.reporters.reports import HOSTILE, finding

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_NAMES = (
    *HOSTILE,
    "app/my file.json",
    "!a",
    "#b",
    "c[1]*?.json",
    "back\\slash",
    "trailing ",
    "größe",
    "\U000e0001",
    "a/b/c.lock",
)


@pytest.mark.parametrize("name", _NAMES, ids=repr)
def test_the_setting_means_the_file(name: str) -> None:
    path = ProjectPath(name.strip("/"))
    _, line = ignore_line(finding("EW401", path, None))
    table = tomllib.loads(line.encode("utf-8").decode("utf-8"))
    ((pattern, codes),) = table.items()
    assert codes == {"EW401": "reason"}
    spec = GitIgnoreSpec.from_lines([pattern])
    assert spec.match_file(path.value)
    assert not spec.match_file("other/" + path.value) and not spec.match_file("x" + path.value)
