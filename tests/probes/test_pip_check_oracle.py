"""The static check of dependencies against the real ``pip check``, line for line, in real virtual environments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from envwizard.analysis.virtualenvs.broken_dependencies import with_broken_dependencies
from envwizard.model.facts.inventory import GitFacts, Inventory
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ProjectPath
from envwizard.probes.distributions import probe_distributions
from envwizard.probes.virtualenvs import probe_virtualenvs
from envwizard.project.places import Places
from envwizard.project.reader import Sources
from tests.support import write_tree

pytestmark = pytest.mark.slow

_MINORS = ("3.10", "3.11", "3.12", "3.13", "3.14")
# Pure wheels, many of which do not go together: asked for with --no-deps.
_PILE = (
    "six==1.16.0", "requests==2.19.0", "urllib3==2.2.1", "idna==3.6", "flask==3.0.0", "click==6.7", "packaging==24.0",
    "jinja2==3.1.3", "uvicorn==0.27.0", "importlib-metadata==7.0.0", "celery==5.3.6", "rich==13.7.0", "httpx==0.26.0",
    "django==5.0.1", "python-dateutil==2.8.2", "jsonschema==4.21.0", "attrs==23.1.0", "virtualenv==20.25.0",
)  # fmt: skip
_BACKEND = """
import zipfile, pathlib
META = "Metadata-Version: 2.1\\nName: Edit.Able\\nVersion: 0.3\\nRequires-Dist: six>=1.17\\n" \\
       "Requires-Dist: tomli; python_version < '3.11'\\nRequires-Dist: gone<2; python_full_version >= '3.11.0'\\n" \\
       "Requires-Dist: winonly; sys_platform == 'win32'\\nRequires-Dist: ex; extra == 'x'\\nProvides-Extra: x\\n"
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "edit_able-0.3-py3-none-any.whl"
    info = "edit_able-0.3.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("edit_able.pth", str(pathlib.Path("src").resolve()) + "\\n")
        wheel.writestr(info + "METADATA", META)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
def get_requires_for_build_editable(config_settings=None):
    return []
"""


@cache
def _interpreters() -> dict[str, str]:
    """One interpreter per minor version: on the search path, pyenv's, and always the running one."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    root = Path(os.environ.get("PYENV_ROOT") or Path("~/.pyenv").expanduser()) / "versions"
    for minor in _MINORS:
        installed = sorted(root.glob(f"{minor}.*/bin/python{minor}"))
        for candidate in [shutil.which(f"python{minor}"), *map(str, reversed(installed))]:
            if candidate and minor not in found:
                asked = subprocess.run([candidate, "-c", "import venv"], capture_output=True, check=False)
                if asked.returncode == 0:
                    found[minor] = candidate
    return found


@dataclass
class Made:
    """A virtual environment made for a test."""

    root: Path
    minor: str
    home: Path
    wheels: Path

    @property
    def python(self) -> str:
        return str(self.root / "bin" / "python")

    @property
    def site(self) -> Path:
        return self.root / "lib" / f"python{self.minor}" / "site-packages"

    def pip(self, *arguments: str, home: bool = False) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        if home:
            environ["HOME"] = str(self.home)
        command = [sys.executable, "-m", "pip", "--python", self.python, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    def install(self, *arguments: str) -> None:
        done = self.pip("install", "-q", "--no-index", "--no-deps", "--find-links", str(self.wheels), *arguments)
        assert done.returncode == 0, done.stderr

    def dist_info(self, name: str, version: str, *headers: str, wheel: str | None = None) -> None:
        write_dist_info(self.site, name, version, *headers, wheel=wheel)


def write_dist_info(site: Path, name: str, version: str, *headers: str, wheel: str | None = None) -> None:
    folder = f"{name}-{version}.dist-info/"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *headers, "", "A description.", ""]
    files = {folder + "METADATA": "\n".join(lines), folder + "INSTALLER": "pip\n"}
    if wheel is not None:
        files[folder + "WHEEL"] = wheel
    write_tree(site, files)


