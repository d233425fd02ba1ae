"""How the project is started: the server at the end of a command, and the settings in force with their origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.launches.variables import Given, resolve
from envwizard.engine.probing import gather
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import Launch
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from tests.support import sources_of


def facts_of(files: dict[str, str], root: Path) -> Facts:
    sources = sources_of(files, root)
    return gather(sources, Facts(inventory=sources.inventory), lambda _: None)


def launches_of(files: dict[str, str], root: Path) -> tuple[Launch, ...]:
    return facts_of(files, root).launches


def told(launch: Launch, name: str) -> tuple[str | None, str] | None:
    setting = launch.setting(name)
    return (setting.value, setting.origin) if setting is not None else None


def unit(command: str, more: str = "") -> dict[str, str]:
    return {"deploy/shop.service": f"[Service]\n{more}ExecStart={command}\n"}


@pytest.mark.parametrize(
    ("command", "name", "wanted"),
    [
        ("gunicorn a:b", "bind", ("127.0.0.1:8000", "default")),
        ("gunicorn a:b", "workers", ("1", "default")),
        ("gunicorn -w4 a:b", "workers", ("4", "flag")),
        ("gunicorn -w 4 a:b", "workers", ("4", "flag")),
        ("gunicorn --workers=4 a:b", "workers", ("4", "flag")),
        ("gunicorn -b:8000 a:b", "bind", (":8000", "flag")),
        ("gunicorn --preload --reload a:b", "reload", ("true", "flag")),
        ("gunicorn --reload-engine poll a:b", "reload", ("false", "default")),
        ("gunicorn -D -w 2 -w 3 a:b", "workers", ("3", "flag")),
        ("gunicorn -k uvicorn_worker.UvicornWorker a:b", "worker_class", ("uvicorn_worker.UvicornWorker", "flag")),
        ("/srv/venv/bin/python -m gunicorn -w 4 a:b", "workers", ("4", "flag")),
        ("uvicorn a:b", "bind", ("127.0.0.1:8000", "default")),
        ("uvicorn a:b --host 0.0.0.0 --port 80", "bind", ("0.0.0.0:80", "flag")),
        ("uvicorn a:b --uds /run/a.sock", "bind", ("unix:/run/a.sock", "flag")),
        ("uvicorn --reload-dir a a:b", "reload", ("false", "default")),
        ("hypercorn a:b -w 3", "workers", ("3", "flag")),
        ("granian --interface asgi a:b", "bind", ("127.0.0.1:8000", "default")),
        ("daphne a.asgi:application -p 9000", "bind", ("127.0.0.1:9000", "default")),
        ("waitress-serve a:b", "bind", ("0.0.0.0:8080", "default")),
        ("flask --app shop run --host=0.0.0.0", "bind", ("0.0.0.0:5000", "flag")),
        ("flask run --debug", "reload", ("true", "flag")),
        ("fastapi dev main.py", "reload", ("true", "default")),
        ("fastapi dev main.py", "bind", ("127.0.0.1:8000", "default")),
        ("fastapi run main.py --workers 4", "bind", ("0.0.0.0:8000", "default")),
        ("python manage.py runserver", "bind", ("127.0.0.1:8000", "default")),
        ("python manage.py runserver 0.0.0.0:80", "bind", ("0.0.0.0:80", "flag")),
        ("python manage.py runserver 0:80 --noreload", "bind", ("0.0.0.0:80", "flag")),
        ("python manage.py runserver --noreload", "reload", ("false", "flag")),
        ("uv run --frozen uvicorn a:b --workers 2", "workers", ("2", "flag")),
        ("poetry run gunicorn a:b -w 2", "workers", ("2", "flag")),
        ("/wait-for-it.sh db:5432 -t 30 -- gunicorn a:b -w 2", "workers", ("2", "flag")),
        ("sh -c 'exec gunicorn a:b -w 2'", "workers", ("2", "flag")),
        ("bash -c 'cd src && gunicorn a:b -w 2'", "workers", ("2", "flag")),
    ],
)
def test_flags_and_defaults(tmp_path: Path, command: str, name: str, wanted: tuple[str | None, str]) -> None:
    launch = launches_of(unit(command), tmp_path)[-1]
    assert told(launch, name) == wanted


# The order that gunicorn 27.0 documents under "Configuration Overview".
@pytest.mark.parametrize(
    ("more", "config", "command", "wanted"),
    [
        ("Environment=WEB_CONCURRENCY=3\n", None, "gunicorn a:b", ("3", "WEB_CONCURRENCY")),
        ("Environment=WEB_CONCURRENCY=3\n", "workers = 5\n", "gunicorn a:b", ("5", "config file")),
        ('Environment="GUNICORN_CMD_ARGS=-w 7"\n', "workers = 5\n", "gunicorn a:b", ("7", "GUNICORN_CMD_ARGS")),
        ('Environment="GUNICORN_CMD_ARGS=-w 7"\n', "workers = 5\n", "gunicorn -w 9 a:b", ("9", "flag")),
        ("Environment=WEB_CONCURRENCY=3\n", None, "gunicorn -w 9 a:b", ("9", "flag")),
    ],
)
def test_gunicorns_precedence(
    tmp_path: Path, more: str, config: str | None, command: str, wanted: tuple[str, str]
) -> None:
    files = unit(command, more)
    if config is not None:
        files["gunicorn.conf.py"] = config
    assert told(launches_of(files, tmp_path)[0], "workers") == wanted


def test_a_named_configuration_replaces_the_automatic_one(tmp_path: Path) -> None:
    files = unit("gunicorn -c conf/gunicorn-production.conf.py a:b")
    files |= {"gunicorn.conf.py": "workers = 5\n", "conf/gunicorn-production.conf.py": "bind = ':80'\n"}
    (launch,) = launches_of(files, tmp_path)
    assert launch.config == ProjectPath("conf/gunicorn-production.conf.py")
    assert told(launch, "workers") == ("1", "default")
    assert told(launch, "bind") == (":80", "config file")


def test_a_configuration_that_is_not_here_leaves_its_settings_open(tmp_path: Path) -> None:
    (launch,) = launches_of(unit("gunicorn -c /etc/shop/gunicorn.py a:b"), tmp_path)
    assert told(launch, "workers") == (None, "config file")


def test_port_changes_gunicorns_default_bind_and_no_other(tmp_path: Path) -> None:
    procfile = {"Procfile": "web: gunicorn a:b\nasgi: uvicorn a:b\n"}
    first, second = launches_of(procfile, tmp_path)
    assert told(first, "bind") == (None, "PORT")
    assert told(second, "bind") == ("127.0.0.1:8000", "default")


def test_values_of_env_files_stay_inside(tmp_path: Path) -> None:
    files = {
        "docker-compose.prod.yml": "services:\n  web:\n    build: .\n    command: gunicorn a:b\n"
        "    env_file: prod.env\n",
        "prod.env": "WEB_CONCURRENCY=73\nGUNICORN_CMD_ARGS=--bind 10.9.8.7:80\n",
    }
    (launch,) = launches_of(files, tmp_path)
    assert told(launch, "workers") == (None, "WEB_CONCURRENCY")
    assert "73" not in repr(launch) and "10.9.8.7" not in repr(launch)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.0.0.0:$PORT", "0.0.0.0:80"),
        ("${PORT:-9000}", "80"),
        ("${OTHER:-9000}", "9000"),
        ("${OTHER}", None),
        ("${EMPTY:-5}", "5"),
        ("${KEPT}", None),
        ("$(PORT)", "80"),
        ("$$", None),
        ("plain", "plain"),
    ],
)
def test_variables_are_put_in(text: str, wanted: str | None) -> None:
    place = Location(ProjectPath("x"))
    known = {
        "PORT": Given("PORT", "80", place),
        "EMPTY": Given("EMPTY", "", place),
        "KEPT": Given("KEPT", "hidden", place, private=True),
    }
    assert resolve(text, known) == wanted


COMPOSE = """
services:
  web:
    build: .
    command: gunicorn shop.wsgi -b 0.0.0.0:8000
    volumes: [".:/srv"]
  worker:
    build: .
    command: celery -A shop worker
  db:
    image: postgres:16
  web-prod:
    build: .
    profiles: [production]
    command: gunicorn shop.wsgi -b 0.0.0.0:8000 -w 4
