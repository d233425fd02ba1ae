"""EW223 unreadable-env-file: an env file cannot be read: no permission, a folder, a link to nothing.

## What it checks
Every env file: may its owner read it, is it a file at all (a bind mount of a missing file leaves an empty folder
behind), does a link lead anywhere? And, as a hint, whether everybody on a host may read the secrets of a deployed
environment.

## Why it hurts
Without permission python-dotenv, python-decouple, environs and pydantic-settings stop with PermissionError;
django-environ goes on in silence with its defaults. A folder or a dangling link is silence everywhere: load_dotenv()
answers False, and the program runs with defaults in the one environment where nobody looks.

## Example
`.env` has mode 000 after a careless `chmod`; `docker compose up` ran before `.env` was copied and made a folder
`.env`. Mended: `chmod 600 .env`, and in the other case `rmdir .env` before the real file is copied there.

## What the fix does
It sets mode 600: the owner reads and writes, nobody else does. Where even envwizard may not read the file it gives
the command for that. It gives the command that removes an empty folder; a link's target is yours to put right.

## References
- python-dotenv 1.2.4, python-decouple 3.8, environs 15.2, pydantic-settings 2.16: PermissionError; django-environ
  0.14: a log line
- Docker docs, "Bind mounts": a missing source is created as a folder
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.env_files.env_file_uses import readers_of
from envwizard.analysis.env_files.ignoring import is_tracked
from envwizard.analysis.env_files.secret_values import Strength, strength
from envwizard.analysis.environments.name_tokens import role_of_path
from envwizard.model.change import Applicability, Command, Fix, SetMode
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_OWNER_READS, _OTHERS_READ, _PRIVATE = 0o400, 0o004, 0o600
_TITLE = msg("Let its owner, and nobody else, read it")
_REMOVE = msg("Remove the empty folder")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report env files that cannot be read, and secrets that everybody on a host can read."""
    if not facts.env_files:
        return NotApplicable(msg("The project has no env file."))
    return [finding for file in facts.env_files for finding in _findings(file, facts)]


def _findings(file: EnvFile, facts: Facts) -> Iterator[Finding]:
    mode = f"{file.mode:03o}"
    if file.state == "folder":
        if not any(entry.path.is_below(file.path) for entry in facts.inventory.files):
            message = msg("{path} is a folder, and an empty one", path=file.path)
            why = msg(
                "A container that was started before the file was there makes such a folder; load_dotenv() answers "
                "False, nothing is logged, and defaults are in force."
            )
            yield _finding(file, facts, Severity.WARNING, message, why, FixOffer(_REMOVE, Applicability.UNSAFE))
    elif file.state == "dangling":
        target = next((one.target for one in facts.inventory.files if one.path == file.path), None) or ""
        elsewhere = target.startswith("/") and is_tracked(facts, file.path) is True
        message = msg("{path} is a link to {target}, which is not there", path=file.path, target=target)
        why = msg("load_dotenv() answers False for a link to nothing; nothing is logged, and defaults are in force.")
        yield _finding(file, facts, Severity.INFO if elsewhere else Severity.WARNING, message, why, None)
    elif not file.mode & _OWNER_READS:
        message = msg("{path} has mode {mode}: its owner may not read it", path=file.path, mode=mode)
        yield _finding(file, facts, Severity.ERROR, message, _denied(file, facts), FixOffer(_TITLE, Applicability.SAFE))
    elif file.state == "unreadable":
        message = msg(
            "{path} belongs to somebody else, and mode {mode} does not let you read it", path=file.path, mode=mode
        )
        yield _finding(file, facts, Severity.INFO, message, _denied(file, facts), None)
    elif file.mode & _OTHERS_READ and _is_deployed_secret(file, facts):
        message = msg("{path} has mode {mode}: every user of the host can read its secrets", path=file.path, mode=mode)
        why = msg("On a host any service that is broken into can read them; the service's own user is enough.")
        yield _finding(file, facts, Severity.INFO, message, why, FixOffer(_TITLE, Applicability.UNSAFE))


def _finding(
    file: EnvFile, facts: Facts, severity: Severity, message: Message, why: Message, offer: FixOffer | None
) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH if severity is not Severity.INFO else Confidence.MEDIUM,
        location=file.location,
        message=message,
        why=why,
        subject="permission" if file.state in ("readable", "unreadable") else file.state,
        environments=facts.environments_of(file.path),
        evidence=tuple(
            Evidence(use.location, msg("{reader} reads it", reader=use.shown))
            for use in readers_of(facts, file.path)[:4]
        ),
        fix=offer,
    )


def _denied(file: EnvFile, facts: Facts) -> Message:
    if any(use.dialect == "django-environ" for use in readers_of(facts, file.path)):
        return msg(
            "django-environ takes a file that it may not read for one that is not there: it goes on with defaults and "
            "logs no more than a hint. (root reads it all the same.)"
        )
    return msg(
        "load_dotenv(), decouple, environs and pydantic-settings stop with PermissionError where any user but root "
        "starts the program."
    )


def _is_deployed_secret(file: EnvFile, facts: Facts) -> bool:
    """Tell whether the file is one for users: by its own name, or on a host, where the project lies without git."""
    if file.is_template or is_tracked(facts, file.path):
        return False
    by_host = not facts.git.present and any(use.dialect == "systemd" for use in readers_of(facts, file.path))
    role = role_of_path(file.path, "env file")
    named = role is not None and role.role.is_deployed
    worth = (strength(entry.key, entry.value.reveal()) for entry in file.entries)
    return (by_host or named) and any(one in (Strength.TOKEN, Strength.REAL) for one in worth)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Set mode 600; as a command where the file cannot be read and so no edit can be proved against it."""
    file = next((one for one in facts.env_files if one.path == finding.location.path), None)
    if file is None or finding.fix is None:
        raise FixUnavailable(msg("Nothing here can be mended from within the project."))
    if file.state == "folder":
        why = msg("the folder is empty; copy the example to {path} afterwards", path=file.path)
        command = Command(("rmdir", file.path.value), why, inverse=("mkdir", file.path.value))
        return Fix(_REMOVE, Applicability.UNSAFE, commands=(command,))
    if file.state == "unreadable":
        why = msg("{path} cannot be read now, so that no edit of it can be checked and undone", path=file.path)
        back = ("chmod", f"{file.mode:03o}", file.path.value)
        return Fix(
            _TITLE, Applicability.SAFE, commands=(Command(("chmod", "600", file.path.value), why, inverse=back),)
        )
    return Fix(_TITLE, finding.fix.applicability, (SetMode(file.path, files(file.path).digest, _PRIVATE),))


RULE = Rule(
    code="EW223",
    name="unreadable-env-file",
    point="2.3",
    severity=Severity.ERROR,
    summary=msg("An env file cannot be read: no permission, a folder in its place, or a link to nothing"),
    page=__doc__,
    check=check,
    fix=fix,
)
