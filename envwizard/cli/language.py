"""The language that envwizard speaks: the one that is asked for, else that of the locale."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from envwizard.i18n import in_force, load, use
from envwizard.model.message import msg

LANGUAGES = ("en", "zh")
# In the order in which setlocale(3) looks at them; the first that says something decides.
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
# The catalogue is in simplified signs: these regions write the others.
_TRADITIONAL = ("zh_tw", "zh_hk", "zh_mo", "zh_hant")
# What argparse of Python 3.10 to 3.14 says by itself.
_ARGPARSE = (
    msg("usage: "),
    msg("options"),
    msg("positional arguments"),
    msg("show this help message and exit"),
    msg("show program's version number and exit"),
    msg("%(prog)s: error: %(message)s\n"),
    msg("argument %(argument_name)s: %(message)s"),
    msg("the following arguments are required: %s"),
    msg("one of the arguments %s is required"),
    msg("unrecognized arguments: %s"),
    msg("ambiguous option: %(option)s could match %(matches)s"),
    msg("not allowed with argument %s"),
    msg("ignored explicit argument %r"),
    msg("invalid choice: %(value)r (choose from %(choices)s)"),
    msg("expected one argument"),
    msg("expected at most one argument"),
)


def speak(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Put the catalogue in force for a command line (``--lang``) and the environment variables it was given with."""
    asked = _asked(arguments)
    use(load(asked if asked in LANGUAGES else _of_locale(environment)))
    if in_force().templates:
        known = {message.template for message in _ARGPARSE}
        # argparse can be told a language in no other way than by the locale of the whole process, and then looks for
        # a catalogue of the system's.
        vars(argparse)["_"] = lambda text: in_force().lookup(text) if text in known else text


def _asked(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says, before the arguments are understood: their help is written in that language."""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def _of_locale(environment: Mapping[str, str]) -> str:
    locale = next((value for name in _LOCALE if (value := environment.get(name))), "").lower().replace("-", "_")
    return "zh" if locale.startswith("zh") and not locale.startswith(_TRADITIONAL) else "en"
