"""EW523 literal-variable: a server is told `$PORT` letter by letter, because nothing there expands variables.

## What it checks
Two places. Addresses in a gunicorn configuration: it is Python, and `"0.0.0.0:$PORT"` is plain text there. And the
words of server commands that no shell reads: the JSON form of CMD and ENTRYPOINT, Kubernetes' `command` and `args`
(which know `$(PORT)` only), supervisor (`%(ENV_PORT)s`), systemd for `$PORT` inside of a word (it wants `${PORT}`), and
single quotes in a script. The shell form, `sh -c`, compose's own substitution and Procfiles are silent.

## Why it hurts
gunicorn stops with "'$PORT' is not a valid port number", uvicorn with "'$PORT' is not a valid integer": the container
starts, fails and starts again, on the platform only, for nobody has PORT at home.

## Example
    CMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "shop.wsgi"]
    # mended:
    CMD exec gunicorn --bind "0.0.0.0:$PORT" shop.wsgi

## What the fix does
In a configuration it reads the variable (`"0.0.0.0:" + os.environ.get("PORT", "8000")`). A CMD in JSON form becomes a
shell form with `exec`, unless an ENTRYPOINT stands before it; in a unit, a Kubernetes manifest or a supervisor program
the variable is written as these know it.

## References
- gunicorn 27.0.1, measured: start fails with "'$PORT' is not a valid port number"
- Dockerfile reference, CMD: "the exec form doesn't automatically invoke a command shell"
- man systemd.service, "Command lines"; Kubernetes, "Define a Command and Arguments for a Container"
- supervisor 4.3, Subprocesses: "Subprocess Environment"
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import is_for_developers
from envwizard.analysis.launches.unexpanded import Unexpanded, unexpanded
from envwizard.edits.command_line import replace_in_word
from envwizard.edits.server_config import replace_expression
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Instruction
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.services import ServerConfig, ServerSetting
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, TextFile

_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::?-(?P<default>[^{}]*))?\}|(?P<plain>\w+))")
_SERVERS = frozenset(
    ("gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress", "flask", "fastapi", "runserver", "uwsgi")
)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each configuration line and each command once."""
    if not facts.launches and not facts.server_configs:
        return NotApplicable(msg("Nothing here starts a server."))
    return [*_in_configurations(facts), *_in_commands(facts)]


def _in_configurations(facts: Facts) -> Iterator[Finding]:
    for config, setting in _settings(facts):
        yield Finding(
            rule=RULE.code,
            severity=Severity.ERROR,
            confidence=Confidence.HIGH,
            location=setting.location,
            message=msg(
                "{path}:{line} sets {name} = {expression}: Python does not expand {variable}",
                path=config.location.path,
                line=setting.location.line,
                name=setting.name,
                expression=setting.expression,
                variable=_variable(setting.value or ""),
            ),
            why=msg(
                "{server} takes it letter by letter and stops: '{variable}' is not a valid port number.",
                server=config.server,
                variable=_variable(setting.value or ""),
            ),
            subject=f"literal {setting.name}",
            environments=facts.environments_of(config.location.path),
            fix=FixOffer(_reading(setting), Applicability.SAFE) if _rewritten(setting) is not None else None,
        )


def _settings(facts: Facts) -> Iterator[tuple[ServerConfig, ServerSetting]]:
    for config in facts.server_configs:
        for setting in config.settings:
            if setting.name == "bind" and _VARIABLE.search(setting.value or ""):
                yield config, setting


def _variable(text: str) -> str:
    match = _VARIABLE.search(text)
    return match.group() if match else ""


def _rewritten(setting: ServerSetting) -> str | None:
    """The address as an expression that reads its variables; ``None`` for anything but one plain literal."""
    value = setting.value or ""
    if (
        not re.fullmatch(r"(?P<quote>[\"'])[^\"'\\]*(?P=quote)", setting.expression)
        or setting.expression[1:-1] != value
    ):
        return None
    pieces: list[str] = []
    at = 0
    for match in _VARIABLE.finditer(value):
        if match.start() > at:
            pieces.append(json.dumps(value[at : match.start()]))
        name = match["braced"] or match["plain"]
        default = match["default"] or ("8000" if "PORT" in name.upper() else "0.0.0.0")
        pieces.append(f"os.environ.get({json.dumps(name)}, {json.dumps(default)})")
        at = match.end()
    if at < len(value):
        pieces.append(json.dumps(value[at:]))
    return " + ".join(pieces)


