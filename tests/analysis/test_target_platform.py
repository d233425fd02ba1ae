"""Which wheels fit an environment, by their tags."""

from __future__ import annotations

import platform

import pytest

from envwizard.analysis.virtualenvs.target_platform import supports_any
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ProjectPath

_MACHINE = platform.machine()


@pytest.mark.skipif(platform.system() != "Linux", reason="the tags are Linux's")
@pytest.mark.parametrize(
    ("minor", "tag", "fits"),
    [
        ("3.6", "cp36-cp36m", True),
        ("3.7", "cp37-cp37m", True),
        ("3.8", "cp38-cp38", True),
        ("3.8", "cp38-cp38m", False),
        ("3.11", "cp36-cp36m", False),
        ("3.11", "cp37-abi3", True),
    ],
)
def test_the_abi_of_a_minor_version(minor: str, tag: str, fits: bool) -> None:
    env = VirtualEnv(ProjectPath(".venv"), "venv", library_version=minor)
    assert supports_any(env, [f"{tag}-linux_{_MACHINE}"]) is fits
