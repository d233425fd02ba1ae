"""EW421 copy-mismatch: the image does not have a file where its start, its variables or a volume expect it.

## What it checks
The files of the image's final stage are worked out from WORKDIR, COPY, ADD, the stages, .dockerignore and the build
context that compose names. They are compared with what CMD, ENTRYPOINT, the commands of compose services and the
programs of a supervisor start (scripts, modules, configuration files), with the project's modules that these import,
with the configuration files that those open by a path that starts from their own place, with ENV variables that name a
file, and with named volumes. Only what is certain is reported: a base image that brings
an application of its own, a RUN that may write files, a variable without a value, a project that is installed as a
package and a program that changes sys.path keep the rule quiet. A Dockerfile that copies the code without any WORKDIR
is reported too: the code lands among the folders of the system. So is a relative destination that says the WORKDIR
once more (`COPY .env.prod ./srv/app/config/.env` below `WORKDIR /srv/app`).

## Why it hurts
The image builds without a complaint and stops when it is started: "can't open file '/app/main.py'" or
"ModuleNotFoundError: No module named 'app'". On the developer's machine a bind mount often hides it, because it brings
the files that the image lacks.

## Example
`WORKDIR /app`, `COPY app .` and `CMD ["uvicorn", "app.main:app"]`: the module lies at /app/main.py, and it is looked
for at /app/app/main.py. Mended: `COPY app ./app`.

## What the fix does
It changes the destination of the COPY so that the file lies where it is looked for (`COPY app ./app`). An image that
takes its files one by one gets the COPY that is missing, behind the others. For an image
without WORKDIR it adds one before the first COPY: the folder that a volume or a variable expects, else `/app`. Look
through the other instructions before you apply it: what relied on the old place must follow.

## References
- Dockerfile reference, docs.docker.com: WORKDIR, COPY, .dockerignore files
- Compose file reference, docs.docker.com: build.context, volumes
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from envwizard.analysis.images.added_copies import missing_copies
from envwizard.analysis.images.base_images import base_name, is_plain_image
from envwizard.analysis.images.build_context import compose_builds
from envwizard.analysis.images.image_files import below
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Copy, Dockerfile, Instruction, Stage, Volume
from envwizard.model.facts.launches import ImageMismatch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_COPY_TITLE = msg("Copy it to where it is looked for")
_ADD_TITLE = msg("Copy it into the image, too")
_WORKDIR_TITLE = msg("Give the code a folder of its own")
_SEARCHED = "PYTHONPATH="
_NO_WORKDIR = "no WORKDIR"


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report what images lack, and code that is copied without a WORKDIR."""
    if not facts.dockerfiles:
        return NotApplicable(msg("The project has no Dockerfile."))
    return [
        *(_finding(first, others, facts) for first, *others in _grouped(facts.image_mismatches)),
        *(finding for dockerfile in facts.dockerfiles if (finding := _without_workdir(dockerfile, facts)) is not None),
    ]


def _grouped(mismatches: Iterable[ImageMismatch]) -> Iterable[list[ImageMismatch]]:
    """Put together what one command misses because nothing copies it."""
    groups: dict[object, list[ImageMismatch]] = {}
    for mismatch in mismatches:
        line = mismatch.needed_by.line
        key = mismatch if mismatch.image_path else (mismatch.dockerfile, mismatch.needed_by.path, line)
        groups.setdefault(key, []).append(mismatch)
    return groups.values()


def _finding(mismatch: ImageMismatch, others: Sequence[ImageMismatch], facts: Facts) -> Finding:
    evidence = []
    if not mismatch.repeats:
        evidence.append(Evidence(mismatch.needed_by, msg("{needed} is expected here", needed=mismatch.needed)))
    evidence += [Evidence(one.needed_by, msg("{needed} is missing as well", needed=one.expected)) for one in others]
    if mismatch.copy is not None and mismatch.image_path:
        evidence.append(Evidence(mismatch.copy, msg("this puts it at {path}", path=mismatch.image_path)))
    last = None if mismatch.context_path is None or mismatch.image_path else _last_copy(mismatch.dockerfile, facts)
    if last is not None:
        evidence.append(Evidence(last, msg("the last COPY of the image is this")))
    if mismatch.context_path is None:
        evidence += _leading_out(mismatch.dockerfile, facts)
    if mismatch.mount is not None:
        evidence.append(Evidence(mismatch.mount, msg("only this mount brings it")))
    offered = _title(mismatch, others, facts)
    return Finding(
        rule=RULE.code,
        severity=_severity(mismatch, facts),
        confidence=Confidence.HIGH if mismatch.context_path is not None else Confidence.MEDIUM,
        location=mismatch.copy or mismatch.needed_by,
        message=_message(mismatch),
        why=_why(mismatch),
        subject=mismatch.needed,
        environments=facts.environments_of(mismatch.needed_by.path),
        evidence=tuple(evidence),
        fix=FixOffer(offered, Applicability.UNSAFE) if offered is not None else None,
    )


