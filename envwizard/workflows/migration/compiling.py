"""The compile step: sources and the versions in force are laid out in a staging folder, and the locks made there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from envwizard.model.errors import CommandFailed
from envwizard.model.message import Message
from envwizard.model.migration import Layer, Layout
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.model.workflow import StepProgress
from envwizard.syntax.requirements import RequirementsText, parse
from envwizard.workflows.migration.engines import Counter, Engine, PipTools
from envwizard.workflows.migration.failures import discarded, explain, explain_network, yanked
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
        staging.write(layer.lock, seed_text(layer, layout, compiled))
        compiled.append(_compile(staging, layer, layout, engine, environ, on_progress, cancelled))
    return tuple(compiled)


def seed_text(layer: Layer, layout: Layout, compiled: Iterable[CompiledLayer] = ()) -> str:
    """Write the versions in force as the lock that the compiler finds: it keeps the pins of a file that is there.

    Distributions that only another layer names are given too; the compiler drops what nobody asks for. What the locks
    ``compiled`` before hold comes with its hashes, which pip-compile then does not fetch a second time.
    """
    hashed = {(line.name, line.pinned): line.hashes for one in compiled for line in parsed(one.text).requirements}
    pins = dict(layout.pins.get(layer.name, {}))
    for other in layout.pins.values():
        for name, version in other.items():
            pins.setdefault(name, version)
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
    engine: Engine,
    environ: Mapping[str, str] | None,
    on_progress: Tell,
    cancelled: Stopped,
) -> CompiledLayer:
    started = time.monotonic()
    total = len(layout.pins.get(layer.name, {}))

    def tell(done: int, now: str) -> None:
        on_progress(StepProgress(KEY, done, total, f"{layer.source}: {now}", time.monotonic() - started))

    tell(0, "starting")
    counter = Counter(total, tell)
    given = {**tool_environ(environ), **engine.environ(layer)}
    code, lines = run_tool(engine.argv(layer), staging.tree, counter.line, cancelled, given)
    if code:
        failure = explain(lines, layer)
        if failure.is_nothing_found:
            network = _network(engine, staging, layout, environ)
            raise CommandFailed(network or failure.message, lines)
        raise CommandFailed(failure.message, lines)
    text = with_options(staging.read(layer.lock), layout.options)
    staging.write(layer.lock, text)
    return CompiledLayer(layer, text, discarded(lines), yanked(lines), lines)


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
