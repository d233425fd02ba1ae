from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.containers import ComposeService
from envwizard.model.paths import ProjectPath
from envwizard.probes.compose import probe_compose
from envwizard.project.reader import Sources
from tests.support import sources_of

FULL = """\
version: "3.8"

x-common: &common
  restart: unless-stopped
  env_file: .env
  environment: &common-env
    DJANGO_SETTINGS_MODULE: config.settings.production
    DEBUG:
    EMPTY: ""

services:
  web:
    <<: *common
    build:
      context: .
      dockerfile: docker/Dockerfile.prod
      target: runtime
    image: registry.example.com/web:${TAG:-latest}
    command: gunicorn config.wsgi:application --bind 0.0.0.0:8000 --reload
    environment:
      <<: *common-env
      WEB_CONCURRENCY: 4
    volumes:
      - .:/app
      - static:/app/static:ro
      - ${DATA_DIR:-./data}:/data:rw,z
      - /app/node_modules
      - type: bind
        source: ./conf
        target: /etc/app
        read_only: true
      - C:\\data:/windows
    ports:
      - "8000:8000"
      - 127.0.0.1:9000:9000
      - target: 80
        published: "8080"
        host_ip: 127.0.0.1
    working_dir: /app
    deploy:
      replicas: 3
    profiles: [web, all]
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8000"]
  worker:
    extends: web
    command: ["celery", "-A", "config", "worker"]
    environment:
      - WEB_CONCURRENCY=1
      - SECRET_KEY
      - PLAIN=a=b
    env_file:
      - path: ./worker.env
        required: false
      - other.env
    scale: 2
    healthcheck:
      disable: true
  setup:
    build: ./setup
    entrypoint: ["/bin/sh", "-c"]
    command:
      - |
        python manage.py migrate &&
        gunicorn app:app --reload
"""


def services(sources: Sources) -> dict[str, ComposeService]:
    return {one.name: one for file in probe_compose(sources) for one in file.services}


@pytest.fixture
def full(tmp_path: Path) -> dict[str, ComposeService]:
    sources = sources_of({"deploy/docker-compose.prod.yml": FULL}, tmp_path)
    found = services(sources)
    assert sources.failures == []
    return found


def test_what_a_service_is(full: dict[str, ComposeService]) -> None:
    web = full["web"]
    assert (web.location.line, web.location.path) == (12, ProjectPath("deploy/docker-compose.prod.yml"))
    assert (web.image, web.build_context, web.dockerfile, web.build_target) == (
        "registry.example.com/web:${TAG:-latest}", ".", "docker/Dockerfile.prod", "runtime",
    )  # fmt: skip
    assert (web.restart, web.working_dir, web.replicas, web.profiles) == ("unless-stopped", "/app", 3, ("web", "all"))
    assert web.has_healthcheck


def test_the_command_has_exact_places(full: dict[str, ComposeService]) -> None:
    command = full["web"].command
    assert command is not None
    assert command.exec_form
    assert command.argv == ("gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--reload")
    reload = command.words[-1].span
    assert (reload.line, reload.column, reload.end_column) == (19, 67, 75)
    worker = full["worker"].command
    assert worker is not None
    assert (worker.words[0].text, worker.words[0].span.line, worker.words[0].span.column) == ("celery", 47, 16)
    assert worker.words[0].span.end_column == 22


def test_shell_code_that_is_handed_over(full: dict[str, ComposeService]) -> None:
    setup = full["setup"]
    assert [command.argv for command in setup.inner_commands] == [
        ("python", "manage.py", "migrate"),
        ("gunicorn", "app:app", "--reload"),
    ]
    reload = setup.inner_commands[1].words[-1].span
    assert (FULL.splitlines()[reload.line - 1], reload.column) == ("        gunicorn app:app --reload", 26)
    assert setup.entrypoint is not None
    assert setup.entrypoint.argv == ("/bin/sh", "-c")
    assert setup.build_context == "./setup"


def test_variables(full: dict[str, ComposeService]) -> None:
    found = {
        one.name: (one.value.reveal() if one.value else one.value, one.location.line) for one in full["web"].environment
    }
    assert found["DJANGO_SETTINGS_MODULE"] == ("config.settings.production", 7)
    assert found["DEBUG"] == (None, 8)
    assert found["WEB_CONCURRENCY"] == ("4", 22)
    empty = next(one for one in full["web"].environment if one.name == "EMPTY")
    assert empty.value is not None
    assert empty.value.reveal() == ""
    worker = {one.name: one.value and one.value.reveal() for one in full["worker"].environment}
    assert worker["WEB_CONCURRENCY"] == "1"
    assert worker["SECRET_KEY"] is None
    assert worker["PLAIN"] == "a=b"
    assert worker["DJANGO_SETTINGS_MODULE"] == "config.settings.production"


