"""What FROM names, and the variables in the words of a Dockerfile."""

from __future__ import annotations

import re
from collections.abc import Mapping

from envwizard.model.facts.containers import Dockerfile, Stage

# Images that bring a system and tools, but no application and no working directory of their own.
_PLAIN_IMAGES = re.compile(
    r"(?:docker\.io/|index\.docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?"
    r"(?:python|pypy|debian|ubuntu|alpine|fedora|centos|rockylinux|almalinux|amazonlinux|buildpack-deps|busybox|scratch"
    r"|ghcr\.io/astral-sh/uv|astral/uv|nvidia/cuda|continuumio/miniconda3|condaforge/miniforge3)(?::[^@]*)?(?:@.*)?"
)
_REFERENCE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})")


def expand(text: str, variables: Mapping[str, str]) -> str | None:
    """Put ``$NAME`` and ``${NAME:-default}`` in; ``None`` where a variable is not known."""
    known = True

    def put(match: re.Match[str]) -> str:
        nonlocal known
        value = variables.get(match.group(1) or match.group(2), match.group(3))
        known = known and value is not None
        return value or ""

    done = _REFERENCE.sub(put, text)
    return done if known and "$" not in done else None


def base_name(dockerfile: Dockerfile, stage: Stage) -> str | None:
    """Give the image or stage that a FROM names, arguments put in; the tag may stay unknown."""
    known = expand(stage.base, dict(dockerfile.arguments))
    if known is not None:
        return known
    name = stage.base.partition(":")[0]
    return None if "$" in name else name


def is_plain_image(name: str) -> bool:
    """Tell whether an image is one of those that bring no application and no working directory."""
    return bool(_PLAIN_IMAGES.fullmatch(name)) and "onbuild" not in name
