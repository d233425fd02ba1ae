"""The simulated image against what a real builder makes of the same Dockerfile: the lists of files must be the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from envwizard.analysis.images.build_context import ProjectFiles, contexts
from envwizard.analysis.images.image_build import build
from envwizard.analysis.images.image_files import Presence
from envwizard.model.facts import Facts
from envwizard.probes.docker_ignores import probe_docker_ignores
from envwizard.probes.dockerfiles import probe_dockerfiles
from tests.support import sources_of, write_tree

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_DATA = tomllib.loads((Path(__file__).parent / "image_cases.toml").read_text())
CASES: list[dict[str, Any]] = _DATA["case"]
NAMES = [case["name"] for case in CASES]


def tree_of(case: dict[str, Any]) -> dict[str, str]:
    files = {name: name for name in case.get("context", _DATA["context"])}
    files["Dockerfile"] = case["dockerfile"].strip() + "\n"
    if "ignore" in case:
        files[".dockerignore"] = case["ignore"]
    return files


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_simulation(case: dict[str, Any], tmp_path: Path) -> None:
    sources = sources_of(tree_of(case), tmp_path)
    facts = replace(
        Facts(inventory=sources.inventory),
        dockerfiles=probe_dockerfiles(sources),
        docker_ignores=probe_docker_ignores(sources),
    )
    assert not sources.failures
    (dockerfile,) = facts.dockerfiles
    context = contexts(dockerfile, facts, ProjectFiles(facts))[0]
    image = build(dockerfile, context)
    assert image is not None
    assert not image.unknown
    assert sorted(image.files()) == sorted(case["files"])
    # The question for a single path gives the same answers as the list.
    for path in case["files"]:
        assert image.find(path) is Presence.YES
        assert image.find(path + ".not") is Presence.NO
        assert not image.is_folder(path)
        assert image.is_folder(os.path.dirname(path))  # noqa: PTH120 - a path of the image
    for path, origin in image.files().items():
        where = image.where(origin) if origin is not None else None
        assert origin is None or (where is not None and where[0] in image.files()), path


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not installed")
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_real_builder(case: dict[str, Any], tmp_path: Path) -> None:
    if "builder" in case:
        pytest.skip(case["builder"])
    context = write_tree(tmp_path / "context", tree_of(case))
    store = [f"--root={tmp_path / 'root'}", f"--runroot={tmp_path / 'run'}", "--storage-driver=vfs"]

    def buildah(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["buildah", *store, *words], capture_output=True, text=True, timeout=120)

    done = buildah("bud", "--isolation=chroot", "-t", "case", str(context))
    if done.returncode and "operation not permitted" in done.stderr.lower():
        pytest.skip(f"buildah may not build here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    container = buildah("from", "case").stdout.strip()
    mounted = Path(buildah("mount", container).stdout.strip())
    found = [f"/{path.relative_to(mounted).as_posix()}" for path in mounted.rglob("*") if path.is_file()]
    assert sorted(found) == sorted(case["files"])
