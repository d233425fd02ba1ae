"""The project's settings: where they stand, what each key takes, and a sentence for each mistake."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from envwizard.model.errors import UsageError
from envwizard.model.suppression import Ignore, PathIgnore
from envwizard.project.configuration import Configuration, read_configuration
from tests.support import write_tree


def _read(root: Path, text: str) -> Configuration:
    return read_configuration(write_tree(root, {"pyproject.toml": f"[tool.envwizard]\n{text}\n"}))


def test_no_settings(tmp_path: Path) -> None:
    assert read_configuration(tmp_path) == Configuration()
    assert read_configuration(write_tree(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n"})) == Configuration()
    assert read_configuration(write_tree(tmp_path, {"pyproject.toml": "[tool.envwizard\n"})) == Configuration()


def test_every_key(tmp_path: Path) -> None:
    text = """
exclude = ["samples/"]
select = ["paths"]
baseline = "known.json"
[tool.envwizard.ignore]
EW403 = " the chain is short "
[tool.envwizard.per-path-ignores]
"scripts/**" = ["EW401", "2.3"]
"tests/*.py" = { EW402 = "run from the root" }
"""
    assert _read(tmp_path, text) == Configuration(
        exclude=("samples/",),
        select=("paths",),
        ignore=(Ignore("EW403", "the chain is short"),),
        per_path_ignores=(
            PathIgnore("scripts/**", (Ignore("EW401"), Ignore("2.3"))),
            PathIgnore("tests/*.py", (Ignore("EW402", "run from the root"),)),
        ),
        baseline="known.json",
        source="[tool.envwizard] in pyproject.toml",
        path="pyproject.toml",
    )


def test_a_list_of_ignores_needs_no_reason(tmp_path: Path) -> None:
    assert _read(tmp_path, "ignore = ['EW403']").ignore == (Ignore("EW403"),)


def test_the_own_file_serves_beside_a_pyproject_without_settings(tmp_path: Path) -> None:
    write_tree(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n", ".envwizard.toml": "select = ['2']\n"})
    found = read_configuration(tmp_path)
    assert (found.select, found.source, found.path) == (("2",), ".envwizard.toml", ".envwizard.toml")
    write_tree(tmp_path, {"pyproject.toml": "[tool.envwizard]\nselect = ['3']\n"})
    with pytest.raises(UsageError, match=r"both have settings"):
        read_configuration(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("exclud = []", "unknown key exclud. Did you mean exclude?"),
        ("per-path-ignore = {}", "Did you mean per-path-ignores?"),
        ("zzz = 1", "Known: exclude, select, ignore, per-path-ignores, baseline, answers, environments, roots."),
        ("exclude = 'x'", "exclude must be a list of texts."),
        ("baseline = 1", "baseline must be a text."),
        ("ignore = 'EW401'", "ignore must be a list of codes or a table of codes with reasons"),
        ("ignore = { EW401 = 1 }", "ignore must be a list of codes or a table"),
        ("per-path-ignores = ['EW401']", "per-path-ignores must be a table of patterns"),
        ("per-path-ignores = { 'a/b' = 1 }", 'per-path-ignores."a/b" must be a list of codes'),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        _read(tmp_path, text)
    assert str(caught.value).startswith("[tool.envwizard] in pyproject.toml: ")
    assert sentence in str(caught.value)


def test_a_broken_own_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.envwizard\.toml cannot be read"):
        read_configuration(write_tree(tmp_path, {".envwizard.toml": b"\xff"}))


def test_a_project_without_settings_needs_no_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    monkeypatch.setitem(sys.modules, name, None)
    assert read_configuration(write_tree(tmp_path, {"pyproject.toml": "[project]\n"})) == Configuration()