def _title(mismatch: ImageMismatch, others: Sequence[ImageMismatch], facts: Facts) -> Message | None:
    """Name what the fix would do, if there is one."""
    if _destination(mismatch, facts) is not None:
        return _COPY_TITLE
    return _ADD_TITLE if missing_copies(facts, (mismatch, *others)) else None


def _severity(mismatch: ImageMismatch, facts: Facts) -> Severity:
    if mismatch.mount is None:
        return Severity.WARNING if mismatch.opened else Severity.ERROR
    # A development image may rely on the mount of the sources.
    names = set(facts.environments_of(mismatch.dockerfile)) | set(facts.environments_of(mismatch.mount.path))
    roles = {environment.role.value for environment in facts.environments if environment.name in names}
    return Severity.INFO if roles and roles <= {"development", "test"} else Severity.WARNING


def _message(mismatch: ImageMismatch) -> Message:
    if mismatch.needed.startswith(_SEARCHED):
        return msg(
            "{place} sets {setting}, and nothing creates {folder} in the image of {dockerfile}",
            place=mismatch.needed_by,
            setting=mismatch.needed,
            folder=mismatch.expected,
            dockerfile=mismatch.dockerfile,
        )
    if mismatch.repeats:
        return msg(
            "COPY puts {source} at {path}: WORKDIR {folder} stands before its destination anyway",
            source=mismatch.context_path,
            path=mismatch.image_path,
            folder=mismatch.repeats,
        )
    if mismatch.image_path is not None:
        return msg(
            "The image of {dockerfile} has {source} at {path}, and it is looked for at {expected}",
            source=mismatch.context_path,
            expected=mismatch.expected,
            dockerfile=mismatch.dockerfile,
            path=mismatch.image_path,
        )
    if mismatch.hidden_by is not None:
        return msg(
            "{ignore} keeps {source} out of the image of {dockerfile}, where it is looked for at {expected}",
            ignore=mismatch.hidden_by,
            source=mismatch.context_path,
            dockerfile=mismatch.dockerfile,
            expected=mismatch.expected,
        )
    if mismatch.context_path is not None:
        return msg(
            "No COPY of {dockerfile} brings {source} into the image, where it is looked for at {expected}",
            expected=mismatch.expected,
            dockerfile=mismatch.dockerfile,
            source=mismatch.context_path,
        )
    return msg(
        "Nothing puts a file at {expected} in the image of {dockerfile}, where it is looked for",
        expected=mismatch.expected,
        dockerfile=mismatch.dockerfile,
    )


def _why(mismatch: ImageMismatch) -> Message:
    if mismatch.mount is not None:
        return msg("Only a bind mount of the working copy brings it: the image alone does not start.")
    if mismatch.needed.startswith(_SEARCHED):
        return msg(
            "Python passes over a folder that is not there: modules are found only while the process starts in the "
            "folder that holds them."
        )
    if mismatch.repeats:
        return msg("The folder meant is {folder}, which the image has: what reads the file there does not find it.",
                   folder=posixpath.dirname(mismatch.expected))  # fmt: skip
    if mismatch.opened:
        return msg("The image builds, and the program stops when it opens the file.")
    return msg("The image builds, and the container stops at its start or works with an empty folder.")


