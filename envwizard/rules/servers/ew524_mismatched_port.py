"""EW524 mismatched-port: a server listens on one port, and those who should reach it ask on another.

## What it checks
The port that is really in force for a launch, against who needs it: the container ports that its compose service
publishes, or else what the project's proxy asks that service on; what `docker run -p` in a script publishes of the
image that `docker build` there makes; `internal_port` of fly.toml and `http_port` of
DigitalOcean; `containerPort` of its pod; and platforms that give the port in PORT (Heroku and its like, Render,
Railway, App Engine), where a number in the command is a guess. A number in EXPOSE only documents: there it is a hint.
Ports out of variables, ranges, containers in which several servers run and servers on the loopback address (of which
EW521 speaks) are silent.

## Why it hurts
The server runs, its log is content, and every request is refused: the published port leads to a door where nobody is.
On a platform the health check fails until the release is taken back.

## Example
    services:
      web:
        command: gunicorn --bind 0.0.0.0:8000 --workers 3 shop.wsgi
        ports: ["80:5000"]
    # mended: --bind 0.0.0.0:5000, or ports: ["80:8000"]

## What the fix does
It makes the server listen on the port that the others name, in the flag or the configuration that gives it; on a
platform it writes $PORT where a shell starts the command. The others may be wrong just as well, so look first.

## References
- compose-spec.io, ports; fly.io, App configuration: internal_port
- Render, Web Services: "Port binding"; Heroku, Runtime Principles: "Web servers"
- Kubernetes, Container v1: ports
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import is_for_developers, is_loopback, is_started_by_code, port_of
from envwizard.analysis.launches.bind_changes import add_bind, change_bind
from envwizard.analysis.launches.ports import Expectation, expectations
from envwizard.edits.command_line import replace_in_word
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

# There a proxy reaches what listens on the loopback address.
_HOSTS = (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.PM2)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each launch and whoever asks it on another port."""
    if not any(launch.setting("bind") for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts a server that listens."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen: set[tuple[Location, Location]] = set()
    for launch, bind, port, expected in _mismatches(facts):
        key = (expected.location, launch.command.location)
        if key not in seen:
            seen.add(key)
            yield _finding(launch, bind, port, expected)


def _mismatches(facts: Facts) -> Iterator[tuple[Launch, EffectiveSetting, str, Expectation]]:
    for launch in facts.launches:
        bind = launch.setting("bind")
        port = port_of(bind) if bind is not None and bind.value is not None else None
        if bind is None or port is None or "," in (bind.value or "") or launch.guarded or _has_company(facts, launch):
            continue
        if (bind.value or "").startswith(("unix:", "fd:")):
            continue
        for expected in expectations(facts, launch):
            if is_loopback(bind) and launch.surface not in _HOSTS:
                continue
            guess = expected.variable and bind.origin != "flag"
            if port not in expected.ports and not guess:
                yield launch, bind, port, expected


def _has_company(facts: Facts, launch: Launch) -> bool:
    """Tell whether other servers are started at the same place (by a script, by supervisor)."""
    others = (one for one in facts.launches if one.location == launch.location and one is not launch)
    return any(one.setting("bind") is not None for one in others)


def _finding(launch: Launch, bind: EffectiveSetting, port: str, expected: Expectation) -> Finding:
    place = bind.location or launch.command.location
    where = place if expected.variable else expected.location
    severity = Severity.WARNING if expected.binding else Severity.INFO
    if is_for_developers(launch):
        severity = Severity.INFO
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.MEDIUM if severity is Severity.WARNING else Confidence.LOW,
        location=where,
        message=_message(launch, port, place, expected),
        why=_why(expected),
        subject=f"port {launch.name} {launch.server}",
        environments=launch.environments,
        evidence=_evidence(launch, port, place, expected),
        fix=_offer(launch, bind, expected),
    )


def _message(launch: Launch, port: str, place: Location, expected: Expectation) -> Message:
    return msg(
        "{path}:{line} makes {server} listen on port {port}, but {others}",
        path=place.path,
        line=place.line,
        server=launch.server,
        port=port,
        others=expected.says,
    )


def _evidence(launch: Launch, port: str, place: Location, expected: Expectation) -> tuple[Evidence, ...]:
    if expected.variable:
        return ()
    return (Evidence(place, msg("{server} listens on port {port} here", server=launch.server, port=port)),)


def _why(expected: Expectation) -> Message:
    if expected.variable:
        return msg("The platform asks the server on the port that it gives; on any other it finds nobody.")
    if not expected.binding:
        return msg(
            "EXPOSE opens nothing, it only documents: whoever publishes the port that it names finds nobody there."
        )
    return msg("The server runs and its log is content, but whoever asks on that port is refused.")


def _offer(launch: Launch, bind: EffectiveSetting, expected: Expectation) -> FixOffer | None:
    title = _title(launch, bind, expected)
    return FixOffer(title, Applicability.UNSAFE) if title is not None and expected.binding else None


def _title(launch: Launch, bind: EffectiveSetting, expected: Expectation) -> Message | None:
    if expected.variable:
        in_shell = bind.origin == "flag" and not launch.command.exec_form
        return msg("Listen on $PORT") if in_shell else None
    if len(expected.ports) != 1:
        return None
    if bind.origin in ("flag", "config file", "call") or (bind.origin == "default" and not is_started_by_code(launch)):
        return msg("Listen on port {port}", port=expected.ports[0])
    return None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Change the port where the server's address is given."""
    for launch, bind, port, expected in _mismatches(facts):
        title = _title(launch, bind, expected)
        if title is None or _finding(launch, bind, port, expected).location != finding.location:
            continue
        new = "$PORT" if expected.variable else expected.ports[0]
        path = launch.command.location.path
        index = _word_of_port(launch, port)
        if bind.origin == "default":
            edits = add_bind(launch, new, files)
        elif bind.origin == "flag" and index is not None and isinstance(path, ProjectPath):
            edits = replace_in_word(files(path), launch.command, index, port, new)
        else:
            edits = change_bind(facts, launch, bind, port, new, files)
        return Fix(title, Applicability.UNSAFE, edits)
    raise FixUnavailable(msg("The port is not given in a place that can be changed."))


def _word_of_port(launch: Launch, port: str) -> int | None:
    """The one word that holds the port: ``--port 8000`` stands apart from the host."""
    found = [index for index, word in enumerate(launch.command.argv) if word.endswith(port) and index > 0]
    return found[0] if len(found) == 1 else None


RULE = Rule(
    code="EW524",
    name="mismatched-port",
    point="5.3",
    severity=Severity.WARNING,
    summary=msg("A server listens on another port than the one it is asked on"),
    page=__doc__,
    check=check,
    fix=fix,
)
