"""What the names of files and settings say about a file: left behind by a run, kept for users, named by agreement."""

from __future__ import annotations

import re

# Files that a run leaves behind: where they land matters little.
SCRATCH = re.compile(
    r"(?:^|[/._-])(?:logs?|tmp|temp|cache|caches|out|outputs?|results?|dump|debug|reports?|dist|build)(?:[/._-]|$)|\.log",
    re.IGNORECASE,
)
# What users hand in and a program must find again: the folders, and the settings that name them.
KEPT = re.compile(
    r"(?:^|/)(?:user_?)?(?:uploads?|uploaded(?:_\w+)?|media|attachments?|avatars?|storage)(?:/|$)", re.IGNORECASE
)
KEPT_SETTING = re.compile(
    r"(?:.*_)?(?:uploads?|uploaded|media|attachments?|avatars?)(?:_\w+)?_(?:folder|dir|directory|path|root)"
    r"|(?:upload|media)(?:folder|dir|path|root)",
    re.IGNORECASE,
)
# Files that a tool looks for in the folder that it is run in, by agreement.
BY_AGREEMENT = re.compile(
    r"(?:\./)?(?:pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|package(?:-lock)?\.json|requirements[\w.-]*\.txt|README[\w.]*"
    r"|Dockerfile[\w.]*|docker-compose[\w.]*|\.env[\w.]*|\.git(?:/.*)?|\.gitignore|CHANGELOG[\w.]*|Makefile|mkdocs\.yml"
    r"|VERSION[\w.]*|LICENSE[\w.]*|\.pre-commit-config\.yaml|Pipfile[\w.]*|poetry\.lock|uv\.lock)",
    re.IGNORECASE,
)
