"""EW227 committed-secret: git tracks a real value under a secret's name.

## What it checks
Env files of any name that git tracks (`.env`, `server.env`, `.envs/.postgres`, an editor's `.env.save`), and values
written into compose files, images (`ENV`), units, Kubernetes' manifests (ConfigMaps and Secrets too), the address in
alembic.ini, tokens in Python sources and the env files that setup scripts write. A secret is a
value under a name such as `.._PASSWORD`, `.._SECRET_KEY` or `.._TOKEN`, a password inside an address, or a text that
has the shape of a token that a service gave out. Placeholders, values equal to the example file's and what only
developers use (a database in a compose file for development) do not count. Where other env files in git hold the same
secret, their places are shown too: a secret that development shares with production is known to both.

## Why it hurts
Whoever can read the repository, a fork, a backup or an image layer has the secret, for as long as the history exists:
deleting the file later takes nothing back. And as the file is part of every checkout, all environments run with the
same value.

## Example
`.env` is tracked and gives `STRIPE_API_KEY` a value, although .gitignore names `.env`: a file that was tracked before
it was ignored stays tracked.

## What the fix does
It adds the file to .gitignore, writes an example file where there is none, and gives the command that makes git forget
the file (`git rm --cached`; your copy stays). The example has the same keys and those that the code needs besides, all
without values: secrets are marked, and what the code has a default for is commented out. An example that holds a real
value loses that value. A file whose values are only easily guessed may be tracked on purpose, as the defaults of what
is shipped: it is left as it is, and the value is for you to replace. What is in the history stays there, so the secret
has to be replaced at the service that gave it out: only that ends its life. Values in compose files, images, units,
manifests, alembic.ini, sources and scripts are for you to move to where git does not have them.

## References
- git-rm, `--cached`; gitignore(5): files already tracked are not affected
- OWASP Secrets Management Cheat Sheet: revoke and rotate a leaked secret
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_files.committed_secrets import CommittedSecrets, committed_secrets
from envwizard.analysis.env_files.ignoring import ignore_file_above, is_kept_out_of_git
from envwizard.analysis.env_files.kept_out_of_git import forgetting, ignoring
from envwizard.analysis.env_files.secret_values import Strength
from envwizard.analysis.env_files.skeleton_keys import further_keys, skeleton_keys
from envwizard.analysis.env_loading.program import is_system_key
from envwizard.edits.env_file import without_value
from envwizard.edits.env_skeleton import env_skeleton
from envwizard.model.change import Applicability, CreateFile, Edit, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Take it out of git, keep an example")
_EMPTY_TITLE = msg("Take the value out of the example")
_SHOWN = 3
_ROTATE = msg(
    "The history keeps the old values: replace them where they are valid (the database, the service that gave the "
    "token out)."
)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each file with committed secrets once."""
    giving = (facts.env_files, facts.compose_files, facts.dockerfiles, facts.services, facts.shell_scripts)
    if not any(giving) and not facts.config_values and not any(one.tokens for one in facts.python_modules):
        return NotApplicable(msg("The project has no file that gives environment variables."))
    return [_finding(one, facts) for one in committed_secrets(facts)]


def _finding(one: CommittedSecrets, facts: Facts) -> Finding:
    first = one.held[0]
    titles = {"env file": _TITLE, "template": _EMPTY_TITLE} if facts.git.present else {}
    return Finding(
        rule=RULE.code,
        severity=one.severity,
        confidence=one.confidence,
        location=first.location,
        message=_message(one, facts),
        why=_why(one, facts),
        subject="committed secrets",
        environments=facts.environments_of(one.path),
        evidence=(
            *(
                Evidence(held.location, msg("{key} has a value here", key=held.key))
                for held in (*one.held[1:], *one.shared)
            ),
            *_unnamed(one, facts),
        ),
        fix=FixOffer(titles[one.kind], Applicability.UNSAFE) if one.kind in titles and not _is_meant(one) else None,
    )


def _is_meant(one: CommittedSecrets) -> bool:
    """Tell whether the file may well be tracked on purpose: defaults that are only easily guessed, or a mere hint."""
    guessable = all(held.strength is Strength.GUESSABLE for held in one.held)
    return one.kind == "env file" and (guessable or one.severity is Severity.INFO)


