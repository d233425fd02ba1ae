"""The commands of scripts and Makefiles, wherever in the project they stand."""

from __future__ import annotations

from collections.abc import Iterator

from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine


def written_commands(facts: Facts) -> Iterator[CommandLine]:
    """Give the commands of shell scripts, then those of the targets of Makefiles."""
    for script in facts.shell_scripts:
        yield from script.commands
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from target.commands
