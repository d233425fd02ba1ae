"""Which environment files, branches and projects belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.environments import environments, file_environments, questions
from envwizard.analysis.environments.branches import branch_role, is_guarded
from envwizard.analysis.environments.name_tokens import role_of_name, role_of_path
from envwizard.engine.probing import gather
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Condition
from envwizard.model.paths import ProjectPath
from tests.support import sources_of


def facts_of(files: dict[str, str], root: Path) -> Facts:
    sources = sources_of(files, root)
    return gather(sources, Facts(inventory=sources.inventory), lambda _: None)


def belongs(facts: Facts) -> dict[str, str]:
    return {str(one.path): one.environment for one in file_environments(facts)}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("docker-compose.prod.yml", Role.PRODUCTION),
        ("docker-compose.override.yml", Role.DEVELOPMENT),
        ("compose/local/django/start", Role.DEVELOPMENT),
        ("compose/production/django/start", Role.PRODUCTION),
        ("Procfile.windows", Role.DEVELOPMENT),
        ("Dockerfile.dev", Role.DEVELOPMENT),
        (".devcontainer/docker-compose.yml", Role.DEVELOPMENT),
        (".do/app.yaml", Role.PRODUCTION),
        ("k8s/web.yaml", Role.PRODUCTION),
        ("deploy/staging.sh", Role.STAGING),
        ("dev/deploy.sh", Role.DEVELOPMENT),
        ("deploy-uat.yml", Role.STAGING),
        ("requirements/test.txt", Role.TEST),
        ("tests/docker/docker-compose.prod.yml", Role.TEST),
        ("examples/production/docker-compose.yml", Role.DEVELOPMENT),
        ("entrypoint-uwsgi-dev.sh", Role.DEVELOPMENT),
        ("docker-compose.dev-prod.yml", None),
        ("docker-compose.yml", None),
        ("Dockerfile", None),
        ("device/livereload.sh", None),
        ("product/latest.sh", None),
    ],
)
def test_paths_speak(path: str, role: Role | None) -> None:
    named = role_of_path(ProjectPath(path))
    assert (named.role if named else None) is role


def test_a_templates_name_says_which_environment_it_is_a_template_for() -> None:
    named = role_of_path(ProjectPath(".env.production.example"), "env file")
    assert named is not None and named.role is Role.PRODUCTION
    assert role_of_path(ProjectPath(".env.example"), "env file") is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("run-production", Role.PRODUCTION),
        ("web_dev", Role.DEVELOPMENT),
        ("UAT", Role.STAGING),
        ("run", None),
        ("develop-prod", None),
    ],
)
def test_names_speak(name: str, role: Role | None) -> None:
    named = role_of_name(name)
    assert (named.role if named else None) is role


@pytest.mark.parametrize(
    ("keyword", "text", "role"),
    [
        ("if", '[ "$DEBUG" = 1 ]', Role.DEVELOPMENT),
        ("if", '[ "$DEBUG" = "false" ]', Role.PRODUCTION),
        ("else", '[ "$DEBUG" = 1 ]', Role.PRODUCTION),
        ("if", '[ "$ENV" = "prod" ]', Role.PRODUCTION),
        ("if", '[[ "$APP_ENV" != production ]]', Role.DEVELOPMENT),
        ("else", '[ "$ENV" = "prod" ]', Role.DEVELOPMENT),
        ("else", '[ "$ENV" = "dev" ] | [ "$ENV" = "prod" ]', None),
        ("case", '"$1" in dev_server', Role.DEVELOPMENT),
        ("case", '"$1" in server', None),
        ("if", "[ -f /usr/local/bin/x ]", None),
        ("if", '[ "$1" = "web" ]', None),
        ("while", "true", None),
        ("string", "sh -c", None),
    ],
)
def test_branches_speak(keyword: str, text: str, role: Role | None) -> None:
    assert branch_role([Condition(keyword, text)]) is role


def test_a_loop_or_a_sequence_guards_nothing() -> None:
    assert not is_guarded([Condition("while", "true"), Condition("&&", "python manage.py migrate")])
    assert is_guarded([Condition("if", '[ "$1" = web ]')])


COMPOSE = "services:\n  web:\n    build: .\n    command: gunicorn shop.wsgi\n"


@pytest.mark.parametrize(
    ("more", "environment"),
    [
        ('    environment: {DEBUG: "1"}\n    volumes: [".:/srv"]\n', "development"),
        ("    environment:\n      DATABASE_URL: postgres://db/shop_dev\n", "development"),
        ("    volumes: ['./data:/data', './nginx.conf:/etc/nginx.conf:ro']\n", "unknown"),
        ("    restart: always\n  nginx:\n    image: nginx:1.27\n", "production"),
        ('    restart: always\n    volumes: [".:/srv"]\n', "unknown"),
        (
            "    environment:\n      DJANGO_SETTINGS_MODULE: shop.settings.production\n    restart: always\n",
            "production",
        ),
        ("", "unknown"),
    ],
)
def test_content_votes(tmp_path: Path, more: str, environment: str) -> None:
    facts = facts_of({"docker-compose.yml": COMPOSE + more}, tmp_path)
    assert belongs(facts)["docker-compose.yml"] == environment


def test_mixed_evidence_is_asked_about(tmp_path: Path) -> None:
    facts = facts_of({"docker-compose.yml": COMPOSE + '    restart: always\n    volumes: [".:/srv"]\n'}, tmp_path)
    (question,) = questions(facts)
    assert question.id == "environment:docker-compose.yml"
    assert question.choices == ("development", "test", "staging", "production")
    assert len(question.evidence) == 2


def test_siblings_and_references(tmp_path: Path) -> None:
    facts = facts_of(
        {
            "docker-compose.yml": COMPOSE,
            "docker-compose.prod.yml": COMPOSE.replace("build: .", "build: {context: ., dockerfile: Dockerfile.prod}")
            + "    env_file: [conf/web.env]\n",
            "conf/web.env": "A=1\n",
            ".env": "A=1\n",
            ".env.production": "A=1\n",
            "requirements.txt": "flask\n",
            "requirements-dev.txt": "-r requirements.txt\npytest\n",
        },
        tmp_path,
    )
    told = belongs(facts)
    assert told["docker-compose.yml"] == "development"
    assert told["conf/web.env"] == "production"
    assert told[".env"] == "development"
    assert told["requirements-dev.txt"] == "development"


def test_the_projects_environments_in_order(tmp_path: Path) -> None:
    facts = facts_of(
        {
            ".env.production": "A=1\n",
            ".env.staging": "A=1\n",
            ".env.test": "A=1\n",
            "Procfile.dev": "web: flask run\n",
            "shop/settings/uat.py": "DEBUG = False\n",
            "examples/docker-compose.prod.yml": COMPOSE,
        },
        tmp_path,
    )
    assert [(one.name, one.role) for one in environments(facts)] == [
        ("development", Role.DEVELOPMENT),
        ("test", Role.TEST),
        ("staging", Role.STAGING),
        ("uat", Role.STAGING),
        ("production", Role.PRODUCTION),
    ]
    assert all(one.evidence for one in environments(facts))


def test_without_evidence_there_is_one_environment_of_unknown_role() -> None:
    (only,) = environments(Facts())
    assert (only.name, only.role, only.evidence) == ("unknown", Role.UNKNOWN, ())
