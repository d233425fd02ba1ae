from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.probes.supervisor import probe_supervisor
from tests.support import sources_of

CONF = """\
[supervisord]
nodaemon=true

[program:web]
command=/srv/venv/bin/gunicorn app:app
    --workers 4 ; four
directory=/srv/app
user=deploy
numprocs=2
process_name=%(program_name)s_%(process_num)02d
environment=A="1",B=two words,C='x,y',
    D="%(ENV_HOME)s"   # from outside

[program: worker ]
command=bash -c "cd /srv && celery -A app worker"
numprocs=%(ENV_N)s

[eventlistener:x]
command=/bin/x
"""


def test_programs(tmp_path: Path) -> None:
    sources = sources_of({"etc/supervisord.conf": CONF, "nginx.conf": "events {}", "tox.ini": "[tox]\nx\n"}, tmp_path)
    web, worker = probe_supervisor(sources)
    assert sources.failures == []
    assert (web.surface, web.name, web.location.line, web.user) == (Surface.SUPERVISOR, "web", 4, "deploy")
    assert (web.working_directory, web.replicas, web.main) == ("/srv/app", 2, 0)
    assert web.command is not None
    assert web.command.argv == ("/srv/venv/bin/gunicorn", "app:app", "--workers", "4")
    assert (web.command.words[-1].span.line, web.command.words[-1].span.column) == (6, 15)
    assert [(one.name, one.value and one.value.reveal(), one.location.line) for one in web.environment] == [
        ("A", "1", 11),
        ("B", "two words", 11),
        ("C", "x,y", 11),
        ("D", "%(ENV_HOME)s", 12),
    ]
    assert (worker.name, worker.replicas) == ("worker", None)
    assert worker.command is not None
    assert worker.command.argv == ("celery", "-A", "app", "worker")


@pytest.mark.parametrize(
    ("text", "programs", "failures"),
    [
        ("[program:]\ncommand=x\n", 0, 0),
        ("[program:a]\n", 1, 0),
        ("[program:a]\ncommand=\nenvironment=,,=\n", 1, 0),
        ("[program:a]\nnonsense\n", 0, 1),
        ("[program:a]\n" + "environment=" + "a" * 200_000 + "\n", 1, 0),
        (b"[program:a]\ncommand=\xff\n", 0, 1),
    ],
)
def test_odd_files(text: str | bytes, programs: int, failures: int, tmp_path: Path) -> None:
    sources = sources_of({"supervisor/app.ini": text}, tmp_path)
    assert len(probe_supervisor(sources)) == programs
    assert len(sources.failures) == failures
