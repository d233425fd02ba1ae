"""The text of an example of an env file: which variables there are, and never a value that matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from envwizard.model.paths import ProjectPath

# What every reader of env files takes as it stands: no quotes, blanks, comments or variables.
_PLAIN = re.compile(r"[\w.,:;/@%+=*-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SkeletonKey:
    """A variable of an example. ``read_in`` is the source that reads it, if one does.

    ``optional`` where the code goes on without it; ``default`` is the value that it then takes, where that is known.
    """

    name: str
    read_in: ProjectPath | None = None
    is_secret: bool = False
    optional: bool = False
    default: str | None = None


def env_skeleton(target: str, keys: Iterable[SkeletonKey], heading: str | None = None) -> str:
    """Write the example that is copied to ``target``, grouped by the sources that read the variables.

    Another ``heading`` makes it the env file itself.

    What the code has a default for is commented out, so that a copy does not replace the default by an empty text; the
    default is named where it is no secret. Every remark has a line of its own: not all readers know comments behind a
    value.
    """
    parts = [heading or f"# Copy this to {target} and fill it in there; git must not get the copy."]
    parts += ["\n".join(lines) for lines in skeleton_groups(keys)]
    return "\n\n".join(parts) + "\n"


def unfilled_env_file(environment: str, keys: Iterable[SkeletonKey]) -> str:
    """Write the env file of one environment before anybody filled it in: every line is commented out.

    ``KEY=`` would give the empty text, which hides the code's default, and hides from code without one that nothing
    was given: it would go on where it should stop.
    """
    heading = (
        f"# The settings of {environment}. Fill in a line and take away its #; what stays commented out keeps the\n"
        "# code's default. This file belongs neither into git nor into an image."
    )
    groups = skeleton_groups(keys, _unfilled)
    return "\n\n".join([heading, *("\n".join(lines) for lines in groups)]) + "\n"


def skeleton_groups(
    keys: Iterable[SkeletonKey], written: Callable[[Sequence[SkeletonKey]], Iterable[str]] | None = None
) -> Iterator[list[str]]:
    """Give the lines for the variables of one source after the other, those that no source is known to read first.

    ``written`` gives the lines of one source's variables, where they are not those of an example.
    """
    groups: dict[ProjectPath | None, list[SkeletonKey]] = {None: []}
    for key in {key.name: key for key in keys}.values():
        groups.setdefault(key.read_in, []).append(key)
    for source, members in groups.items():
        above = [] if source is None else [f"# Read by {source}"]
        ordered = sorted(members, key=lambda key: key.optional)
        lines = list(written(ordered)) if written else [line for key in ordered for line in _lines(key)]
        if lines:
            yield [*above, *lines]


def _lines(key: SkeletonKey) -> Iterable[str]:
    if key.is_secret:
        yield "# A secret:"
    shown = key.default if key.default is not None and not key.is_secret and _PLAIN.fullmatch(key.default) else ""
    yield f"# {key.name}={shown}" if key.optional else f"{key.name}="


def _unfilled(keys: Sequence[SkeletonKey]) -> Iterable[str]:
    """The variables that the code insists on first, under one heading, and then those that it has a default for."""
    titled: set[bool] = set()
    for key in keys:
        if key.optional not in titled:
            titled.add(key.optional)
            yield "# With a default in the code:" if key.optional else "# Without a default in the code:"
        if key.is_secret:
            yield "# A secret:"
        yield f"# {key.name}="
