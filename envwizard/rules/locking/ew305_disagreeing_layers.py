"""EW305 disagreeing-layers: two lists of one project pin one distribution differently, or a layer ignores its base.

## What it checks
The requirements files of one folder (a folder `requirements` counts with the one above it), and those that one install
reads: whether two of them pin a distribution to different versions without a marker. It is an error where one install
reads both, since pip then refuses, a warning between lists that are deployed or tested, and info otherwise. And, as
info, whether a compiled list for development or production shares distributions with a compiled base list that is no
constraint of it (`-c`): today they agree by luck. Lists for one Python or platform, for documents, linters and other
tools are meant to differ.

## Why it hurts
What was tested with one list is not what the other one installs. Layers that are compiled each on their own drift apart
at the next upgrade, and pip refuses them together with "Double requirement given" or a conflict.

## Example
requirements/base.txt pins `django==5.0.6`, requirements/dev.txt `django==5.0.4`, and dev.in does not begin with
`-c base.txt`.

## What the fix does
Where the layer is compiled from a .in file, it puts `-c` with the base in front of it (the path is taken from the .in
file) and shows the commands that compile both in order. Lists that are kept by hand are left to you.

## References
- pip-tools 7.6 documentation, "Workflow for layered requirements"
- pip 26.3 documentation, "Constraints Files"
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.dependencies.compilations import compilation_of, compile_again
from envwizard.analysis.dependencies.disagreeing_layers import LayerPair, layer_pairs, named_first
from envwizard.analysis.dependencies.installs import deployment_installs, is_for_developers
from envwizard.analysis.dependencies.requirement_families import installed_files
from envwizard.model.change import Applicability, Command, Edit, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_TITLE = msg("Compile the layer with its base as constraint")
_SHOWN = 3


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each layer once, with every base that it disagrees with."""
    if len(facts.requirements_files) < 2:
        return NotApplicable(msg("The project has no two requirements files."))
    return [_finding(facts, layer, pairs) for layer, pairs in named_first(layer_pairs(facts))]


def _finding(facts: Facts, layer: RequirementsFile, pairs: tuple[LayerPair, ...]) -> Finding:
    first = max(pairs, key=lambda pair: (pair.together, len(pair.differences)))
    location = first.differences[0].layer.location if first.differences else Location(layer.path)
    others = [one for pair in pairs for one in pair.differences if pair is not first or one is not pair.differences[0]]
    names = (*facts.environments_of(layer.path), *facts.environments_of(first.base.path))
    places = (
        [Evidence(first.differences[0].base.location, msg("pins {text}", text=first.differences[0].base.text))]
        if (first.differences)
        else [Evidence(Location(first.base.path), msg("the base"))]
    )
    for one in others:
        says = msg(
            "pins {text}, and {place} {other}", text=one.layer.text, place=one.base.location, other=one.base.text
        )
        places.append(Evidence(one.layer.location, says))
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, first),
        confidence=Confidence.HIGH if first.differences else Confidence.MEDIUM,
        location=location,
        message=_says(first),
        why=_why(first),
        subject=str(layer.path),
        environments=tuple(dict.fromkeys(names)),
        evidence=tuple(places),
        fix=FixOffer(_TITLE, Applicability.UNSAFE if _is_mendable(first) else Applicability.DISPLAY),
    )


def _severity(facts: Facts, pair: LayerPair) -> Severity:
    if not pair.differences:
        return Severity.INFO
    if pair.together:
        return Severity.ERROR
    deployed = {
        file.path for use in deployment_installs(facts) for named in use.files for file in installed_files(facts, named)
    }
    if not deployed & {pair.base.path, pair.layer.path}:
        return Severity.INFO
    # What only tools pin apart is of no consequence; a part of the deployed list that tests have otherwise is.
    return Severity.INFO if is_for_developers(facts, pair.base.path) else Severity.WARNING


def _says(pair: LayerPair) -> Message:
    if not pair.differences:
        return msg(
            "{layer} is compiled without -c {base}: they agree by luck", layer=pair.layer.path, base=pair.base.path
        )
    texts = [f"{one.layer.text} ({one.base.pinned})" for one in pair.differences]
    more = msg("")
    if len(texts) > _SHOWN:
        more = msg(" (+{count})", count=len(texts) - _SHOWN)
    return msg(
        "{layer} pins other versions than {base} (in brackets): {texts}{more}",
        layer=pair.layer.path,
        base=pair.base.path,
        texts=", ".join(texts[:_SHOWN]),
        more=more,
    )


def _why(pair: LayerPair) -> Message:
    if pair.together:
        return msg("One install reads both lists, and pip refuses two versions of one distribution.")
    if pair.differences:
        return msg("What runs from the one list is not what was tried with the other.")
    return msg("The next upgrade of one of them moves versions that the other keeps, and pip refuses them together.")


def _source(pair: LayerPair) -> RequirementsFile | None:
    """The .in file that the constraint goes into; ``None`` where the layer has none of its own, or names the base."""
    sources = pair.compilation.sources if pair.compilation is not None else ()
    if len(sources) != 1 or not isinstance(sources[0], RequirementsFile) or sources[0].path.suffix != ".in":
        return None
    return sources[0]


def _is_mendable(pair: LayerPair) -> bool:
    """Tell whether the constraint is still to be written; where it is, only the commands are left to run."""
    source = _source(pair)
    return source is not None and not any(line.target == pair.base.path for line in source.includes)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Constrain the layer by its base and compile both in order."""
    pairs = [pair for pair in layer_pairs(facts) if str(pair.layer.path) == finding.subject]
    if not pairs:
        raise FixUnavailable(msg("{path} agrees with the others by now.", path=finding.subject))
    pair = max(pairs, key=lambda one: (one.together, len(one.differences)))
    source = _source(pair)
    if source is None or pair.compilation is None:
        note = msg(
            "Decide for one version of each in {base} and {layer}. Compiled from .in files, with `-c {base}` in that "
            "of the layer, they cannot differ.",
            base=pair.base.path,
            layer=pair.layer.path,
        )
        return Fix(_TITLE, Applicability.DISPLAY, notes=(note,))
    commands: list[Command] = []
    base = compilation_of(facts, pair.base.path)
    if base is not None:
        command = compile_again(base, msg("Compile the base first"), hashes=base.file.is_hashed)
        commands += [command] if command is not None else []
    why = msg("Compile {layer} within the versions of {base}", layer=pair.layer.path, base=pair.base.path)
    again = compile_again(pair.compilation, why, hashes=pair.layer.is_hashed)
    commands += [again] if again is not None else []
    if not _is_mendable(pair):
        return Fix(_TITLE, Applicability.DISPLAY, commands=tuple(commands))
    return Fix(_TITLE, Applicability.UNSAFE, (_edit(pair, source.path, files),), tuple(commands))


def _edit(pair: LayerPair, path: ProjectPath, files: Files) -> Edit:
    """Put ``-c base.txt`` on the first line."""
    file = files(path)
    line = f"-c {pair.base.path.relative_to(path.parent)}{file.newline}"
    start = len(file.bom)
    return ReplaceSpan(path, file.digest, start, start, file.encode(line))


RULE = Rule(
    code="EW305",
    name="disagreeing-layers",
    point="3.1",
    severity=Severity.ERROR,
    summary=msg("Two lists of one project pin one distribution differently, or a layer ignores its base"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "migrate"),
)
