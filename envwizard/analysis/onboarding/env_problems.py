"""What the project's own readers would do to a value before it is written into the env file."""

from __future__ import annotations

from envwizard.edits.env_values import value_line
from envwizard.model.env_form import EnvForm, EnvProblem
from envwizard.model.message import Message, msg

# What readers stumble over, the likeliest cause first.
_CAUSES = (
    ("\n", msg("a line break")),
    ("\r", msg("a line break")),
    ("${", msg("`${{`, by which another variable is put in")),
    ("$", msg("a `$`, by which another variable is put in")),
    ("#", msg("a `#`, behind which it sees a comment")),
    ("\\", msg("a backslash")),
    ('"', msg("a quote")),
    ("'", msg("a quote")),
)


def problem_of(form: EnvForm, key: str, text: str) -> EnvProblem | None:
    """Tell what is wrong with a value for a key; ``None`` where every reader of the file reads it back as typed.

    It blocks where the code's own loader cannot be given that value in any form.
    """
    if "\0" in text:
        return EnvProblem(msg("{key}: no environment variable can hold a NUL character.", key=key))
    try:
        text.encode()
    except UnicodeEncodeError:
        return EnvProblem(msg("{key}: the value is no text that UTF-8 can hold.", key=key))
    if value_line(key, text, form.dialects) is not None:
        if text != text.strip():
            return EnvProblem(msg("{key}: the value begins or ends with a blank, which is kept.", key=key), False)
        return None
    for dialect in form.dialects:
        if value_line(key, text, (dialect,)) is None:
            blocking = dialect == form.dialects[0]
            cause = _cause(text)
            return EnvProblem(
                msg("{key}: {reader} reads no form of this value as it is typed; it stumbles over {cause}.",
                    key=key, reader=dialect, cause=cause),
                blocking,
            )  # fmt: skip
    readers = ", ".join(form.dialects)
    return EnvProblem(msg("{key}: no form of this value is read alike by {readers}.", key=key, readers=readers), False)


def _cause(text: str) -> Message:
    return next((cause for sign, cause in _CAUSES if sign in text), msg("the blanks around it"))
