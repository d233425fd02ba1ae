"""EW311 floating-install: a deployment installs what hash mode does not protect.

## What it checks
The install commands of images, deploy scripts, platforms, deploying jobs, and requirements.txt where a platform
installs it by itself. One finding per project, with a line for every place. A place counts where pip installs a list
without hashes, where distributions are named on the line without a version, where --no-deps is given a list that is not
the full one (or wheels were built so), where a lock is exported without its hashes, and where uv or pipenv may write a
new lock on the way. Quiet: --require-hashes, a list with hashes (one hash turns hash mode on), --no-index with a folder
of wheels, `uv sync --locked` or `--frozen`, `poetry install` with its lock, --no-deps of a compiled list, and the
installation of pip, uv, poetry and their like.

## Why it hurts
Without hashes pip takes whatever file the index hands out under a name and a version, and without a full list it picks
the versions of everything else itself, on the day of the build. --no-deps alone makes it worse: what is missing is left
out without a word, and the program fails when it first imports it.

## Example
`RUN pip install -r requirements.txt gunicorn` with a requirements.txt without hashes.

## What the fix does
Where a list with hashes stands beside the installed one, the install takes that list with --require-hashes (and COPY
brings it into the image). What is named on the line besides goes from there: it is in the list, or joins the .in file
that the list is compiled from, with the command that compiles it again. `uv sync` gets --locked; an export loses the
option that drops the hashes. For the rest it shows the commands: compiling with hashes comes first.

## References
- pip 26.3 documentation, "Secure installs": hash-checking mode
- uv 0.13 documentation, "Locking and syncing"; poetry 2.5 documentation, "export"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from envwizard.analysis.dependencies.compilations import compilation_of, compile_again
from envwizard.analysis.dependencies.hash_protection import (
    Unprotected,
    lock_source,
    missing_names,
    name_of,
    unprotected_installs,
)
from envwizard.analysis.dependencies.installs import deployment_installs
from envwizard.analysis.dependencies.migration_steps import compile_command
from envwizard.edits.command_line import remove_words
from envwizard.edits.requirement_lines import add_requirement
from envwizard.model.change import Applicability, Command, Edit, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Span

_FIX = msg("Install with hashes from the lock")
_SHOW = msg("Compile with hashes, then install with --require-hashes")
_DROPPING = ("--without-hashes", "--no-hashes")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report all unprotected installs of deployments together."""
    if not deployment_installs(facts):
        return NotApplicable(msg("No deployment of this project installs anything."))
    places = unprotected_installs(facts)
    if not places:
        return []
    serious = [place for place in places if not place.minor]
    first = (serious or list(places))[0]
    others = [place for place in places if place is not first]
    names = (name for place in places for name in facts.environments_of(place.install.location.path))
    mendable = any(place.remedy for place in places)
    return [
        Finding(
            rule=RULE.code,
            severity=Severity.WARNING if serious else Severity.INFO,
            confidence=Confidence.HIGH,
            location=first.install.location,
            message=_says(first, len(others)),
            why=_why(first),
            subject="floating install",
            environments=tuple(dict.fromkeys(names)),
            evidence=tuple(Evidence(place.install.location, _line(place)) for place in others),
            fix=FixOffer(_FIX, Applicability.UNSAFE) if mendable else FixOffer(_SHOW, Applicability.DISPLAY),
        )
    ]


def _says(place: Unprotected, others: int) -> Message:
    more = (
        msg(" (and {count} more places)", count=others)
        if others > 1
        else msg(" (and one more place)")
        if others
        else ""
    )
    if place.install.install is None:
        return msg(
            "The platform of {place} installs requirements.txt: {reason}{more}",
            place=place.install.location.path,
            reason=place.reason,
            more=more,
        )
    return msg(
        "{place} runs `{command}`: {reason}{more}",
        place=place.install.location,
        command=place.install.shown,
        reason=place.reason,
        more=more,
    )


def _line(place: Unprotected) -> Message:
    if place.install.install is None:
        return msg("the platform installs requirements.txt: {reason}", reason=place.reason)
    return msg("`{command}`: {reason}", command=place.install.shown, reason=place.reason)


