"""The plan of a migration as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from envwizard.i18n import ENGLISH
from envwizard.model.environment import Evidence
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layer, Layout, MigrationPlan, SplitPackage
from envwizard.model.source import Location
from envwizard.reporters.columns import aligned

_HEADS = (msg("direct?"), msg("package"), msg("version"), msg("layer"), msg("decided by"))


def plan_text(plan: MigrationPlan) -> str:
    """Write the plan for people."""
    return "".join(f"{harmless_line(line)}".rstrip() + "\n" for line in _lines(plan))


def _lines(plan: MigrationPlan) -> Iterator[str]:
    if not plan.declarations:
        yield msg("No file of the project declares dependencies, so there is nothing to migrate.").render()
        return
    yield msg("From").render()
    for one in plan.declarations:
        yield f"  {'*' if one is plan.chosen else ' '} {one.title}"
        yield from (f"      {evidence.location}: {evidence.message}" for evidence in one.installed_by)
    for question in plan.questions:
        yield ""
        yield msg("Open: {question}", question=question.text).render()
        answer = msg(
            "{choices} (taken: {default}); answer with --answer {id}=..",
            choices=", ".join(question.choices), default=question.default, id=question.id,
        )  # fmt: skip
        yield f"  {answer}"
    if plan.layout is None:
        return
    if plan.target is not None:
        yield ""
        target = plan.target
        yield msg("For Python {version}: {reason}", version=target.version, reason=target.reason).render()
    yield from _split(plan)
    yield from _layers(plan.layout)
    yield from _told(msg("Stays"), (str(one) for one in plan.layout.kept))
    yield from _told(msg("No longer needed"), (one.value for one in plan.layout.replaced))
    yield from _told(msg("Look at"), (str(one) for one in plan.notes))
    yield from _told(msg("Then runs"), plan.commands)


def _split(plan: MigrationPlan) -> Iterator[str]:
    direct = sum(one.direct for one in plan.split)
    yield ""
    yield msg(
        "Split: {count} packages, {direct} direct, {others} pulled in by others",
        count=len(plan.split), direct=direct, others=len(plan.split) - direct,
    ).render()  # fmt: skip
    yield f"  {plan.split_by}"
    if direct < len(plan.split):
        yield "  " + msg("what needs what is told by: {graph}", graph=plan.graph).render()
    yield ""
    rows = [_row(one) for one in sorted(plan.split, key=lambda one: (not one.direct, one.sure, one.name))]
    yield from (f"  {line}" for line in aligned([[head.render() for head in _HEADS], *rows]))
    yield ""
    if plan.unreached:
        names = ", ".join(plan.unreached)
        text = msg("Would leave the lock, for nothing picked needs them: {names}", names=names)
    else:
        text = msg("Nothing leaves the lock: every package is picked or needed by one that is, extras not counted.")
    yield f"  {text}"


def _row(one: SplitPackage) -> tuple[str, str, str, str, str]:
    mark = ("[x]" if one.direct else "[ ]") + ("" if one.sure else " ?")
    shown = one.requirement if one.direct and "@" not in one.requirement else one.name
    return mark, shown, one.version or "", one.layer, str(one.reason)


def _layers(layout: Layout) -> Iterator[str]:
    for layer in layout.layers:
        yield ""
        yield f"{layer.source} -> {layer.lock}"
        if layer.text is None:
            yield f"  {msg('(stays as it is)')}"
        else:
            yield from (f"  | {line}" for line in layer.text.splitlines())


def _told(head: Message, lines: Iterable[str]) -> Iterator[str]:
    told = tuple(lines)
    if told:
        yield ""
        yield head.render()
        yield from (f"  {line}" for line in told)


def plan_json(plan: MigrationPlan) -> str:
    """Write the plan for programs, in English."""
    layout = plan.layout
    data: dict[str, Any] = {
        "format": 1,
        "declarations": [
            {
                "kind": one.kind.value,
                "paths": [path.value for path in one.paths],
                "title": one.title.render(ENGLISH),
                "chosen": one is plan.chosen,
                "installed_by": _evidence(one.installed_by),
            }
            for one in plan.declarations
        ],
        "questions": [
            {"id": one.id, "text": one.text.render(ENGLISH), "choices": list(one.choices), "default": one.default,
             "evidence": _evidence(one.evidence)}
            for one in plan.questions
        ],
        "python": None
        if plan.target is None
        else {
            "version": plan.target.version,
            "reason": plan.target.reason.render(ENGLISH),
            "evidence": _evidence(plan.target.evidence),
        },
        "split": [
            {"name": one.name, "requirement": one.requirement, "version": one.version, "direct": one.direct,
             "sure": one.sure, "reason": one.reason.render(ENGLISH), "layer": one.layer,
             "needed_by": list(one.needed_by), "evidence": _evidence(one.evidence)}
            for one in plan.split
        ],
        "unreached": list(plan.unreached),
        "layers": [_layer(one, layout) for one in layout.layers] if layout is not None else [],
        "options": list(layout.options) if layout is not None else [],
        "kept": [one.render(ENGLISH) for one in layout.kept] if layout is not None else [],
        "replaced": [one.value for one in layout.replaced] if layout is not None else [],
        "notes": [one.render(ENGLISH) for one in plan.notes],
        "commands": list(plan.commands),
    }  # fmt: skip
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _layer(one: Layer, layout: Layout) -> dict[str, Any]:
    return {
        "name": one.name,
        "source": one.source.value,
        "lock": one.lock.value,
        "requirements": list(one.requirements),
        "constraints": [path.value for path in one.constraints],
        "extras": list(one.extras),
        "text": one.text,
        "pins": layout.pins.get(one.name, {}),
    }


def _evidence(found: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{**_place(one.location), "message": one.message.render(ENGLISH)} for one in found]


def _place(location: Location) -> dict[str, Any]:
    return {"path": str(location.path), "line": location.span.line if location.span is not None else None}
