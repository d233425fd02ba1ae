"""The short and the long form of a compose service's volumes and ports."""

from __future__ import annotations

import re

from envwizard.model.facts.containers import Volume
from envwizard.model.source import Location
from envwizard.syntax.yaml import YamlMap, YamlNode, YamlScalar

# A part of the short form: a variable with whatever stands in its braces, a drive letter, or plain text up to a colon.
_PART = re.compile(r"(?:\$\{[^}]*\}|(?<![^:])[A-Za-z]:(?=[\\/])|[^:])*")


def mount_of(node: YamlNode) -> Volume | None:
    """Read ``source:target:mode``, ``target`` alone, or a map; ``None`` for what is neither."""
    if isinstance(node, YamlMap):
        target = node.string("target")
        if target is None:
            return None
        source = node.string("source") or ""
        if node.string("type") == "bind" and source and source[0] not in "./~$":
            source = f"./{source}"
        read_only = node.scalar("read_only")
        return Volume(source, target, bool(read_only and read_only.boolean), node.location)
    if not isinstance(node, YamlScalar) or node.is_null:
        return None
    parts = _parts(node.text)
    if len(parts) == 1:
        return Volume("", parts[0], False, node.location)
    options = parts[2].split(",") if len(parts) > 2 else []
    return Volume(parts[0], parts[1], "ro" in options or "readonly" in options, node.location)


def port_of(node: YamlNode) -> tuple[str, Location] | None:
    """Read a port as written; the long form is put into the words of the short one (``127.0.0.1:8000:80``)."""
    if isinstance(node, YamlScalar):
        return None if node.is_null else (node.text, node.location)
    target = node.string("target")
    if target is None:
        return None
    given = (node.string("host_ip"), node.string("published"), target)
    return ":".join(part for part in given if part), node.location


def _parts(text: str) -> list[str]:
    parts, at = [], 0
    while at <= len(text):
        match = _PART.match(text, at)
        end = match.end() if match else len(text)
        parts.append(text[at:end])
        at = end + 1
    return parts