def _destination(mismatch: ImageMismatch, facts: Facts) -> tuple[Copy, Location, str] | None:
    """Find the COPY to change, the place of its destination and what it should be."""
    if mismatch.copy is None or mismatch.context_path is None or not mismatch.image_path:
        return None
    copy = next((one for one in _copies(facts) if one.location == mismatch.copy), None)
    if copy is None or len(copy.sources) != 1 or not copy.places or copy.source_stage is not None:
        return None
    if any(char in copy.sources[0] + copy.destination for char in "*?[$"):
        return None
    source = copy.sources[0].strip("./")
    tail = mismatch.context_path.value
    if source:
        start = f"/{tail}/".find(f"/{source}/")
        if start < 0:
            return None
        tail = tail[start + len(source) + 1 :]
    if tail and not mismatch.expected.endswith("/" + tail):
        return None
    target = mismatch.expected[: len(mismatch.expected) - len(tail)].rstrip("/") if tail else mismatch.expected
    if not tail and copy.destination.endswith("/") and _is_file(mismatch.context_path, facts):
        # A file that is copied into a folder keeps its name.
        target = posixpath.dirname(target)
    return copy, copy.places[-1], _spelt(target or "/", copy, mismatch)


def _is_file(path: ProjectPath, facts: Facts) -> bool:
    return any(entry.path == path for entry in facts.inventory.files)


def _spelt(target: str, copy: Copy, mismatch: ImageMismatch) -> str:
    """Write the destination as the old one is written: relative to the WORKDIR or absolute, with its slash."""
    slash = "/" if copy.destination.endswith("/") and not target.endswith("/") else ""
    old = posixpath.normpath(mismatch.image_path or "/")
    if not copy.destination.startswith("/"):
        tail = posixpath.normpath(copy.destination)
        inner = mismatch.context_path.value if mismatch.context_path else ""
        source = copy.sources[0].strip("./")
        rest = inner[len(source) :].strip("/") if source and inner.startswith(source) else inner
        workdir = old[: len(old) - len(rest)].rstrip("/") if rest and old.endswith(rest) else posixpath.dirname(old)
        if tail != "." and workdir.endswith("/" + tail):
            workdir = workdir[: -len(tail) - 1]
        if target.startswith(workdir + "/"):
            return f"./{target[len(workdir) + 1 :]}{slash}"
    return target + slash


def _copies(facts: Facts) -> Iterator[Copy]:
    for dockerfile in facts.dockerfiles:
        yield from dockerfile.copies


def _leading_out(path: ProjectPath, facts: Facts) -> Iterator[Evidence]:
    """COPY instructions whose source climbs: BuildKit takes ``..`` at the context's top for the top itself."""
    for copy in _copies(facts):
        climbing = next((source for source in copy.sources if source.startswith("..")), None)
        if copy.location.path == path and climbing is not None and copy.source_stage is None:
            says = msg("COPY {source} stays in the build context, whose top `..` does not leave", source=climbing)
            yield Evidence(copy.location, says)


def _last_copy(path: ProjectPath, facts: Facts) -> Location | None:
    copies = [copy.location for copy in _copies(facts) if copy.location.path == path]
    return copies[-1] if copies else None


def _without_workdir(dockerfile: Dockerfile, facts: Facts) -> Finding | None:
    """Code that is copied to the working directory of an image that never sets one lands in the root of the system."""
    stage, copy = _bare_copy(dockerfile)
    if stage is None or copy is None:
        return None
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        location=next((one.location for one in stage.instructions if one.keyword == "WORKDIR"), copy.location),
        message=msg(
            "{path} copies the code without a WORKDIR: it lands in the image's root folder",
            path=dockerfile.location.path,
        ),
        why=msg(
            "In / it lies among the folders of the system: a folder of the code named like one of them is merged into "
            "it, and paths and volumes that expect the usual /app find nothing."
        ),
        subject=_NO_WORKDIR,
        environments=facts.environments_of(dockerfile.location.path),
        evidence=(Evidence(copy.location, msg("this puts the code into /")),),
        fix=FixOffer(
            _WORKDIR_TITLE,
            Applicability.DISPLAY if _mounts(dockerfile.location.path, facts) else Applicability.UNSAFE,
        ),
    )


def _mounts(path: AnyPath, facts: Facts) -> list[Volume]:
    """The volumes of the image's containers that lie outside of the folder that the code would move to.

    What the code keeps in them is beside it today: it would be looked for elsewhere after the move.
    """
    if not isinstance(path, ProjectPath):
        return []
    folder = _expected_folder(path, facts)
    services = [service for compose in facts.compose_files for service in compose.services]
    built = [services[index] for _, dockerfile, index in compose_builds(facts) if dockerfile == path]
    return [
        one for service in built for one in service.volumes if below(posixpath.normpath(one.target), folder) is None
    ]


