"""The migration as an object: six steps that run one by one, may be stopped anywhere, and end in one change set."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.model.change import Applicability, CreateFile, DeleteFile, Edit, Fix, ReplaceSpan
from envwizard.model.errors import Cancelled, CommandFailed
from envwizard.model.message import Message, msg
from envwizard.model.migration import Layout, Move, PinChange
from envwizard.model.paths import ProjectPath
from envwizard.model.plan import Plan
from envwizard.model.workflow import StepProgress, StepState, StepStatus
from envwizard.workflows.migration.comparing import compare_pins, headline
from envwizard.workflows.migration.compiling import CompiledLayer, compile_layers
from envwizard.workflows.migration.engines import shown_command
from envwizard.workflows.migration.preparing import prepare_engine
from envwizard.workflows.migration.switching import Switched, switch
from envwizard.workflows.migration.verifying import Verified, verify
from envwizard.workspace.staging import Staging

if TYPE_CHECKING:
    from envwizard.engine.session import Session

STEPS = ("split", "write", "compile", "compare", "verify", "switch")
TITLE = msg("Move the dependencies to pip-tools")
TITLES = {
    "split": msg("Split"),
    "write": msg("Write"),
    "compile": msg("Compile"),
    "compare": msg("Compare"),
    "verify": msg("Verify"),
    "switch": msg("Switch"),
}
_NOTHING = msg("")


class Migration:
    """A migration in progress.

    Nothing is written to the project: the commands work in a private staging folder, and ``plan`` gives the edits that
    the session previews and applies like any other fix. ``close`` removes the staging folder.
    """

    def __init__(
        self,
        session: Session,
        layout: Layout,
        *,
        engine: str = "pip-tools",
        keep_old: bool = True,
        cache: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.session, self.layout = session, layout
        self.engine, self.keep_old = engine, keep_old
        self.compiled: tuple[CompiledLayer, ...] = ()
        self.changes: tuple[PinChange, ...] = ()
        self.verified: Verified | None = None
        self.switched: Switched | None = None
        # The tool's own text of the last failure, for who wants to read it.
        self.output: tuple[str, ...] = ()
        self._cache, self._environ = cache, environ
        self._staging: Staging | None = None
        self._status = {key: StepStatus(key, TITLES[key], StepState.WAITING, _NOTHING) for key in STEPS}
        self._set("split", StepState.DONE, self._split_seen())
        self._describe()

    @property
    def steps(self) -> tuple[StepStatus, ...]:
        """The six steps as they stand."""
        return tuple(self._status[key] for key in STEPS)

    def change_layout(self, layout: Layout) -> None:
        """Go on with another layout: every step after the split is to be run again."""
        self.layout = layout
        self.compiled, self.changes, self.verified, self.switched = (), (), None, None
        for key in STEPS[1:]:
            self._status[key] = StepStatus(key, TITLES[key], StepState.WAITING, _NOTHING)
        self._set("split", StepState.DONE, self._split_seen())
        self._describe()

    def run(
        self,
        key: str,
        on_progress: Callable[[StepProgress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> StepStatus:
        """Run a step whose predecessors are done, and give how it ended.

        A failed or cancelled step can be run again. Failures end in a status with the sentence, never in an exception
        of a tool's; ``output`` then holds the tool's own text. Raises ``Cancelled``.
        """
        started = time.monotonic()
        self._set(key, StepState.RUNNING, _NOTHING)
        self.output = ()
        try:
            getattr(self, f"_{key}")(on_progress, cancelled)
        except CommandFailed as error:
            self.output = error.output
            self._set(key, StepState.FAILED, error.message)
        except Cancelled:
            self._set(
                key, StepState.WAITING, msg("cancelled after {seconds} s", seconds=int(time.monotonic() - started))
            )
            raise
        except BaseException:
            self._set(key, StepState.WAITING, _NOTHING)
            raise
        self._status[key] = replace(self._status[key], seconds=time.monotonic() - started)
        return self._status[key]

    def run_all(
        self,
        on_progress: Callable[[StepProgress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        on_step: Callable[[StepStatus], None] = lambda _: None,
    ) -> bool:
        """Run the steps that are not done; stops at the first that fails and tells whether all went well."""
        for key in STEPS:
            if self._status[key].state not in (StepState.WAITING, StepState.FAILED):
                continue
            status = self.run(key, on_progress, cancelled)
            on_step(status)
            if status.state is StepState.FAILED:
                return False
        return True

    def edits(self) -> tuple[Edit, ...]:
        """Everything that the migration changes: sources, locks, the places that install them, the old files."""
        found: list[Edit] = []
        texts: dict[ProjectPath, str] = {}
        for one in self.compiled:
            if one.layer.text is not None:
                texts[one.layer.source] = one.layer.text
            texts[one.layer.lock] = one.text
        switched = self.switched
        stays = switched.still_needed if switched is not None else {}
        texts.update({path: text for path, text in stays.items() if path not in texts})
        found += [edit for path, text in texts.items() if (edit := self._written(path, text)) is not None]
        if switched is not None:
            found += [edit for edit in switched.edits if edit.path not in texts]
        touched = {edit.path for edit in found} | set(texts)
        if switched is not None:
            touched |= set(switched.named)
        if not self.keep_old:
            found += [
                DeleteFile(path, self.session.file(path).digest) for path in self.layout.replaced if path not in touched
            ]
        return tuple(found)

    def plan(self) -> Plan:
        """Give the whole as one plan: ``session.preview`` and ``session.apply`` make one change set of it."""
        notes = self.switched.notes if self.switched is not None else ()
        if self.switched is not None and not self.keep_old:
            stays = self.switched.named.items()
            notes += tuple(msg("{path} stays: {reader} still names it", path=old, reader=by) for old, by in stays)
        return Plan((), settings=(Fix(TITLE, Applicability.UNSAFE, self.edits(), notes=notes),))

    def close(self) -> None:
        """Remove the staging folder."""
        if self._staging is not None:
            self._staging.close()
            self._staging = None

    def _write(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        names = [str(layer.source) for layer in self.layout.layers if layer.text is not None]
        there = [str(layer.source) for layer in self.layout.layers if layer.text is None]
        seen = (
            msg("{names}", names=", ".join(names)) if names else msg("{names} stays as it is", names=", ".join(there))
        )
        self._set("write", StepState.DONE, seen)

    def _compile(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        self.close()
        self._staging = Staging()
        engine = prepare_engine(self.engine, self.layout, self._cache, self._environ, on_progress, cancelled)
        self.compiled = ()
        self.compiled = compile_layers(
            self._staging, self.layout, engine, self._text, self._environ, on_progress, cancelled
        )
        warnings = tuple(warning for one in self.compiled for warning in one.warnings)
        seen = msg("{names}", names=", ".join(str(one.layer.lock) for one in self.compiled))
        self._set("compile", StepState.ATTENTION if warnings else StepState.DONE, seen, warnings)

    def _compare(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        self.changes = compare_pins(self.layout, self.compiled)
        told = tuple(_line(change) for change in self.changes if change.move is not Move.SAME)
        attention = any(change.move in (Move.MOVED, Move.GONE) for change in self.changes)
        state = StepState.ATTENTION if attention else StepState.DONE
        self._set("compare", state, headline(self.changes), told)

    def _verify(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        assert self._staging is not None, "compile first"
        found = verify(self._staging, self.layout, self.compiled, self._environ, on_progress, cancelled)
        self.verified = found
        if found.skipped is not None:
            self._set("verify", StepState.SKIPPED, found.skipped)
            return
        details = (*((found.old_pip,) if found.old_pip is not None else ()), *found.without_wheel)
        state = StepState.ATTENTION if details else StepState.DONE
        seen = msg(
            "{count} distributions installed with their hashes into a fresh Python {python}; pip check is content",
            count=found.installed,
            python=self.layout.python,
        )
        self._set("verify", state, seen, details)

    def _switch(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        self.switched = switch(self.session.facts, self.session.file, self.layout)
        files = tuple(dict.fromkeys(str(edit.path) for edit in self.switched.edits))
        seen = msg("{names}", names=", ".join(files)) if files else msg("nothing installs the old files")
        self._set("switch", StepState.DONE, seen, self.switched.notes)

    def _text(self, path: ProjectPath) -> str:
        return self.session.file(path).content

    def _written(self, path: ProjectPath, text: str) -> CreateFile | ReplaceSpan | None:
        content = text.encode()
        if not self.session.exists(path):
            return CreateFile(path, content)
        file = self.session.file(path)
        return None if file.raw == content else ReplaceSpan(path, file.digest, 0, len(file.raw), content)

    def _set(self, key: str, state: StepState, seen: Message, details: tuple[Message, ...] | None = None) -> None:
        old = self._status[key]
        self._status[key] = replace(old, state=state, seen=seen, details=old.details if details is None else details)

    def _split_seen(self) -> Message:
        locked = {name for pins in self.layout.pins.values() for name in pins}
        direct = sum(len(layer.requirements) for layer in self.layout.layers)
        return msg("{count} versions in force, {direct} asked for", count=len(locked), direct=direct)

    def _describe(self) -> None:
        """Say before each step what it is going to do."""
        layers = self.layout.layers
        written = tuple(msg("writes {path}", path=layer.source) for layer in layers if layer.text is not None)
        self._set("write", StepState.WAITING, _NOTHING, written)
        commands = tuple(
            msg("{command}", command=shown_command(self.engine, layer, self.layout.python)) for layer in layers
        )
        self._set("compile", StepState.WAITING, _NOTHING, commands)
        self._set(
            "verify",
            StepState.WAITING,
            _NOTHING,
            (msg("installs the locks with --require-hashes into a fresh Python {python}", python=self.layout.python),),
        )


def _line(change: PinChange) -> Message:
    return msg(
        "{layer}: {name} {before} -> {after} ({reason})",
        layer=change.layer,
        name=change.name,
        before=change.before or "-",
        after=change.after or "-",
        reason=change.reason or _NOTHING,
    )
