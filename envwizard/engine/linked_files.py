"""One file under two names: what is found in it is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from envwizard.model.facts.inventory import Inventory
from envwizard.model.finding import Finding
from envwizard.model.paths import AnyPath, ProjectPath

_DEEPEST = 8


def told_once(findings: Iterable[Finding], inventory: Inventory) -> list[Finding]:
    """Put the findings of a link and of the file that it leads to together, where both are of the same place.

    The file's own finding stays. It takes the louder severity, and serves the environments of all its names.
    """
    targets = _links(inventory)
    kept: dict[object, Finding] = {}
    counts: Counter[object] = Counter()
    for finding in findings:
        place = (finding.rule, finding.location.span or finding.subject)
        counts[place, finding.location.path] += 1
        path = _followed(finding.location.path, targets)
        # The second finding of a place is the same as the other name's second.
        key = (place, path, counts[place, finding.location.path])
        same = kept.setdefault(key, finding)
        if same is finding:
            continue
        first, second = (finding, same) if finding.location.path == path else (same, finding)
        louder = min(first, second, key=lambda one: one.severity.rank)
        names = tuple(dict.fromkeys((*first.environments, *second.environments)))
        kept[key] = replace(first, severity=louder.severity, environments=names)
    return list(kept.values())


def own_names(paths: Iterable[ProjectPath], inventory: Inventory) -> set[ProjectPath]:
    """Leave out the links to files that are among the paths themselves."""
    found, targets = set(paths), _links(inventory)
    return {path for path in found if path not in targets or _followed(path, targets) not in found}


def _links(inventory: Inventory) -> dict[ProjectPath, ProjectPath]:
    return {entry.path: target for entry in inventory.files if (target := _target(entry.path, entry.target))}


def _target(path: ProjectPath, target: str | None) -> ProjectPath | None:
    return path.parent.join(target) if target is not None and not target.startswith("/") else None


def _followed(path: AnyPath, targets: dict[ProjectPath, ProjectPath]) -> AnyPath:
    for _ in range(_DEEPEST):
        if not isinstance(path, ProjectPath) or path not in targets:
            break
        path = targets[path]
    return path
