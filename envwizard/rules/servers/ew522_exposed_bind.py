"""EW522 exposed-bind: a server on a host listens on all interfaces although its proxy asks it on the loopback address.

## What it checks
Units, supervisor programs and scripts of production and staging that start a server on a host (in no container, on no
platform) with `0.0.0.0`, `[::]` or no host at all, where a configuration of nginx, Apache or Caddy in the project
forwards to 127.0.0.1 (or localhost) on the same port. It is a hint: a firewall may stand in the way.

## Why it hurts
Whoever asks the host on that port reaches the application past the proxy: past TLS, past its limits and past the
headers that it sets, which the application may well believe.

## Example
    ExecStart=/srv/shop/venv/bin/gunicorn --bind 0.0.0.0:8000 --workers 3 shop.wsgi
    # and in nginx.conf: proxy_pass http://127.0.0.1:8000;
    # mended:
    ExecStart=/srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 --workers 3 shop.wsgi

## What the fix does
It writes 127.0.0.1 in the place of the host, in the flag or the configuration that gives it. Others may ask the server
without the proxy on purpose, so the fix is never applied by itself.

## References
- gunicorn 27.0, Deploying: "We strongly recommend to use gunicorn behind a proxy server", forwarded-allow-ips
- nginx, ngx_http_proxy_module: proxy_pass
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envwizard.analysis.deployed import deployed_launches, host_of, port_of
from envwizard.analysis.launches.bind_changes import change_bind
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.containers import ProxyUpstream
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_HOSTS = (Surface.SYSTEMD, Surface.SUPERVISOR, Surface.SCRIPT)
_EVERYWHERE = ("0.0.0.0", "[::]", "::")
_LOOPBACK = "127.0.0.1"


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each server that is open besides its proxy."""
    if not facts.proxy_upstreams:
        return NotApplicable(msg("There is no reverse proxy's configuration here."))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for started in deployed_launches(facts):
        launch = started.launch
        bind = launch.setting("bind")
        upstream = _upstream(facts, bind) if bind is not None else None
        if bind is None or upstream is None or not _is_open(launch, bind):
            continue
        place = bind.location or launch.command.location
        yield Finding(
            rule=RULE.code,
            severity=Severity.INFO,
            confidence=Confidence.MEDIUM,
            location=place,
            message=msg(
                "{path}:{line} makes {server} listen on {address}, although {proxy} asks it on {target}",
                path=place.path,
                line=place.line,
                server=launch.server,
                address=bind.value or bind.text,
                proxy=upstream.path,
                target=upstream.target,
            ),
            why=msg(
                "Unless a firewall stands in the way, everybody reaches the application past the proxy: past TLS, its "
                "limits and the headers that it sets. Only the proxy needs the address, and it is on the same host."
            ),
            subject=f"exposed {launch.server} {launch.app or ''}",
            environments=started.environments,
            evidence=(Evidence(upstream.location, msg("the proxy forwards to {target}", target=upstream.target)),),
            fix=_offer(bind),
        )


def _is_open(launch: Launch, bind: EffectiveSetting) -> bool:
    on_host = launch.surface in _HOSTS and not launch.in_container and not launch.on_platform and not launch.guarded
    return on_host and (host_of(bind) in _EVERYWHERE or host_of(bind) == "")


def _upstream(facts: Facts, bind: EffectiveSetting) -> ProxyUpstream | None:
    port = port_of(bind)
    for upstream in facts.proxy_upstreams:
        local = "127.0.0.1" in upstream.target or "localhost" in upstream.target
        if port is not None and local and upstream.target.rstrip("/").endswith(f":{port}"):
            return upstream
    return None


def _offer(bind: EffectiveSetting) -> FixOffer | None:
    if bind.origin not in ("flag", "config file") or not host_of(bind):
        return None
    return FixOffer(msg("Listen on {host} only", host=_LOOPBACK), Applicability.UNSAFE)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Replace the host where it is given."""
    for launch in facts.launches:
        bind = launch.setting("bind")
        if bind is not None and bind.location == finding.location and _is_open(launch, bind) and _offer(bind):
            edits = change_bind(facts, launch, bind, host_of(bind) or "", _LOOPBACK, files)
            return Fix(msg("Listen on {host} only", host=_LOOPBACK), Applicability.UNSAFE, edits)
    raise FixUnavailable(msg("The address is not given in a place that can be changed."))


RULE = Rule(
    code="EW522",
    name="exposed-bind",
    point="5.3",
    severity=Severity.INFO,
    summary=msg("A server on a host can be reached past its proxy"),
    page=__doc__,
    check=check,
    fix=fix,
)
