"""The compile step: sources and the versions in force are laid out in a staging folder, and the locks made there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from envwizard.model.errors import CommandFailed
from envwizard.model.message import Message
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.model.workflow import StepProgress
from envwizard.syntax.requirements import RequirementsText, parse
from envwizard.workflows.migration.engines import Counter, Engine, PipTools
from envwizard.workflows.migration.failures import discarded, explain, explain_network, unfit_seeds, yanked
from envwizard.workflows.migration.preparing import this_python
from envwizard.workflows.migration.unlockable import refuse_unlockable
from envwizard.workspace.index_probe import probe_indexes
from envwizard.workspace.staging import Staging
from envwizard.workspace.tool_environment import run_tool, tool_environ

KEY = "compile"

Tell = Callable[[StepProgress], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class CompiledLayer:
    """A lock as the compiler wrote it, with the pins that it gave up and what it warned of."""

    layer: Layer
    text: str
    given_up: Mapping[str, str]
    warnings: tuple[Message, ...]
    output: tuple[str, ...]


def compile_layers(
    staging: Staging,
    layout: Layout,
    engine: Engine,
    read: Callable[[ProjectPath], str],
    environ: Mapping[str, str] | None,
    on_progress: Tell,
    cancelled: Stopped,
) -> tuple[CompiledLayer, ...]:
    """Compile the layers in their order; ``read`` gives the text of a source that stays as it is.

    Raises ``CommandFailed`` with one sentence and the compiler's own text, and ``Cancelled``.
    """
    for layer in layout.layers:
        refuse_unlockable(layer)
        staging.write(layer.source, layer.text if layer.text is not None else read(layer.source))
    compiled: list[CompiledLayer] = []
    for layer in layout.layers:
        compiled.append(_compile(staging, layer, layout, compiled, engine, environ, on_progress, cancelled))
    return tuple(compiled)


def seeds(layer: Layer, layout: Layout, compiled: Sequence[CompiledLayer] = ()) -> dict[str, str]:
    """Give the versions that a layer is to keep, by name.

    Distributions that only another layer names are among them; the compiler drops what nobody asks for. The locks that
    bind the layer go before what was in force.
    """
    pins = dict(layout.pins.get(layer.name, {}))
    for other in layout.pins.values():
        for name, version in other.items():
            pins.setdefault(name, version)
    for one in compiled:
        if one.layer.lock in layer.constraints:
            pins.update((line.name, line.pinned) for line in parsed(one.text).requirements if line.pinned is not None)
    return pins


def seed_text(pins: Mapping[str, str], compiled: Sequence[CompiledLayer] = ()) -> str:
    """Write versions as the lock that the compiler finds: it keeps the pins of a file that is there.

    What the locks ``compiled`` before hold comes with its hashes, which pip-compile then does not fetch a second time.
    """
    hashed = {(line.name, line.pinned): line.hashes for one in compiled for line in parsed(one.text).requirements}
    return "".join(
        " ".join((f"{name}=={version}", *(f"--hash={one}" for one in hashed.get((name, version), ())))) + "\n"
        for name, version in sorted(pins.items())
    )


def parsed(text: str) -> RequirementsText:
    """Read the text of a lock."""
    return parse(TextFile(ProjectPath("lock.txt"), text.encode(), text, "utf-8", b"", 0o644))


def _compile(
    staging: Staging,
    layer: Layer,
    layout: Layout,
    compiled: Sequence[CompiledLayer],
    engine: Engine,
    environ: Mapping[str, str] | None,
    on_progress: Tell,
    cancelled: Stopped,
) -> CompiledLayer:
    started = time.monotonic()
    total = len(layout.pins.get(layer.name, {}))

    def tell(done: int, now: str) -> None:
        on_progress(StepProgress(KEY, done, total, f"{layer.source}: {now}", time.monotonic() - started))

    pins, given_up = seeds(layer, layout, compiled), dict[str, str]()
    given = {**tool_environ(environ), **engine.environ(layer)}
    while True:
        tell(0, "starting")
        staging.write(layer.lock, seed_text(pins, compiled))
        code, lines = run_tool(engine.argv(layer), staging.tree, Counter(total, tell).line, cancelled, given)
        unfit = unfit_seeds(lines, pins) if code else {}
        if not unfit:
            break
        for name, causes in unfit.items():
            given_up[name] = causes
            del pins[name]
    if code:
        failure = explain(lines, layer)
        network = _network(engine, staging, layout, environ) if failure.is_nothing_found else None
        raise CommandFailed(network or failure.message, lines)
    text = with_options(staging.read(layer.lock), layout.options)
    staging.write(layer.lock, text)
    return CompiledLayer(layer, text, {**given_up, **discarded(lines)}, yanked(lines), lines)


def with_options(text: str, options: Iterable[str]) -> str:
    """Put the index lines of the project's own lists below the header: who installs the lock may know no other index.

    The compiler is told to write none, for it would write those of this machine too, with their passwords.
    """
    missing = [line for line in options if line not in text.splitlines()]
    lines = text.splitlines(keepends=True)
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join((*lines[:head], *(f"{line}\n" for line in missing), *lines[head:]))


def _network(engine: Engine, staging: Staging, layout: Layout, environ: Mapping[str, str] | None) -> Message | None:
    python = engine.python if isinstance(engine, PipTools) else this_python(environ).executable
    words = tuple(word for line in layout.options for word in line.replace("=", " ", 1).split())
    return explain_network(probe_indexes(python, staging.tree, words, environ))