def _pile(made: Made) -> None:
    made.install(*_PILE)


def _sound(made: Made) -> None:
    made.install("six==1.16.0", "python-dateutil==2.8.2")


def _editable(made: Made) -> None:
    made.install("six==1.16.0")
    project = write_tree(
        made.root.parent / f"project-{made.root.name}",
        {
            "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
            "backend.py": _BACKEND,
            "src/edit_able.py": "",
        },
    )
    made.install("-e", str(project))


def _broken(made: Made) -> None:
    made.install("requests==2.19.0", "packaging==24.0", "rich==13.7.0")
    next(made.site.glob("packaging-*.dist-info/METADATA")).unlink()
    made.dist_info("needs_packaging", "1", "Requires-Dist: packaging>=30", "Requires-Dist: rich[jupyter]>=13")
    made.dist_info("badline", "1.0", "Requires-Dist: six", "Requires-Dist: what is (this")
    made.dist_info("badmarker", "1.0", "Requires-Dist: six; python_version ~~ '3'")
    made.dist_info("wantsbad", "1.0", "Requires-Dist: badline>1")
    made.dist_info("noversion", "not.a.version")
    made.dist_info("~leftover", "1.0", "Requires-Dist: nothing")
    if made.minor != "3.10":  # There pip itself ends with a traceback.
        latin = "Name: latin\nVersion: 1.0\nSummary: caf\xe9\n".encode("latin-1")
        write_tree(made.site, {"latin-1.0.dist-info/METADATA": latin})
    write_tree(
        made.site, {"empty-1.0.dist-info/METADATA": "", "marked-1.0.dist-info/METADATA": "\ufeffName: marked\n\n"}
    )
    write_tree(made.site, {"folded-1.0.dist-info/METADATA": "Name: folded\nVersion: 1.0\nRequires-Dist:\n  absent\n"})
    write_tree(made.site, {"wrapped-1.0.dist-info/METADATA": "Name: wrapped\nRequires-Dist: absent\n  >=1\n\n"})


def _old_and_odd(made: Made) -> None:
    """Kinds of metadata that hardly any tool writes today, duplicates, and wheels of other platforms."""
    info = "Metadata-Version: 2.1\nName: {}\nVersion: 1.5\nRequires-Dist: absent-{}\n"
    other = made.root.parent / f"develop-{made.root.name}"
    write_tree(
        made.site,
        {
            "Old_Style-1.5.egg-info/PKG-INFO": info.format("Old.Style", "a"),
            "Old_Style-1.5.egg-info/requires.txt": "absent-b>=1\n[:python_version >= '3']\nabsent-c\n[x]\nabsent-d\n",
            "distutils_made-1.5-py3.8.egg-info": info.format("distutils-made", "e"),
            "eggs/unpacked-1.5-py3.8.egg/EGG-INFO/PKG-INFO": info.format("unpacked", "f"),
            "eggs/unpacked-1.5-py3.8.egg/EGG-INFO/requires.txt": "absent-f\n",
            "easy-install.pth": f"import sys\n# nothing\n./eggs/unpacked-1.5-py3.8.egg\n{other}\n{other}/missing\n",
            "Developed.egg-link": f"{other}\n.\n",
        },
    )
    write_tree(other, {"Developed.egg-info/PKG-INFO": info.format("Developed", "g")})
    write_tree(other, {"Developed.egg-info/requires.txt": "absent-g\n"})
    made.dist_info("twice", "1.0", "Requires-Dist: one-of-two")
    made.dist_info("Zope.Interface", "5.0", "Requires-Dist: twice>=2", "Requires-Dist: twice>=2; python_version>='3'")
    made.dist_info("pre", "2.0b1", "Requires-Dist: Zope_Interface!=5.*,>=4")
    made.dist_info(
        "wants_pre", "1", "Requires-Dist: pre>=1.9,<3", "Requires-Dist: PRE (>2.0)", "Requires-Dist: pre>=2.0b1"
    )
    made.dist_info("url", "1", "Requires-Dist: nowhere @ https://example.invalid/nowhere-1.zip ; os_name == 'posix'")
    windows = "Wheel-Version: 1.0\nTag: cp{0}-cp{0}-win_amd64\n".format(made.minor.replace(".", ""))
    made.dist_info("Windows.Only", "1.0", wheel=windows)
    made.dist_info("tagless", "1.0", wheel="Wheel-Version: 1.0\n")
    made.dist_info("python2", "1.0", wheel="Wheel-Version: 1.0\nTag: py2-none-any\n")
    made.dist_info("universal", "1.0", wheel="Wheel-Version: 1.0\nTag: py2-none-any\nTag: py3-none-any\n")
    made.dist_info("stable", "1.0", wheel="Wheel-Version: 1.0\nTag: cp37-abi3-manylinux2014_x86_64\n")
    many = "Wheel-Version: 1.0\nTag: cp{0}-cp{0}-manylinux_2_17_x86_64.manylinux2014_x86_64\n".format(
        made.minor.replace(".", "")
    )
    made.dist_info("own_wheel", "1.0", wheel=many)
    made.dist_info("newer_libc", "1.0", wheel="Wheel-Version: 1.0\nTag: cp37-abi3-manylinux_2_99_x86_64\n")
    made.dist_info("muslin", "1.0", wheel="Wheel-Version: 1.0\nTag: py3-none-musllinux_1_1_x86_64\n")


