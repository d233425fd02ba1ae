"""The commands that move a list of requirements to pip-tools, as text for people."""

from __future__ import annotations

import shlex

from envwizard.analysis.dependencies.requirement_families import Kind
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.message import Message, msg

# pip-tools 7.6: the options whose defaults change in 8.0, and those that keep indexes and paths of this machine out.
OPTIONS = (
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
)


def compile_command(source: str, output: str) -> str:
    """Give the command that compiles ``source`` into ``output`` with hashes."""
    return f"pip-compile {' '.join(OPTIONS)} --output-file {shlex.quote(output)} {shlex.quote(source)}"


def migration_notes(file: RequirementsFile, kind: Kind) -> tuple[Message, ...]:
    """Say which command makes a file the compiled form of a list of direct requirements, and what it keeps."""
    if kind is Kind.FREEZE:
        kept = msg(
            "What the project itself asks for becomes the source of {output}; no version moves.", output=file.path
        )
    else:
        kept = msg("The list becomes the source of {output}; the versions that it pins stay.", output=file.path)
    return (msg("Run `envwizard migrate`: it shows every change before it writes, and can be undone."), kept)
