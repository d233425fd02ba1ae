"""The shape of the code: layers, file lengths, one rule per file, and what must stay out of where."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from envwizard.model.rule import Rule

PACKAGE = Path(__file__).parents[2] / "envwizard"
PROJECT = PACKAGE.parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "demo" not in path.relative_to(PACKAGE).parts[:1])
MAX_LINES = 400


def test_import_contracts() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_file_length(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", sorted((PACKAGE / "rules").glob("*/ew*.py")), ids=lambda path: path.stem)
def test_one_rule_per_file(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    rules = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule"
    ]
    assert len(rules) == 1
    module = __import__(f"envwizard.rules.{path.parent.name}.{path.stem}", fromlist=["RULE"])
    assert isinstance(module.RULE, Rule)
    assert module.RULE.code.lower() == path.stem.split("_")[0]
    assert module.RULE.name == path.stem.split("_", 1)[1].replace("_", "-")
    assert module.RULE.pitfall.value == path.parent.name


def test_headless_commands_import_no_textual(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import os\n")
    code = (
        "import sys; from envwizard.cli.main import run; "
        f"run(['check', {str(tmp_path)!r}]); run(['rules']); "
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_version_imports_nothing_of_the_engine() -> None:
    code = (
        "import sys; sys.argv = ['envwizard', '--version']; from envwizard.__main__ import main; main(); "
        "print(sorted(name for name in sys.modules if name.startswith('envwizard')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert done.stdout.splitlines()[1] == "['envwizard', 'envwizard.__main__']"
