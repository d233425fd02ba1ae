"""The built-in faulty sample project: copied out of the package and completed with what a wheel cannot carry."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "demo"

_IGNORED = "# what is made here\n/.venv/\n/venv/\n__pycache__/\n/data/shop.db\n"

# What the copy's own virtual environment holds: name, version and what its metadata requires. It has drifted from
# requirements.txt, and urllib3 is not what requests asks for.
_Installed = tuple[str, str, tuple[str, ...]]
_INSTALLED: tuple[_Installed, ...] = (
    ("blinker", "1.9.0", ()),
    ("certifi", "2025.8.3", ()),
    ("charset-normalizer", "3.4.3", ()),
    ("click", "8.1.8", ()),
    ("Flask", "2.3.3", ("Werkzeug>=2.3.7", "Jinja2>=3.1.2", "itsdangerous>=2.1.2", "click>=8.1.3", "blinker>=1.6.2")),
    ("gunicorn", "21.2.0", ("packaging",)),
    ("idna", "3.10", ()),
    ("itsdangerous", "2.2.0", ()),
    ("Jinja2", "3.1.6", ("MarkupSafe>=2.0",)),
    ("MarkupSafe", "3.0.2", ()),
    ("packaging", "25.0", ()),
    ("python-dotenv", "1.0.1", ()),
    ("requests", "2.28.2", ("charset-normalizer<4,>=2", "idna<4,>=2.5", "urllib3<1.27,>=1.21.1", "certifi>=2017.4.17")),
    ("urllib3", "2.5.0", ()),
    ("Werkzeug", "3.1.3", ("MarkupSafe>=2.1.1",)),
)
# Where the second one, copied here from another machine, was made.
_ELSEWHERE = Path("/home/maria/projects/shop/venv")


def copy_demo(target: Path) -> Path:
    """Copy the sample to ``target`` (which must not exist yet) and give ``target``.

    Two virtual environments (one drifted, one copied from another machine), the executable bits and a git repository
    with one commit are made here; without git the copy has no repository.
    """
    shutil.copytree(SAMPLE, target, ignore=shutil.ignore_patterns("__pycache__"))
    (target / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    for script in (target / "bin" / "start-dev.sh", target / "deploy" / "deploy.sh"):
        script.chmod(0o755)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    release = ".".join(map(str, sys.version_info[:3]))
    _make_virtualenv(target / ".venv", target / ".venv", Path(sys.executable).resolve(), here, release, _INSTALLED)
    _make_virtualenv(target / "venv", _ELSEWHERE, _ELSEWHERE / "bin" / "python3.12", "3.12", "3.12.3", ())
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        _make_repository(target)
    return target


def _make_virtualenv(
    folder: Path, named: Path, interpreter: Path, minor: str, release: str, installed: tuple[_Installed, ...]
) -> None:
    """Write a virtual environment whose scripts name the place ``named`` and whose link leads to ``interpreter``."""
    binaries, packages = folder / "bin", folder / "lib" / f"python{minor}" / "site-packages"
    for path in (binaries, packages):
        path.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(
        f"home = {interpreter.parent}\ninclude-system-site-packages = false\nversion = {release}\n"
        f"executable = {interpreter}\ncommand = {interpreter} -m venv {named}\n",
        encoding="utf-8",
    )
    (binaries / "python3").symlink_to(interpreter)
    (binaries / "python").symlink_to("python3")
    (binaries / "activate").write_text(f"VIRTUAL_ENV={named}\nexport VIRTUAL_ENV\n", encoding="utf-8")
    (binaries / "gunicorn").write_text(f"#!{named}/bin/python3\n", encoding="utf-8")
    for name, version, requires in installed:
        info = packages / f"{name.replace('-', '_').lower()}-{version}.dist-info"
        info.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in requires]
        (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (info / "INSTALLER").write_text("pip\n", encoding="utf-8")
        (info / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n", encoding="utf-8")


def _make_repository(root: Path) -> None:
    git = ("git", "-c", "user.name=Maria", "-c", "user.email=maria@shop.example", "-c", "commit.gpgsign=false")
    for arguments in (
        ("init", "-q"),
        ("add", "-A", "-f", "--", ".", ":!.venv", ":!venv"),
        ("commit", "-q", "-m", "A small shop"),
    ):
        subprocess.run((*git, *arguments), cwd=root, check=True, capture_output=True, timeout=30)
