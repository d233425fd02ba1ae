from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.probes.platforms import probe_platforms
from tests.support import sources_of

RENDER = """\
envVarGroups:
  - name: shared
    envVars:
      - key: LOG_LEVEL
        value: info
services:
  - type: web
    name: api
    runtime: python
    rootDir: backend
    buildCommand: |
      pip install -r requirements.txt
      python manage.py collectstatic --noinput
    preDeployCommand: python manage.py migrate
    startCommand: "gunicorn app.wsgi:application --workers 2"
    numInstances: 2
    envVars:
      - key: PYTHON_VERSION
        value: 3.11.4
      - key: WEB_CONCURRENCY
        value: 4
      - key: SECRET_KEY
        generateValue: true
      - fromGroup: shared
  - type: worker
    name: worker
    env: docker
    dockerCommand: celery -A app worker
projects:
  - name: p
    environments:
      - name: production
        services:
          - type: web
            name: inner
            startCommand: uvicorn app:app
databases:
  - name: db
"""
FLY = """\
app = "demo"

[build]
dockerfile = "Dockerfile.fly"

[env]
PORT = "8080"
WORKERS = 2
DEBUG = false

[processes]
web = "gunicorn app:app --bind 127.0.0.1:8080"
worker = 'sh -c "celery -A app worker"'

[deploy]
release_command = "python manage.py migrate"

[http_service]
internal_port = 8080

[[services]]
internal_port = 9000
"""


def services(files: dict[str, str | bytes], tmp_path: Path) -> dict[str, Service]:
    sources = sources_of(files, tmp_path)
    found = probe_platforms(sources)
    assert sources.failures == []
    assert all(one.surface is Surface.PAAS for one in found)
    return {one.name: one for one in found}


def values(service: Service) -> dict[str, str | None]:
    return {one.name: one.value.reveal() if one.value is not None else None for one in service.environment}


def argv(service: Service) -> tuple[str, ...]:
    assert service.command is not None
    return service.command.argv


def test_render(tmp_path: Path) -> None:
    found = services({"render.yaml": RENDER}, tmp_path)
    api = found["api"]
    assert (api.platform, api.location.line, api.working_directory, api.replicas) == ("render", 8, "backend", 2)
    assert [one.argv[0] for one in api.build_commands] == ["pip", "python"]
    assert api.build_commands[1].words[2].span.line == 13
    assert [one.argv[0] for one in api.commands] == ["python", "gunicorn"]
    assert api.main == 1
    assert api.command is not None
    workers = api.command.words[-1].span
    assert (workers.line, workers.column, workers.end_column) == (15, 60, 61)
    assert api.python_version is not None
    assert (api.python_version[0], str(api.python_version[1])) == ("3.11.4", "render.yaml:19")
    assert values(api) == {"LOG_LEVEL": "info", "PYTHON_VERSION": "3.11.4", "WEB_CONCURRENCY": "4", "SECRET_KEY": None}
    worker = found["worker"]
    assert (argv(worker), worker.dockerfile) == (("celery", "-A", "app", "worker"), "./Dockerfile")
    assert argv(found["inner"]) == ("uvicorn", "app:app")


def test_fly(tmp_path: Path) -> None:
    found = services({"fly.toml": FLY}, tmp_path)
    assert list(found) == ["web", "worker", "release"]
    web = found["web"]
    assert (web.platform, web.location.line, web.dockerfile) == ("fly", 12, "Dockerfile.fly")
    assert web.command is not None
    assert web.command.exec_form
    bind = web.command.words[-1].span
    assert (bind.line, FLY.splitlines()[bind.line - 1][bind.column - 1 : bind.end_column - 1]) == (12, "127.0.0.1:8080")
    assert [(text, place.line) for text, place in web.ports] == [("8080", 19), ("9000", 22)]
    assert values(web) == {"PORT": "8080", "WORKERS": "2", "DEBUG": "false"}
    assert [one.location.line for one in web.environment] == [7, 8, 9]
    assert argv(found["worker"]) == ("celery", "-A", "app", "worker")


def test_fly_without_processes(tmp_path: Path) -> None:
    plain = services({"fly.toml": 'app = "x"\n[http_service]\ninternal_port = 80\n'}, tmp_path / "a")["x"]
    assert (plain.commands, plain.main, plain.location.line) == ((), -1, 1)
    command = services({"fly.toml": '[experimental]\ncmd = ["uvicorn", "app:app"]\n'}, tmp_path / "b")["app"]
    assert argv(command) == ("uvicorn", "app:app")
    assert command.command is not None
    assert [(word.span.line, word.span.column) for word in command.command.words] == [(2, 9), (2, 20)]


def test_railway(tmp_path: Path) -> None:
    toml = (
        '[build]\nbuilder = "NIXPACKS"\nbuildCommand = "pip install -r requirements.txt"\n'
        '[deploy]\nstartCommand = "python manage.py migrate && gunicorn app:app -b 0.0.0.0:$PORT"\nnumReplicas = 3\n'
    )
    json = (
        '{\n\t"build": {"builder": "DOCKERFILE"},\n\t"deploy": {\n\t\t"startCommand": "gunicorn -b 0.0.0.0:$PORT",\n'
        '\t\t"numReplicas": 2\n\t}\n}\n'
    )
    found = services({"railway.toml": toml, "api/railway.json": json}, tmp_path)
    first, second = found["railway"], found["api"]
    assert argv(first) == ("gunicorn", "app:app", "-b", "0.0.0.0:$PORT")
    assert (first.location.line, first.replicas, first.dockerfile) == (5, 3, None)
    assert first.command is not None
    assert not first.command.words[-1].literal
    assert [one.argv[0] for one in first.build_commands] == ["pip"]
    assert second.command is not None
    assert second.command.exec_form
    port = second.command.words[-1]
    assert (port.text, port.span.line, port.span.column) == ("0.0.0.0:$PORT", 4, 32)
    assert (second.replicas, second.dockerfile) == (2, "Dockerfile")


