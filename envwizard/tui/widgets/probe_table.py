"""How far the scan is: one line per stage with its sign, what it does now and the seconds it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from envwizard.tui.state import WizardState
from envwizard.tui.steps import PITFALLS, Step
from envwizard.tui.widgets import glyphs
from envwizard.tui.widgets.glyphs import counted, glyph
from envwizard.tui.widgets.safe import one_line, padded, say

if TYPE_CHECKING:  # the first frame does not wait for it
    from envwizard.model.report import Progress

_NAME = 16
_SECONDS = 8
_BAR = 30

PROJECT = "project"


class ProbeTable(Static):
    """The stages of the scan, one below the other, and a bar for the whole."""

    DEFAULT_CSS = """
    ProbeTable { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, state: WizardState) -> None:
        super().__init__(id="stages", markup=False)
        self._state = state

    def show(self) -> None:
        """Draw the table as things stand."""
        width = self.content_size.width
        if not width:
            return
        stages: list[tuple[str, Content]] = [(PROJECT, say("Project"))]
        stages += [(step.id, Content(step.title)) for step in PITFALLS]
        lines = [self._line(stage, name, width) for stage, name in stages]
        if self._state.scanning:
            lines += [Content(""), self._bar(len(stages))]
        self.update(Content("\n").join(lines))

    def on_resize(self) -> None:
        """Fit the lines."""
        self.show()

    def _line(self, stage: str, name: Content, width: int) -> Content:
        sign, text = self._standing(stage)
        first, last = self._state.heard.get(stage, (0.0, 0.0))
        seconds = f"{last - first:.1f} s" if stage in self._state.heard and sign != glyphs.RUNNING else ""
        room = max(width - _NAME - 4 - _SECONDS, 10)
        text = text.truncate(room, ellipsis=True)
        gap = " " * max(room - text.cell_length, 0)
        tail = Content.styled(f"{seconds:>{_SECONDS}}", "$quiet")
        head = Content.styled(padded(name.plain, _NAME), "bold" if sign == glyphs.RUNNING else "")
        return Content.assemble(glyph(sign, "bold"), " ", head, " ", text, gap, tail)

    def _standing(self, stage: str) -> tuple[str, Content]:
        state = self._state
        step = next((each for each in PITFALLS if each.id == stage), None)
        if not state.scanning and state.report is not None:
            return self._result(step)
        progress = state.progress.get(stage)
        if progress is None:
            return glyphs.WAITING, Content.styled(say("waiting").plain, "$quiet")
        if progress.total and progress.done >= progress.total:
            return glyphs.OK, Content.styled(say("read").plain, "$foreground 70%")
        return glyphs.RUNNING, self._doing(progress)

    def _result(self, step: Step | None) -> tuple[str, Content]:
        state, report = self._state, self._state.report
        assert report is not None
        if step is None:
            names = ", ".join(map(one_line, state.environments))
            text = say("environments: {names}", names=names) if names else say("no environments are named")
            return (glyphs.OK if report.complete else glyphs.WARNING), text
        sign = state.sign(step)
        if sign == glyphs.WAITING:
            return sign, Content.styled(say("not reached").plain, "$quiet")
        if sign == glyphs.NONE:
            return sign, Content.styled(say("nothing here to check").plain, "$quiet")
        findings = state.of_step(step)
        ranks = [finding.severity.rank for finding in findings]
        return sign, counted(ranks.count(0), ranks.count(1), ranks.count(2), words=True)

    def _doing(self, progress: Progress) -> Content:
        text = Content(one_line(progress.message.render()))
        if progress.total:
            text += Content.styled(f"  {progress.done}/{progress.total}", "$quiet")
        return text

    def _bar(self, count: int) -> Content:
        done = 0.0
        for progress in self._state.progress.values():
            done += progress.done / progress.total if progress.total else 0.0
        part = min(done / count, 1.0)
        full = round(part * _BAR)
        return Content.assemble(
            Content.styled("━" * full, "$text-accent"),
            Content.styled("━" * (_BAR - full), "$line"),
            f"  {part:4.0%}",
        )
