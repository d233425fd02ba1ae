"""With the fix the variables are there whoever starts the program; without it they were not. Real servers say so."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from tests.rule_case import scan
from tests.support import write_tree

_DJANGO = {
    ".env": "SHOP_KEY=from-the-file\n",
    "manage.py": "import os\nimport sys\n\nfrom dotenv import load_dotenv\n\n\ndef main():\n    load_dotenv()\n"
    '    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
    "    from django.core.management import execute_from_command_line\n\n    execute_from_command_line(sys.argv)\n\n\n"
    'if __name__ == "__main__":\n    main()\n',
    "shop/__init__.py": "",
    "shop/settings.py": 'import os\n\nSECRET_KEY = os.environ["SHOP_KEY"]\nROOT_URLCONF = "shop.urls"\n',
    "shop/urls.py": "urlpatterns = []\n",
    "shop/wsgi.py": "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\n"
    'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
    "shop.service": "[Service]\nWorkingDirectory=/srv/shop\n"
    "ExecStart=/srv/shop/.venv/bin/gunicorn shop.wsgi:application\n",
    "test_shop.py": "import shop.wsgi\n\n\ndef test_application():\n    assert shop.wsgi.application\n",
}
_LATE = (
    "from {package} import {name}\nfrom config import KEY\nfrom dotenv import load_dotenv\n\nload_dotenv()\n\n"
    'assert KEY == "from-the-file", KEY\napp = {name}({argument})\n'
)
_CONFIG = 'import os\n\nKEY = os.getenv("SHOP_KEY", "dev")\n'
_TEST = "import web\n\n\ndef test_application():\n    assert web.app\n"
_FLASK = {
    ".env": "SHOP_KEY=from-the-file\n",
    "config.py": _CONFIG,
    "web.py": _LATE.format(package="flask", name="Flask", argument="__name__"),
    "test_web.py": _TEST,
}
_FASTAPI = {**_FLASK, "web.py": _LATE.format(package="fastapi", name="FastAPI", argument="")}

_GUNICORN = ["-m", "gunicorn", "--check-config"]
_PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
# uvicorn has no way to load the application and stop: its own loader is asked.
_UVICORN = ["-c", "from uvicorn import Config; Config('web:app').load()"]
_CASES = {
    "django": (_DJANGO, "EW202", [["manage.py", "check"]], [[*_GUNICORN, "shop.wsgi:application"], _PYTEST]),
    # The flask command loads .env itself.
    "flask": (_FLASK, "EW201", [["-m", "flask", "--app", "web", "routes"]], [[*_GUNICORN, "web:app"], _PYTEST]),
    "fastapi": (_FASTAPI, "EW201", [], [_UVICORN, _PYTEST]),
}  # fmt: skip


@pytest.mark.slow
def test_variables_are_there(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    wanted = ["django", "flask", "fastapi", "gunicorn", "uvicorn", "pytest", "python-dotenv"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True, capture_output=True)
    for name, (files, rule, always, with_fix) in _CASES.items():
        root = write_tree(tmp_path / name, files)

        def starts(argv: list[str], cwd: Path = root) -> bool:
            environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"}
            done = subprocess.run(
                [python, *argv], cwd=cwd, env=environment, capture_output=True, timeout=60, check=False
            )
            return done.returncode == 0

        assert [starts(argv) for argv in always] == [True] * len(always), name
        assert [starts(argv) for argv in with_fix] == [False] * len(with_fix), name
        session, report = scan(root, tmp_path / f"{name}-state", rule)
        plan = session.plan([finding for finding in report.findings if finding.fix])
        assert plan.fixes, name
        session.apply(session.preview(plan))
        assert [starts(argv) for argv in (*always, *with_fix)] == [True] * (len(always) + len(with_fix)), name
