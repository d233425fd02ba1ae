"""What a lock with hashes cannot hold: repositories, editable installs and folders."""

from __future__ import annotations

import re

from envwizard.model.errors import CommandFailed
from envwizard.model.message import msg
from envwizard.model.migration import Layer

_VCS = re.compile(r"(?:^|@\s*|\s)(?:git|hg|svn|bzr)\+", re.IGNORECASE)
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s|=)")
_FOLDER = re.compile(r"(?:\S+\s*@\s*)?(?:file:|\.{1,2}(?:/|$)|/)")
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tar.xz")


def refuse_unlockable(layer: Layer) -> None:
    """Raise ``CommandFailed`` for what a lock with hashes cannot hold; pip would refuse to install it."""
    for text in layer.requirements:
        if _VCS.search(text):
            raise CommandFailed(
                msg(
                    "{source} asks for `{text}`: a lock with hashes cannot hold a repository, because pip has no way "
                    "to hash one. Name a release, or the address of an archive of that commit (.zip or .tar.gz).",
                    source=layer.source,
                    text=text,
                )
            )
        if _EDITABLE.match(text):
            raise CommandFailed(
                msg(
                    "{source} asks for `{text}`: an editable install has no hash, so it stays out of the lock. Leave "
                    "the line out, and run `python -m pip install --no-deps {text}` after the lock is installed.",
                    source=layer.source,
                    text=text,
                )
            )
        if _FOLDER.match(text) and not text.split("#")[0].split(";")[0].strip().endswith(_ARCHIVES):
            raise CommandFailed(
                msg(
                    "{source} asks for the folder `{text}`, which has no hash and stays out of the lock. Leave the "
                    "line out, and run `python -m pip install --no-deps {text}` after the lock is installed.",
                    source=layer.source,
                    text=text,
                )
            )
