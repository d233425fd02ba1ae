"""Secrets of a project's own, made up on request."""

from __future__ import annotations

import base64
import secrets

# Django's own characters and length (django.core.management.utils.get_random_secret_key), without those that any
# reader of env files takes for a quote, a comment or a variable.
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789!@%^&*-_=+"
_LENGTH = 50


def made_up(generator: str) -> str:
    """Make a secret: ``django``, ``fernet`` (a key of cryptography's) or ``hex``; raises ``KeyError``."""
    if generator == "django":
        return "".join(secrets.choice(_CHARACTERS) for _ in range(_LENGTH))
    if generator == "fernet":
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    if generator == "hex":
        return secrets.token_hex(32)
    raise KeyError(generator)
