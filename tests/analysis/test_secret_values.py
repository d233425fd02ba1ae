"""Which values under which names are secrets."""

from __future__ import annotations

import pytest

from envwizard.analysis.env_files.secret_values import Strength, is_secret_name, strength


@pytest.mark.parametrize(
    ("key", "value", "worth"),
    [
        ("SHARED_SECRET", "supersecret", Strength.GUESSABLE),
        ("POSTGRES_PASSWORD", "password", Strength.GUESSABLE),
        ("POSTGRES_PASSWORD", "1234", Strength.GUESSABLE),
        ("SECRET_KEY", "5(15zz+i2+%ik6z&!yer+ga9m=e%jcq", Strength.REAL),
        ("SECRET_KEY", "${SECRET_KEY:-t7Yp0wKz5Rq9LmVx2bNc}", Strength.REAL),
        ("SECRET_KEY", "${SECRET_KEY}", Strength.NONE),
        ("SECRET_KEY", "secret", Strength.NONE),
        ("SECRET_KEY", "secret_key", Strength.NONE),
        ("SECRET_KEY", "suitable-for-development-only", Strength.NONE),
        ("SECRET_KEY", "django-insecure-0a1b2c3d4e5f", Strength.NONE),
        ("API_KEY", "sk-" + "x" * 40, Strength.NONE),
        ("ANYTHING", "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX", Strength.TOKEN),
        ("DATABASE_URL", "postgres://shop:shop@db/shop", Strength.GUESSABLE),
        ("DATABASE_URL", "postgres://shop:q8Zr27ytLw0V@db/shop", Strength.REAL),
        ("DATABASE_URL", "postgres://shop:${PASSWORD}@db/shop", Strength.NONE),
        ("SENTRY_DSN", "https://3f2b1c@errors.invalid/4", Strength.NONE),
        ("CREDENTIALS", "/app/key.json", Strength.NONE),
        ("MAIL_PASSWORD", "", Strength.NONE),
        ("MAIL_PASSWORD", "change_me", Strength.NONE),
        ("JWT_SECRET", "your_jwt_secret", Strength.NONE),
        # Google's passwords for one application
        ("EMAIL_HOST_PASSWORD", "qhzkvnwtrjpybdmf", Strength.REAL),
        ("SMTP_PASSWORD", "qhzk vnwt rjpy bdmf", Strength.REAL),
        ("EMAIL_HOST_PASSWORD", "thisismypassword", Strength.GUESSABLE),
        ("POSTGRES_PASSWORD", "qhzkvnwtrjpybdmf", Strength.GUESSABLE),
    ],
)
def test_strength(key: str, value: str, worth: Strength) -> None:
    assert strength(key, value) is worth


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("EMAIL_HOST_PASSWORD", True), ("API_KEY_FOR_STOCKS", True), ("dbPassword", True),
        ("AWS_SECRET_ACCESS_KEY", True),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", False), ("STRIPE_PUBLIC_KEY", False), ("PRIMARY_KEY", False),
        ("PASSWORD_RESET_TIMEOUT", False), ("SECRET_KEY_FILE", False),
        ("TOKENIZERS_PARALLELISM", False), ("PORT", False),
        ("AWS_ACCESS_KEY_ID", False), ("TOKEN_URL", False),
    ],
)  # fmt: skip
def test_names(key: str, expected: bool) -> None:
    assert is_secret_name(key) is expected
