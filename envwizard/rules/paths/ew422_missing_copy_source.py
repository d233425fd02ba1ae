"""EW422 missing-copy-source: COPY names something that the build context does not have.

## What it checks
The sources of COPY and ADD are looked up in the build context: the folder that compose files or `docker build` commands
name, else the Dockerfile's own folder and those above it (a source counts as missing only where all of them lack it).
What `.dockerignore` keeps back is not in the context either. Left alone are sources with wildcards, addresses and
variables, what other stages give, what git ignores or another command of the project makes, and names of build results
and keys (`dist`, `*.whl`, `.env`), which come into being before the build. The Dockerfile that a compose file names is
looked up too: it is reported where the project has it in another spelling (`Dockerfiles/` for `DockerFiles/`).

## Why it hurts
The build stops at that line: "failed to compute cache key: not found". Nobody notices as long as the layer is in a
cache or the image of last month still runs, and then the release that has to go out does not build.

## Example
`COPY alerts ./alerts` in a Dockerfile of the root, while the folder is `backend/alerts`. Mended:
`COPY backend/alerts ./alerts`.

## What the fix does
It writes the one path of the context that has the name, or the nearest name beside it. What .dockerignore keeps back is
not mended by a guess: take the pattern out, or bring the path back with a line that starts with `!`.

## References
- Dockerfile reference, docs.docker.com: COPY, "Build context" and ".dockerignore files"
- Compose file reference, docs.docker.com: build.context
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.images.missing_dockerfiles import MissingDockerfile, missing_dockerfiles
from envwizard.analysis.images.missing_sources import MissingSource, sources_that_miss
from envwizard.model.change import Applicability, Edit, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.folder_name import folder_name
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Name what the build context has")
_TITLE_DOCKERFILE = msg("Name the Dockerfile that is there")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report what COPY does not find, once per Dockerfile and context."""
    if not facts.dockerfiles:
        return NotApplicable(msg("The project has no Dockerfile."))
    copies = [_finding(first, others, facts) for first, *others in _grouped(facts)]
    return copies + [_dockerfile_finding(one, facts) for one in missing_dockerfiles(facts)]


def _dockerfile_finding(one: MissingDockerfile, facts: Facts) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=one.location,
        message=msg(
            "{place} builds {service} from {written}, which does not exist; the project has {nearest}",
            place=str(one.location),
            service=one.service,
            written=one.written,
            nearest=one.nearest,
        ),
        why=msg(
            "The build stops there, and where the names differ in their capitals only, it does so on the Linux server "
            "and not on the Windows machine or the Mac of whoever wrote it."
        ),
        subject=f"{one.service} {one.written}",
        environments=facts.environments_of(one.path),
        fix=FixOffer(_TITLE_DOCKERFILE, Applicability.SAFE),
    )


def _grouped(facts: Facts) -> Iterable[list[MissingSource]]:
    groups: dict[object, list[MissingSource]] = {}
    for one in sources_that_miss(facts):
        groups.setdefault((one.dockerfile, one.context, one.ignored_by), []).append(one)
    return groups.values()


def _finding(first: MissingSource, others: list[MissingSource], facts: Facts) -> Finding:
    certain = first.certain or first.ignored_by is not None
    evidence = [Evidence(one.location, msg("{source} is missing as well", source=one.source)) for one in others]
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR if certain else Severity.WARNING,
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        location=first.location,
        message=_message(first),
        why=msg("The build stops there: no new image comes into being, and a server goes on with the old one."),
        subject=first.source,
        environments=facts.environments_of(first.dockerfile),
        evidence=tuple(evidence),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if any(one.nearest for one in (first, *others)) else None,
    )


def _message(one: MissingSource) -> Message:
    place, context = str(one.location), folder_name(one.context)
    if one.ignored_by is not None:
        return msg(
            "{place} copies {source}, and {ignore} keeps that out of the build context ({context})",
            place=place,
            source=one.source,
            ignore=one.ignored_by,
            context=context,
        )
    if one.nearest is not None:
        return msg(
            "{place} copies {source}, which the build context ({context}) does not have; it has {nearest}",
            place=place,
            source=one.source,
            context=context,
            nearest=one.nearest,
        )
    return msg(
        "{place} copies {source}, which the build context ({context}) does not have",
        place=place,
        source=one.source,
        context=context,
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the nearest path in the place of each source that has one."""
    for group in _grouped(facts):
        if group[0].location != finding.location:
            continue
        edits = [edit for one in group if (edit := _edit(one, files)) is not None]
        if edits:
            note = msg("See that the destination still suits: a folder gives its content, a file keeps its name.")
            return Fix(_TITLE, Applicability.UNSAFE, tuple(edits), notes=(note,))
    for dockerfile in missing_dockerfiles(facts):
        span = dockerfile.location.span
        if dockerfile.location == finding.location and span is not None:
            file = files(dockerfile.path)
            quote = chr(file.raw[span.start])
            quote = quote if quote in "'\"" else ""
            text = file.encode(f"{quote}{dockerfile.nearest}{quote}")
            edit = ReplaceSpan(dockerfile.path, file.digest, span.start, span.end, text)
            return Fix(_TITLE_DOCKERFILE, Applicability.SAFE, (edit,))
    raise FixUnavailable(msg("Nothing in the build context has a name like {source}.", source=finding.subject))


def _edit(one: MissingSource, files: Files) -> Edit | None:
    span = one.location.span
    if one.nearest is None or span is None or not one.copy.places:
        return None
    file = files(one.dockerfile)
    quote = chr(file.raw[span.start])
    quote = quote if quote in "'\"" else '"' if " " in one.nearest else ""
    slash = "/" if one.source.endswith("/") else ""
    text = f"{quote}{one.nearest}{slash}{quote}"
    return ReplaceSpan(one.dockerfile, file.digest, span.start, span.end, file.encode(text))


RULE = Rule(
    code="EW422",
    name="missing-copy-source",
    point="4.3",
    severity=Severity.ERROR,
    summary=msg("COPY names what the build context does not have"),
    page=__doc__,
    check=check,
    fix=fix,
)
