"""Text for people, kept as template and parameters so that it can be rendered late and in another language."""

from __future__ import annotations

from dataclasses import dataclass

from envwizard.i18n import Catalogue, in_force


@dataclass(frozen=True, slots=True)
class Message:
    """A template with ``{named}`` places and the values for them: text, or messages that are rendered with it.

    Parameters hold text out of the project as it stands there; whoever shows the message makes it harmless.
    """

    template: str
    params: tuple[tuple[str, str | Message], ...] = ()

    def render(self, catalogue: Catalogue | None = None) -> str:
        """Give the text in the catalogue's language; without one in that of the catalogue in force."""
        if catalogue is None:
            catalogue = in_force()
        template = catalogue.lookup(self.template)
        if not self.params:
            return template.replace("{{", "{").replace("}}", "}")
        return template.format_map(
            {name: value.render(catalogue) if isinstance(value, Message) else value for name, value in self.params}
        )

    def __str__(self) -> str:
        return self.render()


def msg(template: str, /, **params: object) -> Message:
    """Build a message: ``msg("{file} has no pins", file=path)``. Values become text (messages stay)."""
    return Message(
        template,
        tuple((name, value if isinstance(value, Message) else str(value)) for name, value in params.items()),
    )