def _why(place: Unprotected) -> Message:
    if place.minor:
        return msg("The deployment may run versions that nobody tested, instead of failing where the lock is stale.")
    return msg(
        "Nothing compares what the index hands out with what was tested: a file exchanged there, or a new release of a "
        "distribution that is not pinned, goes into production with the next build."
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Point the installs at the list with hashes, where there is one; show the commands for the rest."""
    places = unprotected_installs(facts)
    edits: list[Edit] = []
    for place in places:
        edits += _edits(place, facts, files)
    notes = tuple(dict.fromkeys(_notes(place for place in places if not place.remedy)))
    if edits:
        commands = tuple(dict.fromkeys(_commands(places, facts)))
        return Fix(_FIX, Applicability.UNSAFE, tuple(dict.fromkeys(edits)), commands, notes)
    if not notes:
        raise FixUnavailable(msg("There is nothing left to change."))
    return Fix(_SHOW, Applicability.DISPLAY, notes=notes)


def _edits(place: Unprotected, facts: Facts, files: Files) -> Iterator[Edit]:
    install = place.install.install
    path = place.install.location.path
    if install is None or not isinstance(path, ProjectPath):
        return
    file, words = files(path), install.command.words
    if place.remedy == "locked":
        verb = words[install.verb_index].span
        yield ReplaceSpan(path, file.digest, verb.end, verb.end, b" --locked")
    elif place.remedy == "hashes":
        for index, word in enumerate(words):
            if word.text in _DROPPING:
                yield from remove_words(file, install.command, index, index)
    elif place.remedy == "lock" and place.file is not None and place.lock is not None:
        old, new = place.file.path.name.encode(), place.lock.path.name.encode()
        verb = words[install.verb_index].span
        yield ReplaceSpan(path, file.digest, verb.end, verb.end, b" --require-hashes")
        named = [word.span for word in install.files if _base(word.text) == place.file.path.name]
        for span in (*named, *_copies(facts, path, place.file.path.name, place.lock.path.name)):
            start = file.raw.rfind(old, span.start, span.end)
            if start >= 0:
                yield ReplaceSpan(path, file.digest, start, start + len(old), new)
        for index, word in enumerate(words):
            if word in place.names:
                yield from remove_words(file, install.command, index, index)
        source = lock_source(facts, place.lock)
        if source is not None:
            before: ReplaceSpan | None = None
            for word in missing_names(place.lock, place.names):
                edit = add_requirement(files(source.path), source, name_of(word), word.text)
                if before is not None and edit.start == before.start:
                    # The newline that ends the last line is there by then.
                    edit = replace(edit, new=edit.new.lstrip(b"\r\n"))
                before = edit
                yield edit


def _base(text: str) -> str:
    """The name of the file in ``-r deploy/list.txt``, whose option may be glued to it."""
    return text.replace("\\", "/").rpartition("/")[2].removeprefix("-r").rpartition("=")[2]


def _commands(places: Iterable[Unprotected], facts: Facts) -> Iterator[Command]:
    """Compile the locks whose sources got a line."""
    for place in places:
        if place.lock is not None and missing_names(place.lock, place.names):
            made = compilation_of(facts, place.lock.path)
            names = ", ".join(word.text for word in missing_names(place.lock, place.names))
            why = msg(
                "Write {path} with {names} in it; versions that still fit are kept", path=place.lock.path, names=names
            )
            command = compile_again(made, why) if made is not None else None
            if command is not None:
                yield command


def _copies(facts: Facts, path: ProjectPath, name: str, lock: str) -> Iterator[Span]:
    """The places where the image copies the file of that name, where it does not copy the lock as well."""
    for dockerfile in facts.dockerfiles:
        if dockerfile.location.path != path:
            continue
        copies = [copy for copy in dockerfile.copies if not any(_base(text) == lock for text in copy.sources)]
        for copy in copies if len(copies) == len(tuple(dockerfile.copies)) else ():
            for text, place in zip((*copy.sources, copy.destination), copy.places, strict=False):
                if text.rpartition("/")[2] == name and place.span is not None:
                    yield place.span


def _notes(places: Iterable[Unprotected]) -> Iterator[Message]:
    for place in places:
        named = place.file
        if named is not None:
            source = named.path.value if named.path.suffix == ".in" else f"{named.path.value.rpartition('.')[0]}.in"
            output = f"{source.removesuffix('.in')}.txt"
            yield msg("Compile with hashes: `{command}`", command=compile_command(source, output))
            yield msg(
                "{place}: install with `--require-hashes -r {output}`", place=place.install.location, output=output
            )
        elif place.install.install is not None:
            yield msg(
                "{place}: put what `{command}` names into the source list and compile it.",
                place=place.install.location,
                command=place.install.shown,
            )


RULE = Rule(
    code="EW311",
    name="floating-install",
    point="3.2",
    severity=Severity.WARNING,
    summary=msg("A deployment installs without hashes, or names distributions without versions"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