def _bare_copy(dockerfile: Dockerfile) -> tuple[Stage | None, Instruction | None]:
    if not dockerfile.stages:
        return None, None
    stage = dockerfile.stages[-1]
    base = base_name(dockerfile, stage)
    if base is None or not is_plain_image(base) or not _runs_python(dockerfile):
        return None, None
    for instruction in stage.instructions:
        if instruction.keyword == "WORKDIR" and instruction.text.strip() != "/":
            return None, None
        copy = instruction.copy
        if copy is None or copy.source_stage is not None or copy.destination not in (".", "./", "/"):
            continue
        if copy.sources[0].rstrip("/") in (".", ""):
            return stage, instruction
        if copy.destination != "/" and any(source.endswith(".py") for source in copy.sources):
            return stage, instruction
    return None, None


def _runs_python(dockerfile: Dockerfile) -> bool:
    text = " ".join(instruction.text for instruction in dockerfile.instructions)
    return (
        any("python" in stage.base for stage in dockerfile.stages) or re.search(r"\bpip3? install\b", text) is not None
    )


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Change the destination, or add a WORKDIR."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    if finding.subject == _NO_WORKDIR:
        return _add_workdir(path, facts, files)
    for mismatch, *others in _grouped(facts.image_mismatches):
        if mismatch.needed != finding.subject or (mismatch.copy or mismatch.needed_by) != finding.location:
            continue
        if added := missing_copies(facts, (mismatch, *others)):
            return Fix(_ADD_TITLE, Applicability.UNSAFE, (added.edit(files),))
        found = _destination(mismatch, facts)
        if found is not None and found[1].span is not None:
            file = files(path)
            span = found[1].span
            edit = ReplaceSpan(path, file.digest, span.start, span.end, file.encode(found[2]))
            note = msg("Check the instructions behind it: what relied on the old place must follow.")
            return Fix(_COPY_TITLE, Applicability.UNSAFE, (edit,), notes=(note,))
    raise FixUnavailable(msg("No destination of a COPY puts {needed} where it is expected.", needed=finding.subject))


def _add_workdir(path: ProjectPath, facts: Facts, files: Files) -> Fix:
    dockerfile = next((one for one in facts.dockerfiles if one.location.path == path), None)
    stage, _ = _bare_copy(dockerfile) if dockerfile is not None else (None, None)
    instructions = stage.instructions if stage else ()
    old = next((one for one in instructions if one.keyword == "WORKDIR"), None)
    first = old or next((one for one in instructions if one.copy or one.keyword == "RUN"), None)
    if first is None or first.location.span is None:
        raise FixUnavailable(msg("{path} has a WORKDIR by now.", path=path))
    if mounts := _mounts(path, facts):
        notes = [
            msg("{place} mounts {target}: it has to move with the code.", place=one.location, target=one.target)
            for one in mounts
        ]
        return Fix(_WORKDIR_TITLE, Applicability.DISPLAY, notes=tuple(notes))
    file = files(path)
    start, end = first.location.span.start, first.location.span.start if old is None else first.location.span.end
    folder = _expected_folder(path, facts)
    line = f"WORKDIR {folder}" + (file.newline if old is None else "")
    edit = ReplaceSpan(path, file.digest, start, end, file.encode(line))
    note = msg("Volumes and variables that name a place of the code must name one below {folder}.", folder=folder)
    return Fix(_WORKDIR_TITLE, Applicability.UNSAFE, (edit,), notes=(note,))


def _expected_folder(path: ProjectPath, facts: Facts) -> str:
    """Choose the WORKDIR: the one that a volume or a variable expects, else /app."""
    for mismatch in facts.image_mismatches:
        if mismatch.dockerfile == path and mismatch.image_path and mismatch.expected.endswith(mismatch.image_path):
            return mismatch.expected[: -len(mismatch.image_path)] or "/app"
    return "/app"


RULE = Rule(
    code="EW421",
    name="copy-mismatch",
    point="4.3",
    severity=Severity.ERROR,
    summary=msg("The image lacks a file where its start expects it"),
    page=__doc__,
    check=check,
    fix=fix,
)
