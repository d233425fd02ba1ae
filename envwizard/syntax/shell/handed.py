"""Shell code that a command hands to another shell: in a word (``sh -c '..'``) or on its standard input."""

from __future__ import annotations

import re

from envwizard.model.command_words import base_name
from envwizard.model.facts.commands import CommandLine

_SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh", "ash"))
_CODE_FLAG = re.compile(r"-[A-Za-z]*c[A-Za-z]*")
_SSH_VALUES = frozenset("-" + letter for letter in "BbcDEeFIiJLlmOopQRSWw")


def script_words(command: CommandLine) -> tuple[int, ...]:
    """Indexes of the words that are shell code: CODE in ``sh -c CODE``, ``su x -c CODE`` and ``ssh host CODE ..``.

    Empty where the command hands over no code.
    """
    words = command.argv
    for index, word in enumerate(words):
        name = base_name(word)
        if name in _SHELLS or name in ("su", "runuser"):
            for position in range(index + 1, len(words) - 1):
                if _CODE_FLAG.fullmatch(words[position]) or words[position] == "--command":
                    return (position + 1,)
                if not words[position].startswith("-") and name in _SHELLS:
                    return ()
        elif name == "eval" and index == 0:
            return tuple(range(1, len(words)))
        elif name == "ssh":
            return tuple(range(_behind_ssh_host(words, index + 1), len(words)))
    return ()


def reads_shell_code(command: CommandLine) -> bool:
    """Tell whether a command runs what it reads: ``bash``, ``bash -s``, ``ssh host``, ``sudo -u x sh``."""
    words = command.argv
    for index, word in enumerate(words):
        name = base_name(word)
        behind = words[index + 1 :]
        if name in _SHELLS:
            return not script_words(command) and (
                "-s" in behind or all(other.startswith(("-", "+")) for other in behind)
            )
        if name == "ssh":
            rest = words[_behind_ssh_host(words, index + 1) :]
            return not rest or base_name(rest[-1]) in _SHELLS or rest[-1] in ("-s", "--", "-se")
        if name in ("su", "sudo") and not script_words(command):
            plain = [other for other in behind if not other.startswith("-")]
            if (name == "su" and len(plain) <= 1) or (name == "sudo" and not plain and {"-s", "-i"} & set(behind)):
                return True
    return False


def _behind_ssh_host(words: tuple[str, ...], index: int) -> int:
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in _SSH_VALUES else 1
    return min(index + 1, len(words))
