"""EW203 environs-without-environ: environs 15 keeps what it reads to itself, and os.getenv does not see it.

## What it checks
Whether the project reads an env file with environs' `read_env()` and the same variables with os.getenv or os.environ,
where environs is 15.0 or newer: by the project's lock or pins, else by its virtual environments, else by requirements
that allow such a release. A project that also calls load_dotenv is left out: then the variables are there.

## Why it hurts
Until 14 `read_env()` wrote to os.environ. Since 15.0 the values are kept in the Env object, and only reads through it
see them. Nothing fails at the upgrade: os.getenv answers None or its default.

## Example
`env.read_env()` in settings.py and `TOKEN = os.getenv("TOKEN")` in client.py, with `environs==15.2.0` in
requirements.txt: TOKEN is None whatever .env says. Mended: `TOKEN = env("TOKEN", None)`.

## What the fix does
Where the read stands in the source that makes the Env object, it is written as a read through it: `os.getenv("TOKEN")`
becomes `env("TOKEN", None)`. It is for you to confirm: environs removes prefixes and expands more than os.getenv does.
Elsewhere import the Env object and read through it, or call load_dotenv() in place of read_env().

## References
- environs 15.0.0, changelog: read_env no longer modifies os.environ
- environs 15.2, README: Reading .env files
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.environs_store import FIRST, environs_store
from envwizard.analysis.env_loading.program import needs_load
from envwizard.analysis.env_loading.relative_env_files import serves_no_deployment
from envwizard.analysis.versions import Judged
from envwizard.edits.env_reads import through_env
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import EnvLoad, Event, EventKind, PythonModule
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Read the variable through environs")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report, once per source, the reads that do not see what environs has read."""
    loads = [load for module in facts.python_modules for load in module.loads]
    if not any(load.loader == "environs.read_env" for load in loads):
        return NotApplicable(msg("No Python source reads an env file with environs."))
    store = environs_store(facts)
    if store is None:
        return NotApplicable(msg("environs is older than {version} here, or nothing says which it is.", version=FIRST))
    return list(_findings(facts, store))


def _findings(facts: Facts, store: Judged) -> Iterable[Finding]:
    modules = [module for module in facts.python_modules if not serves_no_deployment(module.path)]
    loads = [load for module in modules for load in module.loads]
    own = [load for load in loads if load.loader == "environs.read_env"]
    others = ("dotenv.load_dotenv", "dotenv.read_dotenv", "environ.read_env", "os.environ.update")
    if not own or any(load.loader in others for load in loads):
        return
    given = {entry.key for file in facts.env_files for entry in file.entries}
    given = given or {event.name for module in modules for event in _events(module) if event.reader == "environs"}
    for module in modules:
        reads = [one for one in _events(module) if one.reader == "os" and needs_load(one) and one.name in given]
        if reads:
            yield _finding(facts, module, reads, own[0], store)


def _events(module: PythonModule) -> Iterable[Event]:
    for event in (*module.events, *(one for function in module.functions for one in function.events)):
        if event.kind is EventKind.READ:
            yield event


def _finding(facts: Facts, module: PythonModule, reads: list[Event], load: EnvLoad, store: Judged) -> Finding:
    told = next((one for one in reads if not one.names), reads[0])
    # The files are given in full by every launch: then the load is for the developer's machine alone.
    injected = bool(facts.launches) and all(_gives(launch_names, told.name) for launch_names in _given(facts))
    severity = Severity.ERROR if not told.names and store.version is not None and not injected else Severity.WARNING
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH if store.version is not None else Confidence.MEDIUM,
        location=told.location,
        message=_message(told, load, store),
        why=_why(told),
        subject=f"environs {module.path}",
        environments=facts.environments_of(module.path),
        evidence=(
            *store.evidence,
            Evidence(load.location, msg("reads the env file")),
            *(
                Evidence(one.location, msg("reads {key} past environs", key=one.name))
                for one in reads
                if one is not told
            ),
        ),
        fix=FixOffer(_TITLE, Applicability.UNSAFE) if module.path == load.location.path else None,
    )


def _given(facts: Facts) -> Iterable[tuple[bool, frozenset[str]]]:
    for launch in facts.launches:
        yield bool(launch.env_files), frozenset(variable.name for variable in launch.variables)


def _gives(given: tuple[bool, frozenset[str]], key: str) -> bool:
    return given[0] or key in given[1]


def _message(read: Event, load: EnvLoad, store: Judged) -> Message:
    where = {"read": read.location, "key": read.name, "load": load.location, "environs": store.says}
    if store.version is None:
        return msg(
            "{read} reads {key} from os.environ, where read_env() at {load} puts nothing since environs 15.0; "
            "{environs}",
            **where,
        )
    return msg(
        "{read} reads {key} from os.environ, where read_env() at {load} puts nothing: it is {environs}",
        **where,
    )


def _why(read: Event) -> Message:
    if read.names:
        return msg("The default of {key} is in force, whatever the env file says.", key=read.name)
    return msg("{key} is missing, whatever the env file says, unless the environment itself has it.", key=read.name)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Write the reads of the source as reads through its Env object."""
    module = next((one for one in facts.python_modules if one.path == finding.location.path), None)
    if module is None:
        raise FixUnavailable(msg("{path} is not there any more.", path=finding.location.path))
    places = {finding.location, *(one.location for one in finding.evidence)}
    spans = [event.location.span for event in _events(module) if event.reader == "os" and event.location in places]
    edits: tuple[ReplaceSpan, ...] = through_env(files(module.path), [span for span in spans if span is not None])
    return Fix(_TITLE, Applicability.UNSAFE, edits)


RULE = Rule(
    code="EW203",
    name="environs-without-environ",
    point="2.1",
    severity=Severity.ERROR,
    summary=msg("environs 15 keeps what it reads to itself, and os.getenv does not see it"),
    page=__doc__,
    check=check,
    fix=fix,
)
