"""EW423 mounted-code: a production compose file mounts the working copy over the code of the image.

## What it checks
Bind mounts of services that a compose file builds, where the mounted folder holds Python sources that the image copies
to the very place of the mount. It is a warning where the file belongs to production or staging, and where nothing but
the mount itself speaks for development while the service is kept running (`restart: always`) or given production's
settings. A production service whose image holds no code of the project, so that only a mount over its working directory
brings it, is reported too. Where the file misspells the Dockerfile's name, the one that it means is looked at. Mounts
of configuration, static files, media, data and logs are left alone, and so are the compose files of development and
tests, where such a mount is what it should be.

## Why it hurts
What runs is not the image that was built and tested but whatever lies in the folder on the server: a `git pull`, a
half-edited file or another branch is live at the next restart, and to go back to the image of yesterday changes
nothing. What the build made inside that folder (compiled files, collected static files, a virtual environment) is
hidden. On a server without the checkout the folder is empty, and the container does not start.

## Example
`volumes: [".:/app"]` under a service with `build: .` and `restart: always`, whose Dockerfile has `COPY . /app`.

## What the fix does
It removes the mount, and the key `volumes` with it where nothing else stands there. Developers who relied on it get
theirs back in a `compose.override.yml`, which a plain `docker compose up` reads too. Where the code writes into that
folder, or another service has a part of it, the mount carries data as well: then the fix only names these places, each
of which needs a mount of its own before the big one can go. An image that holds no code gets it by a `COPY` first,
which is left to you.

## References
- Compose file reference, docs.docker.com: volumes; "Merge Compose files"
- Docker documentation, "Bind mounts": mounting over existing data
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.environments.name_tokens import role_of_environment
from envwizard.analysis.environments.votes import compose_votes, variable_votes
from envwizard.analysis.images.kept_data import data_below
from envwizard.analysis.images.mounted_code import MountedCode, mounted_code
from envwizard.edits.yaml_lists import remove_item
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence, Role
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Remove the mount of the code")
_DEPLOYERS = frozenset(("kubectl", "helm", "flyctl", "fly", "gcloud", "heroku", "kustomize", "argocd", "eb"))
_DEPLOYING_ACTION = re.compile(
    r"kubectl|k8s|kubernetes|helm|ecs-deploy|cloudrun|appengine|flyctl|heroku|webapps-deploy"
)
_SHOWN = 6
_DEVELOPMENT_SERVERS = frozenset(("runserver", "flask", "fastapi"))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every mount over an image's code that users meet."""
    if not any(service.build_context for compose in facts.compose_files for service in compose.services):
        return NotApplicable(msg("No compose file builds an image of the project."))
    return [finding for one in mounted_code(facts) if (finding := _finding(one, facts)) is not None]


def _finding(one: MountedCode, facts: Facts) -> Finding | None:
    environments = facts.environments_of(one.compose.location.path)
    deployed = tuple(name for name in environments if role_of_environment(name).is_deployed)
    reason = _reason(one) if not environments else None
    if not deployed and (reason is None or (not _has_own_settings(one) and _is_developed_in(one, facts))):
        return None
    if _rests_on_content(one, facts) and _is_deployed_elsewhere(facts):
        return None
    if one.copy is None and not deployed:
        return None
    evidence = (
        [] if one.copy is None else [Evidence(one.copy.location, msg("the image gets {file} here", file=one.file))]
    )
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if deployed else Confidence.MEDIUM,
        location=one.volume.location,
        message=_message(one),
        why=_why(one),
        subject=f"{one.service.name} {one.volume.target}",
        environments=deployed,
        evidence=tuple(evidence if reason is None else (reason, *evidence)),
        fix=None if one.copy is None else FixOffer(_TITLE, _applicability(one, facts)),
    )


def _applicability(one: MountedCode, facts: Facts) -> Applicability:
    return Applicability.DISPLAY if data_below(one, facts) else Applicability.UNSAFE


