"""Reverse proxies: where nginx, Apache and Caddy send requests to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.containers import ProxyUpstream
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.nginx import directives

_NGINX_NAME = re.compile(
    r".+\.(?:conf|nginx|vhost)(?:[._-](?:template|tmpl|tpl|j2|jinja2?|erb|example|sample|dist|prod|dev))*|nginx.*|default|[^.]+",
    re.IGNORECASE,
)
_NGINX = re.compile(rb"^[^#\n]*\b(?:(?:proxy|uwsgi|grpc|fastcgi|scgi)_pass|upstream)[ \t]", re.MULTILINE)
_PASSES = frozenset(("proxy_pass", "uwsgi_pass", "grpc_pass", "scgi_pass"))
# httpd.apache.org/docs/2.4/mod/mod_proxy.html
_APACHE = re.compile(
    r"^[ \t]*(?:ProxyPass(?:Match)?[ \t]+(?:\"[^\"\n]*\"|[^\s\"]+)|BalancerMember)"
    r"[ \t]+\"?(?P<target>[a-z+]+:[^\s\"|]+)",
    re.MULTILINE | re.IGNORECASE,
)
_CADDY_NAME = re.compile(r"(?:.+\.)?Caddyfile(?:[._-].+)?|.+\.caddy(?:file)?", re.IGNORECASE)
# caddyserver.com/docs/caddyfile/directives/reverse_proxy: an optional matcher, then the upstreams; "to" in the block.
_CADDY = re.compile(r"^[ \t]*(?:reverse_proxy|to)[ \t]+(?P<words>[^\r\n#]*)", re.MULTILINE)


def probe_proxies(sources: Sources) -> tuple[ProxyUpstream, ...]:
    """Read the targets in the configurations of nginx, Apache and Caddy."""
    found = parse_holding(
        sources, "proxies", _NGINX_NAME, _looks_so, lambda file: (*_nginx(file), *_apache(file)), _other
    )
    found += sources.each("proxies", sources.named(_CADDY_NAME), lambda file: tuple(_caddy(file)))
    return tuple(upstream for upstreams in found for upstream in upstreams)


def _other(path: ProjectPath) -> bool:
    """Names without a dot are many; only those in a folder of a web server's are looked at."""
    if _CADDY_NAME.fullmatch(path.name):
        return True
    folders = "/".join(path.parts[:-1]).lower()
    plain = "." not in path.name and not path.name.lower().startswith("nginx")
    # The site that Debian's nginx starts with.
    plain = plain and path.name != "default"
    return plain and not any(word in folders for word in ("nginx", "sites-", "apache", "httpd"))


def _looks_so(raw: bytes) -> bool:
    return b"_pass" in raw or b"upstream" in raw or b"ProxyPass" in raw or b"BalancerMember" in raw


def _nginx(file: TextFile) -> Iterator[ProxyUpstream]:
    if not _NGINX.search(file.raw):
        return
    for directive in directives(file):
        inside = directive.blocks[-1] if directive.blocks else ()
        member = directive.name == "server" and inside[:1] == ("upstream",)
        if len(directive.words) > 1 and (member or directive.name in _PASSES):
            word = directive.words[1]
            yield _upstream(file, word.start, word.end)


def _apache(file: TextFile) -> Iterator[ProxyUpstream]:
    for match in _APACHE.finditer(file.content):
        yield _upstream(file, *match.span("target"))


def _caddy(file: TextFile) -> Iterator[ProxyUpstream]:
    for match in _CADDY.finditer(file.content):
        for word in re.finditer(r"[^\s{}]+", match["words"]):
            if word.group()[0] not in "/*@":
                base = match.start("words")
                yield _upstream(file, base + word.start(), base + word.end())


def _upstream(file: TextFile, start: int, end: int) -> ProxyUpstream:
    assert isinstance(file.path, ProjectPath)  # probes read files of the project only
    return ProxyUpstream(file.path, file.content[start:end], file.location(start, end))
