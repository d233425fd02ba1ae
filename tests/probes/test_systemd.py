from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.probes.systemd import probe_systemd
from tests.support import sources_of

UNIT = """\
[Unit]
Description=gunicorn daemon
After=network.target

[Service]
Type=notify
User=www-data
WorkingDirectory=-/srv/app
Environment="DJANGO_SETTINGS_MODULE=app.settings prod" PORT=8000
Environment='A=b c'
EnvironmentFile=-/etc/default/app
EnvironmentFile=/srv/app/.env
ExecStartPre=-/usr/bin/python3 manage.py migrate
ExecStart=/srv/old
ExecStart=
ExecStart=!/srv/app/venv/bin/gunicorn \\
          --workers 3 \\
          --bind unix:/run/gunicorn.sock \\
          app.wsgi:application
ExecReload=/bin/kill -s HUP $MAINPID

[Install]
WantedBy=multi-user.target
"""


def test_a_unit(tmp_path: Path) -> None:
    sources = sources_of({"deploy/gunicorn.service": UNIT, "deploy/x.service.j2": "{% if %}"}, tmp_path)
    (service,) = probe_systemd(sources)
    assert sources.failures == []
    assert (service.surface, service.name, service.location.line) == (Surface.SYSTEMD, "gunicorn", 5)
    assert [command.words[0].text for command in service.commands] == [
        "/usr/bin/python3",
        "/srv/app/venv/bin/gunicorn",
        "/bin/kill",
    ]
    assert service.main == 1
    command = service.command
    assert command is not None
    assert command.exec_form
    assert command.argv[1:] == ("--workers", "3", "--bind", "unix:/run/gunicorn.sock", "app.wsgi:application")
    assert [(word.span.line, word.span.column) for word in command.words][:4] == [
        (16, 12),
        (17, 11),
        (17, 21),
        (18, 11),
    ]
    python = service.commands[0].words[0].span
    assert (python.line, python.column, python.end_column) == (13, 15, 31)
    assert UNIT.encode()[python.start : python.end] == b"/usr/bin/python3"
    assert (service.user, service.working_directory) == ("www-data", "/srv/app")
    assert [(one.name, one.value and one.value.reveal(), one.location.line) for one in service.environment] == [
        ("DJANGO_SETTINGS_MODULE", "app.settings prod", 9),
        ("PORT", "8000", 9),
        ("A", "b c", 10),
    ]
    assert [(text, place.line, place.span and place.span.column) for text, place in service.env_files] == [
        ("/etc/default/app", 11, 18),
        ("/srv/app/.env", 12, 17),
    ]


def test_several_commands_and_shell_code(tmp_path: Path) -> None:
    text = (
        "[Service]\nType=oneshot\nExecStartPre=/bin/true ; @/bin/echo name one \\; two\n"
        'ExecStart=/bin/bash -c "source venv/bin/activate && exec gunicorn app:app"\nExecStart=/bin/second\n'
    )
    (service,) = probe_systemd(sources_of({"a@.service": text}, tmp_path))
    assert service.name == "a@"
    assert [command.argv[0] for command in service.commands] == [
        "/bin/true", "/bin/echo", "/bin/bash", "source", "exec", "/bin/second",
    ]  # fmt: skip
    assert service.commands[1].argv[1:2] == ("one",)
    assert service.main == 4
    assert service.command is not None
    gunicorn = service.command.words[1].span
    assert (gunicorn.line, text.splitlines()[3][gunicorn.column - 1 : gunicorn.end_column - 1]) == (4, "gunicorn")


@pytest.mark.parametrize(
    ("text", "commands", "failures"),
    [
        ("<service-group>\n<name>[Service]</name>\n", None, 0),
        ("[D-BUS Service]\nExec=/bin/x\n", None, 0),
        ("[Service]\nRestart=always\n", 0, 0),
        ("[Service]\nExecStart=\nEnvironment=\nEnvironmentFile=-\n", 0, 0),
        ('[Service]\nExecStart="unclosed \\\n', 1, 0),
        ("[Service]\nExecStart=;\nEnvironment=A B= =C\n", 1, 0),
        ("[Service]\nnonsense\n", None, 1),
        ("[Service]\n{% if x %}\nExecStart=/x\n{% endif %}\n", None, 0),
        ("[Service]\r\nExecStart=/x y\r\n", 1, 0),
    ],
)
def test_odd_units(text: str, commands: int | None, failures: int, tmp_path: Path) -> None:
    sources = sources_of({"x.service": text}, tmp_path)
    assert [len(one.commands) for one in probe_systemd(sources)] == ([] if commands is None else [commands])
    assert len(sources.failures) == failures
