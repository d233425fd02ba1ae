"""A catalogue maps the English template of a message to the template of another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language, by their English template."""

    language: str = "en"
    templates: Mapping[str, str] = field(default_factory=dict)

    def lookup(self, template: str) -> str:
        """Give this language's template for an English one; the English one where there is none."""
        return self.templates.get(template, template)


ENGLISH = Catalogue()
