"""A scan reads: it starts nothing, writes nothing, opens no socket and imports nothing of the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.rule_case import Case, all_cases, snapshot
from tests.support import write_tree

# Runs in a process of its own: an audit hook cannot be removed. git's facts are injected, as git is the one process
# that a scan may start.
_SCAN = """
import json, os, sys
sys.dont_write_bytecode = True
from pathlib import Path
import envwizard.engine.session as session_module
from envwizard.engine.registry import all_rules
from envwizard.model.facts.inventory import GitFacts
import envwizard.workspace.git
envwizard.workspace.git.git_facts = lambda root: (GitFacts(), None)
import envwizard.engine.scan
all_rules()
roots = json.loads(sys.stdin.read())
watching = False
def hook(event, arguments):
    if not watching:
        return
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
                 "socket.__new__", "socket.connect", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link",
                 "os.symlink", "os.chmod", "os.chown", "os.truncate", "os.utime", "tempfile.mkstemp"):
        print("FORBIDDEN", event, arguments, file=sys.stderr)
        os._exit(9)
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            print("FORBIDDEN", event, arguments, file=sys.stderr)
            os._exit(9)
    if event == "import" and arguments[1] and any(str(arguments[1]).startswith(root) for root in roots):
        print("FORBIDDEN", event, arguments, file=sys.stderr)
        os._exit(9)
sys.addaudithook(hook)
state = Path(sys.argv[1])
for root in roots:
    session = session_module.Session.open(root, state=state)
    watching = True
    report = session.scan()
    watching = False
    modules = [name for name, module in sys.modules.items() if str(getattr(module, "__file__", "")).startswith(root)]
    print(json.dumps([len(report.findings), modules]))
"""


def _scan_watched(roots: list[Path], tmp_path: Path) -> list[list[object]]:
    done = subprocess.run(
        [sys.executable, "-c", _SCAN, str(tmp_path / "state")],
        input=json.dumps([str(root) for root in roots]),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _one_of_each_rule() -> list[Case]:
    return list({case.code: case for case in all_cases() if case.fires}.values())


@pytest.mark.parametrize("cases", [_one_of_each_rule, pytest.param(all_cases, marks=pytest.mark.slow)])
def test_scanning_the_fixtures_does_nothing_but_read(cases: Callable[[], Iterable[Case]], tmp_path: Path) -> None:
    roots = []
    for case in cases():
        target = tmp_path / f"{case.code}-{case.name}"
        target.mkdir()
        roots.append(Case(case.code, case.name).copy(target))
    before = [snapshot(root) for root in roots]
    results = _scan_watched(roots, tmp_path)
    assert len(results) == len(roots)
    assert all(modules == [] for _, modules in results)
    assert [snapshot(root) for root in roots] == before


def test_the_hook_would_notice(tmp_path: Path) -> None:
    """The check can fail: a probe that writes is caught."""
    root = write_tree(tmp_path / "project", {"a.py": "x = 1\n"})
    sabotaged = _SCAN.replace("report = session.scan()", "report = session.scan(); open(root + '/x', 'w')")
    done = subprocess.run(
        [sys.executable, "-c", sabotaged, str(tmp_path / "state")],
        input=json.dumps([str(root)]), capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 9 and "FORBIDDEN open" in done.stderr


def test_a_repository_cannot_make_git_run_its_programs(tmp_path: Path) -> None:
    from envwizard.engine.session import Session

    marker = tmp_path / "ran"
    root = write_tree(tmp_path / "project", {".env": b"\xef\xbb\xbfA=1\n", "evil": f"#!/bin/sh\ntouch {marker}\n"})
    (root / "evil").chmod(0o755)
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@invalid"]
    for argv in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *argv], check=True)
    (root / ".gitattributes").write_text("* filter=evil\n")
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "core.pager", "diff.external"):
        subprocess.run([*git, "config", key, str(root / "evil")], check=True)
    session = Session.open(str(root), state=tmp_path / "state")
    report = session.scan()
    session.preview(session.plan(report.findings))
    assert not marker.exists()
    assert session.facts.git.present


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names")
def test_hostile_names_and_contents_survive(tmp_path: Path) -> None:
    from envwizard.engine.registry import all_rules
    from envwizard.engine.session import Session
    from envwizard.reporters.facts_json import facts_json
    from envwizard.reporters.json_report import report_json
    from envwizard.reporters.plain import report_text

    names = [
        "a[/]b.env",
        "[red].env",
        "\x1b]0;x\x07.env",
        "rtl\u202e.env",
        "漢字.env",
        "n" * 240 + ".env",
        "new\nline.env",
    ]
    root = write_tree(tmp_path / "project", dict.fromkeys(names, b"\xef\xbb\xbfA[/]=\x1b[31m1\n"))
    Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.env")).write_bytes(b"\xef\xbb\xbfA=1\n")
    session = Session.open(str(root), state=tmp_path / "state", select=["EW221"])
    report = session.scan()
    assert not report.crashed
    assert len(report.findings) == len(names) + 1
    for text in (report_text(report, all_rules()), report_json(report, all_rules()), facts_json(session.facts)):
        text.encode("utf-8")
        assert "\x1b" not in text
    json.loads(report_json(report, all_rules()))
