"""Variables that configuration files hold as they are: Kubernetes' ConfigMaps and Secrets, and alembic.ini.

kubernetes.io/docs/concepts/configuration: a Secret's ``data`` is base64, its ``stringData`` and a ConfigMap's ``data``
are plain text; an entry may be the whole text of an env file.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from envwizard.model.facts.containers import ConfigValues, Variable
from envwizard.model.secret import Secret
from envwizard.model.source import Location, TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlMap, YamlNode, YamlScalar, documents

_YAML = re.compile(r".*\.ya?ml", re.IGNORECASE)
_KINDS = ("ConfigMap", "Secret")
_KIND = re.compile(rb"^kind:[ \t]*[\"']?(?:ConfigMap|Secret)\b", re.MULTILINE)
_ASSIGNMENT = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
_ALEMBIC = re.compile(r"alembic\.ini")
# docs: alembic.sqlalchemy.org, "Editing the .ini File".
_ADDRESS = re.compile(r"^(sqlalchemy\.url)[ \t]*=[ \t]*(\S+)", re.MULTILINE)


def probe_config_values(sources: Sources) -> tuple[ConfigValues, ...]:
    """Read the values of all manifests and of alembic.ini; a template of any of them gives nothing."""
    manifests = parse_holding(sources, "kubernetes", _YAML, _KIND.search, unless_template(_of_manifest))
    addresses = sources.each("alembic", sources.named(_ALEMBIC), _of_alembic)
    return tuple(one for one in (*manifests, *addresses) if one.variables)


def _of_manifest(file: TextFile) -> ConfigValues:
    found: list[Variable] = []
    for root in documents(file, lambda text: any(kind in text for kind in _KINDS)):
        if root.string("kind") in _KINDS:
            found += _entries(root.get("stringData"), encoded=False)
            found += _entries(root.get("data"), encoded=root.string("kind") == "Secret")
    return ConfigValues(Location(file.path), "manifest", tuple(found))


def _entries(node: YamlNode | None, encoded: bool) -> Iterator[Variable]:
    for key, value in node.unique() if isinstance(node, YamlMap) else ():
        if not isinstance(value, YamlScalar) or value.is_null:
            continue
        lines = list(_ASSIGNMENT.finditer(value.text)) if not encoded and "\n" in value.text else []
        for line in lines:
            place = Location(value.file.path, value.span_of(line.start(1), line.end(2)))
            yield Variable(line[1], Secret(line[2].strip("\"'")), place)
        if not lines:
            text = _decoded(value.text) if encoded else value.text
            yield Variable(key.text, Secret(text), value.location)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _of_alembic(file: TextFile) -> ConfigValues:
    found = (
        Variable(match[1], Secret(match[2]), Location(file.path, file.span(match.start(), match.end())))
        for match in _ADDRESS.finditer(file.content)
    )
    return ConfigValues(Location(file.path), "alembic", tuple(found))
