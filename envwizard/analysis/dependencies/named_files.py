"""Requirements files by whatever name: those that the commands of the project name with -r and -c."""

from __future__ import annotations

from envwizard.analysis.dependencies.install_commands import read_install
from envwizard.analysis.dependencies.installs import places
from envwizard.model.facts import Facts
from envwizard.model.paths import ProjectPath


def named_requirements(facts: Facts) -> tuple[ProjectPath, ...]:
    """List the files that installs name, as far as they are in the project.

    A path counts from the command's folder and those above it. One of an image or a host (``/tmp/deps.txt``) is the
    file of that name where the project has only one.
    """
    named: list[tuple[str, ProjectPath]] = []
    for place in places(facts):
        owner = place.command.location.path
        install = read_install(place.command)
        if install is None or not isinstance(owner, ProjectPath):
            continue
        named += [(word.text.replace("\\", "/"), owner) for word in (*install.files, *install.constraints)]
    if not named:
        return ()
    by_name: dict[str, list[ProjectPath]] = {}
    for entry in facts.inventory.files:
        if entry.kind == "file":
            by_name.setdefault(entry.path.name, []).append(entry.path)
    found = (_found(text, owner, by_name) for text, owner in named)
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _found(text: str, owner: ProjectPath, by_name: dict[str, list[ProjectPath]]) -> ProjectPath | None:
    same = by_name.get(text.rpartition("/")[2], [])
    if "://" in text:
        return None
    for folder in owner.parent.upwards() if not text.startswith(("/", "$", "~")) else ():
        path = folder.join(text)
        if path in same:
            return path
    return same[0] if len(same) == 1 else None
