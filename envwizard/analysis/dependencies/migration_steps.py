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
    """Say step by step how a file becomes the compiled form of a list of direct requirements."""
    output = file.path.value
    source = f"{output.rpartition('.')[0]}.in"
    if kind is Kind.FREEZE:
        first = msg(
            "1. Write the distributions that the project itself asks for into {source}, with their extras and without "
            "versions; keep {output} as it is: pip-compile reads it and moves no version.",
            source=source,
            output=output,
        )
    else:
        first = msg(
            "1. `cp {output} {source}`: the list as it is becomes the source. Keep {output}: pip-compile keeps the "
            "versions that it pins.",
            source=source,
            output=output,
        )
    return (
        first,
        msg("2. `{command}`", command=compile_command(source, output)),
        msg("3. Install with `python -m pip install --require-hashes -r {output}`.", output=output),
        msg("4. Read what moved before you commit: `git diff {output}`.", output=output),
    )
