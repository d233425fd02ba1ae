"""The lines that EW225 and EW229 rewrite, as the real programs read them: wrongly before, as they are meant after."""

from __future__ import annotations

import json
import subprocess
import venv
from pathlib import Path

import pytest

_CASES = Path(__file__).parents[1] / "rules"
_READERS = {
    "python-dotenv": "import dotenv; found = dotenv.dotenv_values(path)",
    "decouple": "import decouple; found = decouple.RepositoryEnv(path).data",
    "django-environ": "import environ, os; before = set(os.environ); environ.Env.read_env(path)\n"
    "found = {key: value for key, value in os.environ.items() if key not in before}",
    "bash": "import subprocess\n"
    "done = subprocess.run(['bash', '-c', 'set -ea; source \"$0\"; env -0', path], capture_output=True)\n"
    "found = dict(one.split('=', 1) for one in done.stdout.decode().split('\\0') if '=' in one)",
}
# The file, who reads it, and what is meant; the first reader gets it wrong before, the others get it right.
_FILES = {
    "EW225/fires_decouple": (".env", ("decouple",), {"DEBUG": "1", "TIMEOUT": "30", "RETRIES": "3"}),
    "EW225/fires_django_environ": ("shop/.env", ("django-environ",), {"DEBUG": "0", "NAME": "shop"}),
    "EW225/fires_dropped_by_dotenv": (".env", ("python-dotenv",), {"DEBUG": "1", "NAME": "Shop", "PORT": "8000"}),
    "EW225/fires_sourced": (".env", ("bash",), {"TITLE": "my little shop", "PORT": "8000"}),
    "EW229/fires_decouple_and_compose": (".env", ("decouple", "python-dotenv"), {"TIMEOUT": "30", "TITLE": "a b"}),
    "EW229/fires_decouple_and_dotenv": (".env", ("decouple", "python-dotenv"), {"DEBUG": "1", "PORT": "80"}),
    "EW229/fires_shell_and_dotenv": (".env", ("bash", "python-dotenv"), {"TITLE": "my shop", "PORT": "80"}),
}  # fmt: skip


@pytest.mark.slow
def test_real_readers(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    wanted = ["python-dotenv", "python-decouple", "django-environ"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True, capture_output=True)

    def read(reader: str, path: Path) -> dict[str, str]:
        code = f"import json, sys\npath = sys.argv[1]\n{_READERS[reader]}\nprint(json.dumps(dict(found)))"
        argv = [str(python), "-c", code, str(path)]
        done = subprocess.run(argv, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True)
        found: dict[str, str] = json.loads(done.stdout)
        return found

    for case, (name, readers, meant) in _FILES.items():
        for side in ("before", "after"):
            for reader in readers:
                found = read(reader, _CASES / case / side / name)
                right = {key: found.get(key) for key in meant} == meant
                assert right is (side == "after" or reader != readers[0]), (case, side, reader, found)
