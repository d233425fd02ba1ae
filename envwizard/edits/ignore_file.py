"""Adding lines to a .gitignore or .dockerignore."""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.change import CreateFile, Edit, ReplaceSpan
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile


def ignore_edit(path: ProjectPath, file: TextFile | None, lines: Iterable[str]) -> Edit | None:
    """Add lines at the end of the ignore file, or make the file; ``None`` where it has them all already."""
    if file is None:
        return CreateFile(path, "".join(f"{line}\n" for line in dict.fromkeys(lines)).encode())
    there = {line.strip() for line in file.content.splitlines()}
    new = [line for line in dict.fromkeys(lines) if line not in there]
    if not new:
        return None
    newline = file.newline
    lead = "" if not file.content or file.content.endswith(("\n", "\r")) else newline
    end = len(file.raw)
    return ReplaceSpan(path, file.digest, end, end, file.encode(lead + "".join(line + newline for line in new)))


def ignore_line(ignore: ProjectPath, path: ProjectPath) -> str:
    """The line that keeps out an env file.

    A bare `.env` holds for every folder below; other names for their own place. Docker's patterns are anchored.
    """
    if path.name == ".env" and ignore.name == ".gitignore":
        return ".env"
    relative = path.relative_to(ignore.parent)
    return f"/{relative}" if ignore.name == ".gitignore" else relative
