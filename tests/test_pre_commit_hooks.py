"""The hook that others name in their .pre-commit-config.yaml: valid, and its entry does what a hook must."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.cli.in_process import envwizard
from tests.support import write_tree

_FILE = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
# docs: pre-commit.com, "Creating new hooks" (pre-commit 4).
_NEEDED = {"id", "name", "entry", "language"}
_KNOWN = _NEEDED | {"description", "pass_filenames", "always_run", "require_serial", "files", "types", "stages", "args"}


def test_the_hook_is_valid_and_its_entry_works(tmp_path: Path) -> None:
    (hook,) = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    assert set(hook) >= _NEEDED and set(hook) <= _KNOWN
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "envwizard"
    faulty = write_tree(tmp_path / "faulty", {".env": b"\xef\xbb\xbfA=1\n"})
    assert envwizard(*arguments, cwd=faulty).returncode == 1
    assert envwizard(*arguments, cwd=write_tree(tmp_path / "clean", {"m.py": "\n"})).returncode == 0


def test_pre_commit_takes_it() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib")
    assert clientlib.load_manifest(str(_FILE))[0]["id"] == "envwizard"
