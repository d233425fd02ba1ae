"""Install commands: what they name, whose file it is, and which of them deploy."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.dependencies.hash_protection import unprotected_installs
from envwizard.analysis.dependencies.install_commands import InstallCommand, read_install
from envwizard.analysis.dependencies.installs import installs, resolve
from envwizard.model.facts import Facts
from envwizard.model.paths import ProjectPath
from envwizard.probes.dockerfiles import probe_dockerfiles
from envwizard.probes.requirements import probe_requirements
from envwizard.probes.shell_scripts import probe_shell_scripts
from envwizard.syntax.shell import commands
from tests.support import sources_of, text_file


def read(text: str) -> InstallCommand | None:
    file = text_file(text, "x.sh")
    (command, *_) = commands(text, file.span, file.path)
    return read_install(command)


@pytest.mark.parametrize(
    ("text", "tool", "verb", "files", "packages"),
    [
        ("pip install -r a.txt -rb.txt --requirement=c.txt x 'y>=1'", "pip", "install", "a.txt b.txt c.txt", "x y>=1"),
        ("sudo -H python3.11 -m pip --no-cache-dir install -i https://h -U x", "pip", "install", "", "x"),
        ("/venv/bin/pip3 wheel --no-deps -w /wheels -r a.txt", "pip", "wheel", "a.txt", ""),
        ("uv pip install --system --python 3.11 -r a.txt", "uv pip", "install", "a.txt", ""),
        ("uv --quiet pip sync a.txt b.txt", "uv pip", "sync", "a.txt b.txt", ""),
        ("uv sync --locked --group prod", "uv", "sync", "", ""),
        ("pip-sync a.txt", "pip-sync", "sync", "a.txt", ""),
        ("poetry install --only main", "poetry", "install", "", ""),
        ("python -m pipenv install --deploy", "pipenv", "install", "", ""),
        ("pip install -e .[dev] -c c.txt", "pip", "install", "", ".[dev]"),
        ("pip check", "pip", "check", "", ""),
        ("PIP_NO_CACHE=1 exec pip install .", "pip", "install", "", "."),
    ],
)
def test_commands(text: str, tool: str, verb: str, files: str, packages: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.tool, found.verb) == (tool, verb)
    assert [word.text for word in found.files] == files.split()
    assert [word.text for word in found.packages] == packages.split()
    if tool != "pip-sync":
        assert found.command.words[found.verb_index].text == verb


@pytest.mark.parametrize(
    "text", ["pip list", "uv run app", "pip", "echo pip install x", "poetry run x", "uv pip", "apt install x"]
)
def test_other_commands(text: str) -> None:
    assert read(text) is None


def facts_of(tmp_path: Path, **files: str) -> Facts:
    sources = sources_of(
        {name.replace("__", "/").replace("_txt", ".txt").replace("_sh", ".sh"): text for name, text in files.items()},
        tmp_path,
    )
    return Facts(
        requirements_files=probe_requirements(sources),
        dockerfiles=probe_dockerfiles(sources),
        shell_scripts=probe_shell_scripts(sources),
    )


def test_files_are_found_wherever_the_image_puts_them(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        requirements_txt="w\n",
        a__requirements_txt="x\n",
        b__requirements_txt="y\n",
        requirements__prod_txt="z\n",
    )

    def found(text: str, owner: str) -> str | None:
        file = resolve(facts, text, ProjectPath(owner))
        return file.path.value if file else None

    assert found("requirements.txt", "a/Dockerfile") == "a/requirements.txt"
    assert found("/app/requirements.txt", "b/Dockerfile") == "b/requirements.txt"
    assert found("/srv/a/requirements.txt", "docker/Dockerfile") == "a/requirements.txt"
    assert found("$HOME/requirements/prod.txt", "deploy/run.sh") == "requirements/prod.txt"
    assert found("requirements/prod.txt", "deploy/run.sh") == "requirements/prod.txt"
    assert found("other/requirements.txt", "a/deploy.sh") is None
    assert found("missing.txt", "a/Dockerfile") is None
    assert found("https://h/requirements.txt", "a/Dockerfile") is None


def test_what_counts_as_a_deployment(tmp_path: Path) -> None:
    install = "pip install -r requirements.txt\n"
    facts = facts_of(
        tmp_path,
        requirements_txt="x\n",
        Dockerfile=f"FROM python:3.11 AS dev\nRUN {install}FROM python:3.11\nRUN ./prepare.sh\nRUN {install}",
        tests__Dockerfile=f"FROM python:3.11\nRUN {install}",
        prepare_sh=install,
        deploy_sh=install,
        setup_dev_sh=install,
        scripts__refresh_sh=f"{install}systemctl restart shop\n",
        scripts__other_sh=install,
    )
    found = {str(one.location): one.deployed for one in installs(facts)}
    assert found == {
        "Dockerfile:2": False,
        "Dockerfile:5": True,
        "tests/Dockerfile:2": False,
        "prepare.sh:1": True,
        "deploy.sh:1": True,
        "setup_dev.sh:1": False,
        "scripts/refresh.sh:1": True,
        "scripts/other.sh:1": False,
    }


@pytest.mark.parametrize(
    ("run", "reasons"),
    [
        ("pip install -r requirements.txt", 1),
        ("pip install --require-hashes -r requirements.txt", 0),
        ("PIP_REQUIRE_HASHES=1 pip install -r requirements.txt", 0),
        ("pip install --no-index --find-links /wheels -r requirements.txt", 0),
        ("pip install -U pip setuptools wheel", 0),
        ("pip install gunicorn==22.0", 0),
        ("pip install gunicorn 'redis[hiredis]>=5' celery==5.3", 1),
        ("pip install https://github.com/a/b/archive/main.zip", 1),
        ("pip install $PACKAGES", 0),
        ("pip install -c constraints.txt gunicorn", 0),
        ("pip install --no-deps -r requirements.txt", 1),
        ("pipenv install --system", 1),
        ("pipenv install --system --deploy", 0),
        ("pipenv sync", 0),
        ("uv sync --frozen", 0),
        ("uv sync", 1),
        ("pip install -r /tmp/elsewhere.txt", 0),
    ],
)
def test_protection(tmp_path: Path, run: str, reasons: int) -> None:
    facts = facts_of(tmp_path, requirements_txt="django==5.0\n", Dockerfile=f"FROM python:3.11\nRUN {run}\n")
    assert len(unprotected_installs(facts)) == reasons