def test_mounts_and_ports(full: dict[str, ComposeService]) -> None:
    web = full["web"]
    assert [(one.source, one.target, one.read_only, one.is_bind) for one in web.volumes] == [
        (".", "/app", False, True),
        ("static", "/app/static", True, False),
        ("${DATA_DIR:-./data}", "/data", False, False),
        ("", "/app/node_modules", False, False),
        ("./conf", "/etc/app", True, True),
        ("C:\\data", "/windows", False, False),
    ]
    assert [one.location.line for one in web.volumes] == [24, 25, 26, 27, 28, 32]
    assert [text for text, _ in web.ports] == ["8000:8000", "127.0.0.1:9000:9000", "127.0.0.1:8080:80"]


def test_extends_and_env_files(full: dict[str, ComposeService]) -> None:
    worker = full["worker"]
    assert worker.image == full["web"].image
    assert [text for text, _ in worker.env_files] == [".env", "./worker.env", "other.env"]
    assert [place.line for _, place in worker.env_files] == [5, 53, 55]
    assert worker.replicas == 2
    assert len(worker.volumes) == 6
    assert full["web"].env_files[0][0] == ".env"


def test_names_and_folders(tmp_path: Path) -> None:
    content = "services:\n  a:\n    image: x\n"
    names = [
        "compose.yml", "compose.override.yaml", "docker-compose.dev.yml", "a/b/docker-compose.yaml", "local.yml",
        "production.yml", "docker-stack.yml", "dev.compose.yml", "dockercompose.yml",
    ]  # fmt: skip
    others = ["decompose.yml", "openapi.yml", "docker-compose.yml.example", "render.yaml", ".github/workflows/ci2.yml"]
    sources = sources_of(dict.fromkeys(names + others, content), tmp_path)
    assert sorted(str(file.location.path) for file in probe_compose(sources)) == sorted(names)


def test_a_name_that_is_not_enough_needs_content(tmp_path: Path) -> None:
    sources = sources_of(
        {
            ".gitlab-ci.yml": "services:\n  - a\nb:\n  image: c\n",
            "production.yml": "- hosts: all\n  tasks: [\n",
            "test.yml": b"\xff\xfe\x00\xff",
        },
        tmp_path,
    )
    assert probe_compose(sources) == ()
    assert sources.failures == []


@pytest.mark.parametrize(
    "content",
    ["services:\n\tweb:\n", "services:\n  web: [\n", b"\xff\xfe\xff", b"a\0b", "services:\n  {{ x }}:y\n  - z\n"],
)
def test_broken_files_are_reported(content: str | bytes, tmp_path: Path) -> None:
    sources = sources_of({"docker-compose.yml": content, "sub/compose.yml": "services: {a: {image: b}}"}, tmp_path)
    assert [str(file.location.path) for file in probe_compose(sources)] == ["sub/compose.yml"]
    assert [str(failure.path) for failure in sources.failures] == ["docker-compose.yml"]


def test_templates_are_passed_over(tmp_path: Path) -> None:
    broken = "services:\n{% if cookiecutter.db %}\n  db:\n    image: postgres\n{% endif %}\n"
    sources = sources_of({"{{cookiecutter.slug}}/docker-compose.yml": broken, "docker-compose.yml": broken}, tmp_path)
    assert probe_compose(sources) == ()
    assert sources.failures == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "services:",
        "services: []",
        "services: {a: null, b: [1], c: text}",
        "services: {a: {extends: a}, b: {extends: {service: c}}, c: {extends: b, image: x}}",
        "services: {a: {extends: {file: other.yml, service: b}, build: null, command: [], entrypoint: ''}}",
        "services: {a: {command: [[x], {y: z}, 1], ports: [{}, null], volumes: [{}, null, ':', '']}}",
        "services: {a: {env_file: [[], {}]}}",
        "services: {a: {environment: [=, '=x', [y], 3], deploy: 5, build: [1], healthcheck: no}}",
        "services: {a: {command: \"sh -c 'unclosed\", entrypoint: '\"'}}",
        "services: {[a, b]: {image: x}, ? {c: d} : {image: y}}",
    ],
)
def test_odd_files_do_no_harm(content: str, tmp_path: Path) -> None:
    sources = sources_of({"compose.yml": content}, tmp_path)
    assert len(probe_compose(sources)) == 1
    assert sources.failures == []