"""


def test_compose_services(tmp_path: Path) -> None:
    launches = launches_of({"docker-compose.yml": COMPOSE}, tmp_path)
    assert [(one.name, one.server, one.environments, one.in_container) for one in launches] == [
        ("web", "gunicorn", ("development",), True),
        ("worker", "celery", ("development",), True),
        ("web-prod", "gunicorn", ("production",), True),
    ]


def test_an_overlay_stands_on_the_base_file(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": "services:\n  web:\n    build: .\n    command: gunicorn a:b -w 2\n",
        "docker-compose.prod.yml": "services:\n  web:\n    environment: {WEB_CONCURRENCY: '4'}\n",
    }
    production = next(one for one in launches_of(files, tmp_path) if one.environments == ("production",))
    assert str(production.command.location) == "docker-compose.yml:4"
    assert told(production, "workers") == ("2", "flag")


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("/usr/bin/python3 /srv/shop/report.py", None),
        ("cd /srv/shop && /usr/bin/python3 report.py", "."),
        ("cd /srv/shop/jobs && /usr/bin/python3 report.py", "jobs"),
        ("cd shop/jobs && /usr/bin/python3 report.py", None),
    ],
)
def test_cron_starts_in_a_home_folder(tmp_path: Path, command: str, wanted: str | None) -> None:
    files = {"report.py": "", "jobs/report.py": "", "crontab": f"15 2 * * * {command}\n"}
    (launch,) = launches_of(files, tmp_path)
    folder = launch.working_directory
    assert (folder.value if folder is not None else None) == wanted


@pytest.mark.parametrize(
    ("directory", "wanted"),
    [
        ("/opt/clinic", "."),
        ("/home/deploy/clinic/", "."),
        ("/opt/clinic/clinic", "clinic"),
        ("/srv/backend", "backend"),
        ("/srv/clinic/backend", "backend"),
        ("/srv/other", "."),
    ],
)
def test_the_folder_that_a_unit_starts_in(tmp_path: Path, directory: str, wanted: str) -> None:
    text = f"[Service]\nWorkingDirectory={directory}\nExecStart=/opt/venv/bin/gunicorn clinic.wsgi\n"
    files = {"clinic.service": text, "clinic/__init__.py": "", "clinic/wsgi.py": "", "backend/manage.py": ""}
    (launch,) = launches_of(files, tmp_path)
    assert launch.working_directory is not None and launch.working_directory.value == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("COPY . .\n", "."),
        ("COPY app app\nWORKDIR /srv/app\n", "app"),
        ("RUN git clone https://example.org/shop .\n", None),
    ],
)
def test_the_folder_that_an_image_starts_in(tmp_path: Path, body: str, wanted: str | None) -> None:
    files = {"Dockerfile": f"FROM python:3.12\nWORKDIR /srv\n{body}CMD gunicorn a:b\n", "app/a.py": ""}
    (launch,) = launches_of(files, tmp_path)
    folder = launch.working_directory
    assert (folder.value if folder is not None else None) == wanted


def test_a_python_file_that_starts_its_server(tmp_path: Path) -> None:
    files = unit("/srv/venv/bin/python main.py")
    files["main.py"] = (
        "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n"
        "if __name__ == '__main__':\n    uvicorn.run('main:app', host='0.0.0.0', reload=True)\n"
    )
    (launch,) = launches_of(files, tmp_path)
    assert (launch.server, launch.app, launch.environments) == ("uvicorn", "main.py", ("production",))
    assert told(launch, "reload") == ("true", "call")
    assert told(launch, "bind") == ("0.0.0.0:8000", "call")


def test_hostile_commands_end(tmp_path: Path) -> None:
    files = unit("sh -c 'sh -c \"sh -c gunicorn\"'")
    files["Procfile"] = "a: $@\nb: exec\nc: sudo -u\nd: gunicorn -w\ne: python -m\nf: bash -c\n"
    for launch in launches_of(files, tmp_path):
        assert launch.id


@pytest.mark.parametrize(
    ("command", "more", "name"),
    [
        ("gunicorn -c conf/web_settings.py a:b", "", "conf/web_settings.py"),
        ("gunicorn -c python:conf.web a:b", "", "conf/web.py"),
        ("gunicorn --config=file:conf/web.conf a:b", "", "conf/web.conf"),
        ("gunicorn a:b", 'Environment="GUNICORN_CMD_ARGS=-c conf/other.py"\n', "conf/other.py"),
    ],
)
def test_a_configuration_is_read_whatever_its_name(tmp_path: Path, command: str, more: str, name: str) -> None:
    files = unit(command, more) | {name: "workers = 6\n", "gunicorn.conf.py": "workers = 2\n"}
    (launch,) = launches_of(files, tmp_path)
    assert launch.config == ProjectPath(name)
    assert told(launch, "workers") == ("6", "config file")


def test_the_flag_names_the_one_configuration(tmp_path: Path) -> None:
    files = unit("gunicorn -c one.py a:b", 'Environment="GUNICORN_CMD_ARGS=-c two.py -w 9"\n')
    (launch,) = launches_of(files | {"one.py": "workers = 1\n", "two.py": "workers = 2\nreload = True\n"}, tmp_path)
    assert launch.config == ProjectPath("one.py")
    assert told(launch, "workers") == ("9", "GUNICORN_CMD_ARGS")
    assert told(launch, "reload") == ("false", "default")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", '"""Production."""\n'])
def test_an_empty_configuration_gives_nothing(tmp_path: Path, text: str) -> None:
    (launch,) = launches_of(unit("gunicorn -c prod.py a:b") | {"prod.py": text}, tmp_path)
    assert launch.config == ProjectPath("prod.py")
    assert told(launch, "workers") == ("1", "default")


@pytest.mark.parametrize(
    "text", ["from base import *\n", "globals()['workers'] = 4\n", "exec(open('base.py').read())\n"]
)
def test_what_a_configuration_takes_over_is_not_known(tmp_path: Path, text: str) -> None:
    (launch,) = launches_of(unit("gunicorn -c prod.py a:b") | {"prod.py": text + "bind = ':80'\n"}, tmp_path)
    assert told(launch, "workers") == (None, "config file")
    assert told(launch, "bind") == (":80", "config file")
