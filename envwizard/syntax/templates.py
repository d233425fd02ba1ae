"""Telling a template from a file in the format that it will become."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from envwizard.model.errors import SyntaxProblem
from envwizard.model.source import TextFile

T = TypeVar("T")

# A line that only a template engine understands: Jinja's {% if %}, Helm's {{- if .Values.x }}, ERB's <% %>.
_STATEMENT = re.compile(
    r"^[ \t]*(?:-[ \t]*)?(?:\{%|<%|\{\{-?[ \t]*(?:if|else|end|range|with|include|template|define|toYaml|/\*|\$)\b)",
    re.MULTILINE,
)


def is_template(file: TextFile) -> bool:
    """Tell whether a file is a template: by a folder such as ``{{cookiecutter.name}}`` or by what is in it."""
    path = str(file.path)
    if "{{" in path or "{%" in path:
        return True
    text = file.content
    return bool(_STATEMENT.search(text)) or ("templates" in path.split("/") and "{{" in text)


def unless_template(parser: Callable[[TextFile], T]) -> Callable[[TextFile], T | None]:
    """Wrap a parser: a template that is no valid text of its format yet is passed over instead of being a failure."""

    def parse(file: TextFile) -> T | None:
        try:
            return parser(file)
        except SyntaxProblem:
            if is_template(file):
                return None
            raise

    return parse
