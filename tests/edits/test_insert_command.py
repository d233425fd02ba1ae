"""A command put behind another one, in Dockerfiles and scripts."""

from __future__ import annotations

import subprocess

import pytest

from envwizard.edits.insert_command import insert_behind, is_plain
from envwizard.model.errors import FixUnavailable
from envwizard.syntax.shell import commands
from tests.support import text_file


def after(text: str) -> str:
    """Put ``pip check`` behind the first ``pip install`` of a script."""
    file = text_file(text, "x.sh")
    command = next(one for one in commands(text, file.span, file.path) if one.argv[:2] == ("pip", "install"))
    edit = insert_behind(file, command, "pip check")
    return (file.raw[: edit.start] + edit.new + file.raw[edit.end :]).decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("pip install x\n", "pip install x\npip check\n"),
        ("pip install x", "pip install x\npip check"),
        ("f() {\n\tpip install x\n}\n", "f() {\n\tpip install x\n\tpip check\n}\n"),
        ("cd a && pip install x && run\n", "cd a && pip install x && pip check && run\n"),
        ("cd a && pip install x\n", "cd a && pip install x && pip check\n"),
        ("cd a \\\n  && pip install x \\\n  && run\n", "cd a \\\n  && pip install x \\\n  && pip check \\\n  && run\n"),
        ("set -e; pip install x; run\n", "set -e; pip install x; pip check; run\n"),
        ("A=1 pip install 'x>1'\r\nrun\r\n", "A=1 pip install 'x>1'\r\npip check\r\nrun\r\n"),
        ("pip install \\\n  x\n", "pip install \\\n  x\npip check\n"),
        ("pip install x # why\n", "pip install x # why\npip check\n"),
        ("run; pip install x # why\r\n", "run; pip install x && pip check # why\r\n"),
        ("cd a && pip install x && \\\n    run\n", "cd a && pip install x && \\\n    pip check && \\\n    run\n"),
        ("cd a && pip install \\\n\tx\n", "cd a && pip install \\\n\tx \\\n\t&& pip check\n"),
        ("for i in 1 2; do run; done\npip install x\n", "for i in 1 2; do run; done\npip install x\npip check\n"),
    ],
)
def test_styles(before: str, expected: str) -> None:
    assert after(before) == expected
    check = subprocess.run(
        ["bash", "-n"], input=expected.replace("\r", ""), text=True, capture_output=True, check=False
    )
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize(
    "text",
    [
        "pip install x | tee log\n",
        "pip install x || true\n",
        "pip install x > log\n",
        "if a; then\n  pip install x\nfi\n",
        "pip install x &\n",
        "if ! pip install x; then\n  exit 1\nfi\n",
        "if test -f x && pip install x; then\n  run\nfi\n",
        "for i in a b; do\n  pip install x\ndone\n",
        "cat x | while read -r i; do\n  pip install x\ndone\n",
    ],
)
def test_what_is_not_plain(text: str) -> None:
    file = text_file(text, "x.sh")
    command = next(one for one in commands(text, file.span, file.path) if one.argv[:1] == ("pip",))
    if is_plain(command):
        with pytest.raises(FixUnavailable):
            after(text)
