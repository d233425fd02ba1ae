"""The formats of ``check`` and its colours, as a user of the command line meets them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from envwizard.cli.colours import wants_colours
from tests.cli.in_process import envwizard
from tests.cli.test_command_line import envwizard as in_a_process
from tests.support import write_tree
from tests.terminal import Terminal


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    write_tree(tmp_path / "repo", {".git/HEAD": "", "services/api/.env": b"\xef\xbb\xbfA=1\n", "services/api/m.py": ""})
    return tmp_path / "repo" / "services" / "api"


def test_sarif(faulty: Path) -> None:
    done = envwizard("check", str(faulty), "--format", "sarif")
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (done.returncode, result["ruleId"], place["uri"]) == (1, "EW221", "services/api/.env")


def test_github(faulty: Path) -> None:
    done = envwizard("check", "--format", "github", cwd=faulty)
    assert done.returncode == 1
    assert done.stdout.startswith("::warning file=services/api/.env,line=1,endLine=1,col=1,endColumn=")


def test_markdown(faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    target.chmod(0o640)
    done = envwizard("check", str(faulty), "--format", "markdown", "--output", str(target))
    assert (done.returncode, done.stdout) == (1, "")
    assert target.read_text(encoding="utf-8").startswith("## envwizard: 1 warning")
    assert target.stat().st_mode & 0o777 == 0o640 and [one.name for one in tmp_path.glob("*.md")] == ["report.md"]


def test_output_to_a_device(faulty: Path) -> None:
    done = in_a_process("check", str(faulty), "--format", "json", "--output", "/dev/stdout")
    assert '"format": 1' in done.stdout


def test_text_is_grouped_by_pitfall(faulty: Path) -> None:
    lines = envwizard("check", str(faulty)).stdout.splitlines()
    assert "2 dotenv: 1 warning" in lines
    assert lines[-2].startswith("1 warning; 1 with a fix (envwizard fix)")


class _Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (_Tty(), {"TERM": "xterm"}, True),
        (_Tty(), {"TERM": "dumb"}, False),
        (_Tty(), {}, False),
        (_Tty(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (_Tty(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours(stream: io.StringIO, environment: dict[str, str], expected: bool) -> None:
    assert wants_colours(stream, environment) is expected


def test_colours_only_where_wanted(faulty: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "\x1b" not in envwizard("check", str(faulty)).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[33mWARNING\x1b[0m" in envwizard("check", str(faulty)).stdout
    assert "\x1b" not in envwizard("check", str(faulty), "--format", "json").stdout
    envwizard("check", str(faulty), "--output", str(tmp_path / "out.txt"))
    assert "\x1b" not in (tmp_path / "out.txt").read_text()


def test_colours_in_a_terminal(faulty: Path) -> None:
    with Terminal("check", str(faulty)) as terminal:
        assert terminal.wait_exit() == 1
        assert b"\x1b[33mWARNING\x1b[0m" in terminal.raw
