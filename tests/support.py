"""What many tests need: projects made from a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from envwizard.model.facts.inventory import GitFacts
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.decode import decode
from envwizard.project.reader import Sources
from envwizard.project.walk import walk


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below ``root`` and give ``root``."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def sources_of(files: Mapping[str, str | bytes], root: Path, git: GitFacts | None = None) -> Sources:
    """Write the files below ``root`` and open them as the probes see them."""
    write_tree(root, files)
    return Sources(root, walk(root, ()), git or GitFacts())


def text_file(content: str | bytes, path: str = "file") -> TextFile:
    """Build a file in memory."""
    raw = content.encode() if isinstance(content, str) else content
    text, encoding, bom = decode(raw, python=path.endswith(".py"))
    return TextFile(ProjectPath(path), raw, text, encoding, bom, 0o644)
