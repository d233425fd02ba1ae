"""A catalogue maps the English template of a message to the template of another language.

One catalogue is in force for the whole process: the command line chooses it at its start (``use``), and every message
that is shown to people is rendered with it. What other programs read (JSON, SARIF) names ``ENGLISH`` itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_FOLDERS = {"zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language, by their English template."""

    language: str = "en"
    templates: Mapping[str, str] = field(default_factory=dict)

    def lookup(self, template: str) -> str:
        """Give this language's template for an English one; the English one where there is none."""
        return self.templates.get(template, template)


ENGLISH = Catalogue()
_in_force = ENGLISH


def in_force() -> Catalogue:
    """Give the catalogue that messages are rendered with where nobody names another."""
    return _in_force


def use(catalogue: Catalogue) -> None:
    """Put a catalogue in force."""
    global _in_force
    _in_force = catalogue


def load(language: str) -> Catalogue:
    """Read the catalogue of a language out of the package; English needs no file."""
    folder = _FOLDERS.get(language)
    if folder is None:
        return ENGLISH
    import gettext  # not for English: the start does not wait for it
    import io
    import pkgutil

    data = pkgutil.get_data("envwizard.i18n", f"locale/{folder}/LC_MESSAGES/envwizard.mo") or b""
    # The standard library's reader keeps what it read here, and has no other way to list it.
    templates: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(data)))["_catalog"]
    return Catalogue(language, {source: text for source, text in templates.items() if source})
