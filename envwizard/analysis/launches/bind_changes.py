"""Changing a piece of the address that a server listens on, wherever it is given: a flag, a configuration, a call."""

from __future__ import annotations

from envwizard.analysis.linters import suppression_for
from envwizard.edits.server_command import bind_words, with_value, with_words
from envwizard.edits.server_config import comment_behind, replace_in_value
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.facts.services import ServerSetting
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files

_EVERYWHERE = "0.0.0.0"
_NOT_THERE = msg("The address is not given in a place that can be changed.")


def change_bind(
    facts: Facts, launch: Launch, bind: EffectiveSetting, old: str, new: str, files: Files
) -> tuple[ReplaceSpan, ...]:
    """Replace ``old`` (a host, a port) in the address that ``bind`` gives; raises ``FixUnavailable``."""
    if bind.origin == "flag":
        path = launch.command.location.path
        if not isinstance(path, ProjectPath):
            raise FixUnavailable(_NOT_THERE)
        return with_value(files(path), launch, bind, old, new)
    configured = configured_setting(facts, bind)
    place = configured.value_location if configured is not None else bind.location
    if bind.origin not in ("config file", "call") or place is None or not isinstance(place.path, ProjectPath):
        raise FixUnavailable(_NOT_THERE)
    file = files(place.path)
    edits = replace_in_value(file, place, old, new)
    span = place.span
    written = file.raw[span.start : span.end].strip(b"\"'") if span is not None else b""
    if new != _EVERYWHERE or written != old.encode() or place.path.suffix != ".py":
        return edits
    # The linters know the bare address alone: "0.0.0.0:8000" is none for them.
    return comment_behind(file, edits, suppression_for(facts, place.path, ("S104",)))


def add_bind(launch: Launch, port: str, files: Files) -> tuple[ReplaceSpan, ...]:
    """Give a launch's command the flag that makes it listen everywhere on a port; raises ``FixUnavailable``."""
    words = bind_words(launch, port)
    path = launch.command.location.path
    if words is None or not isinstance(path, ProjectPath):
        raise FixUnavailable(_NOT_THERE)
    return with_words(files(path), launch, words)


def configured_setting(facts: Facts, setting: EffectiveSetting) -> ServerSetting | None:
    """The line of a configuration file that an effective setting comes from."""
    settings = (one for config in facts.server_configs for one in config.settings)
    return next((one for one in settings if one.location == setting.location), None)