def _system(made: Made) -> None:
    """Packages of the environment, the user and the base interpreter, the first of one name in force."""
    made.install("six==1.16.0", "click==6.7")
    user = made.home / ".local" / "lib" / f"python{made.minor}" / "site-packages"
    write_dist_info(user, "click", "8.1.7", "Requires-Dist: hidden")
    write_dist_info(
        user, "user_tool", "1.0", "Requires-Dist: click>=8", "Requires-Dist: pip>=1", "Requires-Dist: six<1"
    )
    write_dist_info(user / "more", "by_pth", "1.0", "Requires-Dist: user-tool>=2")
    write_tree(user, {"more.pth": "more\n"})


_FOUND = sorted(_interpreters())
_KINDS: dict[str, Callable[[Made], None]] = {
    "sound": _sound,
    "pile": _pile,
    "editable": _editable,
    "broken": _broken,
    "odd": _old_and_odd,
    "system": _system,
}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels of all environments, downloaded once."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(folder)]
    subprocess.run([*command, "--python-version", "3.12", *_PILE], check=True)
    return folder


def _static(made: Made) -> VirtualEnv:
    inventory = Inventory(virtualenv_roots=(ProjectPath(made.root.name),))
    sources = Sources(made.root.parent, inventory, GitFacts(), places=Places(home=str(made.home)))
    (env,) = probe_distributions(sources, probe_virtualenvs(sources))
    assert not sources.failures
    return with_broken_dependencies(env)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("minor", _FOUND)
def test_agrees_with_pip_check(minor: str, kind: str, wheels: Path, tmp_path: Path) -> None:
    made = Made(tmp_path / "env", minor, tmp_path / "home", wheels)
    options = ["--system-site-packages"] if kind == "system" else []
    subprocess.run([_interpreters()[minor], "-m", "venv", "--without-pip", *options, str(made.root)], check=True)
    _KINDS[kind](made)

    said = made.pip("check", home=True)
    lines = [line for line in said.stdout.splitlines() if line != "No broken requirements found."]
    unparsed = re.findall(r"^WARNING: (Error parsing dependencies of [^:]+):", said.stderr, re.MULTILINE)

    texts = [one.text for one in _static(made).broken_dependencies]
    assert [text for text in texts if not text.startswith("Error parsing")] == lines, said.stderr
    assert [text.partition(":")[0] for text in texts if text.startswith("Error parsing")] == unparsed
    assert (said.returncode != 0) == bool(texts)
