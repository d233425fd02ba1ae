"""Virtual environments from disk: layouts as the tools make them, places out of the tree, defects, odd disks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from envwizard.model.facts.inventory import GitFacts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ExternalPath, ProjectPath
from envwizard.probes.virtualenvs import probe_virtualenvs
from envwizard.probes.virtualenvs.configuration import read_configuration
from envwizard.probes.virtualenvs.find import poetry_digest
from envwizard.project.places import Places
from envwizard.project.reader import Sources
from envwizard.project.walk import walk
from tests.support import text_file, write_tree

VENV = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n"


def opened(root: Path, places: Places | None = None) -> Sources:
    return Sources(root, walk(root, ()), GitFacts(), places=places or Places(home=str(root / "nobody")))


def environments(root: Path, places: Places | None = None) -> dict[str, VirtualEnv]:
    return {str(env.path): env for env in probe_virtualenvs(opened(root, places))}


def interpreter(root: Path, name: str = "python3.11") -> Path:
    path = root / "stub" / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a stand-in\n")
    return path


def slugs(env: VirtualEnv) -> list[str]:
    return [slug for slug, _ in env.defects]


_OWN = "home = /usr/bin\nimplementation = CPython\ninclude-system-site-packages = false\n"
CONFIGURATIONS = {
    "venv": ("home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.13.0\nexecutable = /x\n", "3.13.0"),
    "virtualenv": (f"{_OWN}version_info = 3.12.1.final.0\nvirtualenv = 20.25.0\n", "3.12.1"),
    "uv": (f"{_OWN}uv = 0.8.3\nversion_info = 3.12.1\n", "3.12.1"),
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_configuration_of_each_tool(kind: str) -> None:
    text, version = CONFIGURATIONS[kind]
    read = read_configuration(text_file(text, ".venv/pyvenv.cfg"))
    assert (read.kind, read.version, read.system_site_packages) == (kind, version, False)


def test_configuration_is_read_as_site_reads_it() -> None:
    text = "HOME=/usr/bin\r\nnonsense\r\nInclude-System-Site-Packages =  TRUE \r\nversion_info = 3.13.0.candidate.1\r\n"
    read = read_configuration(text_file(text, ".venv/pyvenv.cfg"))
    assert read.values["home"] == "/usr/bin"
    assert read.system_site_packages
    assert read.version == "3.13.0rc1"
    place = read.system_site_location
    assert place is not None and place.line == 3
    assert read_configuration(text_file("home = x\n")).system_site_packages, "a missing key counts as true"
    assert read_configuration(text_file("version = nonsense\n")).version is None


@pytest.mark.parametrize("name", ["env", "with blank", "a" * 140])
def test_a_real_virtualenv_is_sound_and_a_copy_is_not(name: str, tmp_path: Path) -> None:
    """Blanks and long paths give the scripts their other first line."""
    project = tmp_path / "project"
    project.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(project / name)], check=True)
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    python = project / name / "bin" / "python"
    plain = (
        f"#!{python}\n"
        if " " not in name and len(str(python)) < 120
        else f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
    )
    write_tree(project / name, {"bin/tool": plain + "import sys\n"})
    (found,) = environments(project).values()
    assert (found.kind, found.library_version, found.interpreter_version) == ("venv", minor, minor)
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert found.defects == () and found.named_location is None
    shutil.copytree(project / name, project / "copy", symlinks=True)
    copy = environments(project)["copy"]
    assert slugs(copy) == ["moved"] and copy.named_location == str(project / name)
    shutil.rmtree(project / name)
    moved = environments(project)["copy"]
    assert slugs(moved) == ["moved"] and "no virtual environment any more" in str(moved.defects[0][1])


def test_scripts_decide_where_activate_says_nothing(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {".venv/pyvenv.cfg": VENV, ".venv/bin/a": "#!/gone/env/bin/python\n", ".venv/bin/b": "#!/usr/bin/python3\n"},
    )
    (root / ".venv/bin/python").symlink_to(interpreter(root))
    assert slugs(environments(root)[".venv"]) == ["moved"]
    (root / ".venv/bin/c").write_text(f"#!{root}/.venv/bin/python3.11 -E\n")
    assert slugs(environments(root)[".venv"]) == [], "one of two scripts is not most of them"


def test_a_relocatable_environment_names_no_place(tmp_path: Path) -> None:
    activate = 'VIRTUAL_ENV=\'\'"$(dirname -- "$(dirname -- "$(realpath -- "$SCRIPT_PATH")")")"\'\'\n'
    root = write_tree(tmp_path, {".venv/pyvenv.cfg": VENV + "relocatable = true\n", ".venv/bin/activate": activate})
    (root / ".venv/bin/python").symlink_to(interpreter(root))
    assert environments(root)[".venv"].defects == ()


def test_dead_and_missing_interpreters(tmp_path: Path) -> None:
    root = write_tree(tmp_path, dict.fromkeys((f"{name}/pyvenv.cfg" for name in "abcd"), VENV))
    for name in "abd":
        (root / name / "bin").mkdir()
    (root / "a/bin/python").symlink_to("python3")
    (root / "a/bin/python3").symlink_to("/nowhere/bin/python3.9")
    (root / "d/bin/python").symlink_to("python")
    found = environments(root)
    assert sorted(found) == list("abcd") and all(slugs(env) == ["no-interpreter"] for env in found.values())
    assert str(found["a"].defects[0][1]) == "a/bin/python leads to /nowhere/bin/python3.9, which does not exist"
    assert "holds no python" in str(found["b"].defects[0][1])


def test_another_minor_version_than_the_library(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {".venv/pyvenv.cfg": VENV, ".venv/lib/python3.11/site-packages/six.py": ""})
    (root / ".venv/bin").mkdir()
    (root / ".venv/bin/python").symlink_to(interpreter(root, "python3.12"))
    env = environments(root)[".venv"]
    assert slugs(env) == ["other-interpreter"]
    assert (env.library_version, env.interpreter_version) == ("3.11", "3.12")


def test_version_from_the_folders_around_an_unnamed_binary(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "base/lib/python3.12/os.py": "",
            "base/lib/python3.11/site-packages/left.py": "",
            "base/include/python3.12/patchlevel.h": '#define PY_VERSION      "3.12.4+"\n',
            "env/pyvenv.cfg": "home = x\nversion = 3.12.1\n",
            "env/lib/python3.12/site-packages/x.py": "",
        },
    )
    (root / "env/bin").mkdir()
    (root / "env/bin/python").symlink_to(interpreter(root / "base", "python3").rename(root / "base/python3"))
    (root / "base/bin").mkdir()
    (root / "base/python3").rename(root / "base/bin/python3")
    (root / "env/bin/python").unlink()
    (root / "env/bin/python").symlink_to(root / "base/bin/python3")
    env = environments(root)["env"]
    assert (env.interpreter_version, env.version, env.defects) == ("3.12", "3.12.1", ())


def test_lost_configuration_and_folders_that_are_no_environments(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "env/bin/activate": "VIRTUAL_ENV=''\n",
            "env/lib/python3.9/site-packages/six.py": "",
            "layer/python/lib/python3.9/site-packages/six.py": "",
            "vendor/site-packages/six.py": "",
        },
    )
    (root / "env/bin/python").symlink_to(interpreter(root, "python3.9"))
    found = environments(root)
    assert {name: slugs(env) for name, env in found.items()} == {"env": ["no-configuration"]}


def test_windows_and_conda_layouts(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "win/pyvenv.cfg": "home = C:\\Python312\nversion = 3.12.1\ninclude-system-site-packages = false\n",
            "win/Scripts/python.exe": b"MZ",
            "win/Scripts/activate": 'VIRTUAL_ENV="C:\\Users\\anna\\shop\\win"\n',
            "win/Lib/site-packages/six.py": "",
            "conda/conda-meta/python-3.10.13-h955ad1f_0.json": "{}",
            "conda/bin/python3.10": "",
            "conda/lib/python3.10/site-packages/six.py": "",
        },
    )
    (root / "conda/bin/python").symlink_to("python3.10")
    found = environments(root)
    win, conda = found["win"], found["conda"]
    assert (win.windows_layout, win.library_version, win.defects) == (True, "3.12", ())
    assert (conda.kind, conda.version, conda.library_version, conda.defects) == ("conda", "3.10.13", "3.10", ())
    assert not conda.system_site_packages


def test_environments_of_managers_out_of_the_tree(tmp_path: Path) -> None:
    project = write_tree(
        tmp_path / "shop", {"pyproject.toml": "[tool.poetry]\n", "Pipfile": "", ".python-version": "shop-3.11\n"}
    )
    home = tmp_path / "home"
    digest = poetry_digest(os.path.realpath(project))
    for name in (
        f"cache/shop-{digest}-py3.11",
        "cache/other-AAAAAAAA-py3.11",
        "named/shop-abc",
        "named/else",
        "pyenv/versions/shop-3.11",
    ):
        write_tree(home / name, {"pyvenv.cfg": VENV})
    (home / "named/shop-abc/.project").write_text(f"{project}\n")
    (home / "named/else/.project").write_text("/somewhere/else")
    (home / "linked").mkdir()
    write_tree(home / "linked", {"pyvenv.cfg": VENV})
    (project / ".venv").symlink_to(home / "linked")
    places = Places(home=str(home), poetry=(f"{home}/cache",), named=(f"{home}/named",), pyenv=f"{home}/pyenv")
    found = probe_virtualenvs(opened(project, places))
    assert {(env.path.value.removeprefix(f"{home}/"), env.manager) for env in found} == {
        (".venv", None),
        (f"cache/shop-{digest}-py3.11", "poetry"),
        ("named/shop-abc", "pipenv"),
        ("pyenv/versions/shop-3.11", "pyenv"),
    }
    assert str(next(env.path for env in found if env.manager == "poetry")) == f"~/cache/shop-{digest}-py3.11"


def test_poetry_digest() -> None:
    """Computed by hand: base64url(sha256("/srv/shop")), the first eight characters."""
    assert poetry_digest("/srv/shop") == "58fqC6Q1"


def test_odd_disks_are_reported_and_never_raise(tmp_path: Path) -> None:
    root = write_tree(
        tmp_path,
        {
            "binary/pyvenv.cfg": b"home = \xff\0",
            "odd/pyvenv.cfg": VENV,
            "odd/bin/activate": b"\xff\xfe\x00",
            "odd/bin/script": b"#!" + b"x" * 5000,
            "odd/lib/python3.11": "a file where a folder is meant",
            "share/pyvenv.cfg": "home = //server/share\n",
        },
    )
    (root / "odd/bin/python").symlink_to("//server/share/python")
    (root / "odd/bin/loop").symlink_to("loop")
    os.mkfifo(root / "odd/bin/pipe")
    (root / "folder").mkdir()
    (root / "folder/pyvenv.cfg").mkdir()
    sources = opened(root)
    found = {str(env.path): env for env in probe_virtualenvs(sources)}
    assert "odd" in found and slugs(found["odd"]) == ["no-interpreter"]
    assert any(str(failure.path) == "binary/pyvenv.cfg" for failure in sources.failures)
    assert all(failure.kind.value != "crashed" for failure in sources.failures)


def test_paths_are_shown_from_the_project_or_the_home(tmp_path: Path) -> None:
    tree = opened(tmp_path, Places(home="/home/anna")).tree
    assert tree.at(str(tmp_path)) == ProjectPath(".")
    assert tree.at(f"{tmp_path}/a/../b") == ProjectPath("b")
    assert tree.at("/home/anna/x") == ExternalPath("/home/anna/x", "~/x")
    assert str(tree.at("/home/annabel/x")) == "/home/annabel/x"
    assert tree.child(ProjectPath("a"), "../../out") == tree.at(str(tmp_path.parent / "out"))
