"""EW505 uncapped-workers: the number of workers grows with the machine's processors and nothing stops it.

## What it checks
`workers` in gunicorn configurations and on the command lines of what production starts, where it is computed from
`cpu_count()` (of multiprocessing or os) or `nproc` without `min(..)`. A computation that asks an environment variable
first is silent, and so is one whose result the file limits later. It is a hint: the formula is the one of gunicorn's
own documentation, and on a machine of known size it is right.

## Why it hurts
`cpu_count()` tells the processors of the machine, not those that a container may use: with a quota of half a processor
on a host of 64 it still says 64, and `cpu_count() * 2 + 1` starts 129 workers, each with its own copy of the
application. The documentation says in the same place that 4 to 12 workers handle hundreds or thousands of requests per
second.

## Example
    workers = multiprocessing.cpu_count() * 2 + 1
    # mended:
    workers = int(os.environ.get("WEB_CONCURRENCY") or min(usable_cpus() * 2 + 1, 12))

## What the fix does
In a configuration it lets WEB_CONCURRENCY say the number and limits the computation to 12. Where a container or a
platform reads it, it counts the processors with a function `usable_cpus` that it adds below the imports:
os.process_cpu_count on Python 3.13, the affinity before, and never more than the container's quota (cgroup v2). On a
command line that a shell reads it writes `${WEB_CONCURRENCY:-4}`, also where a variable of the same script holds the
count; a variable that is asked first stays.

## References
- gunicorn 27.0, Design: "How Many Workers?"
- Python 3.13, os.cpu_count and os.process_cpu_count: neither knows the quota of a control group
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import deployed_launches, expands_variables, is_for_developers
from envwizard.edits.gunicorn_config import MOST_WORKERS, capped, change_workers, usable
from envwizard.edits.server_command import with_value
from envwizard.edits.server_config import replace_in_value
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Word
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_COUNTS = re.compile(r"\b(?:process_)?cpu_count\(|\bnproc\b|\bgetconf _NPROCESSORS_ONLN\b")
_LIMITS = re.compile(r"\bmin\(|\bclamp\(|WEB_CONCURRENCY|MAX_WORKERS|\benviron\b|\bgetenv\b")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b(?!\s*[.(])")
# The whole of a count in shell code: ``$(nproc)``, ``$((2 * $(nproc) + 1))``.
_SHELL_COUNT = re.compile(r"\$\(\(.*\)\)|\$\((?:nproc(?: --all)?|getconf _NPROCESSORS_ONLN)\)|`nproc`")
# What gunicorn calls enough for hundreds of requests a second.
_SOME_WORKERS = 4
_SAID = msg("Let WEB_CONCURRENCY say the number, else start {count} workers", count=_SOME_WORKERS)
_TITLE = msg("Ask WEB_CONCURRENCY first and start {cap} workers at most", cap=MOST_WORKERS)
_MEASURE = msg("Measure how much memory a worker takes: {cap} is what gunicorn calls enough.", cap=MOST_WORKERS)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each count that nothing limits."""
    if not facts.server_configs and not any(launch.setting("workers") for launch in facts.launches):
        return NotApplicable(msg("Nothing here says how many workers to start."))
    return [*_in_configurations(facts), *_in_commands(facts)]


def _in_configurations(facts: Facts) -> Iterator[Finding]:
    for config in facts.server_configs:
        setting = _uncapped(config)
        if setting is None:
            continue
        launches = [launch for launch in facts.launches if launch.config == config.location.path]
        if launches and all(is_for_developers(launch) for launch in launches):
            continue
        environments = tuple(dict.fromkeys(name for launch in launches for name in launch.environments))
        evidence = tuple(
            Evidence(launch.command.location, msg("{server} reads the file here", server=launch.server))
            for launch in launches
        )
        yield _finding(
            setting.location,
            f"workers = {_on_one_line(setting)}",
            environments or facts.environments_of(config.location.path),
            any(launch.in_container for launch in launches),
            evidence,
            FixOffer(_TITLE, Applicability.UNSAFE) if "#" not in setting.expression else None,
        )


def _uncapped(config: ServerConfig) -> ServerSetting | None:
    """The count in force, if it comes from the processors; a file that gives it twice limits it, as far as is seen."""
    given = [one for one in config.settings if one.name == "workers"]
    if len(given) != 1 or given[0].used or given[0].variables:
        return None
    written = given[0].expression
    helpers = {one.name: one for one in config.settings}
    for name in _NAME.findall(written):
        helper = helpers.get(name)
        if helper is not None and name != "workers":
            if helper.variables:
                return None
            written = f"{written} {helper.expression}"
    return given[0] if _COUNTS.search(written) and not _LIMITS.search(written) else None


def _on_one_line(setting: ServerSetting) -> str:
    written = " ".join(setting.expression.split())
    whole = re.fullmatch(r"\( ?([^()]*(?:\(\)[^()]*)*?) ?\)", written)
    return whole.group(1).strip() if whole else written


