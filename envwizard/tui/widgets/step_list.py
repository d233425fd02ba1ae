"""The steps of a workflow, one below the other: the sign, what was done, the seconds that it took."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.tui.widgets.glyphs import glyph
from envwizard.tui.widgets.safe import line, one_line, padded, say
from envwizard.tui.widgets.task_rows import SIGN

_TITLE = 10
# Columns between what was done and how long it took.
_GAP = 2


class StepList(Static):
    """Lines that are cut at the edge: each step's panel tells the whole."""

    DEFAULT_CSS = "StepList { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._steps: Sequence[StepStatus] = ()
        self._at, self._seconds = "", 0.0
        self._progress: StepProgress | None = None

    def show(self, steps: Sequence[StepStatus], at: str, progress: StepProgress | None, seconds: float) -> None:
        """Draw the steps; ``at`` is the one that is looked at, ``progress`` and ``seconds`` that of the running one."""
        self._steps, self._at, self._progress, self._seconds = steps, at, progress, seconds
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines."""
        self._draw()

    def _draw(self) -> None:
        if width := self.content_size.width:
            rows = [self._line(number, step, width) for number, step in enumerate(self._steps, 1)]
            self.update(Content("\n").join(rows))

    def _line(self, number: int, step: StepStatus, width: int) -> Content:
        title = Content.styled(padded(one_line(step.title), _TITLE), "bold" if step.key == self._at else "")
        tail = self._tail(step)
        room = max(width - _TITLE - 5 - (len(tail) + _GAP if tail else 0), 10)
        waiting = step.state is StepState.WAITING
        seen = line(step.seen, "$quiet" if waiting else "").truncate(room, ellipsis=True)
        gap = " " * max(room - seen.cell_length, 0)
        sign = glyph(SIGN[step.state], "bold")
        aside = (gap, Content.styled(" " * _GAP + tail, "$quiet")) if tail else ()
        return Content.assemble(sign, f" {number} ", title, " ", seen, *aside)

    def _tail(self, step: StepStatus) -> str:
        if step.state is StepState.RUNNING:
            seconds = say("{seconds} s", seconds=int(self._seconds)).plain
            if self._progress is not None and self._progress.total:
                return f"{self._progress.done}/{self._progress.total}  {seconds}"
            return seconds
        return say("{seconds} s", seconds=f"{step.seconds:.1f}").plain if step.seconds is not None else ""
