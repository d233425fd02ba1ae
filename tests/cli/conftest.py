"""What the tests of the command line share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import envwizard.rules.servers
from envwizard.engine.registry import all_rules


@pytest.fixture
def own_rule(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the registry find the rule of own_rule.py among its own."""
    folder = tmp_path_factory.mktemp("rules")
    shutil.copy(Path(__file__).with_name("own_rule.py"), folder / "ew599_own.py")
    monkeypatch.setattr(envwizard.rules.servers, "__path__", [*envwizard.rules.servers.__path__, str(folder)])
    all_rules.cache_clear()
    yield
    sys.modules.pop("envwizard.rules.servers.ew599_own", None)
    all_rules.cache_clear()
