"""The env file of a fresh clone: made from the project's example, and which of its keys want a value."""

from __future__ import annotations

from envwizard.analysis.env_files.skeleton_keys import skeleton_keys
from envwizard.model.change import Command
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.workflow import StepState

TITLE = msg(".env")
_WHY = msg("The project reads its settings from it.")
_SUFFIXES = ("example", "sample", "template", "dist", "default", "defaults", "tpl", "tmpl")


def env_file_task(facts: Facts, setting: Setting) -> Task:
    """Copy the example to the name that it stands for; tell the keys of the env file that have no value.

    An env file that is there is left alone.
    """
    examples = [file for file in facts.env_files if file.is_template and file.path.parent == setting.root]
    for example in sorted(examples, key=lambda file: len(file.path.name)):
        target = _meant(example.path)
        if target is None:
            continue
        present = next((file for file in facts.env_files if file.path == target), None)
        if present is not None:
            return _present(facts, example, present)
        copy = Command(
            ("cp", example.path.name, target.name), msg("Make {path} from its example", path=target), setting.root,
            inverse=("rm", target.name),
        )  # fmt: skip
        closed = Command(("chmod", "600", target.name), msg("Only you may read what it holds"), setting.root)
        seen = msg("{example} names {count} keys; {path} is not there", example=example.path,
                   count=len(example.entries), path=target)  # fmt: skip
        return Task("env-file", TITLE, StepState.WAITING, seen, _WHY, (copy, closed))
    own = next(
        (file for file in facts.env_files if file.path.name == ".env" and file.path.parent == setting.root), None
    )
    if own is not None:
        return Task("env-file", TITLE, StepState.DONE, msg("{path} is there", path=own.path), _WHY)
    return Task("env-file", TITLE, StepState.SKIPPED, msg("the project has no example of an env file"), _WHY)


def _present(facts: Facts, example: EnvFile, present: EnvFile) -> Task:
    given = {entry.key: entry for entry in present.entries}
    missing = [entry.key for entry in example.entries if entry.key not in given]
    wanted = {key.name for key in skeleton_keys(facts, example.entries) if not key.optional and key.read_in is not None}
    empty = [key for key, entry in given.items() if key in wanted and not entry.value.reveal().strip()]
    if empty:
        seen = msg("{path} has no value for {keys}", path=present.path, keys=", ".join(empty))
        note = msg("Open {path} and give them values: the code insists on them.", path=present.path)
        return Task("env-file", TITLE, StepState.ATTENTION, seen, _WHY, notes=(note,))
    notes: tuple[Message, ...] = ()
    if missing:
        notes = (msg("{example} also names {keys}.", example=example.path, keys=", ".join(missing)),)
    return Task("env-file", TITLE, StepState.DONE, msg("{path} is there", path=present.path), _WHY, notes=notes)


def _meant(example: ProjectPath) -> ProjectPath | None:
    """The name that an example stands for: ``.env`` for ``.env.example``, ``example.env`` and ``env.sample``."""
    parts = [part for part in example.name.split(".") if part and part.lower() not in _SUFFIXES]
    stem = ".".join(parts)
    name = ".env" if stem == "env" else f".{stem}" if stem.startswith("env") or example.name.startswith(".") else stem
    return example.parent.join(name) if stem and name != example.name else None
