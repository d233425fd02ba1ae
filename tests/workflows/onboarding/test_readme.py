"""The block for those who come after: what it says is what the checklist of a fresh clone says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from envwizard.cli.main import run as main
from envwizard.edits.readme_block import BEGIN, END
from envwizard.engine.session import Session
from envwizard.model.errors import FixUnavailable
from envwizard.workflows.onboarding.readme import plan_readme
from tests.support import write_tree

_APP = "import os\nfrom dotenv import load_dotenv\nload_dotenv()\nKEY = os.environ['SECRET_KEY']\n"
_PROJECT = {
    "README.md": "# Shop\n\nSells.\n\n## Use\n\nLook.\n",
    "requirements.txt": "flask==3.0.0\n",
    ".python-version": "3.12\n",
    "app.py": _APP,
    ".env.example": "SECRET_KEY=\n",
    "compose.yml": "services:\n  db:\n    image: postgres:16\n",
    "manage.py": "",
}
_BLOCK = """## Getting started

You need Python 3.12 (`.python-version`) and Docker.

```sh
python3.12 -m venv .venv
. .venv/bin/activate
python -m pip install -r requirements.txt
cp .env.example .env
docker compose up -d db
```

Give `SECRET_KEY` a value in `.env`: the code does not start without.

Then:

```sh
python manage.py migrate    # make the tables of the database
python manage.py test       # run the tests
python manage.py runserver  # start the development server
```
"""


def _onboard(root: Path, *options: str) -> int:
    return main(["onboard", str(root), *options])


def test_the_block_is_written_once_and_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, _PROJECT)
    readme = tmp_path / "README.md"
    assert _onboard(tmp_path, "--readme") == 0
    assert readme.read_text() == _PROJECT["README.md"]
    assert "+## Getting started" in capsys.readouterr().out

    assert _onboard(tmp_path, "--readme", "--yes") == 0
    block = f"{BEGIN}\n{_BLOCK}{END}\n"
    assert readme.read_text() == f"# Shop\n\nSells.\n\n{block}\n## Use\n\nLook.\n"
    capsys.readouterr()
    assert _onboard(tmp_path, "--readme", "--yes") == 0
    assert capsys.readouterr().out == "All of it is there already.\n"

    # What this machine has since does not matter; what the project asks for does.
    write_tree(tmp_path, {".env": "SECRET_KEY=x\n", ".python-version": "3.13\n"})
    assert _onboard(tmp_path, "--readme", "--yes") == 0
    assert readme.read_text() == f"# Shop\n\nSells.\n\n{block.replace('3.12', '3.13')}\n## Use\n\nLook.\n"
    assert main(["undo", str(tmp_path)]) == 0
    assert "3.12" in readme.read_text()


def _plan(root: Path, files: Mapping[str, str], **options: bool) -> list[str]:
    write_tree(root, files)
    session = Session.open(str(root))
    session.scan()
    return [change.path.value for change in session.preview(plan_readme(session, **options)).changes]


def test_an_example_of_the_env_file_where_there_is_none(tmp_path: Path) -> None:
    files = {"app.py": _APP, "requirements.txt": "flask\n"}
    assert _plan(tmp_path, files, readme=False, example=True) == [".env.example"]
    assert _plan(tmp_path, {".env.example": "SECRET_KEY=\n"}, readme=False, example=True) == []


def test_a_readme_that_is_no_markdown_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(FixUnavailable, match=r"README\.rst is no Markdown"):
        _plan(tmp_path, {"README.rst": "Shop\n====\n", "requirements.txt": "flask\n"})
