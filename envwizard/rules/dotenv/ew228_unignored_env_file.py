"""EW228 unignored-env-file: an env file is read here, and nothing keeps it out of git or out of the image.

## What it checks
The env files that code, compose files, units and scripts read, whether they lie there yet or not: does a .gitignore
keep them out of git, and, where the last stage of an image copies the whole folder (`COPY . .`), does the .dockerignore
keep them out of the image? `.env`, `*.env`, `.env*` and names for one environment count alike; a rule in a sub-folder
does not cover the folder above. A file that git tracks on purpose is left alone: whether it holds secrets is EW227's
question. A tracked `.env` beside its example, with the names of secrets in it, is there by oversight, whatever its
values are today.

## Why it hurts
The next `git add .` takes the passwords along, and the history keeps them. An image that was built on a developer's
machine holds the developer's .env: whoever can pull the image can read it, and load_dotenv() finds it in production.

## Example
app/settings.py calls load_dotenv(), README says to copy .env.example to .env, and .gitignore has only `*.pyc`.
Mended: .gitignore has the line `/.env` too.

## What the fix does
It adds the file's name to the ignore file that is nearest above it, or makes that ignore file; for a file that git
tracks it gives the command that makes git forget it (your copy stays).

## References
- gitignore(5), "PATTERN FORMAT"
- Docker docs, "Build context", section ".dockerignore files"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.env_files.kept_out_of_git import forgetting
from envwizard.analysis.env_files.unignored import (
    LetThrough,
    let_into_git,
    let_into_images,
    rules_for_a_folder_only,
    tracked_copies,
)
from envwizard.edits.ignore_file import ignore_edit, ignore_line
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, Span

_TITLE = msg("Add it to the ignore file")
_SHOWN = 3


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each ignore file that lets env files through once."""
    found = [*_findings(facts)]
    if not found and not facts.git.present and not facts.dockerfiles:
        return NotApplicable(msg("There is neither a git repository nor an image that could take an env file along."))
    return found


def _findings(facts: Facts) -> Iterator[Finding]:
    reported = False
    for one in let_into_git(facts):
        reported = True
        yield _finding(one, facts)
    for one in let_into_images(facts):
        yield _finding(one, facts)
    partial = None if reported else rules_for_a_folder_only(facts)
    if partial is not None:
        file, number, path = partial
        yield Finding(
            rule=RULE.code,
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
            location=Location(file.path, Span(0, 0, number, 1, number, 1)),
            message=msg(
                "{file} ignores env files in {folder} only: {path} would be committed",
                file=file.path,
                folder=file.path.parent,
                path=path,
            ),
            why=msg(
                "manage.py lies one level up, which is where a .env for it comes to lie as well: the rule below does "
                "not reach it, and the next `git add .` takes it along."
            ),
            subject=f"{file.path} {path}",
            fix=FixOffer(_TITLE, Applicability.SAFE),
        )


def _finding(one: LetThrough, facts: Facts) -> Finding:
    paths = ", ".join(str(path) for path in one.paths[:_SHOWN])
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if one.copy is None or one.present else Severity.INFO,
        confidence=Confidence.HIGH if one.present else Confidence.MEDIUM,
        location=one.copy or Location(one.ignore) if one.exists or one.copy else one.uses[0].location,
        message=_message(one, paths),
        why=_why(one, paths, facts),
        subject=f"{one.ignore}",
        environments=tuple(dict.fromkeys(name for path in one.paths for name in facts.environments_of(path))),
        evidence=tuple(
            Evidence(use.location, msg("{reader} reads {path}", reader=use.shown, path=use.path))
            for use in one.uses[:6]
        ),
        fix=FixOffer(_TITLE, Applicability.SAFE),
    )


def _message(one: LetThrough, paths: str) -> Message:
    if one.copy is not None and one.exists:
        return msg("COPY takes {paths} into the image: {ignore} does not name it", paths=paths, ignore=one.ignore)
    if one.copy is not None:
        return msg("COPY takes {paths} into the image: there is no {ignore}", paths=paths, ignore=one.ignore)
    if one.exists:
        return msg("{ignore} does not keep {paths} out of git", ignore=one.ignore, paths=paths)
    if len(one.paths) > 1:
        return msg("{paths} are read, and no .gitignore keeps them out of git", paths=paths)
    return msg("{paths} is read here, and no .gitignore keeps it out of git", paths=paths)


def _why(one: LetThrough, paths: str, facts: Facts) -> Message:
    if one.copy is not None:
        return msg(
            "An image that is built where {paths} lies holds it in a layer, for everybody who can pull the image, and "
            "a load in the container finds it there.",
            paths=paths,
        )
    if not tracked_copies(facts).isdisjoint(one.paths):
        return msg(
            "git tracks {paths} already, beside its example: whoever fills the real values in commits them with the "
            "next change; the history keeps them.",
            paths=", ".join(str(path) for path in one.paths if path in tracked_copies(facts)),
        )
    return msg("The next `git add .` commits {paths} with the secrets in it; the history keeps them.", paths=paths)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Add the lines to the ignore file."""
    through = [*let_into_git(facts), *let_into_images(facts)]
    same = next((one for one in through if str(one.ignore) == finding.subject), None)
    partial = rules_for_a_folder_only(facts)
    if same is not None:
        ignore, exists = same.ignore, same.exists
        lines = [ignore_line(ignore, path) for path in same.paths]
    elif partial is not None and finding.subject == f"{partial[0].path} {partial[2]}":
        ignore = partial[2].parent.join(".gitignore") or ProjectPath(".gitignore")
        exists = any(file.path == ignore for file in facts.ignore_files)
        lines = [".env"]
    else:
        raise FixUnavailable(msg("The ignore files changed since: probe again."))
    edit = ignore_edit(ignore, files(ignore) if exists else None, lines)
    if edit is None:
        raise FixUnavailable(msg("{path} names it already; a later line takes it back.", path=ignore))
    copies = [path for path in same.paths if path in tracked_copies(facts)] if same is not None else []
    return Fix(_TITLE, Applicability.SAFE, (edit,), tuple(forgetting(path) for path in copies))


RULE = Rule(
    code="EW228",
    name="unignored-env-file",
    point="2.3",
    severity=Severity.WARNING,
    summary=msg("An env file is read and nothing keeps it out of git or out of the image"),
    page=__doc__,
    check=check,
    fix=fix,
)
