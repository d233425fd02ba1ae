"""Evidence for environments, kind by kind, and what happens where two kinds contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.environments import environments, file_environments, questions
from envwizard.analysis.environments.decided import role_in
from envwizard.engine.probing import gather
from envwizard.model.decisions import Answer, Decisions, DescribedEnvironment
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from tests.support import sources_of

WEB = "services:\n  web:\n    build: .\n    command: gunicorn shop.wsgi\n"
IMAGE = "FROM python:3.12\nCMD gunicorn shop.wsgi\n"


def facts_of(files: dict[str, str], root: Path, decisions: Decisions | None = None) -> Facts:
    sources = sources_of(files, root)
    return gather(sources, Facts(inventory=sources.inventory, decisions=decisions or Decisions()), lambda _: None)


def belongs(facts: Facts, path: str) -> set[str]:
    return {one.environment for one in file_environments(facts) if str(one.path) == path}


@pytest.mark.parametrize(
    ("files", "path", "environment"),
    [
        pytest.param(
            {"compose.yml": WEB + "    volumes: [.:/app]\n    environment:\n      - VIRTUAL_HOST=shop.example.org\n"
             "      - LETSENCRYPT_HOST=shop.example.org\n"},
            "compose.yml",
            "production",
            id="a proxy publishes it under a name of the internet",
        ),
        pytest.param(
            {"compose.yml": WEB + "    volumes: [.:/app]\n    environment:\n      - VIRTUAL_HOST=shop.local\n"},
            "compose.yml",
            "development",
            id="a proxy on the developer's machine",
        ),
        pytest.param(
            {"compose.yml": WEB + "    env_file: envs/prod.env\n    volumes: [.:/app]\n",
             "compose.override.yml.dev": "services:\n  web:\n    env_file: envs/dev.env\n"},
            "compose.yml",
            "production",
            id="production's env file, and an override for developers beside it",
        ),
        pytest.param(
            {"compose.yml": WEB + "    env_file: envs/prod.env\n    volumes: [.:/app]\n"},
            "compose.yml",
            "unknown",
            id="production's env file, the code is mounted, and developers have no file of their own",
        ),
        pytest.param(
            {"compose.yml": WEB + "    environment: [DEBUG=1]\n    env_file: envs/prod.env\n    volumes: [.:/app]\n",
             "compose.override.yml": "services:\n  web:\n    env_file: envs/dev.env\n"},
            "compose.yml",
            "unknown",
            id="production's env file beside DEBUG",
        ),
        pytest.param(
            {"install.sh": "#!/bin/sh\napt-get install -y python3-pip\npip3 install flask\npython3 app.py\n"},
            "install.sh",
            "production",
            id="a script sets up a machine and starts the program on it",
        ),
        pytest.param(
            {"install.sh": "#!/bin/sh\napt-get install -y python3-pip\npython3 manage.py migrate\n"},
            "install.sh",
            "unknown",
            id="a script sets up a machine, perhaps a developer's",
        ),
        pytest.param(
            {
                "compose.yml": WEB,
                ".github/workflows/deploy.yml": "on: push\njobs:\n  deploy:\n    steps:\n"
                "      - uses: appleboy/ssh-action@v1\n        with:\n"
                "          script: |\n            cd shop\n            docker compose -f stack.yml up -d\n",
                "stack.yml": WEB,
                "docker-compose.stack.yml": WEB,
            },
            "docker-compose.stack.yml",
            "unknown",
            id="a deploy job says nothing of the files that it does not name",
        ),
        pytest.param(
            {
                "docker-compose.stack.yml": WEB,
                ".github/workflows/deploy.yml": "on: push\njobs:\n  deploy:\n    steps:\n"
                "      - uses: appleboy/ssh-action@v1\n        with:\n"
                "          script: |\n            docker compose -f docker-compose.stack.yml up -d\n",
            },
            "docker-compose.stack.yml",
            "production",
            id="a deploy job starts it over ssh",
        ),
        pytest.param(
            {"docker-compose.yml": WEB, "deploy.sh": "#!/bin/sh\ngit pull\ndocker compose up -d --build\n"},
            "docker-compose.yml",
            "production",
            id="a deploy script starts what compose takes unasked",
        ),
        pytest.param(
            {"docker-compose.yml": WEB, "Makefile": "dev:\n\tdocker-compose up\n"},
            "docker-compose.yml",
            "development",
            id="the target dev starts it",
        ),
        pytest.param(
            {"docker-compose.yml": WEB, "Makefile": "lint:\n\tdocker-compose down\n"},
            "docker-compose.yml",
            "unknown",
            id="to take it down starts nothing",
        ),
        pytest.param(
            {"docker-compose.yml": WEB, "run-integration-tests.sh": "#!/bin/sh\ndocker compose up -d\n"},
            "docker-compose.yml",
            "unknown",
            id="that tests start it does not make it theirs",
        ),
        pytest.param(
            {"Dockerfile": IMAGE, "Makefile": "image-staging:\n\tdocker build -t shop .\n"},
            "Dockerfile",
            "staging",
            id="the target image-staging builds it",
        ),
        pytest.param(
            {
                "docker-compose.yml": WEB.replace("build: .", "build: {context: ., dockerfile: Dockerfile.dev}"),
                "Dockerfile.dev": IMAGE,
            },
            "docker-compose.yml",
            "development",
            id="it builds Dockerfile.dev",
        ),
        pytest.param(
            {
                "docker-compose.yml": WEB + "    restart: always\n    volumes: ['.:/srv']\n",
                "Procfile": "web: gunicorn a\n",
            },
            "docker-compose.yml",
            "development",
            id="mixed votes, and production has a Procfile",
        ),
        pytest.param({"conf/web.env": "DEBUG=1\n"}, "conf/web.env", "development", id="an env file with DEBUG on"),
        pytest.param(
            {"conf/web.env": "DEBUG=0\nAPP_ENV=production\n"},
            "conf/web.env",
            "production",
            id="an env file that says production twice",
        ),
        pytest.param({"conf/web.env": "DEBUG=0\n"}, "conf/web.env", "unknown", id="one voice is too few"),
        pytest.param(
            {"run.sh": "export DJANGO_SETTINGS_MODULE=shop.settings.local\npython manage.py runserver\n"},
            "run.sh",
            "development",
            id="a script with the settings of development",
        ),
        pytest.param(
            {"run.sh": 'if [ "$1" = x ]; then\n  export APP_ENV=development\nfi\ngunicorn shop.wsgi\n'},
            "run.sh",
            "unknown",
            id="a branch speaks for itself",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_evidence(tmp_path: Path, files: dict[str, str], path: str, environment: str) -> None:
    assert belongs(facts_of(files, tmp_path), path) == {environment}


@pytest.mark.parametrize(
    ("files", "path", "environment", "default"),
    [
        pytest.param(
            {"docker-compose.yml": WEB + "    restart: always\n    volumes: ['.:/srv']\n"},
            "docker-compose.yml", "unknown", None,
            id="content against content",
        ),
        pytest.param(
            {"docker-compose.yml": WEB + "    restart: always\n    environment: {APP_ENV: production}\n",
             "docker-compose.prod.yml": WEB},
            "docker-compose.yml", "development", "development",
            id="content against a sibling",
        ),
        pytest.param(
            {"docker-compose.yml": WEB + "    restart: always\n    volumes: ['.:/srv']\n"
             "    environment: {APP_ENV: production}\n"},
            "docker-compose.yml", "production", "production",
            id="two voices for production against one",
        ),
        pytest.param(
            {"docker-compose.dev.yml": WEB, "deploy.sh": "docker compose -f docker-compose.dev.yml up -d\n"},
            "docker-compose.dev.yml", "development", "development",
            id="a name against a user",
        ),
        pytest.param(
            {"docker-compose.dev-prod.yml": WEB}, "docker-compose.dev-prod.yml", "unknown", None,
            id="a name against itself",
        ),
        pytest.param(
            {"Dockerfile": IMAGE.replace("CMD", "ENV FLASK_DEBUG=1\nCMD")}, "Dockerfile", "production", "production",
            id="an image that looks like the developers' and stands alone",
        ),
        pytest.param(
            {"docker-compose.yml": WEB.replace("build: .", "build: {context: ., dockerfile: Dockerfile.dev}")
             + "  api:\n    build: {context: ., dockerfile: Dockerfile.prod}\n",
             "Dockerfile.dev": IMAGE, "Dockerfile.prod": IMAGE},
            "docker-compose.yml", "unknown", None,
            id="it builds the images of two environments",
        ),
    ],
)  # fmt: skip
def test_contradictions_are_asked_about(
    tmp_path: Path, files: dict[str, str], path: str, environment: str, default: str | None
) -> None:
    facts = facts_of(files, tmp_path)
    assert belongs(facts, path) == {environment}
    (question,) = questions(facts)
    assert (question.id, question.default, str(question.about)) == (f"environment:{path}", default, path)
    assert question.evidence
    answer = Answer(question.id, Secret("staging"), "--answer")
    answered = facts_of(files, tmp_path, Decisions(answers=(answer,)))
    assert belongs(answered, path) == {"staging"}
    assert question.id not in {one.id for one in questions(answered)}


def test_override_and_test_in_one_name_contradict_nothing(tmp_path: Path) -> None:
    facts = facts_of({"docker-compose.override.unit_tests.yml": WEB}, tmp_path)
    assert belongs(facts, "docker-compose.override.unit_tests.yml") == {"test"}
    assert questions(facts) == ()


def test_the_configuration_outranks_all_evidence(tmp_path: Path) -> None:
    edge = DescribedEnvironment("edge", Role.PRODUCTION, ("deploy/**", "!deploy/notes/"), ProjectPath("pyproject.toml"))
    files = {
        "deploy/docker-compose.dev.yml": WEB,
        "deploy/serve.py": "import uvicorn\nuvicorn.run('a:b')\n",
        "docker-compose.dev.yml": WEB,
    }
    facts = facts_of(files, tmp_path, Decisions(environments=(edge,)))
    assert belongs(facts, "deploy/docker-compose.dev.yml") == {"edge"}
    assert belongs(facts, "docker-compose.dev.yml") == {"development"}
    assert role_in(facts, "edge") is Role.PRODUCTION
    assert ("edge", Role.PRODUCTION) in {(one.name, one.role) for one in environments(facts)}
    (launch,) = (one for one in facts.launches if str(one.location.path) == "deploy/serve.py")
    assert (launch.environments, launch.roles) == (("edge",), (Role.PRODUCTION,))
