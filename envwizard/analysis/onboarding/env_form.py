"""The form of a fresh clone's env file: its keys from the example and from the code, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from envwizard.analysis.env_files.env_file_uses import EnvFileUse, env_file_uses, readers_of
from envwizard.analysis.env_files.secret_values import Strength, is_placeholder, is_secret_name, strength
from envwizard.analysis.env_files.skeleton_keys import env_reads, skeleton_keys
from envwizard.analysis.roots import root_around
from envwizard.edits.env_skeleton import SkeletonKey
from envwizard.edits.env_values import comments_of
from envwizard.model.env_form import ANSWERS, EMPTY, EnvField, EnvForm
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvEntry, EnvFile
from envwizard.model.facts.python import Event
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files
from envwizard.model.secret import Secret
from envwizard.model.source import Location
from envwizard.syntax.env_dialects import DECOUPLE, DJANGO_ENVIRON, PYTHON_DOTENV, STARLETTE

# Words of an example's name that say that it is one; what is left is the name of the file.
_SUFFIXES = ("example", "sample", "template", "dist", "default", "defaults", "tpl", "tmpl")
# The code's own readers are heeded before those of a deployment.
_OF_CODE = (PYTHON_DOTENV, DECOUPLE, DJANGO_ENVIRON, STARLETTE)
# What the system, the shell and the platforms set: nobody writes these into an env file.
_AMBIENT = frozenset(
    (
        "PATH", "HOME", "USER", "LOGNAME", "USERNAME", "SHELL", "PWD", "LANG", "TERM", "TMPDIR", "TEMP", "TMP",
        "HOSTNAME", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "PROGRAMDATA", "SYSTEMROOT", "DISPLAY", "EDITOR",
        "COLUMNS", "LINES", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "CI", "TZ", "NO_COLOR", "PORT",
    )
)  # fmt: skip
_AMBIENT_HEADS = ("XDG_", "GITHUB_", "GITLAB_", "CI_", "RUNNER_", "PYTEST_", "TRAVIS", "CIRCLE", "SSH_", "LC_", "npm_")


def env_form(facts: Facts, root: ProjectPath, answers: Answers, files: Files | None) -> EnvForm | None:
    """Build the form of a root's env file; ``None`` where the project neither has an example nor loads such a file.

    The answers ``env:KEY`` are what the user typed. ``files`` reads the example, for what it says about its keys.
    """
    example, path = _example(facts, root)
    if path is None:
        return None
    file = next((one for one in facts.env_files if one.path == path), None)
    if file is not None and (file.state != "readable" or file.encoding is None):
        return None
    uses = sorted(_uses(facts, path), key=lambda use: use.dialect not in _OF_CODE)
    shown: tuple[Message, ...] = tuple(use.shown for use in uses) or (msg("python-dotenv"),)
    fields = _fields(facts, root, example, file, _text(files, example))
    given = {key.partition(":")[2]: text for key, text in answers.items() if key.partition(":")[0] == ANSWERS}
    return EnvForm(
        path,
        example.path if example is not None else None,
        file is not None,
        tuple(dict.fromkeys(use.dialect for use in uses)) or (PYTHON_DOTENV,),
        shown,
        tuple(_answered(facts, fields, given)),
    )


def meant(example: ProjectPath) -> ProjectPath | None:
    """The name that an example stands for: ``.env`` for ``.env.example``, ``example.env`` and ``env.sample``."""
    parts = [part for part in re.split(r"([._-])", example.name) if part]
    # Without the word, and the sign before it, or behind it where it stands first.
    at = next((index for index, part in enumerate(parts) if part.lower() in _SUFFIXES), None)
    if at is not None:
        parts = parts[2:] if at == 0 else parts[: at - 1] + parts[at + 1 :]
    stem = "".join(parts).lstrip(".")
    name = ".env" if stem == "env" else f".{stem}" if stem.startswith("env") or example.name.startswith(".") else stem
    return example.parent.join(name) if stem and name != example.name else None


def _example(facts: Facts, root: ProjectPath) -> tuple[EnvFile | None, ProjectPath | None]:
    """The example of the root's env file and the path that the file has, or one that the code loads."""
    examples = [file for file in facts.env_files if file.is_template and file.path.parent == root]
    loaded = _loaded(facts, root)
    for example in sorted(examples, key=lambda file: (len(file.path.name), file.path)):
        target = meant(example.path)
        if target is None:
            continue
        others = {path for path in loaded if path.name == target.name}
        # The code alone knows where it looks: beside settings.py rather than beside the example.
        return example, others.pop() if target not in loaded and len(others) == 1 else target
    own = root.join(".env")
    present = any(file.path == own for file in facts.env_files)
    if present or own in loaded:
        return None, own
    return None, loaded[0] if len(loaded) == 1 and loaded[0].name.startswith(".env") else None


def _uses(facts: Facts, path: ProjectPath) -> tuple[EnvFileUse, ...]:
    """Its readers; where nobody is known to read it, those of the file that the code looks for."""
    return readers_of(facts, path)


def _loaded(facts: Facts, root: ProjectPath) -> tuple[ProjectPath, ...]:
    """The env files that the root's own code loads."""
    found = [
        use.path
        for use in env_file_uses(facts)
        if use.dialect in _OF_CODE
        and isinstance(use.location.path, ProjectPath)
        and use.location.path.suffix == ".py"
        and root_around(facts, use.location.path) == root_around(facts, root)
        and "{" not in use.path.value
    ]
    return tuple(dict.fromkeys(found))


