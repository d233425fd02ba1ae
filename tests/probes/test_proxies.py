from __future__ import annotations

import time
from pathlib import Path

import pytest

from envwizard.probes.proxies import probe_proxies
from tests.support import sources_of

NGINX = """\
# proxy_pass http://comment;
upstream app {
    least_conn;
    server 127.0.0.1:8000 weight=5;
    server unix:/run/app.sock fail_timeout=0;
}
server {
    listen 80;
    server_name example.com;
    location ~ ^/x{2,3}$ {
        return 301 https://$host$request_uri;
    }
    location / { proxy_set_header Host "$host;{"; proxy_pass http://app; }
    location /api { uwsgi_pass 'unix:///run/uwsgi.sock'; }
    location /ws {
        set $backend http://ws:9000;
        proxy_pass $backend;
    }
}
"""


def found(files: dict[str, str | bytes], tmp_path: Path) -> list[tuple[str, str]]:
    sources = sources_of(files, tmp_path)
    upstreams = probe_proxies(sources)
    assert sources.failures == []
    return [(f"{one.location}", one.target) for one in upstreams]


def test_nginx(tmp_path: Path) -> None:
    assert found({"deploy/nginx.conf": NGINX}, tmp_path) == [
        ("deploy/nginx.conf:4", "127.0.0.1:8000"),
        ("deploy/nginx.conf:5", "unix:/run/app.sock"),
        ("deploy/nginx.conf:13", "http://app"),
        ("deploy/nginx.conf:14", "unix:///run/uwsgi.sock"),
        ("deploy/nginx.conf:17", "$backend"),
    ]


def test_places(tmp_path: Path) -> None:
    upstream = probe_proxies(
        sources_of({"a.conf": "é 1;\r\nlocation / {\r\n  proxy_pass 'http://b:1';\r\n}"}, tmp_path)
    )[0]
    span = upstream.location.span
    assert span is not None
    assert (span.line, span.column, span.end_column) == (3, 15, 25)


def test_names_and_folders(tmp_path: Path) -> None:
    text = "server { location / { proxy_pass http://web:80; } }"
    yes = [
        "bin/default", "nginx/default", "etc/nginx/sites-available/site", "nginx.conf.template", "nginx_prod",
        "a.nginx", "x.conf.j2",
    ]  # fmt: skip
    no = ["README", "notes.txt", "nginx/Dockerfile.txt"]
    assert sorted(place.partition(":")[0] for place, _ in found(dict.fromkeys([*yes, *no], text), tmp_path)) == sorted(
        yes
    )


def test_templates(tmp_path: Path) -> None:
    text = (
        "{% if tls %}\nserver {\n  location / { proxy_pass http://{{ host }}:{{ port }}/; }\n  {% endif %}\n}\nx ${A};"
    )
    assert found({"nginx.conf.j2": text}, tmp_path) == [("nginx.conf.j2:3", "http://{{ host }}:{{ port }}/")]


def test_apache_and_caddy(tmp_path: Path) -> None:
    apache = (
        "<VirtualHost *:80>\n  ProxyPass /static !\n  ProxyPass / http://127.0.0.1:8000/ retry=0\n"
        '  ProxyPass "/b" "unix:/run/b.sock|http://b/"\n  BalancerMember http://c:1\n# ProxyPass / http://no/\n'
    )
    caddy = (
        "example.com {\n  reverse_proxy /api/* localhost:8000 other:8001 {\n    lb_policy first\n    to third:1\n  }\n"
        "  reverse_proxy @ws {$BACKEND:app:80} # comment\n}\n"
    )
    assert found({"site.conf": apache, "Caddyfile": caddy, "x.caddy": "reverse_proxy web:1"}, tmp_path) == [
        ("site.conf:3", "http://127.0.0.1:8000/"),
        ("site.conf:4", "unix:/run/b.sock"),
        ("site.conf:5", "http://c:1"),
        ("Caddyfile:2", "localhost:8000"),
        ("Caddyfile:2", "other:8001"),
        ("Caddyfile:4", "third:1"),
        ("Caddyfile:6", "$BACKEND:app:80"),
        ("x.caddy:1", "web:1"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "proxy_pass",
        "proxy_pass ;",
        "}}}} proxy_pass http://x",
        "proxy_pass 'open",
        "proxy_pass \\",
        "{" * 100_000 + "proxy_pass x;",
        '"' * 100_001 + " proxy_pass x;",
        '"' + "\\" * 100_001 + " proxy_pass x;",
        "'" + "a'\"" * 60_000 + " proxy_pass x;",
        "proxy_pass " + "{{" * 100_000,
        "upstream x { server ; }" + "a" * 400_000,
        "ProxyPass " * 40_000,
    ],
    ids=range(12),
)
def test_odd_text_is_quick(text: str, tmp_path: Path) -> None:
    begun = time.process_time()
    probe_proxies(sources_of({"nginx.conf": text}, tmp_path))
    assert time.process_time() - begun < 2


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    sources = sources_of({"nginx.conf": b"proxy_pass \xff;", "other.conf": b"\xff\x00"}, tmp_path)
    assert probe_proxies(sources) == ()
    assert [str(failure.path) for failure in sources.failures] == ["nginx.conf"]
