"""Messages are rendered late, whole, and in the language that is asked for."""

from __future__ import annotations

from envwizard.i18n import Catalogue
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath

_REASON = msg("is {size} MB long", size=3)
_OUTER = msg("{path} {reason}", path=ProjectPath("data/a.csv"), reason=_REASON)


def test_values_become_text_and_messages_stay_messages() -> None:
    assert _OUTER.params == (("path", "data/a.csv"), ("reason", _REASON))
    assert str(_OUTER) == "data/a.csv is 3 MB long"


def test_a_message_within_a_message_speaks_the_same_language() -> None:
    german = Catalogue("de", {"{path} {reason}": "{reason}: {path}", "is {size} MB long": "{size} MB lang"})
    assert _OUTER.render(german) == "3 MB lang: data/a.csv"


def test_values_are_never_read_as_templates() -> None:
    assert str(msg("{name}", name="{other} {{x}}")) == "{other} {{x}}"
    assert str(msg("${HOME} {{x}}")) == "${HOME} {x}"
