"""What is in force for every way of starting a project, clause by clause, with file and line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from envwizard.model.facts.launches import EffectiveSetting, Launch
from tests.analysis.test_launches import facts_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("launch_cases.toml").read_text())["case"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_what_is_in_force(tmp_path: Path, case: dict[str, Any]) -> None:
    facts = facts_of({path: text.lstrip("\n") for path, text in case["files"].items()}, tmp_path)
    launch = _picked(facts.launches, case["launch"], case.get("at"), case.get("count", 1))
    for wanted in case["wanted"]:
        setting = launch.setting(wanted.partition(" = ")[0])
        assert setting is not None and _told(setting) == wanted
    if "server" in case:
        assert launch.server == case["server"]
    if "environments" in case:
        assert list(launch.environments) == case["environments"]
    if "folder" in case:
        assert str(launch.working_directory) == case["folder"]
    if "guarded" in case:
        assert launch.guarded is case["guarded"]
    if "replicas" in case:
        assert launch.replicas == case["replicas"]


def _picked(launches: tuple[Launch, ...], text: str, path: str | None, count: int) -> Launch:
    surface, _, name = text.partition(" ")
    found = [
        one
        for one in launches
        if one.surface.value == surface and one.name == name and path in (None, str(one.location.path))
    ]
    assert len(found) == count, [one.id for one in launches]
    return found[0]


def _told(setting: EffectiveSetting) -> str:
    text = f"{setting.name} = {setting.value if setting.value is not None else '?'} from {setting.origin}"
    return text if setting.location is None else f"{text} at {setting.location.path}:{setting.location.line}"
