"""The comments that the project's linters need: against the linters' own rules, and against the linters themselves."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from envwizard.analysis.linters import reports, suppression_for
from envwizard.model.facts import Facts
from envwizard.model.paths import ProjectPath
from envwizard.probes.linters import probe_linters
from envwizard.probes.makefiles import probe_makefiles
from envwizard.probes.requirements import probe_requirements
from tests.support import sources_of

_PATH = ProjectPath("app/main.py")
_PYLINT = "# pylint: disable=wrong-import-position"
_BINDS = [
    ("nothing", {}, ""),
    ("ruff, E", {"ruff.toml": 'lint.select = ["E"]\n'}, ""),
    ("ruff, S", {"ruff.toml": 'lint.select = ["E", "S"]\n'}, "# noqa: S104"),
    ("ruff, S but", {"ruff.toml": 'lint.select = ["S"]\nlint.ignore = ["S104"]\n'}, ""),
    ("bandit required", {"requirements-dev.txt": "bandit==1.8.3\n"}, "# nosec B104"),
    ("bandit skips", {"requirements-dev.txt": "bandit\n", "pyproject.toml": '[tool.bandit]\nskips = ["B104"]\n'}, ""),
    ("bandit elsewhere", {"pyproject.toml": '[tool.bandit]\nexclude_dirs = ["app"]\n'}, ""),
    ("bandit's hook", {".pre-commit-config.yaml": "repos:\n  - hooks:\n      - id: bandit\n"}, "# nosec B104"),
]
_CASES = [
    ("nothing", {}, ""),
    ("ruff, nothing selected", {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}, ""),
    ("ruff, E", {"ruff.toml": '[lint]\nselect = ["E", "F"]\n'}, "# noqa: E402"),
    ("ruff, other rules", {"ruff.toml": '[lint]\nselect = ["F", "I"]\n'}, ""),
    ("ruff, all", {"ruff.toml": 'lint.select = ["ALL"]\n'}, "# noqa: E402"),
    ("ruff, all but", {"ruff.toml": 'lint.select = ["ALL"]\nlint.ignore = ["E4"]\n'}, ""),
    ("ruff, exactly", {"ruff.toml": 'lint.select = ["E402"]\nlint.ignore = ["E"]\n'}, "# noqa: E402"),
    ("ruff, added", {"ruff.toml": 'lint.select = ["F"]\nlint.extend-select = ["E4"]\n'}, "# noqa: E402"),
    ("ruff, old form", {"ruff.toml": 'select = ["E"]\nextend-ignore = ["E402"]\n'}, ""),
    ("ruff, per file", {"ruff.toml": 'lint.select = ["E"]\n[lint.per-file-ignores]\n"app/*" = ["E402"]\n'}, ""),
    ("ruff, per file below", {"ruff.toml": 'lint.select = ["E"]\n[lint.per-file-ignores]\n"**/main.py" = ["E"]\n'}, ""),
    (
        "ruff, another file",
        {"ruff.toml": 'lint.select = ["E"]\n[lint.per-file-ignores]\n"tests/*" = ["E402"]\n'},
        "# noqa: E402",
    ),
    (
        "ruff, all but one folder",
        {"ruff.toml": 'lint.select = ["E"]\n[lint.per-file-ignores]\n"!tests/*" = ["E402"]\n'},
        "",
    ),
    ("ruff, left out", {"ruff.toml": 'extend-exclude = ["app"]\n'}, ""),
    ("ruff, the nearest", {"ruff.toml": 'lint.select = ["E"]\n', "app/ruff.toml": 'lint.select = ["F"]\n'}, ""),
    ("flake8", {".flake8": "[flake8]\nmax-line-length = 100\n"}, "# noqa: E402"),
    ("flake8, ignored", {"setup.cfg": "[flake8]\nignore = E203, E402,W503\n"}, ""),
    ("flake8, ignored by lines", {"tox.ini": "[flake8]\nextend-ignore =\n    E203,  # black\n    E402,\n"}, ""),
    ("flake8, per file", {".flake8": "[flake8]\nper-file-ignores =\n    x.py:F401\n    app/main.py:E402,E501\n"}, ""),
    (
        "flake8, another file",
        {".flake8": "[flake8]\nper-file-ignores =\n    app/main.py:F401\n    x.py:E402\n"},
        "# noqa: E402",
    ),
    ("pylint", {".pylintrc": "[MESSAGES CONTROL]\ndisable=missing-docstring\n"}, _PYLINT),
    ("pylint, disabled", {".pylintrc": "[MESSAGES CONTROL]\ndisable=C0114,\n    wrong-import-position\n"}, ""),
    ("pylint, category", {"pyproject.toml": '[tool.pylint."messages control"]\ndisable = ["C", "R"]\n'}, ""),
    ("pylint, all but", {"pyproject.toml": '[tool.pylint.main]\ndisable = "all"\nenable = "C0413"\n'}, _PYLINT),
    ("isort alone", {"pyproject.toml": '[tool.isort]\nprofile = "black"\n'}, ""),
    ("both", {".flake8": "[flake8]\n", ".pylintrc": "[MAIN]\njobs=2\n"}, f"# noqa: E402  {_PYLINT}"),
    ("a hook", {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: flake8\n"}, "# noqa: E402"),
]
_HOOK = """repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v{release}
    hooks:
      - id: ruff
