"""Interpreters on the search path, of pyenv, uv and conda, told apart without running any."""

from __future__ import annotations

import sys
from pathlib import Path

from envwizard.model.facts.inventory import GitFacts, Inventory
from envwizard.probes.interpreters import probe_interpreters
from envwizard.project.places import Places
from envwizard.project.reader import Sources
from tests.support import write_tree


def interpreters(places: Places, root: Path) -> list[tuple[str, str, str]]:
    sources = Sources(root, Inventory(), GitFacts(), places=places)
    found = probe_interpreters(sources)
    assert not sources.failures
    return [(one.path.value, one.version, one.source) for one in found]


def test_the_running_interpreter_is_found_with_its_version(tmp_path: Path) -> None:
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    found = interpreters(Places(home=str(tmp_path), search_path=(str(base.parent),)), tmp_path)
    versions = {path: version for path, version, _ in found}
    full = ".".join(map(str, sys.version_info[:3]))
    assert versions[str(base)] in (full, full.rpartition(".")[0])


def test_every_source(tmp_path: Path) -> None:
    home = write_tree(
        tmp_path / "home",
        {
            "pyenv/shims/python3": "#!/bin/sh\n",
            "pyenv/versions/3.9.18/bin/python3.9": "ELF",
            "pyenv/versions/2.7.18/bin/python2.7": "ELF",
            "pyenv/versions/shop/pyvenv.cfg": "home = x\n",
            "pyenv/versions/shop/bin/python3.9": "ELF",
            "uv/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13": "ELF",
            "conda/bin/python3.10": "ELF",
            "conda/conda-meta/python-3.10.13-h1_0.json": "{}",
            "bin/python3": "#!/bin/sh\nexec something\n",
            "usr/bin/python3.12": "ELF",
            "usr/include/python3.12/patchlevel.h": '#define PY_VERSION "3.12.4"\n',
            "tools/bin/python3.8": "ELF",
        },
    )
    (home / "pyenv/versions/3.9.18/bin/python3").symlink_to("python3.9")
    (home / "usr/bin/python3").symlink_to("python3.12")
    (home / "tools/bin/python3.7").symlink_to("/nowhere/python3.7")
    places = Places(
        home=str(home),
        search_path=(f"{home}/pyenv/shims", f"{home}/bin", f"{home}/usr/bin", f"{home}/tools/bin", f"{home}/missing"),
        pyenv=f"{home}/pyenv",
        uv=(f"{home}/uv",),
        conda=(f"{home}/conda",),
    )
    found = [
        (path.removeprefix(f"{home}/"), version, source) for path, version, source in interpreters(places, tmp_path)
    ]
    assert found == [
        ("usr/bin/python3.12", "3.12.4", "path"),
        ("tools/bin/python3.8", "3.8", "path"),
        ("pyenv/versions/3.9.18/bin/python3.9", "3.9.18", "pyenv"),
        ("uv/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13", "3.13.1", "uv"),
        ("conda/bin/python3.10", "3.10.13", "conda"),
    ]


def test_places_of_the_machine() -> None:
    environ = {"HOME": "/home/anna", "PATH": "/usr/bin::relative:/usr/bin:/bin", "WORKON_HOME": "/envs"}
    places = Places.of_machine(environ)
    assert places.search_path == ("/usr/bin", "/bin")
    assert places.named == ("/envs", "/home/anna/.local/share/virtualenvs", "/home/anna/.virtualenvs")
    assert places.pyenv == "/home/anna/.pyenv"
    if sys.platform == "linux":
        assert places.poetry == ("/home/anna/.cache/pypoetry/virtualenvs",)
