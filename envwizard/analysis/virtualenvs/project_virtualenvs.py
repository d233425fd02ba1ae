"""Which virtual environments are the project's own, and which of its requirements each one is meant to hold."""

from __future__ import annotations

from envwizard.analysis.roots import declaring_folder, folder_of
from envwizard.model.aside import EXAMPLES, TEMPLATES, TEST_DATA, is_one_of
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import LockFile, ProjectFile, RequirementsFile
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# Below these an environment is somebody's example or test data.
_FOREIGN = TEST_DATA | EXAMPLES | TEMPLATES


def own_virtualenvs(facts: Facts) -> tuple[VirtualEnv, ...]:
    """The environments that the project is run in; those that git tracks are left to the rule that says so."""
    return tuple(env for env in facts.virtualenvs if not is_tracked(facts, env) and not is_one_of(env.path, _FOREIGN))


def is_tracked(facts: Facts, env: VirtualEnv) -> bool:
    """Tell whether the environment itself is in the repository."""
    return facts.git.present and isinstance(env.path, ProjectPath) and facts.git.tracks_below(env.path)


def is_usable(env: VirtualEnv) -> bool:
    """Tell whether what is installed in it counts: its interpreter is there and reads it."""
    return not {slug for slug, _ in env.defects} & {"no-interpreter", "other-interpreter", "no-configuration"}


def requirements_of(facts: Facts, env: VirtualEnv) -> tuple[RequirementsFile, ...]:
    """The requirements files of the environment's folder; a source that was compiled beside it is left out."""
    root = declaring_folder(facts, env.path)
    found = [file for file in facts.requirements_files if folder_of(file.location) == root]
    compiled = {file.path.value.rpartition(".")[0] for file in found if is_lock(file)}
    return tuple(file for file in found if file.path.suffix != ".in" or file.path.value[:-3] not in compiled)


def project_files_of(facts: Facts, env: VirtualEnv) -> tuple[ProjectFile, ...]:
    """The project files of the environment's folder."""
    root = declaring_folder(facts, env.path)
    return tuple(file for file in facts.project_files if folder_of(file.location) == root)


def lock_files_of(facts: Facts, env: VirtualEnv) -> tuple[LockFile, ...]:
    """The lock files of the environment's folder."""
    root = declaring_folder(facts, env.path)
    return tuple(file for file in facts.lock_files if folder_of(file.location) == root)


def is_lock(file: RequirementsFile) -> bool:
    """Tell whether a requirements file was compiled: it then names everything that is to be installed."""
    return file.path.suffix != ".in" and (file.compiler is not None or file.is_hashed)


def python_of(env: VirtualEnv) -> str:
    """The environment's interpreter as a command names it, from the project's root."""
    place = env.path.value
    return f"{place}/Scripts/python.exe" if env.windows_layout else f"{place}/bin/python"


def place_of(env: VirtualEnv) -> Location:
    """Where a finding about an environment is shown: its pyvenv.cfg, or its folder."""
    return env.configuration or Location(env.path)
