"""What the migration reads beyond a scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.paths import ProjectPath
from envwizard.probes.import_names import import_names
from envwizard.probes.imported_names import probe_imported_names, probe_named_strings
from envwizard.probes.lock_needs import probe_lock_needs
from tests.support import sources_of


def test_imports_of_others_alone(tmp_path: Path) -> None:
    sources = sources_of(
        {
            "shop/__init__.py": "",
            "shop/celery.py": "import os, sys\nfrom celery import Celery\nfrom . import api\nfrom shop import models\n",
            "shop/api.py": '"""\nimport nothing\n"""\ndef f():\n    import yaml as y, google.cloud.storage\n',
            "helpers.py": "x = 1\n",
            "run.py": "import helpers\nfrom PIL.Image import open\nfrom zope import *\n",
            "tests/test_api.py": "import pytest\nimport yaml\n",
            "broken.py": "import requests\ndef (:\n",
            "bad.py": b"import \xff\xfe\n",
        },
        tmp_path,
    )
    found = {(one.name, one.aside) for one in probe_imported_names(sources)}
    assert found == {
        ("celery.Celery", False), ("yaml", False), ("google.cloud.storage", False), ("PIL.Image.open", False),
        ("zope", False), ("pytest", True), ("yaml", True), ("requests", False),
    }  # fmt: skip


def test_strings_of_settings(tmp_path: Path) -> None:
    sources = sources_of(
        {
            "shop/settings.py": "INSTALLED_APPS = ['rest_framework', 'a b']\nURL = 'mysql+pymysql://u:p@h/d'\n",
            "shop/views.py": "NAME = 'rest_framework'\n",
            "tests/settings.py": "INSTALLED_APPS = ['pytest_django']\n",
        },
        tmp_path,
    )
    assert [one.text for one in probe_named_strings(sources)] == ["rest_framework", "mysql+pymysql"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (["six.py,sha256=x,1", "six-1.0.dist-info/RECORD,,"], ("six",)),
        (["yaml/__init__.py,,", "yaml/reader.py,,", "_yaml/__init__.py,,", "../../bin/y.py,,"], ("_yaml", "yaml")),
        (["google/cloud/storage/__init__.py,,", "google/cloud/storage/blob/__init__.py,,"], ("google.cloud.storage",)),
        (["_cffi_backend.cpython-311-x86_64-linux-gnu.so,,", "cffi/__init__.py,,"], ("_cffi_backend", "cffi")),
        (["ns/mod.py,,"], ("ns",)),
        (["", "no commas", '"odd, name.py",,'], ()),
    ],
)
def test_names_out_of_a_record(record: list[str], expected: tuple[str, ...]) -> None:
    assert import_names(record) == expected


def test_graphs_of_locks(tmp_path: Path) -> None:
    sources = sources_of(
        {
            "poetry.lock": '[[package]]\nname = "Django"\nversion = "4"\n[package.dependencies]\nasgiref = ">=3"\n'
            'bcrypt = {version = "*", optional = true}\n',
            "uv.lock": '[[package]]\nname = "flask"\nversion = "3"\ndependencies = [{ name = "click" }]\n',
            "pdm.lock": '[[package]]\nname = "rich"\nversion = "1"\ndependencies = ["pygments<3,>=2", "a.b[c]; x"]\n',
            "sub/uv.lock": "[[package]\n",
        },
        tmp_path,
    )
    paths = ("poetry.lock", "uv.lock", "pdm.lock", "sub/uv.lock")
    found = {one.path.value: one.needs for one in probe_lock_needs(sources, tuple(map(ProjectPath, paths)))}
    assert found == {
        "poetry.lock": {"django": ("asgiref",)},
        "uv.lock": {"flask": ("click",)},
        "pdm.lock": {"rich": ("pygments", "a-b")},
    }
    assert [str(one.path) for one in sources.failures] == ["sub/uv.lock"]