"""


def _facts(files: dict[str, str], tmp_path: Path) -> Facts:
    sources = sources_of({**files, str(_PATH): ""}, tmp_path)
    facts = Facts(linters=probe_linters(sources), requirements_files=probe_requirements(sources))
    assert not sources.failures
    return facts


@pytest.mark.parametrize(("files", "comment"), [case[1:] for case in _CASES], ids=[case[0] for case in _CASES])
def test_late_import(files: dict[str, str], comment: str, tmp_path: Path) -> None:
    assert suppression_for(_facts(files, tmp_path), _PATH, ["E402"]) == comment


@pytest.mark.parametrize(("release", "comment"), [("0.15.22", "# noqa: E402"), ("0.16.0", ""), ("1.0", "")])
def test_default_of_the_ruff_in_force(release: str, comment: str, tmp_path: Path) -> None:
    files = {".pre-commit-config.yaml": _HOOK.format(release=release), "ruff.toml": "line-length = 100\n"}
    assert suppression_for(_facts(files, tmp_path), _PATH, ["E402"]) == comment
    pinned = {"ruff.toml": "line-length = 100\n"}
    assert suppression_for(_facts(pinned, tmp_path / "2"), _PATH, ["E402"]) == ""


@pytest.mark.parametrize(("files", "comment"), [case[1:] for case in _BINDS], ids=[case[0] for case in _BINDS])
def test_bind_to_all_interfaces(files: dict[str, str], comment: str, tmp_path: Path) -> None:
    assert suppression_for(_facts(files, tmp_path), _PATH, ["S104"]) == comment


def test_bandit_is_not_simplify(tmp_path: Path) -> None:
    facts = _facts({"ruff.toml": 'lint.select = ["SIM", "E"]\n'}, tmp_path)
    assert suppression_for(facts, _PATH, ["S104"]) == ""
    facts = _facts({"ruff.toml": 'lint.select = ["S", "E"]\n'}, tmp_path)
    assert suppression_for(facts, _PATH, ["S104"]) == "# noqa: S104"


def test_import_that_stays_first(tmp_path: Path) -> None:
    facts = _facts({"ruff.toml": 'lint.select = ["F", "I"]\n'}, tmp_path)
    assert suppression_for(facts, _PATH, ["I001", "F401"]) == "# isort: skip  # noqa: F401"


def test_pylint_counts_where_it_runs(tmp_path: Path) -> None:
    files = {"requirements-dev.txt": "pylint==4.0\n", "Makefile": "test:\n\tpytest\n"}
    sources = sources_of(files, tmp_path)
    required = Facts(requirements_files=probe_requirements(sources), makefiles=probe_makefiles(sources))
    assert suppression_for(required, _PATH, ["E402"]) == ""
    sources = sources_of({"Makefile": "lint:\n\tpython -m pylint app\n"}, tmp_path / "2")
    assert suppression_for(Facts(makefiles=probe_makefiles(sources)), _PATH, ["E402"]) == _PYLINT


def test_broken_files_are_told(tmp_path: Path) -> None:
    sources = sources_of({"ruff.toml": "[lint\n", ".flake8": "\0\0", "setup.cfg": "x" * 9}, tmp_path)
    assert probe_linters(sources) == ()
    assert sources.failures


@pytest.mark.slow
def test_linters_agree(tmp_path: Path) -> None:
    """The real ones: they report the import without the comment where we say so, and never with it."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    packages = ["ruff", "flake8", "isort", "pylint"]
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True, capture_output=True)
    runs = {
        "ruff": ["ruff", "check", "--extend-select", "RUF100", "--output-format", "concise", "app/main.py"],
        "flake8": ["flake8", "app/main.py"],
        "pylint": ["pylint", "--enable=useless-suppression", "app/main.py"],
    }
    text = '"""It."""\nimport sys\n\nprint(sys)\n\nimport json{comment}\n\nprint(json)\n'
    for number, (name, files, comment) in enumerate(_CASES):
        folder = tmp_path / str(number)
        facts = _facts(files, folder)
        for tool, argv in runs.items():
            if not any(config.tool == tool for config in facts.linters) or name in ("a hook", "both"):
                continue
            for given in ("", comment):
                (folder / "app" / "main.py").write_text(text.format(comment=f"  {given}" if given else ""))
                done = subprocess.run(
                    [python, "-m", *argv], cwd=folder, capture_output=True, text=True, check=False, timeout=60
                )
                found = any(word in done.stdout for word in ("E402", "C0413", "RUF100", "I0021", "useless-suppression"))
                assert found == (reports(facts, _PATH, tool, "E402") and not given), (name, tool, given, done.stdout)
