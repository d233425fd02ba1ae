"""How a comment is written, by a file's name: what begins and ends it, and whether it may stand behind code."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommentForm:
    """``begin`` is what to write before a comment and ``begins`` all that begins one; ``end`` closes it."""

    begin: str
    begins: tuple[str, ...]
    end: str = ""
    # False where text behind code is no comment but a part of it.
    behind_code: bool = True


_HASH = CommentForm("#", ("#",))
_HASH_ALONE = CommentForm("#", ("#",), behind_code=False)
_INI = CommentForm("#", ("#", ";"))
_INI_ALONE = CommentForm("#", ("#", ";"), behind_code=False)
_SLASHES = CommentForm("//", ("//",))
_MARKUP = CommentForm("<!--", ("<!--",), " -->")
_REST = CommentForm("..", ("..",), behind_code=False)

# The first that matches the whole name; ``None`` where the format has no comments or a program writes the file.
_FORMS: tuple[tuple[re.Pattern[str], CommentForm | None], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r".+\.(?:json|lock|csv|whl|zip)|pylock\..*toml|runtime\.txt|pyvenv\.cfg", None),
        (r".+\.(?:md|markdown|html?|xml)", _MARKUP),
        (r".+\.rst", _REST),
        (r".+\.(?:[cm]?[jt]s|jsonc|groovy)|(?:.*\.)?jenkinsfile", _SLASHES),
        # Behind an instruction of a Dockerfile, a value of a unit or of setup.cfg, a Procfile's or a cron table's
        # command, a `#` belongs to it.
        (r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?|(?:.+\.)?procfile(?:[._-].+)?", _HASH_ALONE),
        (r"(?:.*[._-])?(?:crontab|cron)(?:[._-].*)?", _HASH_ALONE),
        (r".+\.(?:service|socket|timer|target)|setup\.cfg|tox\.ini", _INI_ALONE),
        (r".+\.(?:ini|cfg|conf|supervisor)", _INI),
    )
)


def comment_form(name: str) -> CommentForm | None:
    """Give the form of comments in a file of this name; ``None`` where it can hold none."""
    return next((form for pattern, form in _FORMS if pattern.fullmatch(name)), _HASH)
