"""The switch: every install of the old files takes the locks, in the words of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.engine.session import Session
from envwizard.model.change import Applicability, Fix
from envwizard.model.message import msg
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.plan import Plan
from envwizard.workflows.migration.lock_checks import CHECK_ANYWHERE
from envwizard.workflows.migration.switching import Switched, switch
from tests.support import write_tree

_OLD = {"requirements.txt": "flask==2.3.3\n", "requirements-dev.txt": "-r requirements.txt\npytest==7.4.0\n"}
_PINS = {"production": {"flask": "2.3.3"}, "development": {"flask": "2.3.3", "pytest": "7.4.0"}}


def _layout() -> Layout:
    layers = tuple(
        Layer(
            name, ProjectPath(f"requirements/{name}.in"), ProjectPath(f"requirements/{name}.txt"), ("flask",), text=""
        )
        for name in ("production", "development")
    )
    return Layout(layers, _PINS, "3.12", replaced=tuple(map(ProjectPath, _OLD)))


def _switched(files: dict[str, str], folder: Path) -> tuple[Switched, dict[str, str]]:
    """Give what the switch says, and the files that it changes as they become."""
    session = Session.open(str(write_tree(folder / "project", {**_OLD, **files})), state=folder / "state")
    session.scan()
    found = switch(session.facts, session.file, _layout())
    fix = Fix(msg("Switch"), Applicability.UNSAFE, found.edits)
    preview = session.preview(Plan((), settings=(fix,)))
    return found, {str(one.path): (one.after or b"").decode() for one in preview.changes}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "Dockerfile",
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements/production.txt .\n"
            "RUN pip install --require-hashes -r production.txt && pip check\n",
        ),
        (
            "Dockerfile",
            "FROM python:3.12-slim\nCOPY requirements*.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\n",
            "FROM python:3.12-slim\nCOPY requirements/production.txt /tmp/\n"
            "RUN pip install --require-hashes -r /tmp/production.txt && pip check\n",
        ),
        (
            "Dockerfile",
            "FROM python:3.12-slim\nCOPY requirements.txt /tmp/requirements.txt\n"
            "RUN pip install -r /tmp/requirements.txt\n",
            "FROM python:3.12-slim\nCOPY requirements/production.txt /tmp/production.txt\n"
            "RUN pip install --require-hashes -r /tmp/production.txt && pip check\n",
        ),
        (
            "Dockerfile",
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n"
            "RUN pip install --require-hashes -r requirements/production.txt && pip check\n",
        ),
        (
            "deploy/deploy.sh",
            "#!/bin/sh\nset -e\n.venv/bin/pip install -r ../requirements.txt -e .\n",
            "#!/bin/sh\nset -e\n.venv/bin/pip install --require-hashes -r ../requirements/production.txt\n"
            ".venv/bin/pip install --no-deps -e .\n.venv/bin/pip check\n",
        ),
        (
            "Makefile",
            "sync:\n\tpip-sync requirements-dev.txt\n",
            "sync:\n\tpip-sync requirements/development.txt\n",
        ),
        (
            "README.md",
            "# Shop\n\n```sh\npip install -r requirements-dev.txt\n```\n",
            "# Shop\n\n```sh\npip install --require-hashes -r requirements/development.txt\n```\n",
        ),
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
            "      - run: pip install -r requirements-dev.txt\n      - run: pytest\n",
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
            "      - name: The locks answer their sources\n"
            "        run: pipx run --spec envwizard-tui envwizard migrate --check\n"
            "      - run: pip install --require-hashes -r requirements/development.txt && pip check\n"
            "      - run: pytest\n",
        ),
        (
            "Dockerfile",
            "FROM python:3.12-slim\nCOPY requirements*.txt ./\nRUN pip install -r requirements.txt\n"
            "RUN pip install -r requirements-dev.txt\n",
            "FROM python:3.12-slim\nCOPY requirements/production.txt requirements/development.txt ./\n"
            "RUN pip install --require-hashes -r production.txt && pip check\n"
            "RUN pip install --require-hashes -r development.txt && pip check\n",
        ),
        (
            "Dockerfile",
            'FROM python:3.12-slim\nCOPY ["requirements*.txt", "/tmp/"]\n'
            "RUN pip install -r /tmp/requirements.txt -r /tmp/requirements-dev.txt\n",
            'FROM python:3.12-slim\nCOPY ["requirements/production.txt", "requirements/development.txt", "/tmp/"]\n'
            "RUN pip install --require-hashes -r /tmp/production.txt -r /tmp/development.txt && pip check\n",
        ),
        (
            "Dockerfile",
            "FROM python:3.12-slim AS base\nCOPY requirements.txt requirements-dev.txt ./\nFROM base AS web\n"
            "RUN pip install -r requirements.txt\nFROM base AS dev\nRUN pip install -r requirements-dev.txt\n",
            "FROM python:3.12-slim AS base\nCOPY requirements/production.txt requirements/development.txt ./\n"
            "FROM base AS web\nRUN pip install --require-hashes -r production.txt && pip check\n"
            "FROM base AS dev\nRUN pip install --require-hashes -r development.txt && pip check\n",
        ),
        (
            ".gitlab-ci.yml",
            "test:\n  image: python:3.12\n  script:\n    - pip install -r requirements-dev.txt\n    - pytest\n",
            f"test:\n  image: python:3.12\n  script:\n    - {CHECK_ANYWHERE}\n"
            "    - pip install --require-hashes -r requirements/development.txt\n    - pip check\n    - pytest\n",
        ),
        (
            ".gitlab-ci.yml",
            "test:\n  before_script: !reference [.setup, script]\n  script:\n    - |\n"
            "      pip install -r requirements-dev.txt\n      pytest\n",
            f"test:\n  before_script: !reference [.setup, script]\n  script:\n    - |\n      {CHECK_ANYWHERE}\n"
            "      pip install --require-hashes -r requirements/development.txt\n      pip check\n      pytest\n",
        ),
        (
            ".circleci/config.yml",
            "version: 2.1\njobs:\n  test:\n    docker:\n      - image: cimg/python:3.12\n    steps:\n      - checkout\n"
            "      - run: pip install -r requirements-dev.txt\n",
            "version: 2.1\njobs:\n  test:\n    docker:\n      - image: cimg/python:3.12\n    steps:\n      - checkout\n"
            f"      - run: {CHECK_ANYWHERE}\n"
            "      - run: pip install --require-hashes -r requirements/development.txt && pip check\n",
        ),
        (
            ".pre-commit-config.yaml",
            "repos:\n- repo: https://github.com/shop/hooks\n  rev: v1\n  hooks:\n  - id: tidy\n",
            "repos:\n- repo: https://github.com/shop/hooks\n  rev: v1\n  hooks:\n  - id: tidy\n"
            "- repo: local\n  hooks:\n    - id: envwizard-locks\n      name: The locks answer their sources\n"
            "      entry: envwizard migrate --check\n      language: python\n"
            "      additional_dependencies: [envwizard-tui]\n      pass_filenames: false\n      always_run: true\n",
        ),
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: https://github.com/shop/hooks\n    rev: v1\n    hooks:\n      - id: tidy\n\n"
            "# The service's own.\nci:\n  skip: []\n",
            "repos:\n  - repo: https://github.com/shop/hooks\n    rev: v1\n    hooks:\n      - id: tidy\n"
            "  - repo: local\n    hooks:\n      - id: envwizard-locks\n        name: The locks answer their sources\n"
            "        entry: envwizard migrate --check\n        language: python\n"
            "        additional_dependencies: [envwizard-tui]\n        pass_filenames: false\n"
            "        always_run: true\n\n# The service's own.\nci:\n  skip: []\n",
        ),
    ],
)
def test_installs_take_the_locks(tmp_path: Path, path: str, before: str, after: str) -> None:
    found, files = _switched({path: before}, tmp_path)
    assert (files.get(path), found.notes) == (after, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "FROM python:3.12-slim\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\\n"
            "    pip install -r /tmp/requirements.txt\n",
            "it gets requirements.txt by a mount; name requirements/production.txt there",
        ),
        (
            "FROM python:3.12-slim AS all\nCOPY . .\nFROM python:3.12-slim\nCOPY --from=all /app/requirements.txt .\n"
            "RUN pip install -r requirements.txt\n",
            "it gets requirements.txt out of another stage or image",
        ),
    ],
)
def test_an_image_that_gets_its_list_in_another_way_is_left_alone(tmp_path: Path, text: str, told: str) -> None:
    found, files = _switched({"Dockerfile": text}, tmp_path)
    assert "Dockerfile" not in files and [told in str(note) for note in found.notes] == [True]
    assert found.named[ProjectPath("requirements.txt")] == ProjectPath("Dockerfile")


def test_a_check_that_cannot_be_added_is_told_and_the_other_one_is_added(tmp_path: Path) -> None:
    files = {
        ".gitlab-ci.yml": "test:\n  script: pip install -r requirements-dev.txt\n",
        ".pre-commit-config.yaml": "repos:\n- repo: https://github.com/shop/hooks\n  rev: v1\n  hooks:\n  - id: tidy\n",
    }
    found, changed = _switched(files, tmp_path)
    assert "envwizard migrate --check" in changed[".pre-commit-config.yaml"]
    assert ["to .gitlab-ci.yml: The commands in .gitlab-ci.yml" in str(one) for one in found.notes] == [True]


def test_a_platform_that_wants_requirements_txt_gets_one_that_leads_to_the_lock(tmp_path: Path) -> None:
    found, _ = _switched({"Procfile": "web: gunicorn app:app\n"}, tmp_path)
    assert found.still_needed == {ProjectPath("requirements.txt"): "-r requirements/production.txt\n"}


def test_what_is_in_no_lock_leaves_the_install_alone_and_is_told(tmp_path: Path) -> None:
    found, files = _switched({"deploy.sh": "#!/bin/sh\npip install -r requirements.txt newrelic\n"}, tmp_path)
    assert "deploy.sh" not in files
    assert ["newrelic on its line is in no lock" in str(note) for note in found.notes] == [True]


def test_an_old_file_that_is_still_named_may_not_go(tmp_path: Path) -> None:
    found, _ = _switched({"tox.ini": "[testenv]\ndeps = -r requirements-dev.txt\n", "a.sh": "#!/bin/sh\n"}, tmp_path)
    dev, plain = ProjectPath("requirements-dev.txt"), ProjectPath("requirements.txt")
    assert found.named == {dev: ProjectPath("tox.ini"), plain: dev}


def test_a_second_switch_changes_nothing(tmp_path: Path) -> None:
    files = {
        "requirements/production.in": "flask\n",
        "requirements/production.txt": "flask==2.3.3 --hash=sha256:" + "0" * 64 + "\n",
        "deploy.sh": "#!/bin/sh\npip install --require-hashes -r requirements/production.txt\npip check\n",
    }
    found, changed = _switched(files, tmp_path)
    assert (found.notes, changed) == ((), {})


def _in_place(files: dict[str, str], folder: Path, text: str = "flask\n") -> tuple[Switched, dict[str, str]]:
    """Switch where the old list becomes the lock itself."""
    session = Session.open(str(write_tree(folder / "project", {**_OLD, **files})), state=folder / "state")
    session.scan()
    layer = Layer("base", ProjectPath("requirements.in"), ProjectPath("requirements.txt"), ("flask",), text=text)
    found = switch(session.facts, session.file, Layout((layer,), {"base": {"flask": "2.3.3"}}, "3.12"))
    preview = session.preview(Plan((), settings=(Fix(msg("Switch"), Applicability.UNSAFE, found.edits),)))
    return found, {str(one.path): (one.after or b"").decode() for one in preview.changes}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "pyproject.toml",
            '[project]\nname = "shop"\ndynamic = ["dependencies"]\n\n'
            '[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n',
            '[project]\nname = "shop"\ndynamic = ["dependencies"]\n\n'
            '[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.in"] }\n',
        ),
        (
            "pyproject.toml",
            '[project]\nname = "shop"\ndynamic = ["dependencies"]\n\n'
            "[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ['requirements.txt']\n",
            '[project]\nname = "shop"\ndynamic = ["dependencies"]\n\n'
            "[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ['requirements.in']\n",
        ),
        (
            "setup.cfg",
            "[metadata]\nname = shop\n\n[options]\ninstall_requires = file: requirements.txt\n",
            "[metadata]\nname = shop\n\n[options]\ninstall_requires = file: requirements.in\n",
        ),
    ],
)
def test_a_build_reads_the_source_and_not_the_lock(tmp_path: Path, path: str, before: str, after: str) -> None:
    found, files = _in_place({path: before}, tmp_path)
    assert (files[path], found.notes) == (after, ())


@pytest.mark.parametrize(
    ("path", "text", "source"),
    [
        (
            "setup.py",
            "from setuptools import setup\nsetup(install_requires=open('requirements.txt').read())\n",
            "flask\n",
        ),
        ("setup.cfg", "[options]\ninstall_requires = file: requirements.txt\n", "-c other.txt\nflask\n"),
    ],
)
def test_a_build_that_cannot_be_changed_here_is_told(tmp_path: Path, path: str, text: str, source: str) -> None:
    found, files = _in_place({path: text}, tmp_path, source)
    assert path not in files
    assert [f"{path} reads requirements.txt, which becomes a lock" in str(note) for note in found.notes] == [True]


def test_a_build_that_names_other_files_is_left_alone(tmp_path: Path) -> None:
    text = '[project]\nname = "shop"\nreadme = "my-requirements.txt"\n# not requirements.txt\n'
    found, files = _in_place({"pyproject.toml": text, "setup.py": "# requirements.txt\n", "setup.cfg": "\0"}, tmp_path)
    assert (files, found.notes) == ({}, ())
