"""What project files declare."""

from __future__ import annotations

from pathlib import Path

from envwizard.model.facts.dependencies import ProjectFile, Requirement
from envwizard.model.report import FailureKind
from envwizard.probes.project_files import probe_project_files
from tests.support import sources_of


def read(tmp_path: Path, name: str, content: str | bytes) -> ProjectFile:
    sources = sources_of({name: content}, tmp_path)
    (file,) = probe_project_files(sources)
    assert not sources.failures
    data = (tmp_path / name).read_bytes()
    for one in file.requirements:
        span = one.location.span
        assert span is not None
        assert one.has_credentials or data[span.start : span.end].decode().strip("'\"") in one.text
    return file


def rows(file: ProjectFile) -> list[tuple[str, str, str | None, int | None]]:
    return [(one.name, one.specifier, one.group, one.location.line) for one in file.requirements]


def find(file: ProjectFile, name: str) -> Requirement:
    return next(one for one in file.requirements if one.name == name)


def test_standard_pyproject(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "pyproject.toml",
        b"\xef\xbb\xbf"
        + b"""[project]
name = "shop"
dynamic = ["version", "dependencies"]
dependencies = [
  # the web
  "Django>=4.2,<5", 'uvicorn[standard] ; sys_platform != "win32"',
  "broken ==",
]
optional-dependencies.pg = ["psycopg @ https://u:hunter2x9@h/p.whl"]
[dependency-groups]
test = ["pytest"]
dev = [{include-group = "test"}, "ruff==0.5"]
[build-system]
build-backend = "hatchling.build"
""",
    )
    assert (file.kind, file.name, file.is_package, file.build_backend) == ("pyproject", "shop", True, "hatchling.build")
    assert file.dynamic == ("version", "dependencies")
    found = [(one.name, one.specifier, one.group, one.location.line) for one in file.requirements]
    assert found == [
        ("django", ">=4.2,<5", None, 6),
        ("uvicorn", "", None, 6),
        ("psycopg", "", "pg", 9),
        ("pytest", "", "test", 11),
        ("ruff", "==0.5", "dev", 12),
    ]
    assert find(file, "uvicorn").extras == ("standard",)
    assert "hunter2" not in repr(file) and find(file, "psycopg").has_credentials


def test_poetry(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "pyproject.toml",
        """[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.10"
Django = "^4.2"
celery = {version = "~5.3", extras = ["redis"], python = "^3.8", markers = "os_name == 'nt' or extra == 'x'"}
mine = {path = "../mine", develop = true}
fork = {git = "https://h/fork.git", rev = "abc"}
psycopg2 = {version = "*", optional = true}
numpy = [
  {version = "1.21", python = "<3.8"},
  {version = "^2", python = ">=3.8"},
]
[tool.poetry.extras]
pg = ["psycopg2"]
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.dev-dependencies]
black = "==23.1"
[build-system]
build-backend = "poetry.core.masonry.api"
""",
    )
    assert (file.kind, file.name, file.is_package) == ("poetry", "shop", True)
    assert rows(file) == [
        ("django", ">=4.2,<5", None, 5),
        ("celery", ">=5.3,<5.4", None, 6),
        ("mine", "", None, 7),
        ("fork", "", None, 8),
        ("psycopg2", "", "pg", 9),
        ("numpy", "==1.21", None, 11),
        ("numpy", ">=2,<3", None, 12),
        ("black", "==23.1", "dev", 19),
        ("pytest", "", "dev", 17),
    ]
    assert find(file, "celery").marker == (
        "(os_name == 'nt' or extra == 'x') and python_version >= \"3.8\" and python_version < \"4\""
    )
    assert find(file, "mine").editable and find(file, "mine").url == "../mine"
    assert find(file, "fork").url == "git+https://h/fork.git@abc"


