"""An example of an env file has every key, no secret, and means the same to every reader."""

from __future__ import annotations

from envwizard.edits.env_skeleton import SkeletonKey, env_skeleton
from envwizard.model.paths import ProjectPath

_SETTINGS = ProjectPath("shop/settings.py")


def test_keys_stand_by_their_source_with_what_is_needed_first() -> None:
    keys = (
        SkeletonKey("DEBUG", _SETTINGS, optional=True, default="0"),
        SkeletonKey("POSTGRES_USER"),
        SkeletonKey("SECRET_KEY", _SETTINGS, is_secret=True),
    )
    assert env_skeleton(".env", keys).splitlines() == [
        "# Copy this to .env and fill it in there; git must not get the copy.",
        "",
        "POSTGRES_USER=",
        "",
        "# Read by shop/settings.py",
        "# A secret:",
        "SECRET_KEY=",
        "# DEBUG=0",
    ]


def test_a_secret_has_no_default_in_it() -> None:
    key = SkeletonKey("SESSION_SECRET", _SETTINGS, is_secret=True, optional=True, default="Velvet-77-Anchor")
    assert "Velvet" not in env_skeleton(".env", (key,))


def test_a_default_that_readers_take_differently_is_not_named() -> None:
    for default in ("two words", "a#b", "$HOME", '"quoted"', "two\nlines"):
        text = env_skeleton(".env", (SkeletonKey("GREETING", _SETTINGS, optional=True, default=default),))
        assert text.endswith("\n# GREETING=\n")


def test_a_key_stands_once() -> None:
    keys = (SkeletonKey("PORT"), SkeletonKey("PORT"))
    assert env_skeleton(".env", keys).count("PORT=") == 1
