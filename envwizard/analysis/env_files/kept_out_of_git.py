"""Keeping an env file out of git: the line in .gitignore, and the command by which git forgets it."""

from __future__ import annotations

from envwizard.analysis.env_files.ignoring import ignore_file_above, is_kept_out_of_git
from envwizard.edits.ignore_file import ignore_edit, ignore_line
from envwizard.model.change import Command, Edit
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files


def git_ignore_of(facts: Facts, path: ProjectPath) -> tuple[ProjectPath, bool]:
    """Give the .gitignore that is to name a path, and whether it is there: the nearest above, else one in the root."""
    above = ignore_file_above(facts, path)
    return (above.path, True) if above is not None else (ProjectPath(".gitignore"), False)


def ignoring(facts: Facts, files: Files, path: ProjectPath, everywhere: bool = False) -> tuple[Edit, ...]:
    """Name a file in the .gitignore above it; nothing where git is kept from it already.

    ``everywhere``: a `.env` stands there for those of every folder below.
    """
    if is_kept_out_of_git(facts, path):
        return ()
    target, exists = git_ignore_of(facts, path)
    line = ignore_line(target, path) if everywhere else "/" + path.relative_to(target.parent)
    edit = ignore_edit(target, files(target) if exists else None, [line])
    return (edit,) if edit is not None else ()


def forgetting(path: ProjectPath) -> Command:
    """Take a file out of git's index; it stays on the disk."""
    return Command(
        ("git", "rm", "--cached", "--quiet", "--", path.value),
        msg("git forgets {path} from the next commit on; the file itself stays where it is", path=path),
        inverse=("git", "add", "-f", "--", path.value),
    )
