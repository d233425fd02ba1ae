"""The variables of the env file under every way to start: missing before the fix, there after it, by real servers.

The samples are built so that no launcher helps out: the file has another name than the one that ``flask`` loads itself,
or lies in another folder than the one that the program is started in.
"""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from tests.rule_case import scan
from tests.support import write_tree

_DJANGO_MANAGE = (
    "import os\nimport sys\n\n\ndef main():\n"
    '    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    "    from django.core.management import execute_from_command_line\n\n    execute_from_command_line(sys.argv)\n\n\n"
    'if __name__ == "__main__":\n    main()\n'
)
_DJANGO_WSGI = (
    "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\n"
    'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n'
)
# A slip in the name: Django's settings look for .evn.
_DJANGO = {
    ".env": "SHOP_KEY=from-the-file\n",
    "manage.py": _DJANGO_MANAGE,
    "shop/__init__.py": "",
    "shop/settings.py": "import os\nfrom pathlib import Path\n\nfrom dotenv import load_dotenv\n\n"
    'BASE_DIR = Path(__file__).resolve().parent.parent\nload_dotenv(BASE_DIR / ".evn")\n'
    'SECRET_KEY = os.environ["SHOP_KEY"]\nROOT_URLCONF = "shop.urls"\n',
    "shop/urls.py": "urlpatterns = []\n",
    "shop/wsgi.py": _DJANGO_WSGI,
    "test_shop.py": "import shop.wsgi\n\n\ndef test_application():\n    assert shop.wsgi.application\n",
}
_WEB = (
    "import os\n\nfrom {package} import {name}\nfrom dotenv import load_dotenv\n\n{load}\n\n"
    'assert os.getenv("SHOP_KEY") == "from-the-file"\napp = {name}({argument})\n'
)
_TEST = "import web\n\n\ndef test_application():\n    assert web.app\n"
_FLASK = {"package": "flask", "name": "Flask", "argument": "__name__"}
_FASTAPI = {"package": "fastapi", "name": "FastAPI", "argument": ""}
# A path that counts from the current directory, and a program that is started in another one.
_RELATIVE = 'load_dotenv("settings.env")'
_FLASK_RELATIVE = {
    "settings.env": "SHOP_KEY=from-the-file\n",
    "web.py": _WEB.format(load=_RELATIVE, **_FLASK),
    "test_web.py": _TEST,
    "elsewhere/notes.txt": "The program is started in this folder.\n",
}
_FASTAPI_RELATIVE = {**_FLASK_RELATIVE, "web.py": _WEB.format(load=_RELATIVE, **_FASTAPI)}
# The file lies in a folder that a bare load does not search.
_FLASK_FOLDER = {
    "config/.env": "SHOP_KEY=from-the-file\n",
    "web.py": _WEB.format(load="load_dotenv()", **_FLASK),
    "test_web.py": _TEST,
}

_GUNICORN = ["-m", "gunicorn", "--check-config"]
_PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
_FLASK_RUN = ["-m", "flask", "--app", "web", "routes"]
# uvicorn has no way to load the application and stop: its own loader is asked.
_UVICORN = ["-c", "from uvicorn import Config; Config('web:app').load()"]
_WSGI = [*_GUNICORN, "shop.wsgi:application"]
_CASES = {
    "django": (_DJANGO, "EW212", ".", [["manage.py", "check"], _WSGI, [*_PYTEST, "test_shop.py"]]),
    "flask": (
        _FLASK_RELATIVE, "EW211", "elsewhere", [_FLASK_RUN, [*_GUNICORN, "web:app"], [*_PYTEST, "../test_web.py"]],
    ),
    "flask-folder": (_FLASK_FOLDER, "EW212", ".", [_FLASK_RUN, [*_GUNICORN, "web:app"], [*_PYTEST, "test_web.py"]]),
    "fastapi": (_FASTAPI_RELATIVE, "EW211", "elsewhere", [_UVICORN, [*_PYTEST, "../test_web.py"]]),
}  # fmt: skip


@pytest.mark.slow
def test_missing_before_and_there_after(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    wanted = ["django", "flask", "fastapi", "gunicorn", "uvicorn", "pytest", "python-dotenv"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True, capture_output=True)
    for name, (files, rule, folder, starts) in _CASES.items():
        root = write_tree(tmp_path / name, files)

        def runs(argv: list[str], root: Path = root, folder: str = folder) -> tuple[bool, str]:
            environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
            done = subprocess.run(
                [python, *argv], cwd=root / folder, env=environment, capture_output=True, text=True, timeout=60,
                check=False,
            )  # fmt: skip
            return done.returncode == 0, done.stdout + done.stderr

        for argv in starts:
            started, said = runs(argv)
            assert not started, (name, argv)
            assert "SHOP_KEY" in said, (name, argv, said)
        session, report = scan(root, tmp_path / f"{name}-state", rule)
        plan = session.plan([finding for finding in report.findings if finding.fix])
        assert plan.fixes, name
        session.apply(session.preview(plan))
        for argv in starts:
            started, said = runs(argv)
            assert started, (name, argv, said)
