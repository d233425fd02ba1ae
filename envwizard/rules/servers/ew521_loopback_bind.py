"""EW521 loopback-bind: a server listens on 127.0.0.1 where nobody else can reach it.

## What it checks
The effective bind address of every launch in a container, on a platform and on a host. In a container and on a
platform the loopback address is a fault, also where it is nobody's choice: gunicorn, uvicorn, hypercorn, granian,
daphne, Flask and Django all listen on 127.0.0.1 unless they are told otherwise (gunicorn listens on 0.0.0.0:$PORT
once PORT is set). On a host the loopback address behind a reverse proxy is right and stays silent.

## Why it hurts
127.0.0.1 inside a container is the container itself. The port is published, the health check from outside fails, the
proxy answers 502, and the log of the application says that everything is fine.

## Example
    FROM python:3.12-slim
    EXPOSE 8000
    CMD ["gunicorn", "shop.wsgi"]
    # mended:
    CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]

## What the fix does
In a container it makes the command listen on 0.0.0.0 with the port that was in force: it replaces the host in the
flag, the configuration or the call, or adds `--bind 0.0.0.0:8000` (`--host 0.0.0.0` for uvicorn and its like). Where
the project's own ruff or bandit reports such an address, the line gets the comment that says it is meant.

## References
- gunicorn 27.0, Settings: bind (127.0.0.1:8000, or 0.0.0.0:$PORT if PORT is defined)
- uvicorn 0.54, Settings: socket binding (--host, default 127.0.0.1)
- Docker docs, Networking: published ports reach the container's interfaces, not its loopback
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import (
    deployed_environments,
    host_of,
    is_for_developers,
    is_loopback,
    is_started_by_code,
    port_of,
)
from envwizard.analysis.launches.bind_changes import add_bind, change_bind
from envwizard.edits.server_command import bind_words
from envwizard.model.change import Applicability, Fix
from envwizard.model.command_words import base_name
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location

_PROXIES = frozenset(("nginx", "caddy", "haproxy", "apache2", "apachectl", "httpd", "traefik"))
_EVERYWHERE = "0.0.0.0"


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each command whose server is cut off from whoever should reach it."""
    if not any(launch.setting("bind") for launch in facts.launches):
        return NotApplicable(msg("Nothing here starts a server that listens."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen: set[Location] = set()
    for launch in facts.launches:
        bind = launch.setting("bind")
        if bind is None or launch.guarded or is_for_developers(launch) or not is_loopback(bind):
            continue
        place = _place(launch, bind)
        if place in seen or _has_proxy(facts, launch, bind):
            continue
        cut_off = launch.in_container or launch.on_platform
        if not cut_off and not (
            deployed_environments(launch) and launch.surface in (Surface.SYSTEMD, Surface.SUPERVISOR)
        ):
            continue
        seen.add(place)
        yield _finding(facts, launch, bind, place)


def _place(launch: Launch, bind: EffectiveSetting) -> Location:
    return bind.location if bind.location is not None else launch.command.location


def _has_proxy(facts: Facts, launch: Launch, bind: EffectiveSetting) -> bool:
    """Tell whether a proxy on the same machine (or in the same container) forwards to this address."""
    port = port_of(bind)
    for upstream in facts.proxy_upstreams:
        local = "127." in upstream.target or "localhost" in upstream.target
        if local and (port is None or upstream.target.rstrip("/").endswith(f":{port}")):
            return not launch.on_platform
    return launch.in_container and _starts_proxy(facts, launch)


def _starts_proxy(facts: Facts, launch: Launch) -> bool:
    """Tell whether the script that starts the server starts a proxy as well, in the same container."""
    path = launch.command.location.path
    return any(
        not _PROXIES.isdisjoint(base_name(word) for word in command.argv[:3])
        for script in facts.shell_scripts
        if script.location.path == path
        for command in script.commands
    )


def _finding(facts: Facts, launch: Launch, bind: EffectiveSetting, place: Location) -> Finding:
    cut_off = launch.in_container or launch.on_platform
    severity = Severity.ERROR if cut_off else Severity.INFO
    address = bind.value or bind.text
    given = bind.origin != "default"
    if given:
        message = msg(
            "{path}:{line} makes {server} listen on {address} only",
            path=place.path, line=place.line, server=launch.server, address=address,
        )  # fmt: skip
    else:
        message = msg(
            "{path}:{line} tells {server} no address, so it listens on {address} only",
            path=place.path, line=place.line, server=launch.server, address=address,
        )  # fmt: skip
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH if cut_off else Confidence.LOW,
        location=place,
        message=message,
        why=_why(launch),
        subject=f"bind {launch.server} {launch.app or ''}",
        environments=launch.environments,
        evidence=_evidence(launch, place),
        fix=_offer(facts, launch, bind),
    )


def _evidence(launch: Launch, place: Location) -> tuple[Evidence, ...]:
    started = Evidence(launch.location, msg("{name} is started here", name=launch.name))
    return (*((started,) if launch.location.path != place.path else ()), *launch.via)


def _why(launch: Launch) -> Message:
    if launch.in_container:
        return msg(
            "127.0.0.1 inside a container is the container itself: published ports and other containers never reach "
            "the server, although its log says that it runs."
        )
    if launch.on_platform:
        return msg("The platform's router reaches the server from outside; on 127.0.0.1 it finds nobody.")
    return msg("No reverse proxy in this project forwards to that address: only this host reaches the server.")


def _offer(facts: Facts, launch: Launch, bind: EffectiveSetting) -> FixOffer | None:
    title = _title(launch, bind)
    if title is None or not (launch.in_container or launch.on_platform):
        return None
    return FixOffer(title, _applicability(facts, launch))


def _applicability(facts: Facts, launch: Launch) -> Applicability:
    """Safe unless the command or its configuration also serves a host, where loopback may be meant."""
    shared = (
        other
        for other in facts.launches
        if not (other.in_container or other.on_platform)
        and (other.command.location == launch.command.location or (launch.config and other.config == launch.config))
    )
    return Applicability.UNSAFE if any(shared) else Applicability.SAFE


def _title(launch: Launch, bind: EffectiveSetting) -> Message | None:
    if bind.origin in ("flag", "config file", "call") and host_of(bind):
        return msg("Listen on {host} instead of {old}", host=_EVERYWHERE, old=host_of(bind))
    words = bind_words(launch, port_of(bind) or "8000")
    if bind.origin == "default" and words is not None and launch.command.words and not is_started_by_code(launch):
        return msg("Add {words} to the command", words=" ".join(words))
    return None


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Replace the host where it is given, or add the flag that gives it."""
    for launch in facts.launches:
        bind = launch.setting("bind")
        if bind is None or not is_loopback(bind) or _place(launch, bind) != finding.location:
            continue
        title = _title(launch, bind)
        if title is None:
            continue
        if bind.origin == "default":
            edits = add_bind(launch, port_of(bind) or "8000", files)
        else:
            edits = change_bind(facts, launch, bind, host_of(bind) or "", _EVERYWHERE, files)
        return Fix(title, _applicability(facts, launch), edits)
    raise FixUnavailable(msg("The address is not given in a place that can be changed."))


RULE = Rule(
    code="EW521",
    name="loopback-bind",
    point="5.3",
    severity=Severity.ERROR,
    summary=msg("A server listens on the loopback address where nobody else can reach it"),
    page=__doc__,
    check=check,
    fix=fix,
)
