"""Variables that compose files cannot do without: what they put in without a default, and what an image insists on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.analysis.env_files.skeleton_keys import env_reads
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeService
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# compose-spec.io, "Interpolation": without a default an unset variable becomes an empty text; ``${NAME?message}`` says
# so instead, and ``$$`` is a plain dollar.
_PUT_IN = re.compile(r"(?<!\$)(?:\$\$)*\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
# What the images' own documentation says that they do not start without; one of each line is enough.
_IMAGES = {
    "postgres": ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD", "POSTGRES_PASSWORD_FILE"),
    "mysql": ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD",
              "MYSQL_ROOT_PASSWORD_FILE"),
}  # fmt: skip

# The images of PostgreSQL before February 2020 started without a password.
_FIRST_POSTGRES = 13


def compose_demands(facts: Facts, path: ProjectPath) -> dict[str, Location]:
    """Give the variables that compose files expect of the env file at ``path``, each at its first place.

    A compose file puts in what the ``.env`` beside it gives, which counts where the code reads the variable; an image
    gets what its service's ``env_file`` gives.
    """
    reads = env_reads(facts)
    found: dict[str, Location] = {}
    for compose in facts.compose_files:
        home = compose.location.path
        if not isinstance(home, ProjectPath):
            continue
        for service in compose.services:
            if path == home.parent.join(".env"):
                for variable in service.environment:
                    text = variable.value.reveal() if variable.value is not None else ""
                    for match in _PUT_IN.finditer(text) if variable.name in reads else ():
                        found.setdefault(match[1] or match[2], variable.location)
            for key, place in _insisted(service, home, path):
                found.setdefault(key, place)
    return found


def _insisted(service: ComposeService, home: ProjectPath, path: ProjectPath) -> Iterator[tuple[str, Location]]:
    image, _, tag = (service.image or "").removeprefix("docker.io/").removeprefix("library/").partition(":")
    number = re.match(r"\d+", tag)
    if image == "postgres" and number is not None and int(number[0]) < _FIRST_POSTGRES:
        return
    given = {variable.name for variable in service.environment}
    keys = _IMAGES.get(image, ())
    files = [home.parent.join(text) for text, _ in service.env_files]
    if keys and files == [path] and given.isdisjoint(keys):
        yield keys[0], service.env_files[0][1]
