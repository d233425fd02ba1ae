"""Which services a project expects: from its compose files, and from addresses in its env files and settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from envwizard.analysis.env_files.skeleton_keys import env_reads
from envwizard.analysis.roots import same_root
from envwizard.model.expected_service import ExpectedService
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import ComposeFile, ComposeService
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

# Word in an image's name or a scheme -> the kind of the service and the port that it listens on by default.
_KINDS = {
    "postgres": ("postgres", 5432), "postgresql": ("postgres", 5432), "postgis": ("postgres", 5432),
    "timescaledb": ("postgres", 5432), "pgvector": ("postgres", 5432), "psql": ("postgres", 5432),
    "cockroachdb": ("cockroachdb", 26257), "mysql": ("mysql", 3306), "mysqlgis": ("mysql", 3306),
    "mariadb": ("mariadb", 3306), "mssql": ("mssql", 1433), "mongo": ("mongodb", 27017),
    "mongodb": ("mongodb", 27017), "redis": ("redis", 6379), "rediss": ("redis", 6379),
    "rediscache": ("redis", 6379), "valkey": ("valkey", 6379), "memcached": ("memcached", 11211),
    "memcache": ("memcached", 11211), "pymemcache": ("memcached", 11211), "rabbitmq": ("rabbitmq", 5672),
    "amqp": ("rabbitmq", 5672), "amqps": ("rabbitmq", 5671), "pyamqp": ("rabbitmq", 5672), "kafka": ("kafka", 9092),
    "elasticsearch": ("elasticsearch", 9200), "opensearch": ("opensearch", 9200),
    "clickhouse": ("clickhouse", 8123), "couchdb": ("couchdb", 5984), "neo4j": ("neo4j", 7687), "bolt": ("neo4j", 7687),
    "minio": ("minio", 9000), "localstack": ("localstack", 4566), "mailhog": ("mailhog", 1025),
    "mailpit": ("mailpit", 1025), "nats": ("nats", 4222), "etcd": ("etcd", 2379), "qdrant": ("qdrant", 6333),
}  # fmt: skip
# In a variable's name, beside a word for a place: ``REDIS_HOST``, ``KAFKA_BOOTSTRAP_SERVERS``.
_WORDS = {
    "POSTGRES": "postgres", "POSTGRESQL": "postgres", "PG": "postgres", "MYSQL": "mysql", "MARIADB": "mariadb",
    "MONGO": "mongodb", "MONGODB": "mongodb", "REDIS": "redis", "VALKEY": "valkey", "MEMCACHED": "memcached",
    "MEMCACHE": "memcached", "RABBITMQ": "rabbitmq", "RABBIT": "rabbitmq", "KAFKA": "kafka",
    "ELASTICSEARCH": "elasticsearch", "ELASTIC": "elasticsearch", "OPENSEARCH": "opensearch",
    "CLICKHOUSE": "clickhouse", "MINIO": "minio", "NATS": "nats", "QDRANT": "qdrant", "PGHOST": "postgres",
}  # fmt: skip
_PLACES = frozenset(
    ("HOST", "HOSTS", "HOSTNAME", "SERVER", "SERVERS", "URL", "URI", "URLS", "LOCATION", "ADDRESS", "PGHOST")
)
_IMAGE = re.compile("|".join(sorted(_KINDS, key=len, reverse=True)), re.IGNORECASE)
_HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "")
_ADDRESS = re.compile(r"(?:[\w+.-]*:)?//(?:[^/]*@)?(?P<host>\[[^\]]*\]|[^:/?#,]*)(?::(?P<port>\d{1,5}))?(?=$|[/?#,])")
_PUBLISHED = re.compile(r"(?:[\d.]+:)?(?:\$\{\w+:?-(\d+)\}|(\d+)):(\d+)(?:/tcp)?")


def compose_services(file: ComposeFile) -> tuple[ExpectedService, ...]:
    """The databases, caches and brokers that a compose file runs from images of their own."""
    return tuple(
        ExpectedService(kind, service.name, service.location, _published(service, port), service.image)
        for service in file.services
        if service.image and service.build_context is None and (found := _of_image(service.image))
        for kind, port in (found,)
    )


def _of_image(image: str) -> tuple[str, int] | None:
    name = re.sub(r"[:@].*", "", image.rpartition("/")[2])
    match = _IMAGE.search(name)
    # What watches over a service or draws its tables is none.
    is_aid = re.search(r"exporter|admin|commander|express|insight|backup|-ui\b|flower", image, re.IGNORECASE)
    return _KINDS[match.group().lower()] if match and not is_aid else None


def _published(service: ComposeService, port: int) -> int:
    for text, _ in service.ports:
        match = _PUBLISHED.fullmatch(text)
        if match and int(match.group(3)) == port:
            return int(match.group(1) or match.group(2))
    return 0


def addressed_services(facts: Facts, root: ProjectPath) -> tuple[ExpectedService, ...]:
    """The services that the root's env files and the defaults in its code give addresses of, each kind once.

    A value of an env file is looked at for its scheme and port, and told nowhere.
    """
    found: dict[str, ExpectedService] = {}
    for key, text, place in (*_in_env_files(facts, root), *_in_code(facts, root)):
        service = _addressed(key, text, place)
        if service is not None:
            found.setdefault(service.kind, service)
    return tuple(found.values())


def _in_env_files(facts: Facts, root: ProjectPath) -> Iterator[tuple[str, str, Location]]:
    for file in sorted(facts.env_files, key=lambda one: (one.path.name != ".env", not one.is_template)):
        if same_root(facts, file.path, root) and "{" not in file.path.value:
            for entry in file.entries:
                yield entry.key, entry.value.reveal(), entry.location


def _in_code(facts: Facts, root: ProjectPath) -> Iterator[tuple[str, str, Location]]:
    for key, reads in env_reads(facts).items():
        for read in reads:
            if same_root(facts, read.location.path, root):
                yield key, _literal(read.names[0]) if read.names else "", read.location


def _literal(source: str) -> str:
    try:
        value = ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
    return str(value) if isinstance(value, str | int) else ""


def _addressed(key: str, text: str, place: Location) -> ExpectedService | None:
    scheme, separator, _ = text.partition("://")
    scheme = re.split(r"[+.]", scheme.lower())[0]
    if separator and scheme in _KINDS:
        kind, port = _KINDS[scheme]
        return ExpectedService(kind, key, place, _port(text, port))
    words = key.upper().split("_")
    named = next((_WORDS[word] for word in words if word in _WORDS), None)
    if named is None or not _PLACES & set(words) or (separator and scheme not in ("http", "https")):
        return None
    port = next(port for kind, port in _KINDS.values() if kind == named)
    return ExpectedService(named, key, place, _port(text if separator else f"//{text.partition(',')[0]}", port))


def _port(address: str, default: int) -> int:
    """The port on this machine that an address means; 0 where it means another machine or cannot be told."""
    match = _ADDRESS.match(address)
    if match is None:
        return 0
    host, port = match["host"].strip("[]").lower(), int(match["port"] or default)
    # A bare name is a container's: its service is meant to be reached at the port that is published here.
    here = host in _HERE or "." not in host
    return port if here and "$" not in address else 0
