"""The line that a user would paste to have a finding ignored."""

from __future__ import annotations

from envwizard.model.finding import Finding
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.syntax.comment_forms import comment_form


def ignore_line(finding: Finding) -> tuple[Message, str]:
    """Give where the line belongs and the line itself: a comment, or a setting where the file can hold none."""
    path, span = finding.location.path, finding.location.span
    form = comment_form(path.name) if isinstance(path, ProjectPath) else None
    # A finding about a whole file may be about something that is no text; only a line shows that there are lines.
    if form is not None and span is not None:
        comment = f"{form.begin} envwizard: ignore[{finding.rule}] reason{form.end}"
        if path.name.endswith((".yml", ".yaml")):
            place = msg(
                "on a line of its own above line {line}; where a text spans lines, above the key that holds it",
                line=span.line,
            )
            return place, comment
        if form.behind_code:
            return msg("at the end of line {line} or on a line of its own above it", line=span.line), comment
        return msg("on a line of its own above line {line}", line=span.line), comment
    if isinstance(path, ProjectPath):
        where = msg("in pyproject.toml under [tool.envwizard.per-path-ignores]")
        return where, f'{_text(_pattern(path.value))} = {{ {finding.rule} = "reason" }}'
    return msg("in pyproject.toml under [tool.envwizard.ignore]"), f'{finding.rule} = "reason"'


def _pattern(path: str) -> str:
    """Escape what patterns of a .gitignore (gitignore(5)) take as a sign, and anchor the path to the root."""
    return "/" + "".join(map(_literal, path))


def _literal(sign: str) -> str:
    if "\ud800" <= sign <= "\udfff":
        return "?"  # a byte that is no UTF-8, which TOML cannot hold
    return f"\\{sign}" if sign in "\\*?[!# " else sign


def _text(value: str) -> str:
    """Write a basic string of TOML 1.0."""
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
