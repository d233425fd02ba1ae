"""Which files are shell scripts, and what they run."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.probes.shell_scripts import probe_shell_scripts
from tests.support import sources_of

SCRIPT = "#!/usr/bin/env bash\nset -euo pipefail\nsource venv/bin/activate\npip install -r requirements.txt\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("start.sh", "gunicorn app:app\n"),
        ("deploy/prod.bash", SCRIPT),
        ("bin/release", SCRIPT),
        ("compose/production/django/start", "#!/bin/sh\nx\n"),
        ("docker-entrypoint", "#! /bin/dash -e\nx\n"),
        ("run", "#!/bin/env -S bash -e\nx\n"),
    ],
)
def test_scripts(tmp_path: Path, name: str, content: str) -> None:
    (found,) = probe_shell_scripts(sources_of({name: content}, tmp_path))
    assert str(found.location) == name
    assert found.commands


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bin/manage", "#!/usr/bin/env python3\n"),
        ("bin/tool", b"\x7fELF\0\0"),
        ("LICENSE", SCRIPT),
        ("src/other", SCRIPT),
        ("node_modules/x/bin/y", SCRIPT),
        ("node_modules/x/build.sh", SCRIPT),
        ("bin/empty", ""),
    ],
)
def test_other_files(tmp_path: Path, name: str, content: str | bytes) -> None:
    sources = sources_of({name: content}, tmp_path)
    assert probe_shell_scripts(sources) == ()
    assert sources.failures == []


def test_a_script(tmp_path: Path) -> None:
    (found,) = probe_shell_scripts(sources_of({"a.sh": SCRIPT.replace("\n", "\r\n")}, tmp_path))
    assert found.shebang == "#!/usr/bin/env bash"
    assert [command.argv for command in found.commands] == [
        ("set", "-euo", "pipefail"), ("source", "venv/bin/activate"), ("pip", "install", "-r", "requirements.txt"),
    ]  # fmt: skip
    assert [command.location.line for command in found.commands] == [2, 3, 4]


def test_a_script_for_another_program(tmp_path: Path) -> None:
    (found,) = probe_shell_scripts(sources_of({"a.sh": "#!/usr/bin/python\nimport os\n"}, tmp_path))
    assert found.commands == ()


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    sources = sources_of({"a.sh": b"x\0y", "b.sh": b"\xff\xfe\xfa", "c.sh": "$(" * 20_000, "d.sh": "ok\n"}, tmp_path)
    assert [str(one.location.path) for one in probe_shell_scripts(sources)] == ["d.sh"]
    assert sorted(str(failure.path) for failure in sources.failures) == ["a.sh", "b.sh", "c.sh"]
