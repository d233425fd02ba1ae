"""Which name a misspelt env file most likely means, and which templates stand for one."""

from __future__ import annotations

import pytest

from envwizard.analysis.env_loading.env_file_names import nearest, template_of
from envwizard.model.paths import ProjectPath


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        (".evn", {".env"}, ".env"),
        ("env", {".env"}, ".env"),
        (".env.prodution", {".env.production", ".env.staging"}, ".env.production"),
        (".env_production", {".env.production"}, ".env.production"),
        (".env.prod", {".env.production"}, ".env.production"),
        (".env.dev", {".env.test"}, None),
        (".env.local", {".env.dev"}, None),
        (".env.local", {".env"}, None),
        (".env2", {".env1"}, None),
        (".env.stagin", {".env.staging", ".env.stagina"}, None),
        ("web.env", {"db.env"}, None),
        ("", {".env"}, None),
    ],
)
def test_nearest(name: str, known: set[str], meant: str | None) -> None:
    assert nearest(name, known) == meant


@pytest.mark.parametrize(
    ("path", "template", "stands"),
    [
        (".env", ".env.example", True),
        (".env", "env.sample", True),
        ("app/.env", "app/.env-dist", True),
        (".env.dev", ".env.example", True),
        (".env", "app/.env.example", False),
        (".evn", ".env.example", False),
    ],
)
def test_templates(path: str, template: str, stands: bool) -> None:
    assert (template_of(ProjectPath(path), {ProjectPath(template)}) is not None) == stands
