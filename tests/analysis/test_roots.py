"""Several Python roots in one repository: which there are, what belongs to each, and the choice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envwizard.analysis.roots import root_of, root_of_launch, same_root
from envwizard.engine.probing import gather
from envwizard.model.decisions import Decisions
from envwizard.model.errors import UsageError
from envwizard.model.facts import Facts
from envwizard.model.paths import ROOT, ProjectPath
from tests.cli.in_process import envwizard
from tests.support import sources_of, write_tree

SERVICES = {
    "backend/pyproject.toml": "[project]\nname = 'shop-api'\nversion = '1'\n",
    "backend/shop/wsgi.py": "application = None\n",
    "backend/.env": "A=1\n",
    "backend/Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD gunicorn shop.wsgi --reload\n",
    "worker/requirements.txt": "celery==5.4.0\n",
    "worker/tasks.py": "A = open('/home/joe/a.txt')\n",
    "worker/Dockerfile": "FROM python:3.9\nWORKDIR /srv\nCOPY . .\nCMD gunicorn tasks --reload\n",
    "frontend/package.json": "{}\n",
    "docs/requirements.txt": "sphinx\n",
    "docs/conf.py": "project = 'shop'\n",
    "deploy/requirements.txt": "ansible\n",
    "docker-compose.yml": "services:\n  api:\n    build: backend\n  jobs:\n    build: ./worker\n",
}


def facts_of(files: dict[str, str], root: Path, *roots: str) -> Facts:
    sources = sources_of(files, root)
    return gather(sources, Facts(inventory=sources.inventory, decisions=Decisions(roots=roots)), lambda _: None)


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        (SERVICES, {"backend": "shop-api", "worker": "worker"}),
        ({"app.py": "x = 1\n"}, {".": "."}),
        ({"requirements/base.txt": "flask\n", "app.py": "x = 1\n"}, {".": "."}),
        ({"api/requirements/base.txt": "flask\n", "api/app.py": "x = 1\n"}, {"api": "api"}),
        ({"data/requirements.txt": "flask\n", "app.py": "x = 1\n"}, {".": "."}),
        ({"plug/requirements.txt": "flask\n", "plug/a.py": "\n", "server.py": "x = 1\n"}, {".": ".", "plug": "plug"}),
        ({"plug/requirements_big.txt": "flask\n", "plug/a.py": "\n", "setup.py": "x = 1\n"}, {".": "."}),
        ({"requirements/full/requirements.txt": "flask\n", "requirements/full/a.py": "\n"}, {".": "."}),
        (
            {
                "pyproject.toml": "[project]\nname='all'\n",
                "packages/a/setup.py": "from setuptools import setup\nsetup(name='a')\n",
            },
            {".": "all", "packages/a": "a"},
        ),
        ({"tests/projects/a/pyproject.toml": "[project]\nname='a'\n", "setup.cfg": "[metadata]\nname=b\n"}, {".": "b"}),
    ],
)  # fmt: skip
def test_the_roots(tmp_path: Path, files: dict[str, str], roots: dict[str, str]) -> None:
    found = facts_of(files, tmp_path).roots
    assert {one.path.value: one.name for one in found} == roots


def test_what_belongs_to_which_root(tmp_path: Path) -> None:
    facts = facts_of(SERVICES, tmp_path)
    backend, worker = ProjectPath("backend"), ProjectPath("worker")
    assert root_of(facts, ProjectPath("backend/.env")) == backend
    assert root_of(facts, ProjectPath("docker-compose.yml")) is None
    launched = {one.name: root_of_launch(facts, one) for one in facts.launches}
    assert (launched["api"], launched["jobs"]) == (backend, worker)
    assert same_root(facts, ProjectPath("docker-compose.yml"), ProjectPath("worker/tasks.py"))
    assert not same_root(facts, ProjectPath("backend/.env"), ProjectPath("worker/tasks.py"))


def test_one_root_is_chosen(tmp_path: Path) -> None:
    facts = facts_of(SERVICES, tmp_path, "shop-api")
    assert {one.path.value: one.chosen for one in facts.roots} == {"backend": True, "worker": False}
    assert {str(one.location.path) for one in facts.dockerfiles} == {"backend/Dockerfile"}
    assert [service.name for file in facts.compose_files for service in file.services] == ["api"]
    assert {root_of_launch(facts, one) for one in facts.launches} == {ProjectPath("backend")}
    assert not any(one.path.is_below(ProjectPath("worker")) for one in facts.python_modules)
    both = facts_of(SERVICES, tmp_path, "worker", "backend/")
    assert {one.name for one in both.launches} >= {"api", "jobs"}


def test_the_top_serves_the_roots_below_it(tmp_path: Path) -> None:
    files = {
        **SERVICES,
        "pyproject.toml": "[project]\nname = 'shop'\n",
        "manage.py": "B = open('/home/joe/b.txt')\n",
    }
    facts = facts_of(files, tmp_path, "worker")
    assert [service.name for file in facts.compose_files for service in file.services] == ["jobs"]
    assert {one.path.value for one in facts.python_modules} == {"worker/tasks.py"}
    assert root_of(facts, ProjectPath("manage.py")) == ROOT


def test_an_unknown_root_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean worker"):
        facts_of(SERVICES, tmp_path, "workr")


def test_the_command_line_and_the_configuration_choose(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "shop", SERVICES)

    def roots_and_paths(*arguments: str) -> tuple[dict[str, bool], set[str]]:
        done = envwizard("check", str(root), "--format", "json", "--fail-on", "never", *arguments)
        data = json.loads(done.stdout)
        return {one["path"]: one["chosen"] for one in data["roots"]}, {one["path"] for one in data["findings"]}

    roots, paths = roots_and_paths()
    assert roots == {"backend": True, "worker": True}
    assert {"backend/Dockerfile", "worker/Dockerfile"} <= paths
    roots, paths = roots_and_paths("--root", "worker")
    assert roots == {"backend": False, "worker": True}
    assert paths and not any(path.startswith("backend/") for path in paths)
    (root / ".envwizard.toml").write_text('roots = ["backend"]\n')
    roots, paths = roots_and_paths()
    assert roots == {"backend": True, "worker": False}
    assert not any(path.startswith("worker/") for path in paths)
    assert envwizard("check", str(root), "--root", "backnd").returncode == 2