def _reading(setting: ServerSetting) -> Message:
    return msg("Read {variable} from the environment", variable=_variable(setting.value or ""))


def _in_commands(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for launch in facts.launches:
        found = unexpanded(facts, launch) if launch.server in _SERVERS else None
        if found is None or launch.command.location in seen:
            continue
        seen.add(launch.command.location)
        place = Location(launch.command.location.path, found.word.span)
        yield Finding(
            rule=RULE.code,
            severity=Severity.WARNING if is_for_developers(launch) else Severity.ERROR,
            confidence=Confidence.HIGH,
            location=place,
            message=msg(
                "{path}:{line} gives {server} {word}, and {reader} does not expand {variable} there",
                path=place.path,
                line=place.line,
                server=launch.server,
                word=found.word.text,
                reader=found.reader,
                variable=found.variable,
            ),
            why=msg(
                "{server} gets it letter by letter and stops: what should be a number is none.", server=launch.server
            ),
            subject=f"literal {found.name} {launch.server}",
            environments=launch.environments,
            fix=_offer(facts, launch, found),
        )


def _offer(facts: Facts, launch: Launch, found: Unexpanded) -> FixOffer | None:
    if found.instead is None and _instruction(facts, launch) is None:
        return None
    return FixOffer(_title(found), Applicability.SAFE)


def _title(found: Unexpanded) -> Message:
    if found.instead is not None:
        return msg("Write {instead}, which {reader} expands", instead=found.instead, reader=found.reader)
    return msg("Let a shell start it, which expands {variable}", variable=found.variable)


def _instruction(facts: Facts, launch: Launch) -> Instruction | None:
    """The CMD in JSON form that holds the whole command, if no ENTRYPOINT takes it as arguments."""
    for dockerfile in facts.dockerfiles:
        for stage in dockerfile.stages:
            for one in stage.instructions:
                if one.keyword == "CMD" and one.exec_form and launch.command in one.commands:
                    every = (other for each in dockerfile.stages for other in each.instructions)
                    return None if any(other.keyword == "ENTRYPOINT" for other in every) else one
    return None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Read the variable in Python, write it as the file's reader knows it, or let a shell start the server."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    for _, setting in _settings(facts):
        expression = _rewritten(setting) if setting.location == finding.location else None
        if expression is not None:
            edits = replace_expression(files(path), setting.value_location, expression)
            return Fix(_reading(setting), Applicability.SAFE, edits)
    for launch in facts.launches:
        found = unexpanded(facts, launch) if launch.server in _SERVERS else None
        if found is None or Location(path, found.word.span) != finding.location or _offer(facts, launch, found) is None:
            continue
        if found.instead is not None:
            edits = replace_in_word(files(path), launch.command, found.index, found.variable, found.instead)
        else:
            edits = _shell_form(files(path), launch)
        return Fix(_title(found), Applicability.SAFE, edits)
    raise FixUnavailable(msg("Where the variable should be expanded is not told."))


def _shell_form(file: TextFile, launch: Launch) -> tuple[ReplaceSpan, ...]:
    words = launch.command.words
    start = file.raw.rfind(b"[", 0, words[0].span.start)
    end = file.raw.find(b"]", words[-1].span.end)
    line = " ".join(_quoted(word.text) for word in words)
    assert isinstance(file.path, ProjectPath)
    return (ReplaceSpan(file.path, file.digest, start, end + 1, file.encode(f"exec {line}")),)


def _quoted(text: str) -> str:
    if "$" not in text:
        return shlex.quote(text)
    if re.search(r"[\"`\\]", text):
        raise FixUnavailable(msg("{word} wants quotes that only you can set.", word=text))
    return text if re.fullmatch(r"[\w$.:/={}-]+", text) else f'"{text}"'


RULE = Rule(
    code="EW523",
    name="literal-variable",
    point="5.3",
    severity=Severity.ERROR,
    summary=msg("A server is told $PORT letter by letter"),
    page=__doc__,
    check=check,
    fix=fix,
)
