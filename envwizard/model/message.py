"""Text for people, kept as template and parameters so that it can be rendered late and in another language."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.i18n import ENGLISH, Catalogue


@dataclass(frozen=True, slots=True)
class Message:
    """A template with ``{named}`` places and the plain values for them.

    Parameters hold text out of the project as it stands there; whoever shows the message makes it harmless.
    """

    template: str
    params: tuple[tuple[str, str], ...] = ()

    def render(self, catalogue: Catalogue = ENGLISH) -> str:
        """Give the text in the catalogue's language."""
        template = catalogue.lookup(self.template)
        return template.format_map(dict(self.params)) if self.params else template.replace("{{", "{").replace("}}", "}")

    def __str__(self) -> str:
        return self.render()


def msg(template: str, /, **params: object) -> Message:
    """Build a message: ``msg("{file} has no pins", file=path)``. Values are turned into text with ``str``."""
    return Message(template, tuple((name, str(value)) for name, value in params.items()))
