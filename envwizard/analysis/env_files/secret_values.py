"""Whether a value under a name is a secret: a real one, one that anybody guesses, or a place kept for one."""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import Enum

from envwizard.syntax.token_shapes import TOKEN

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_WORDS = frozenset(
    (
        "PASSWORD", "PASSWD", "PASS", "PWD", "PASSPHRASE", "SECRET", "SECRETS", "TOKEN", "APIKEY", "CREDENTIAL",
        "CREDENTIALS", "DBPASS", "DBPASSWORD", "SALT", "PEPPER",
    )
)  # fmt: skip
# A KEY is a secret only together with one of these; by itself it may be any name.
_KEY_WORDS = frozenset(
    (
        "API",
        "ACCESS",
        "PRIVATE",
        "SIGNING",
        "ENCRYPTION",
        "AUTH",
        "MASTER",
        "SERVICE",
        "SECRET",
        "FERNET",
        "JWT",
        "HMAC",
    )
)
_NEVER = frozenset(("PUBLIC", "PUBLISHABLE", "ALLOW", "TOKENIZERS"))
# Behind the word that names the secret these tell that the variable speaks of it and does not hold it.
_ABOUT = frozenset(
    (
        "FILE", "PATH", "DIR", "URL", "URI", "HOST", "PORT", "NAME", "HEADER", "EXPIRE", "EXPIRES", "EXPIRY",
        "EXPIRATION", "TTL", "LIFETIME", "AGE", "MINUTES", "HOURS", "DAYS", "SECONDS", "ALGORITHM", "LENGTH", "MIN",
        "MAX", "LIMIT", "COUNT", "TYPE", "ENABLED", "ENABLE", "HASHERS", "FIELD", "SIZE", "ROTATION", "POLICY", "MODE",
        "PREFIX", "VERSION", "ID", "REQUIRED", "VALIDATORS", "TIMEOUT", "USER", "USERNAME", "LOCATION", "SERVER",
        "ARN", "REGION", "PROVIDER", "BACKEND", "CLASS", "ISSUER", "AUDIENCE", "RESET", "EMPTY", "TOKENS",
    )
)  # fmt: skip
_PLACEHOLDER = re.compile(
    r"""
    .*(?:change|replace|fix)[-_ ]?(?:me|this|it|in|with)\b.*
    | .*(?:change|replace|put|insert|enter|add|fill|paste)[-_ ].*
    | .*\byour?[-_ ].* | .*your[-_]?(?:secret|key|token|password|api).*
    | .*\bmy[-_ ]?(?:secret|key|token|password|api).*
    | .*(?:x{3,}|\*{3,}|\.{3,}|•+|_{4,}|0{8,}).* | <.*> | \[.*\] | \{+.*\}+ | %.*% | @.*@
    | !+set.* | .*insecure.* | .*placeholder.* | .*dummy.* | .*example.* | .*sample.* | .*(?:\b|[-_])fake(?:\b|[-_]).*
    | secret | secret[-_ ]?key | django[-_]secret[-_]key | some[-_ ].* | a[-_ ].*secret.* | (?:super[-_])?secret[-_]here
    | dev.*key | .*for[-_ ]dev(?:elopment)?.* | .*only[-_ ]for.* | .*development[-_ ]only.* | not[-_ ].* | todo.* | tbd
    | none | null | undefined | empty | blank | n/?a | true | false | yes | no | on | off | test(?:ing)?
    | .*\bgenerate\b.* | .*openssl.* | .*unsafe.* | .*do[-_ ]?not[-_ ]?use.* | ci[-_].*
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_TOKEN = re.compile(rf"{TOKEN} | -----BEGIN[ ].*PRIVATE[ ]KEY-----.*", re.VERBOSE | re.DOTALL)
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s:/@]*:(?P<password>[^\s/@]+)@(?P<host>[^\s:/?]+)", re.IGNORECASE)
# Google's password for one application, which mail settings hold: 16 letters, in groups of four or not.
_APP_PASSWORD = re.compile(r"[a-z]{16}|[a-z]{4}(?: [a-z]{4}){3}")
_MAIL = re.compile(r"MAIL|SMTP|GOOGLE", re.IGNORECASE)
_WORDY = re.compile(r"pass|secret|mail|test|admin|user|word|site|shop|server")
_REFERENCE = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|\{\{.*\}\}|%\(\w+\)s")
_DEFAULT = re.compile(r"\$\{\w+:?-(?P<default>[^{}$]+)\}")


class Strength(Enum):
    """What a value under a secret's name is worth to a stranger who reads it."""

    TOKEN = "token"  # the shape of a token that a service gave out
    REAL = "real"  # looks made by a generator, or at least thought up for this purpose
    GUESSABLE = "guessable"  # a password that works, but one out of every list
    NONE = "none"  # empty, a placeholder, a reference, or no secret at all


def strength(key: str, value: str) -> Strength:
    """Judge a value. ``${NAME:-default}`` is judged by its default, an address by the password in it."""
    text = value.strip().strip("\"'").strip()
    default = _DEFAULT.fullmatch(text)
    text = default["default"] if default else text
    if len(text) < 3 or (_REFERENCE.search(text) and not _TOKEN.fullmatch(text)):
        return Strength.NONE
    if _PLACEHOLDER.fullmatch(text):
        return Strength.NONE
    if _TOKEN.fullmatch(text) and _varied(text):
        return Strength.TOKEN
    address = _URL_PASSWORD.match(text)
    if address is not None:
        inner = address["password"]
        return Strength.NONE if _PLACEHOLDER.fullmatch(inner) else _of_password(inner)
    if not is_secret_name(key) or re.match(r"[a-z][a-z0-9+.-]*://|/|\./|~/", text, re.IGNORECASE):
        return Strength.NONE
    if _spells(key, text):
        return Strength.NONE
    if _MAIL.search(key) and _APP_PASSWORD.fullmatch(text) and not _WORDY.search(text) and _varied(text):
        return Strength.REAL
    return _of_password(text)


def is_placeholder(value: str) -> bool:
    """Tell whether a text only stands for a value (``change-me``, ``<your key>``)."""
    return bool(_PLACEHOLDER.fullmatch(value.strip().strip("\"'").strip()))


def is_secret_name(key: str) -> bool:
    """Tell whether a variable's name says that its value is a secret."""
    words = [word.upper() for word in _WORDS.findall(key)]
    if _NEVER & set(words):
        return False
    for index, word in enumerate(words):
        named = word in _SECRET_WORDS or (word in ("KEY", "KEYS") and (_KEY_WORDS | _SECRET_WORDS) & set(words[:index]))
        if named and not _ABOUT & set(words[index + 1 :]):
            return True
    return False


def _of_password(text: str) -> Strength:
    """Generated values are long and varied; what people think up is short, or made of words."""
    if text.isdigit() and len(text) < 12:
        return Strength.GUESSABLE
    kinds = sum(bool(re.search(pattern, text)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    if len(text) >= 12 and kinds >= 2 and re.search(r"\d", text) and _varied(text):
        return Strength.REAL
    if len(text) >= 8 and kinds >= 3 and re.search(r"\d", text):
        return Strength.REAL
    return Strength.GUESSABLE


def _varied(text: str) -> bool:
    counts = Counter(text)
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
    return bits >= 2.8


def _spells(key: str, text: str) -> bool:
    """The value repeats the key (``SECRET_KEY=secret_key``): nobody takes it for a secret."""
    plain, name = re.sub(r"[^a-z]", "", text.lower()), re.sub(r"[^a-z]", "", key.lower())
    if len(plain) > 8 and _is_made_of(plain, [word.lower() for word in _WORDS.findall(key)]):
        return True
    return len(plain) > 8 and (plain == name or (plain in name and plain != "password"))


def _is_made_of(text: str, words: list[str]) -> bool:
    """Tell whether a text is some of these words in their order: ``emailpassword`` of EMAIL_HOST_PASSWORD."""
    for word in words:
        text = text.removeprefix(word)
    return not text