def test_app_engine(tmp_path: Path) -> None:
    text = (
        "runtime: python312\nservice: api\nentrypoint: gunicorn -b :$PORT main:app\nenv_variables:\n  DEBUG: 'false'\n"
        "manual_scaling:\n  instances: 2\n"
    )
    flexible = "runtime: python\nenv: flex\nruntime_config:\n  runtime_version: '3.11'\n"
    other = "apiVersion: v1\nkind: Deployment\n"
    found = services({"app.yaml": text, "b/app.staging.yaml": flexible, "k8s/app.yaml": other}, tmp_path)
    assert set(found) == {"api", "default"}
    api = found["api"]
    assert (api.platform, api.location.line, api.replicas) == ("app-engine", 3, 2)
    assert argv(api) == ("gunicorn", "-b", ":$PORT", "main:app")
    assert api.python_version is not None
    assert (api.python_version[0], str(api.python_version[1])) == ("3.12", "app.yaml:1")
    assert values(api) == {"DEBUG": "false"}
    assert found["default"].python_version is not None
    assert found["default"].python_version[0] == "3.11"
    assert found["default"].command is None


def test_heroku(tmp_path: Path) -> None:
    text = (
        "build:\n  docker:\n    web: Dockerfile\n    worker:\n      dockerfile: worker/Dockerfile\n"
        "run:\n  web: gunicorn app:app\n  beat:\n    command:\n      - celery -A app beat\n    image: worker\n"
        "release:\n  command:\n    - ./deploy.sh && python manage.py migrate\n  image: web\n"
    )
    found = services({"heroku.yml": text}, tmp_path)
    assert list(found) == ["web", "worker", "beat", "release"]
    assert (argv(found["web"]), found["web"].dockerfile, found["web"].location.line) == (
        ("gunicorn", "app:app"), "Dockerfile", 7,
    )  # fmt: skip
    assert (found["worker"].command, found["worker"].dockerfile) == (None, "worker/Dockerfile")
    assert (argv(found["beat"])[0], found["beat"].dockerfile) == ("celery", "worker/Dockerfile")
    assert argv(found["release"]) == ("python", "manage.py", "migrate")
    assert (found["release"].location.line, found["release"].dockerfile) == (12, "Dockerfile")


def test_digitalocean(tmp_path: Path) -> None:
    text = (
        "name: x\nenvs:\n- key: A\n  value: b\nservices:\n- name: web\n  source_dir: /api\n  http_port: 8080\n"
        "  run_command: gunicorn --worker-tmp-dir /dev/shm app:app\n  instance_count: 2\n  envs:\n"
        "  - key: SECRET\n    scope: RUN_TIME\n    type: SECRET\nworkers:\n"
        "- name: queue\n  dockerfile_path: Dockerfile\n"
    )
    spec = "spec:\n  services:\n  - name: templated\n    run_command: x\n"
    found = services({".do/app.yaml": text, "sub/.do/deploy.template.yaml": spec, "app.yaml": text}, tmp_path)
    assert list(found) == ["web", "queue", "templated"]
    web = found["web"]
    assert (web.platform, web.location.line, web.replicas, web.working_directory) == ("digitalocean", 6, 2, "/api")
    assert argv(web)[0] == "gunicorn"
    assert [text for text, _ in web.ports] == ["8080"]
    assert values(web) == {"A": "b", "SECRET": None}
    assert found["queue"].dockerfile == "Dockerfile"


@pytest.mark.parametrize(
    ("name", "content", "failures"),
    [
        ("render.yaml", "services: [null, a, {}, {name: [x], startCommand: {a: b}, envVars: [1, {value: x}]}]", 0),
        ("render.yaml", "services: {a: b}\nprojects: [x, {environments: 5}]", 0),
        ("render.yaml", "services: [", 1),
        ("fly.toml", "[processes", 1),
        ("fly.toml", "processes = 5\nservices = 3\nenv = []\nexperimental = 'x'\n", 0),
        ("fly.toml", "[processes]\na = 5\nb = ''\nc = [1]\n[build]\ndockerfile = 3\n", 0),
        ("fly.toml", '[processes]\na = "x\\ty \\"z\\""\nb = """\nx\ny"""\n', 0),
        ("railway.json", "{", 1),
        ("railway.json", "[]", 0),
        ("railway.json", "", 0),
        ("railway.toml", "deploy = 1\nbuild = []", 0),
        ("app.yaml", "runtime: python39\nentrypoint: [a, {b: c}]\nenv_variables: []\n", 0),
        ("app.yaml", "runtime: python39\n\t- x\n", 1),
        ("heroku.yml", "build: x\nrun: [a]\nrelease:\n", 0),
        ("heroku.yml", "run: {web: null, x: {command: {a: b}}}", 0),
        (".do/app.yaml", "services: 5\nworkers: [[]]\njobs: [{name: {a: b}}]\nenvs: {a: b}", 0),
        ("heroku.yml", b"\xff\xfe\xff", 1),
    ],
)
def test_odd_files(name: str, content: str | bytes, failures: int, tmp_path: Path) -> None:
    sources = sources_of({name: content}, tmp_path)
    for service in probe_platforms(sources):
        assert service.main == -1 or service.command is not None
    assert [str(one.path) for one in sources.failures] == [name] * failures
    assert all(one.kind.value == "unparsed" for one in sources.failures)
