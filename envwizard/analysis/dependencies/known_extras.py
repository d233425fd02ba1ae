"""What the extras of well-known distributions always bring along: enough to see that a lock was made without one.

Compared with the metadata of the newest release of each in November 2026 and of one or more of the years before. An
entry belongs here only where all of them bring it, under CPython on Linux at least.
"""

from __future__ import annotations

_BROUGHT = {
    ("uvicorn", "standard"): "httptools",
    ("celery", "redis"): "redis",
    ("celery", "sqs"): "boto3",
    ("psycopg", "binary"): "psycopg-binary",
    ("psycopg", "c"): "psycopg-c",
    ("psycopg", "pool"): "psycopg-pool",
    ("django", "argon2"): "argon2-cffi",
    ("django", "bcrypt"): "bcrypt",
    ("passlib", "bcrypt"): "bcrypt",
    ("passlib", "argon2"): "argon2-cffi",
    ("python-jose", "cryptography"): "cryptography",
    ("pyjwt", "crypto"): "cryptography",
    ("flask", "dotenv"): "python-dotenv",
    ("requests", "socks"): "pysocks",
    ("sqlalchemy", "asyncio"): "greenlet",
    ("httpx", "http2"): "h2",
    ("httpx", "socks"): "socksio",
    ("pydantic", "email"): "email-validator",
    ("redis", "hiredis"): "hiredis",
    ("channels", "daphne"): "daphne",
    ("gunicorn", "gevent"): "gevent",
    ("django-storages", "boto3"): "boto3",
    ("whitenoise", "brotli"): "brotli",
}


def brought_by_extra(name: str, extra: str) -> str | None:
    """Name a distribution that the extra always installs; ``None`` where none is known."""
    return _BROUGHT.get((name, extra.lower()))