def _text(files: Files | None, example: EnvFile | None) -> Mapping[str, str]:
    if files is None or example is None:
        return {}
    try:
        return comments_of(files(example.path))
    except FixUnavailable:
        return {}


def _fields(
    facts: Facts, root: ProjectPath, example: EnvFile | None, file: EnvFile | None, comments: Mapping[str, str]
) -> Iterator[EnvField]:
    """The example's keys in its order, then those of the file, then those that the code reads beside them."""
    entries: dict[str, EnvEntry] = {}
    for one in (file, example):
        entries.update({entry.key: entry for entry in (one.entries if one is not None else ())})
    order = dict.fromkeys(entry.key for one in (example, file) if one is not None for entry in one.entries)
    known = {key.name: key for key in skeleton_keys(facts, entries.values())}
    for key in order:
        in_example = example.get(key) if example is not None else None
        default = in_example.value if in_example is not None else EMPTY
        present = file.get(key) if file is not None else None
        field = _field(facts, root, known[key], default, comments.get(key, ""))
        has_value = present is not None and bool(present.value.reveal().strip())
        yield replace(field, present=present.value if present is not None and has_value else None)
    commented = example.commented if example is not None else ()
    for read in skeleton_keys(facts, _read_only(facts, root, order)):
        # With an example the code's optional keys are left to the answers: the example is meant to name what matters.
        insisted = any(one.insists for one in _reads(facts, root, read.name))
        if insisted or example is None or read.name in commented:
            yield _field(facts, root, read, EMPTY, "")


def _read_only(facts: Facts, root: ProjectPath, known: Iterable[str]) -> list[EnvEntry]:
    """Keys that the root's code reads and no file names, as entries without a value."""
    skipped = set(known)
    found = []
    for key in env_reads(facts):
        place = _place(facts, root, key)
        if key not in skipped and place is not None and not is_ambient(key):
            found.append(EnvEntry(key, EMPTY, place, place))
    return found


def is_ambient(key: str) -> bool:
    """Tell a variable that the system or a platform sets."""
    return key in _AMBIENT or key.startswith(_AMBIENT_HEADS) or not key.isidentifier()


def _reads(facts: Facts, root: ProjectPath, key: str) -> list[Event]:
    around = root_around(facts, root)
    return [one for one in env_reads(facts).get(key, ()) if root_around(facts, one.location.path) == around]


def _place(facts: Facts, root: ProjectPath, key: str) -> Location | None:
    reads = _reads(facts, root, key)
    return next((one.location for one in sorted(reads, key=lambda one: (not one.insists, bool(one.names)))), None)


def _field(facts: Facts, root: ProjectPath, key: SkeletonKey, default: Secret, comment: str) -> EnvField:
    place = _place(facts, root, key.name)
    reads = _reads(facts, root, key.name)
    insisted = any(one.insists for one in reads) and not any(one.names for one in reads)
    text = default.reveal()
    return EnvField(
        key.name,
        default=default,
        comment=comment,
        read=place,
        optional=not insisted,
        is_wanted=bool(reads) and not key.optional,
        is_secret=key.is_secret or strength(key.name, text) is not Strength.NONE,
        generator=generator_of(key.name),
        code_default=key.default,
        is_placeholder=bool(text) and is_secret_name(key.name) and is_placeholder(text),
    )


def generator_of(key: str) -> str:
    """Name how a secret of the project's own is made up; empty for one that somebody else gives out.

    ``django``, ``fernet`` and ``hex`` are known. A password of a database and a token of an API are not the project's
    to choose.
    """
    words = key.upper().replace("-", "_").split("_")
    if "FERNET" in words:
        return "fernet"
    if {"API", "CLIENT", "AWS", "ACCESS", "STRIPE", "GITHUB", "GOOGLE", "BOT", "OAUTH", "OAUTH2", "APP"} & set(
        words[:-1]
    ):
        return "hex" if words == ["APP", "SECRET"] or (words[-2:] == ["SECRET", "KEY"] and "APP" in words) else ""
    if words[-2:] == ["SECRET", "KEY"]:
        return "django" if "DJANGO" in words else "hex"
    own = (["JWT", "SECRET"], ["SESSION", "SECRET"], ["SIGNING", "KEY"], ["ENCRYPTION", "KEY"], ["JWT", "KEY"],
           ["PASSWORD", "SALT"], ["HASH", "SALT"], ["COOKIE", "SECRET"], ["WEBHOOK", "SECRET"])  # fmt: skip
    return "hex" if words[-2:] in own or words in (["SECRET"], ["SALT"], ["SECRETKEY"]) else ""


def _answered(facts: Facts, fields: Iterable[EnvField], given: Mapping[str, str]) -> Iterator[EnvField]:
    """The fields with the user's answers; an answer for a key that none has makes one."""
    left = dict(given)
    for field in fields:
        text = left.pop(field.key, None)
        yield field if text is None else replace(field, given=Secret(text))
    for key, text in left.items():
        reads = env_reads(facts).get(key, ())
        place = reads[0].location if reads else None
        yield EnvField(key, read=place, is_secret=is_secret_name(key), generator=generator_of(key), given=Secret(text))
