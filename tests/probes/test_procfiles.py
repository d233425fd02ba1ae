from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.probes.procfiles import probe_procfiles
from tests.support import sources_of

PROCFILE = """\
# what runs
release: python manage.py migrate
web: cd backend && WEB_CONCURRENCY=2 gunicorn app.wsgi --bind 0.0.0.0:$PORT --log-file -
worker:celery -A app worker
clock : bash -c 'python clock.py'
nonsense
empty:
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_process_types(newline: str, tmp_path: Path) -> None:
    sources = sources_of({"Procfile": PROCFILE.replace("\n", newline)}, tmp_path)
    release, web, worker, clock = probe_procfiles(sources)
    assert sources.failures == []
    assert (release.surface, release.name, release.location.line) == (Surface.PROCFILE, "release", 2)
    assert [command.words[0].text for command in web.commands] == ["cd", "gunicorn"]
    command = web.command
    assert command is not None
    assert not command.exec_form
    assert [one.name for one in command.assignments] == ["WEB_CONCURRENCY"]
    bind = command.words[3]
    assert (bind.text, bind.literal, bind.span.line, bind.span.column) == ("0.0.0.0:$PORT", False, 3, 63)
    assert worker.name == "worker"
    assert clock.command is not None
    assert clock.command.argv == ("python", "clock.py")


def test_names(tmp_path: Path) -> None:
    names = ["Procfile", "Procfile.dev", "a/Procfile.windows", "dev.Procfile", "Procfile-production"]
    sources = sources_of(dict.fromkeys([*names, "Profile", "myprocfiles"], "web: x"), tmp_path)
    assert sorted(str(one.location.path) for one in probe_procfiles(sources)) == sorted(names)


@pytest.mark.parametrize(
    ("content", "failures"),
    [
        ("", 0),
        ("# web: x\n\n", 0),
        ("just text\n", 1),
        (b"\xff\xfe\xff", 1),
        ("web: '\n", 0),
        ("a: x" + " " * 100_000 + "y", 0),
    ],
)
def test_odd_files(content: str | bytes, failures: int, tmp_path: Path) -> None:
    sources = sources_of({"Procfile": content}, tmp_path)
    probe_procfiles(sources)
    assert len(sources.failures) == failures