def _in_commands(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for started in deployed_launches(facts):
        launch = started.launch
        workers = launch.setting("workers")
        if workers is None or workers.origin != "flag" or workers.location is None or workers.location in seen:
            continue
        written = f"{workers.text} {_assigned(facts, launch.command.location.path, workers.text)}"
        if _COUNTS.search(written) and not _LIMITS.search(written):
            seen.add(workers.location)
            yield _finding(
                workers.location, f"--workers {workers.text}", started.environments, launch.in_container,
                started.evidence, FixOffer(_SAID, Applicability.UNSAFE) if _limited(facts, launch, workers) else None,
            )  # fmt: skip


def _assigned(facts: Facts, path: AnyPath, text: str) -> str:
    """What the variable that a script puts in is given there."""
    return " ".join(word.text for word in _values(facts, path, text))


def _values(facts: Facts, path: AnyPath, text: str) -> list[Word]:
    name = text.strip("\"'${}")
    scripts = [one for one in facts.shell_scripts if one.location.path == path]
    given = (one for script in scripts for line in script.commands for one in line.assignments)
    return [one.value for one in given if one.name == name]


def _limited(facts: Facts, launch: Launch, workers: EffectiveSetting) -> tuple[Word | None, str, str] | None:
    """The word of an assignment that gives the count (``None``: the flag's own), what goes there and what comes."""
    if not expands_variables(facts, launch):
        return None
    values = _values(facts, launch.command.location.path, workers.text)
    if len(values) > 1:
        return None
    text = values[0].text if values else workers.text
    counted = _SHELL_COUNT.search(text)
    if counted is None:
        return None
    if counted.group() == text:
        return (values[0] if values else None), text, f"${{WEB_CONCURRENCY:-{_SOME_WORKERS}}}"
    asked = re.fullmatch(rf"\$\{{\w+:?-{re.escape(counted.group())}\}}", text)
    return ((values[0] if values else None), counted.group(), str(_SOME_WORKERS)) if asked else None


def _finding(
    location: Location,
    written: str,
    environments: tuple[str, ...],
    in_container: bool,
    evidence: tuple[Evidence, ...],
    offer: FixOffer | None,
) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM if in_container else Confidence.LOW,
        location=location,
        message=msg(
            "{path}:{line} starts as many workers as the machine's processors ask for, without limit: {written}",
            path=location.path,
            line=location.line,
            written=written,
        ),
        why=msg(
            "In a container the count is that of the whole host, whatever its quota: 64 processors make 129 workers."
        )
        if in_container
        else msg("On a larger machine the same line starts many more workers, each with its own memory."),
        subject="workers by processors",
        environments=environments,
        evidence=evidence,
        fix=offer,
    )


def _counts(config: ServerConfig, setting: ServerSetting, facts: Facts) -> list[tuple[Location, str]]:
    """The count and the helpers that it is computed from, each by the processors that may be used.

    On a host of its own the machine's processors are those: there the limit is all that is missing.
    """
    readers = [launch for launch in facts.launches if launch.config == config.location.path]
    if not any(launch.in_container or launch.on_platform for launch in readers):
        return [(setting.value_location, capped(_on_one_line(setting)))]
    found = [(setting.value_location, capped(usable(_on_one_line(setting))))]
    for helper in config.settings:
        uses = re.search(rf"\b{re.escape(helper.name)}\b", setting.expression)
        if helper.name != "workers" and uses and usable(helper.expression) != helper.expression:
            found.append((helper.value_location, usable(helper.expression)))
    return found


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the capped computation in the place of the other."""
    path = finding.location.path
    for config in facts.server_configs:
        setting = _uncapped(config)
        if setting is None or setting.location != finding.location or not isinstance(path, ProjectPath):
            continue
        edits = change_workers(files(path), _counts(config, setting, facts))
        return Fix(_TITLE, Applicability.UNSAFE, edits, notes=(_MEASURE,))
    for launch in facts.launches:
        workers = launch.setting("workers")
        if workers is None or workers.location != finding.location or not isinstance(path, ProjectPath):
            continue
        limited = _limited(facts, launch, workers)
        if limited is not None:
            word, old, new = limited
            if word is None:
                change = with_value(files(path), launch, workers, old, new)
            else:
                change = replace_in_value(files(path), Location(path, word.span), old, new)
            return Fix(_SAID, Applicability.UNSAFE, change, notes=(_MEASURE,))
    raise FixUnavailable(msg("The count is not given in a configuration."))


RULE = Rule(
    code="EW505",
    name="uncapped-workers",
    point="5.1",
    severity=Severity.INFO,
    summary=msg("The number of workers grows with the processors without limit"),
    page=__doc__,
    check=check,
    fix=fix,
)
