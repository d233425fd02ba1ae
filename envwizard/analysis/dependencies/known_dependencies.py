"""What well-known distributions always bring along: enough to tell a full list of pins from a list of direct ones.

Taken from the Requires-Dist lines of their releases on PyPI up to November 2026, as far as they hold on every platform
and every Python; the version is the first one that they hold for.
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.model.facts.dependencies import Requirement

# (name, first version, the one that it holds no more from, what it needs; alternatives are divided by a bar)
_NEEDS: tuple[tuple[str, str, str | None, str], ...] = (
    ("django", "3.0", None, "asgiref sqlparse"),
    ("django", "2.2", "3.0", "sqlparse pytz"),
    ("djangorestframework", "3.15", None, "django"),
    ("flask", "1.0", None, "werkzeug jinja2 itsdangerous click"),
    ("jinja2", "2.0", None, "markupsafe"),
    ("fastapi", "0.1", None, "starlette pydantic"),
    ("starlette", "0.15", None, "anyio"),
    ("pydantic", "2.0", None, "pydantic-core annotated-types typing-extensions"),
    ("uvicorn", "0.13", None, "h11 click"),
    ("requests", "2.16", None, "urllib3 idna certifi charset-normalizer|chardet"),
    ("httpx", "0.20", None, "httpcore certifi"),
    ("httpcore", "0.14", None, "h11"),
    ("gunicorn", "22.0", "26.1", "packaging"),
    ("celery", "5.0", None, "kombu billiard vine click"),
    ("kombu", "5.1", None, "amqp vine"),
    ("pandas", "1.0", None, "numpy python-dateutil"),
    ("python-dateutil", "2.0", "4", "six"),
    ("scikit-learn", "1.0", None, "scipy joblib threadpoolctl numpy"),
    ("matplotlib", "3.0", None, "cycler kiwisolver pyparsing numpy"),
    ("aiohttp", "3.8", None, "yarl multidict aiosignal frozenlist"),
    ("boto3", "1.10", None, "botocore s3transfer jmespath"),
    ("alembic", "1.5", None, "mako sqlalchemy"),
    ("sqlalchemy", "2.0", None, "typing-extensions"),
    ("beautifulsoup4", "4.9", None, "soupsieve"),
    ("cryptography", "3.0", None, "cffi"),
    ("cffi", "1.0", None, "pycparser"),
    ("aiogram", "3.0", None, "aiohttp pydantic"),
    ("python-telegram-bot", "20.0", None, "httpx"),
    ("flask-sqlalchemy", "2.0", None, "sqlalchemy"),
    ("openai", "1.0", "3", "httpx pydantic"),
    ("flask-migrate", "2.2", None, "alembic flask flask-sqlalchemy"),
    ("flask-login", "0.6", None, "flask werkzeug"),
    ("flask-wtf", "0.15", None, "flask wtforms itsdangerous"),
    ("flask-cors", "3.0", None, "flask"),
    ("flask-marshmallow", "0.7", None, "flask marshmallow"),
    ("flask-restful", "0.3.10", None, "flask aniso8601 pytz six"),
    ("flask-limiter", "2.4", None, "flask limits"),
    ("flask-socketio", "3.0", None, "flask python-socketio"),
    ("python-socketio", "5.0", None, "bidict python-engineio"),
    ("flask-jwt-extended", "4.0", None, "flask pyjwt werkzeug"),
    ("flask-bcrypt", "1.0", None, "flask bcrypt"),
    ("flask-mail", "0.10", None, "flask blinker"),
    ("django-cors-headers", "3.0", None, "django"),
    ("django-filter", "23.1", None, "django"),
    ("channels", "2.1", None, "django asgiref"),
    ("daphne", "2.5", None, "autobahn twisted"),
    ("pytest", "6.0", None, "iniconfig packaging pluggy"),
    ("discord-py", "1.0", None, "aiohttp"),
    ("telethon", "1.17", None, "pyaes rsa"),
    ("apscheduler", "3.6", None, "tzlocal"),
    ("pymongo", "4.10", None, "dnspython"),
    ("motor", "2.0", None, "pymongo"),
    ("python-jose", "3.2", None, "ecdsa rsa pyasn1"),
    ("djangorestframework-simplejwt", "3.0", None, "django djangorestframework pyjwt"),
    ("pydantic-settings", "2.0", None, "pydantic python-dotenv"),
    ("sqlmodel", "0.0.1", None, "sqlalchemy pydantic"),
    ("rich", "13.5", None, "markdown-it-py pygments"),
    ("openpyxl", "3.0", None, "et-xmlfile"),
    ("sentry-sdk", "2.0", None, "certifi urllib3"),
    ("twilio", "9.0", None, "aiohttp pyjwt requests"),
)
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
        if requirement.pinned is None:
            continue
        try:
            pinned = Version(requirement.pinned)
        except InvalidVersion:
            continue
        for name, first, below, needs in _NEEDS:
            if name == requirement.name and Version(first) <= pinned and (below is None or pinned < Version(below)):
                absent = (need.split("|") for need in needs.split() if names.isdisjoint(need.split("|")))
                found += [(requirement.name, need[0]) for need in absent]
    return found
