"""EW308 leaked-index-credentials: a user's name and password (or a token) stand in the URL of an index or a repository.

## What it checks
URLs with `user:password@` or `token@` in requirements files (--index-url, --extra-index-url, --find-links, direct
references such as `git+https://..`), in project files, and in the install commands of images, scripts and workflows.
Variables (`${INDEX_TOKEN}`), which pip fills in, are fine, and so are placeholders and a user's name alone. A file that
git does not track is a warning instead of an error.

## Why it hurts
Whoever can read the repository, the image's history or the build's log has the password, and keeps it after the line
is gone: git remembers. pip-compile copies such URLs from its settings into the lock without a word.

## Example
    --extra-index-url https://ci:hunter2@pypi.example.org/simple
    # mended:
    --extra-index-url https://pypi.example.org/simple

## What the fix does
It takes the credentials out of the URL in the file; the difference is shown with them hidden. The password has to be
changed all the same, since it stays in the history. Where it belongs: in the keyring or `~/.netrc` of the user who
installs, in pip.conf outside of the project, in the variables PIP_INDEX_URL or PIP_EXTRA_INDEX_URL of the build, in a
build secret of the image (`RUN --mount=type=secret`), or as `https://${USER}:${TOKEN}@host` in the requirements file,
which pip fills in from the environment. In an install command only the place is shown.

## References
- pip 26.3 documentation, "Authentication" and "Requirements File Format": using environment variables
- Docker documentation, "Build secrets"
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.index_credentials import IndexLeak, credentials_in, index_leaks
from envwizard.analysis.dependencies.installs import installs
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Take the credentials out of the URL")
_SHOW = msg("Hand the credentials over another way")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every place once."""
    if not facts.requirements_files and not facts.project_files and not installs(facts):
        return NotApplicable(msg("The project installs nothing."))
    return [_finding(facts, leak) for leak in index_leaks(facts)]


def _finding(facts: Facts, leak: IndexLeak) -> Finding:
    path = leak.location.path
    is_private = facts.git.present and path not in facts.git.tracked
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if is_private else Severity.ERROR,
        confidence=Confidence.HIGH if facts.git.present else Confidence.MEDIUM,
        location=leak.location,
        message=msg("{place} holds credentials in a URL: {text}", place=leak.location, text=leak.text),
        why=msg(
            "git does not track the file, but it lies in the project's folder and goes wherever that is copied, into "
            "an image for one."
        )
        if is_private
        else msg(
            "Whoever reads the repository, the layers of the image or the log of a build has the password, and git "
            "keeps it after the line is gone."
        ),
        subject=leak.text,
        environments=facts.environments_of(path),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if leak.mendable else FixOffer(_SHOW, Applicability.DISPLAY),
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Take the credentials out and say where they belong."""
    notes = (
        msg("Change the password or revoke the token: whoever has the repository has it too, in the history."),
        msg(
            "Hand it over in the environment that installs: PIP_INDEX_URL or PIP_EXTRA_INDEX_URL, the keyring, "
            "~/.netrc, a build secret, or a URL of the form https://${{INDEX_USER}}:${{INDEX_TOKEN}}@host/simple, "
            "which pip fills in."
        ),
    )
    leak = next((one for one in index_leaks(facts) if one.location == finding.location), None)
    path, span = finding.location.path, finding.location.span
    if leak is None or not isinstance(path, ProjectPath) or span is None:
        raise FixUnavailable(msg("The credentials are not there any more."))
    if not leak.mendable:
        return Fix(_SHOW, Applicability.DISPLAY, notes=notes)
    file = files(path)
    codec = file.encoding or "utf-8"
    text = file.raw[span.start : span.end].decode(codec, "surrogateescape")
    edits = []
    for start, end in credentials_in(text):
        before = span.start + len(file.encode(text[:start]))
        edits.append(ReplaceSpan(path, file.digest, before, before + len(file.encode(text[start:end])), b""))
    if not edits:
        raise FixUnavailable(
            msg("{place} is not written as one URL: take the credentials out by hand.", place=leak.text)
        )
    return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), notes=notes)


RULE = Rule(
    code="EW308",
    name="leaked-index-credentials",
    point="3.1",
    severity=Severity.ERROR,
    summary=msg("The URL of a package index or a repository holds a password or a token"),
    page=__doc__,
    check=check,
    fix=fix,
)