def _message(one: MountedCode) -> Message:
    if one.copy is None:
        return msg(
            "{place} mounts {source} over {target} of {service}, and the image of {dockerfile} holds no code",
            place=str(one.volume.location),
            source=one.volume.source,
            target=one.volume.target,
            service=one.service.name,
            dockerfile=one.dockerfile,
        )
    return msg(
        "{place} mounts {source} over {target} of {service}, where {copied} has put the code",
        place=str(one.volume.location),
        source=one.volume.source,
        target=one.volume.target,
        service=one.service.name,
        copied=str(one.copy.location),
    )


def _why(one: MountedCode) -> Message:
    if one.copy is None:
        return msg(
            "The server runs whatever lies in {source} on that machine: the image alone does not start, and its "
            "version says nothing of the code. COPY the code in {dockerfile}.",
            source=one.volume.source,
            dockerfile=one.dockerfile,
        )
    return msg(
        "The server runs what lies in {source} there, not the image that was built: {file} of the image is hidden.",
        source=one.volume.source,
        file=one.target,
    )


def _reason(one: MountedCode) -> Evidence | None:
    """What speaks for production where the file's own environment is open, if nothing but mounts speaks against it."""
    mounts = {volume.location for service in one.compose.services for volume in service.volumes}
    votes = [vote for vote in compose_votes(one.compose) if vote.evidence.location not in mounts]
    if any(not vote.role.is_deployed for vote in votes):
        return None
    span, mine = one.service.location, {variable.location for variable in one.service.environment}
    own = (vote.evidence for vote in votes if vote.role is Role.PRODUCTION)
    return next((says for says in own if says.location == span or says.location in mine), None)


def _has_own_settings(one: MountedCode) -> bool:
    """Tell whether the service itself is given production's settings."""
    return any(vote.role.is_deployed for vote in variable_votes(one.service.environment))


def _rests_on_content(one: MountedCode, facts: Facts) -> bool:
    """Tell whether only what the file itself holds speaks for its environment: no name, no job that uses it."""
    path = one.compose.location.path
    says = (evidence for found in facts.file_environments if found.path == path for evidence in found.evidence)
    return all(evidence.location.path == path and evidence.location.span is not None for evidence in says)


def _is_deployed_elsewhere(facts: Facts) -> bool:
    """Tell whether the project is deployed to a cluster or a platform: the compose file is what developers start."""
    jobs = [job for workflow in facts.ci_workflows for job in workflow.jobs]
    runs = any(line.argv[:1] and line.argv[0] in _DEPLOYERS for job in jobs for line in job.commands)
    uses = any(_DEPLOYING_ACTION.search(name) for job in jobs for name in job.uses)
    return runs or uses or bool(facts.kubernetes_containers)


def _is_developed_in(one: MountedCode, facts: Facts) -> bool:
    """Tell whether the service starts a development server or reloads, which needs the mount."""
    for launch in facts.launches:
        if launch.location.path == one.compose.location.path and launch.name == one.service.name:
            reload = launch.setting("reload")
            if launch.server in _DEVELOPMENT_SERVERS or (reload is not None and reload.value in ("true", "True")):
                return True
    return False


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Remove the line of the mount."""
    path, span = finding.location.path, finding.location.span
    if not isinstance(path, ProjectPath) or span is None:
        raise FixUnavailable(msg("The mount is not found in {path} any more.", path=path))
    kept = [found for one in mounted_code(facts) if one.volume.location == finding.location for found in
            data_below(one, facts)]  # fmt: skip
    if kept:
        notes = [msg("{place}: {what}.", place=found.location, what=found.message) for found in kept[:_SHOWN]]
        notes.append(
            msg("Give each of these places a mount or a volume of its own, then remove the mount of the code.")
        )
        return Fix(_TITLE, Applicability.DISPLAY, notes=tuple(notes))
    note = msg("What the program writes below the code needs a volume of its own from now on.")
    return Fix(_TITLE, Applicability.UNSAFE, (remove_item(files(path), span),), notes=(note,))


RULE = Rule(
    code="EW423",
    name="mounted-code",
    point="4.3",
    severity=Severity.WARNING,
    summary=msg("A production compose file mounts the code over the image's"),
    page=__doc__,
    check=check,
    fix=fix,
)
