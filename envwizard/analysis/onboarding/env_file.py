"""The env file of a fresh clone: written from its form, and which of its keys want a value."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from envwizard.analysis.env_files.ignoring import is_kept_out_of_git
from envwizard.analysis.env_files.kept_out_of_git import git_ignore_of, ignoring
from envwizard.analysis.onboarding.env_problems import problem_of
from envwizard.edits.env_skeleton import SkeletonKey, env_skeleton
from envwizard.edits.env_values import value_edits
from envwizard.edits.splice import splice
from envwizard.model.change import CreateFile, Edit, SetMode
from envwizard.model.env_form import ANSWERS, GENERATE, EnvField, EnvForm
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Setting, Task
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question
from envwizard.model.rule import Files
from envwizard.model.source import TextFile
from envwizard.model.workflow import StepState
from envwizard.syntax.env_dialects import PYTHON_DOTENV

TITLE = msg(".env")
_WHY = msg("The project reads its settings from it.")
_PRIVATE = 0o600
_SHOWN = 8


def env_file_task(facts: Facts, setting: Setting, form: EnvForm | None, files: Files | None) -> Task:
    """Write the form's values; an env file that is there keeps all that it says.

    ``files`` reads what the edits are computed from; without it they stay out.
    """
    if form is None:
        return _without_form(facts, setting)
    notes = tuple(_notes(form))
    wrong = [
        problem.message
        for one in form.fields
        if one.given and (problem := problem_of(form, one.key, one.given.reveal()))
    ]
    blocked = [
        one for one in form.fields if one.given and (found := problem_of(form, one.key, one.given.reveal()))
        and found.blocking
    ]  # fmt: skip
    if form.missing or blocked:
        asked = tuple(_question(form, one) for one in (*form.missing, *blocked))
        seen = _wanting(form) if form.missing else msg("{path} cannot hold a value that was given", path=form.path)
        script = tuple(_script(facts, form))
        return Task(
            "env-file", TITLE, StepState.ATTENTION, seen, _WHY, questions=asked, notes=(*wrong, *notes), script=script
        )
    try:
        edits = tuple(_edits(facts, form, files)) if files is not None else ()
    except FixUnavailable as error:
        return Task("env-file", TITLE, StepState.ATTENTION, error.message, _WHY, notes=notes)
    if form.exists and not edits:
        seen = msg("{path} is there, and no key wants a value", path=form.path)
        return Task("env-file", TITLE, StepState.DONE, seen, _WHY, notes=notes)
    script = tuple(_script(facts, form))
    return Task(
        "env-file", TITLE, StepState.WAITING, _seen(form), _WHY, edits=edits, notes=(*wrong, *notes), script=script
    )


def _without_form(facts: Facts, setting: Setting) -> Task:
    own = next((file for file in facts.env_files if file.path == setting.root.join(".env")), None)
    if own is not None and own.state == "readable" and own.encoding is None:
        seen = msg("{path} is no UTF-8 text: the loaders cannot read it", path=own.path)
        return Task("env-file", TITLE, StepState.ATTENTION, seen, _WHY)
    if own is not None:
        return Task("env-file", TITLE, StepState.ATTENTION, msg("{path} cannot be read", path=own.path), _WHY)
    return Task("env-file", TITLE, StepState.SKIPPED, msg("the project has no example of an env file"), _WHY)


def _listed(keys: list[str]) -> str:
    return ", ".join(keys[:_SHOWN]) + (", .." if len(keys) > _SHOWN else "")


def _wanting(form: EnvForm) -> Message:
    keys = _listed([one.key for one in form.missing])
    if form.exists:
        return msg("{path} has no value for {keys}", path=form.path, keys=keys)
    return msg("{path} is not there, and nothing gives a value for {keys}", path=form.path, keys=keys)


def _seen(form: EnvForm) -> Message:
    if form.exists:
        keys = _listed([one.key for one in form.fields if one.given is not None and not one.present])
        return msg("{path} lacks {keys}", path=form.path, keys=keys)
    if form.example is not None:
        count = len([one for one in form.fields if one.default or one.given or not one.optional])
        return msg("{example} names its keys; {path} is not there", example=form.example, path=form.path, count=count)
    return msg("the code reads {count} keys; {path} is not there", count=len(form.fields), path=form.path)


def _question(form: EnvForm, field: EnvField) -> Question:
    text = (
        msg("What is {key} to be? (`{generate}` makes one up)", key=field.key, generate=GENERATE)
        if field.generator
        else msg("What is {key} to be?", key=field.key)
    )
    place = (Evidence(field.read, msg("the code reads it here")),) if field.read is not None else ()
    return Question(f"{ANSWERS}:{field.key}", text, (), None, place, about=form.path)


def _notes(form: EnvForm) -> Iterator[Message]:
    empty = [one.key for one in form.fields if one.is_wanted and one.optional and not one.value and one.given is None]
    if empty:
        keys = _listed(empty)
        yield msg("Without a value, and without a default in the code, which goes on all the same: {keys}.", keys=keys)
    standing = [one.key for one in form.fields if one.is_placeholder and one.given is None and not one.present]
    if standing and not form.exists:
        yield msg("The example's placeholders are taken as they are: {keys}.", keys=_listed(standing))
    if form.exists and form.example is not None:
        lacking = [one.key for one in form.fields if one.present is None and one.default]
        if lacking:
            yield msg("{example} also names {keys}.", example=form.example, keys=_listed(lacking))


def _edits(facts: Facts, form: EnvForm, files: Files) -> Iterator[Edit]:
    present = next((file for file in facts.env_files if file.path == form.path), None)
    given = {
        one.key: one.given.reveal()
        for one in form.fields
        if one.given is not None and not one.present and one.given != one.default
    }
    comments = {
        one.key: f"Read by {one.read}" for one in form.fields if one.read is not None and one.default.reveal() == ""
    }
    if present is not None:
        known = {entry.key for entry in present.entries}
        # A key that is there without a value stays as it is where that is what was asked for.
        given = {key: text for key, text in given.items() if text or key not in known}
        file = files(form.path)
        yield from value_edits(form.path, file, given, form.dialects, comments)
        if given and present.mode & ~_PRIVATE & 0o077:
            yield SetMode(form.path, file.digest, _PRIVATE)
        return
    template = files(form.example) if form.example is not None else _skeleton(form)
    if form.dialects[0] != PYTHON_DOTENV:
        # The example's lines are read by python-dotenv's rules; the project's loader may not know them.
        plain = {one.key: one.default.reveal() for one in form.fields if one.default}
        given = {**{key: text for key, text in plain.items() if "${" not in text}, **given}
    # What is not in the example and has no value needs no line.
    named = {one.key for one in form.fields if one.default or one.given or not one.optional}
    changes = value_edits(
        template.path if isinstance(template.path, ProjectPath) else form.path,
        template, {key: text for key, text in given.items() if key in named}, form.dialects, comments,
    )  # fmt: skip
    raw = splice(form.path, template.raw, changes)[len(template.bom) :]
    content = raw.replace(b"\r\n", b"\n")
    yield CreateFile(form.path, content if content.endswith(b"\n") else content + b"\n", _PRIVATE)
    yield from ignoring(facts, files, form.path)


def _skeleton(form: EnvForm) -> TextFile:
    raw = _skeleton_text(form).encode()
    return TextFile(form.path, raw, raw.decode(), "utf-8", b"", _PRIVATE)


def _skeleton_text(form: EnvForm) -> str:
    keys = [
        SkeletonKey(
            one.key,
            one.read.path if one.read is not None and isinstance(one.read.path, ProjectPath) else None,
            one.is_secret,
            one.optional,
            one.code_default,
        )
        for one in form.fields
    ]
    return env_skeleton(form.path.name, keys, "# Settings of this machine alone; git must not get them.")


def _script(facts: Facts, form: EnvForm) -> Iterator[str]:
    """The same by a shell: values that were typed or made up are not in it."""
    place = shlex.quote(form.path.value)
    if form.exists:
        wanted = [one for one in form.fields if one.is_missing or (one.given is not None and not one.present)]
        keys = ", ".join(one.key for one in wanted)
        yield f"# fill in {keys} in {form.path.value}"
        return
    if form.example is not None:
        yield f"[ -e {place} ] || (umask 077 && cat {shlex.quote(form.example.value)} > {place})"
    else:
        yield f"[ -e {place} ] || (umask 077 && cat > {place} <<'SETTINGS'"
        yield from _skeleton_text(form).splitlines()
        yield "SETTINGS"
        yield ")"
    typed = [one.key for one in form.fields if one.given or one.is_missing]
    if typed:
        yield f"# fill in {', '.join(typed)} in {form.path.value}"
    if not is_kept_out_of_git(facts, form.path):
        target, _ = git_ignore_of(facts, form.path)
        line = shlex.quote("/" + form.path.relative_to(target.parent))
        ignore = shlex.quote(target.value)
        # The last line may have no newline.
        newline = f'[ -z "$(tail -c 1 {ignore} 2>/dev/null)" ] || echo >> {ignore}'
        yield f"grep -qxF {line} {ignore} 2>/dev/null || {{ {newline}; echo {line} >> {ignore}; }}"
