"""Crontabs as services."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.probes.crontabs import probe_crontabs
from tests.support import sources_of


def read(tmp_path: Path, name: str, content: str) -> list[Service]:
    sources = sources_of({name: content}, tmp_path)
    found = list(probe_crontabs(sources))
    assert sources.failures == []
    return found


OWN = """# m h dom mon dow command
SHELL=/bin/bash
TOKEN = "s3cret"
*/5 * * * * cd /srv/app && venv/bin/python manage.py sync >> log 2>&1
@reboot /usr/bin/python3 run.py --date=\\%Y % input
0 3 1-7 JAN,feb mon-fri FLAG=1 ./nightly.sh
not a line
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_own_crontab(tmp_path: Path, newline: str) -> None:
    found = read(tmp_path, "deploy/crontab", OWN.replace("\n", newline))
    assert [(one.surface, one.name, one.location.line) for one in found] == [
        (Surface.CRON, "crontab python", 4), (Surface.CRON, "crontab python3", 5),
        (Surface.CRON, "crontab nightly.sh", 6),
    ]  # fmt: skip
    sync, run, _ = found
    assert sync.command
    assert sync.command.argv == ("venv/bin/python", "manage.py", "sync")
    assert [word.text for word in sync.command.redirects] == ["log", "1"]
    assert sync.user is None
    assert run.command
    assert run.command.argv == ("/usr/bin/python3", "run.py", "--date=%Y")
    assert [variable.name for variable in sync.environment] == ["SHELL", "TOKEN"]
    assert "s3cret" not in repr(found)


def test_lines_with_users(tmp_path: Path) -> None:
    line = "0 * * * * www-data /usr/bin/python3 /srv/x.py\n"
    for name in ("etc/cron.d/app", "crontab"):
        (found,) = read(tmp_path / name.replace("/", "-"), name, line)
        assert found.user == "www-data"
        assert found.command
        assert found.command.argv == ("/usr/bin/python3", "/srv/x.py")


@pytest.mark.parametrize("command", ["/usr/bin/python3 /srv/x.py", "cd /srv && bin/x", "python3.12 x.py"])
def test_lines_with_users_of_any_name(tmp_path: Path, command: str) -> None:
    (found,) = read(tmp_path, "deploy/reports.cron", f"15 2 * * * reports {command}\n")
    assert found.user == "reports"


@pytest.mark.parametrize(
    "command", ["bash /srv/bin/x", "timeout 5 /usr/bin/x", "flock /run/x python3 x.py", "report a"]
)
def test_programs_are_no_users(tmp_path: Path, command: str) -> None:
    (found,) = read(tmp_path, "deploy/reports.cron", f"15 2 * * * {command}\n")
    assert found.user is None
    assert found.command
    assert found.command.argv == tuple(command.split())


@pytest.mark.parametrize("name", ["crontab.py", "crontab.md", "app/cron.py", "x.crontab.sh"])
def test_other_names(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, "* * * * * x\n") == []


@pytest.mark.parametrize("name", ["crontab", "crontab.txt", "my.crontab", "crontab-prod", "jobs.cron", "app_crontab"])
def test_names(tmp_path: Path, name: str) -> None:
    assert len(read(tmp_path, name, "* * * * * x\n")) == 1


def test_binary_data_is_reported(tmp_path: Path) -> None:
    sources = sources_of({"crontab": b"* * * * * x\0"}, tmp_path)
    assert probe_crontabs(sources) == ()
    assert len(sources.failures) == 1