def _unnamed(one: CommittedSecrets, facts: Facts) -> tuple[Evidence, ...]:
    """The ignore file that should name an env file and does not."""
    above = ignore_file_above(facts, one.path)
    if one.kind != "env file" or above is None or is_kept_out_of_git(facts, one.path):
        return ()
    says = msg("{ignore} does not keep {paths} out of git", ignore=above.path, paths=one.path)
    return (Evidence(Location(above.path), says),)


def _message(one: CommittedSecrets, facts: Facts) -> Message:
    keys = list(dict.fromkeys(held.key for held in one.held))
    more = len(keys) - _SHOWN
    shown = ", ".join(keys[:_SHOWN]) + (f" (+{more})" if more > 0 else "")
    if not facts.git.present:
        return msg(
            "{path} holds values for {keys}, and no .gitignore would keep it out of git", path=one.path, keys=shown
        )
    if one.kind == "template":
        return msg("{path} is an example and has what looks like a real value for {keys}", path=one.path, keys=shown)
    if one.kind == "script":
        return msg("{path} writes an env file with values for {keys}, and git tracks it", path=one.path, keys=shown)
    if one.kind == "source":
        return msg("{place} has a real token in the code, and git tracks it", place=one.held[0].location)
    if all(held.strength is Strength.GUESSABLE for held in one.held):
        return msg("git tracks {path}, which gives {keys} a value that is easily guessed", path=one.path, keys=shown)
    return msg("git tracks {path}, which gives {keys} a real value", path=one.path, keys=shown)


def _why(one: CommittedSecrets, facts: Facts) -> Message:
    if not facts.git.present:
        return msg("There is no git repository here yet; the first `git add .` would take the file along.")
    if one.confidence is Confidence.LOW:
        return msg("Copies of this file keep the value, so that one known secret may end up in every environment.")
    if all(held.strength is Strength.GUESSABLE for held in one.held):
        return msg(
            "Every checkout starts with this value, so that it reaches the environments where nobody remembers to set "
            "another; and it is on every list of passwords that are tried."
        )
    return msg(
        "Whoever reads the repository, a fork or a backup has it, and the history keeps it after the file is deleted: "
        "only a new secret, made where this one was given out, ends that."
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Ignore the file, leave an example of its keys behind, and give the command that takes it out of the index."""
    path = finding.location.path
    file = next((one for one in facts.env_files if one.path == path), None)
    if file is not None and file.is_template and finding.fix is not None:
        held = {finding.location, *(evidence.location for evidence in finding.evidence)}
        spans = [entry.location.span for entry in file.entries if entry.location in held]
        emptied = tuple(without_value(file.path, files(file.path), span) for span in spans if span is not None)
        return Fix(_EMPTY_TITLE, Applicability.UNSAFE, emptied, notes=(_ROTATE,))
    if file is None or file.is_template or not facts.git.present or finding.fix is None:
        raise FixUnavailable(msg("Move the value to a file that git does not track, and replace it where it is valid."))
    edits: list[Edit] = [*ignoring(facts, files, file.path)]
    example = file.path.parent.join(f"{file.path.name}.example")
    has_example = any(one.is_template and one.path.parent == file.path.parent for one in facts.env_files)
    # A file of that name may be no env file to anybody else: ``environment.example``.
    is_there = any(entry.path == example for entry in facts.inventory.files)
    if example is not None and not has_example and not is_there:
        entries = [entry for entry in file.entries if not is_system_key(entry.key)]
        keys = (*skeleton_keys(facts, entries), *further_keys(facts, file.path))
        edits.append(CreateFile(example, env_skeleton(file.path.name, keys).encode()))
    copy = msg("Checkouts lose {path} at their next pull: keep a copy where it is needed.", path=file.path)
    return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), (forgetting(file.path),), (_ROTATE, copy))


RULE = Rule(
    code="EW227",
    name="committed-secret",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("git tracks a real value under a secret's name: whoever reads the repository has it"),
    page=__doc__,
    check=check,
    fix=fix,
)
