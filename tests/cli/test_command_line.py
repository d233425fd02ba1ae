"""The command line as a user meets it: a process, its output and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from envwizard import __version__
from tests.rule_case import snapshot
from tests.support import write_tree
from tests.terminal import COMPILED

PROJECT = Path(__file__).parents[2]


def envwizard(*arguments: str, cwd: Path = PROJECT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **COMPILED}
    argv = [sys.executable, "-m", "envwizard", *arguments]
    return subprocess.run(argv, cwd=cwd, capture_output=True, text=True, input=stdin, env=environment, timeout=60)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path / "faulty", {".env": b"\xef\xbb\xbfA=secret-value\n", "b.env": b"\xef\xbb\xbfB=2\n", "m.py": "\n"}
    )


def test_version_and_help() -> None:
    assert envwizard("--version").stdout == f"envwizard {__version__}\n"
    assert "environments" in envwizard("--help").stdout
    assert envwizard("check", "--help").returncode == 0


def test_check_reports_and_fails(faulty: Path) -> None:
    done = envwizard("check", str(faulty))
    assert done.returncode == 1
    assert ".env:1  EW221 byte-order-mark (2.3)" in done.stdout
    assert done.stderr == ""
    assert envwizard("check", str(faulty), "--fail-on", "error").returncode == 0
    assert envwizard("check", str(faulty), "--fail-on", "never").returncode == 0
    assert envwizard("check", str(faulty), "--ignore", "EW221").returncode == 0
    assert envwizard("check", str(faulty), "--select", "servers").returncode == 0


def test_json_has_the_agreed_shape(faulty: Path) -> None:
    done = envwizard("check", "--format", "json", cwd=faulty)
    data = json.loads(done.stdout)
    assert set(data) == {
        "format", "tool", "project", "roots", "environments", "findings", "outcomes", "questions", "suppressed",
        "notices",
        "failures", "summary", "timings",
    }  # fmt: skip
    assert (data["format"], data["tool"]["name"], data["project"]) == (1, "envwizard", {"name": "faulty", "root": "."})
    finding = data["findings"][0]
    assert {key: finding[key] for key in ("rule", "name", "point", "pitfall", "path", "line", "column")} == {
        "rule": "EW221", "name": "byte-order-mark", "point": "2.3", "pitfall": "dotenv", "path": ".env", "line": 1,
        "column": 1,
    }  # fmt: skip
    assert set(finding) >= {
        "severity", "confidence", "end_line", "end_column", "environments", "message", "evidence", "fix", "fingerprint",
    }  # fmt: skip
    assert finding["fix"] == {"title": "Remove the byte order mark", "applicability": "safe"}
    assert "secret-value" not in done.stdout


def test_output_goes_to_a_file(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = envwizard("check", str(faulty), "--format", "json", "--output", str(target))
    assert done.stdout == "" and json.loads(target.read_text())["summary"]["warning"] == 2
    assert envwizard("check", str(faulty), "--output", str(tmp_path / "no" / "such")).returncode == 2


def test_fix_says_what_is_left_to_do_by_hand(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"Dockerfile": "FROM python:3.9-slim\n", ".python-version": "3.12\n"})
    done = envwizard("fix", str(tree), "--yes", "--unsafe")
    assert "Answer with --answer python-version:Dockerfile=VALUE" in done.stdout


def test_fix_and_undo_until_nothing_is_left(faulty: Path) -> None:
    before = snapshot(faulty)
    shown = envwizard("fix", str(faulty), "--diff")
    assert "# byte order mark removed" in shown.stdout and snapshot(faulty) == before
    refused = envwizard("fix", str(faulty), stdin="n\n")
    assert "No changes were made." in refused.stderr and snapshot(faulty) == before
    done = envwizard("fix", str(faulty), "--yes")
    assert done.returncode == 0 and "secret-value" not in done.stdout
    assert (faulty / ".env").read_bytes() == b"A=secret-value\n"
    assert "0001" in envwizard("undo", str(faulty), "--list").stdout
    assert envwizard("undo", str(faulty)).returncode == 0
    assert snapshot(faulty) == before
    again = envwizard("undo", str(faulty))
    assert again.returncode == 1 and "nothing left to undo" in again.stderr


def test_undo_shows_what_changed_since(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "p", {"a.env": b"\xef\xbb\xbfA=1\n"})
    envwizard("fix", str(root), "--yes")
    (root / "a.env").write_bytes(b"A=1\nB=hidden\n")
    done = envwizard("undo", str(root))
    assert done.returncode == 1 and "a.env changed since" in done.stderr
    assert "+B=••••" in done.stdout and "hidden" not in done.stdout
    assert (root / "a.env").read_bytes() == b"A=1\nB=hidden\n"


def test_explain_and_rules() -> None:
    assert envwizard("explain", "EW221").stdout.startswith("EW221 byte-order-mark:")
    assert envwizard("explain", "byte-order-mark").stdout.startswith("EW221")
    wrong = envwizard("explain", "EW229999")
    assert wrong.returncode == 2 and "There is no rule" in wrong.stderr
    near = envwizard("check", "--select", "dotenvv")
    assert near.returncode == 2 and "Did you mean dotenv?" in near.stderr
    assert "EW221" in envwizard("rules").stdout


def test_without_a_terminal_the_wizard_prints_the_report(faulty: Path) -> None:
    done = envwizard(str(faulty))
    assert done.returncode == 1
    assert "EW221" in done.stdout and "\x1b" not in done.stdout
    assert done.stderr.count("\n") == 1 and "no terminal" in done.stderr


def test_bad_paths(tmp_path: Path) -> None:
    missing = envwizard("check", str(tmp_path / "nowhere"))
    assert missing.returncode == 2 and "There is no folder" in missing.stderr and "Traceback" not in missing.stderr
    (tmp_path / "file").write_text("x")
    file = envwizard("check", str(tmp_path / "file"))
    assert file.returncode == 2 and "is a file" in file.stderr
    assert envwizard("check", str(tmp_path / "file" / "below")).returncode == 2
    (tmp_path / "loop").symlink_to("loop")
    loop = envwizard("check", str(tmp_path / "loop"))
    assert loop.returncode == 2 and "Traceback" not in loop.stderr
    assert envwizard("nonsense", "x").returncode == 2


def test_empty_folder_and_no_python(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = envwizard("check", str(empty))
    assert done.returncode == 0 and "No findings: nothing of a Python project was found here" in done.stdout
    write_tree(tmp_path / "notes", {"readme.txt": "hello", "Dockerfile": "FROM node:22\n"})
    done = envwizard("check", str(tmp_path / "notes"))
    assert done.returncode == 0 and "nothing of a Python project" in done.stdout
    write_tree(tmp_path / "lone", {"hello.py": "print()\n"})
    assert "nothing of a Python project" not in envwizard("check", str(tmp_path / "lone")).stdout


def test_broken_and_huge_files_are_reported_not_fatal(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path / "p",
        {
            "pyproject.toml": "[project\nname=",
            "Dockerfile": bytes(range(256)) * 40,
            "docker-compose.yml": "services: [\n  {",
            "big.env": b"A=1\n",
        },
    )
    with (root / "big.env").open("ab") as file:
        file.truncate(200_000_000)
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    (root / "self").symlink_to(".")
    os.mkfifo(root / "requirements.txt")
    done = envwizard("check", str(root), "--format", "json")
    assert done.returncode == 0, done.stderr
    failed = {(one["path"], one["kind"]) for one in json.loads(done.stdout)["failures"]}
    assert ("pyproject.toml", "unparsed") in failed
    assert ("Dockerfile", "unparsed") in failed
    assert ("docker-compose.yml", "unparsed") in failed
    assert ("big.env", "too-large") in failed


@pytest.mark.parametrize("settings", ["exclud = ['x']", "exclude = 'x'", "select = ['EW999']"])
def test_wrong_settings_are_named(tmp_path: Path, settings: str) -> None:
    root = write_tree(tmp_path / "p", {"pyproject.toml": f"[tool.envwizard]\n{settings}\n"})
    done = envwizard("check", str(root))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and done.stderr.startswith("envwizard: ")


def test_exclude(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "samples/.env": b"\xef\xbb\xbfA=1\n",
        "pyproject.toml": "[tool.envwizard]\nexclude = ['samples/']\n",
    }
    assert envwizard("check", str(write_tree(tmp_path / "p", files))).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv to drop it")
def test_as_a_user_who_may_not_read(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "p", {".env": "A=1\n", "closed/x.env": "A=1\n", "ok.env": b"\xef\xbb\xbfA=1\n"})
    (root / ".env").chmod(0)
    (root / "closed").chmod(0)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder not in (Path("/"), Path("/tmp")):
            folder.chmod(folder.stat().st_mode | 0o055)
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    code = "import sys; from envwizard.cli.main import run; sys.exit(run(sys.argv[1:]))"

    def as_nobody(*arguments: str) -> subprocess.CompletedProcess[str]:
        copied = tmp_path / "installed"
        if not copied.exists():
            shutil.copytree(PROJECT / "envwizard", copied / "envwizard")
        paths = [str(copied), *(path for path in sys.path if "site-packages" in path)]
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONPATH": os.pathsep.join(paths)}
        return subprocess.run(
            [*drop, sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
        )

    probe = subprocess.run([*drop, sys.executable, "-c", "pass"], capture_output=True)
    if probe.returncode != 0:
        pytest.skip("this interpreter lies where only root can reach it")
    done = as_nobody("check", str(root), "--format", "json")
    assert done.returncode == 1, done.stderr
    failed = {(one["path"], one["kind"]) for one in json.loads(done.stdout)["failures"]}
    assert {(".env", "unreadable"), ("closed", "unreadable")} <= failed
    assert (".env", "EW223") in {(one["path"], one["rule"]) for one in json.loads(done.stdout)["findings"]}
    closed = as_nobody("check", str(locked))
    assert closed.returncode == 2 and "no permission" in closed.stderr
    fixed = as_nobody("fix", str(root), "--yes")
    assert fixed.returncode == 2 and "Nothing was changed" in fixed.stderr
