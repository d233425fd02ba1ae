"""What well-known distributions always bring along: enough to tell a full list of pins from a list of direct ones.

Taken from the Requires-Dist lines of their releases on PyPI up to November 2026, as far as they hold on every platform
and every Python; the version is the first one that they hold for.
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.facts.dependencies import Requirement

# name -> (first version, what it needs; alternatives in one tuple)
_NEEDS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "django": ("3.0", (("asgiref",), ("sqlparse",))),
    "djangorestframework": ("3.15", (("django",),)),
    "flask": ("1.0", (("werkzeug",), ("jinja2",), ("itsdangerous",), ("click",))),
    "jinja2": ("2.0", (("markupsafe",),)),
    "fastapi": ("0.1", (("starlette",), ("pydantic",))),
    "starlette": ("0.15", (("anyio",),)),
    "pydantic": ("2.0", (("pydantic-core",), ("annotated-types",), ("typing-extensions",))),
    "uvicorn": ("0.13", (("h11",), ("click",))),
    "requests": ("2.16", (("urllib3",), ("idna",), ("certifi",), ("charset-normalizer", "chardet"))),
    "httpx": ("0.20", (("httpcore",), ("certifi",))),
    "httpcore": ("0.14", (("h11",),)),
    "gunicorn": ("22.0", (("packaging",),)),
    "celery": ("5.0", (("kombu",), ("billiard",), ("vine",), ("click",))),
    "kombu": ("5.0", (("amqp",), ("vine",))),
    "pandas": ("1.0", (("numpy",), ("python-dateutil",))),
    "python-dateutil": ("2.0", (("six",),)),
    "scikit-learn": ("1.0", (("scipy",), ("joblib",), ("threadpoolctl",), ("numpy",))),
    "matplotlib": ("3.0", (("cycler",), ("kiwisolver",), ("pyparsing",), ("numpy",))),
    "aiohttp": ("3.8", (("yarl",), ("multidict",), ("aiosignal",), ("frozenlist",))),
    "boto3": ("1.10", (("botocore",), ("s3transfer",), ("jmespath",))),
    "alembic": ("1.5", (("mako",), ("sqlalchemy",))),
    "sqlalchemy": ("2.0", (("typing-extensions",),)),
    "beautifulsoup4": ("4.9", (("soupsieve",),)),
    "cryptography": ("3.0", (("cffi",),)),
    "cffi": ("1.0", (("pycparser",),)),
    "aiogram": ("3.0", (("aiohttp",), ("pydantic",))),
    "python-telegram-bot": ("20.0", (("httpx",),)),
    "flask-sqlalchemy": ("2.0", (("sqlalchemy",),)),
    "openai": ("1.0", (("httpx",), ("pydantic",))),
}
# Distributions that people hardly ever ask for themselves.
TRANSITIVE = frozenset(
    (
        "asgiref", "sqlparse", "anyio", "sniffio", "h11", "idna", "certifi", "colorama", "charset-normalizer",
        "urllib3", "markupsafe", "itsdangerous", "httpcore", "pydantic-core", "annotated-types", "typing-extensions",
        "typing-inspection", "six", "pycparser", "cffi", "zipp", "vine", "amqp", "billiard", "kombu", "s3transfer",
        "jmespath", "botocore", "multidict", "frozenlist", "aiosignal", "soupsieve", "mako", "greenlet", "tzdata",
        "click-plugins", "click-didyoumean", "click-repl", "prompt-toolkit", "wcwidth", "pyparsing", "kiwisolver",
        "cycler", "threadpoolctl", "et-xmlfile", "pyasn1", "pyasn1-modules", "webencodings", "mdurl", "iniconfig",
        "pluggy", "blinker", "chardet", "wrapt", "importlib-metadata", "h2", "hpack", "hyperframe",
    )
)  # fmt: skip


def missing_dependencies(requirements: Iterable[Requirement], names: frozenset[str]) -> list[tuple[str, str]]:
    """Give (distribution, what it needs) for each need of the pinned ``requirements`` that is not among ``names``."""
    from packaging.version import InvalidVersion, Version

    found: list[tuple[str, str]] = []
    for requirement in requirements:
        first, needs = _NEEDS.get(requirement.name, ("0", ()))
        try:
            holds = requirement.pinned is not None and Version(requirement.pinned) >= Version(first)
        except InvalidVersion:
            holds = False
        if holds:
            found += [(requirement.name, need[0]) for need in needs if names.isdisjoint(need)]
    return found
