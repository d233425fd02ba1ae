"""Files that declare dependencies: pyproject.toml, setup.cfg, setup.py, Pipfile, conda's environment.yml."""

from __future__ import annotations

import re

from envwizard.model.facts.dependencies import ProjectFile
from envwizard.probes.project_files.conda import conda_facts
from envwizard.probes.project_files.pipfile import pipfile_facts
from envwizard.probes.project_files.pyproject import pyproject_facts
from envwizard.probes.project_files.setuptools import setup_cfg_facts, setup_py_facts
from envwizard.project.reader import Sources

_BY = "project files"
_READERS = (
    (re.compile(r"pyproject\.toml"), pyproject_facts),
    (re.compile(r"setup\.cfg"), setup_cfg_facts),
    (re.compile(r"setup\.py"), setup_py_facts),
    (re.compile(r"Pipfile"), pipfile_facts),
    (re.compile(r"(?:environment|conda)[\w.-]*\.ya?ml", re.IGNORECASE), conda_facts),
)


def probe_project_files(sources: Sources) -> tuple[ProjectFile, ...]:
    """Read what each file declares; files of these names that declare nothing are left out."""
    found = (file for pattern, reader in _READERS for file in sources.each(_BY, sources.named(pattern), reader))
    return tuple(sorted((file for file in found if file is not None), key=lambda file: str(file.location.path)))