def test_setup_cfg(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "setup.cfg",
        "[metadata]\nname = shop\n[options]\npython_requires = >=3.9\ninstall_requires =\n    Django>=4.2\n"
        "    # a remark\n    celery[redis] ; python_version < '3.12'\n"
        "[options.extras_require]\ntest = pytest; coverage\n"
        "doc =\n  sphinx # note\n  file: x.txt\n",
    )
    assert (file.kind, file.name, file.is_package) == ("setup.cfg", "shop", True)
    assert rows(file) == [
        ("django", ">=4.2", None, 6),
        ("celery", "", None, 8),
        ("pytest", "", "test", 10),
        ("coverage", "", "test", 10),
        ("sphinx", "", "doc", 12),
    ]


def test_setup_py_is_read_and_not_run(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "setup.py",
        """# é
from setuptools import setup
import os; os.abort()
BASE = ["Django>=4.2", "x"]
TESTS = ("pytest",)
setup(
    name="shop",
    install_requires=BASE + ['celery==5.3'] + read("requirements.txt"),
    extras_require={"test": TESTS, 'docs': ["sphinx"], **more, "n": [f"{x}"]},
)
""",
    )
    assert (file.kind, file.name, file.is_package) == ("setup.py", "shop", True)
    assert rows(file) == [
        ("django", ">=4.2", None, 4),
        ("x", "", None, 4),
        ("celery", "==5.3", None, 8),
        ("pytest", "", "test", 5),
        ("sphinx", "", "docs", 9),
    ]


def test_pipfile(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "Pipfile",
        """[[source]]
url = "https://pypi.org/simple"
[packages]
django = "==4.2"
requests = "*"
pywin32 = {version = ">=300", sys_platform = "== 'win32'"}
mine = {path = ".", editable = true}
[dev-packages]
pytest = "*"
[docs]
sphinx = "*"
[requires]
python_version = "3.11"
""",
    )
    assert rows(file) == [
        ("django", "==4.2", None, 4),
        ("requests", "", None, 5),
        ("pywin32", ">=300", None, 6),
        ("mine", "", None, 7),
        ("pytest", "", "dev", 9),
        ("sphinx", "", "docs", 11),
    ]
    assert find(file, "pywin32").marker == "sys_platform == 'win32'"
    assert find(file, "mine").editable


def test_conda(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "environment.yml",
        """name: shop
channels: [conda-forge]
dependencies:
  - python=3.9
  - conda-forge::numpy=1.26
  - pandas >=2,<3
  - libgdal=3.6=h123_0
  - pip
  - pip:
    - Django==4.2
    - -r requirements.txt
    - -e .
""",
    )
    assert rows(file) == [
        ("numpy", "==1.26.*", None, 5),
        ("pandas", ">=2,<3", None, 6),
        ("libgdal", "==3.6.*", None, 7),
        ("django", "==4.2", "pip", 10),
        ("", "", "pip", 12),
    ]


def test_files_that_declare_nothing_are_left_out_and_broken_ones_told(tmp_path: Path) -> None:
    sources = sources_of(
        {
            "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
            "setup.cfg": "[flake8]\nmax-line-length = 100\n",
            "scripts/setup.py": "print('hello')\n",
            "deploy/environment.yaml": "apiVersion: v1\n",
            "a/pyproject.toml": "[project\n",
            "b/setup.py": "print 'python 2'\n",
            "c/Pipfile": "[packages]\nx = \n",
            "d/environment.yml": "a: [\n",
            "e/setup.cfg": "install_requires = outside\n",
            "f/setup.py": b"\x00\xff",
            "g/pyproject.toml": '[project]\nname = 1\ndependencies = "x"\noptional-dependencies = 3\ndynamic = 1\n',
        },
        tmp_path,
    )
    (odd,) = probe_project_files(sources)
    assert (odd.name, odd.requirements) == (None, ())
    assert sorted((str(one.path), one.kind) for one in sources.failures) == [
        (f"{name}", FailureKind.UNPARSED)
        for name in ("a/pyproject.toml", "b/setup.py", "c/Pipfile", "d/environment.yml", "e/setup.cfg", "f/setup.py")
    ]
