"""Finding or making what compiles: the target's Python with pip-tools in an environment of its own, or uv."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from envwizard.model.errors import CommandFailed
from envwizard.model.message import msg
from envwizard.model.migration import Layout
from envwizard.model.workflow import StepProgress
from envwizard.workflows.migration.engines import Engine, PipTools, Uv
from envwizard.workspace.interpreters import FoundInterpreter, find_interpreter
from envwizard.workspace.process import run_process
from envwizard.workspace.tool_environment import PIP_TOOLS, UV, tool_environ, tool_environment

# What pip calls its settings, and the variables by which uv is told the same.
_UV_VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
# The oldest Python that the pip-tools of ``PIP_TOOLS`` run on.
_PIP_TOOLS_NEEDS = (3, 9)
_SECTIONS = ("global", "install", ":env:")


def prepare_engine(
    name: str,
    layout: Layout,
    cache: Path | None,
    environ: Mapping[str, str] | None,
    on_progress: Callable[[StepProgress], None],
    cancelled: Callable[[], bool],
) -> Engine:
    """Find or make what compiles for the layout's Python.

    Raises ``CommandFailed`` with a sentence where the Python is not installed or the tool cannot be, and ``Cancelled``.
    """
    started = time.monotonic()

    def say(line: str) -> None:
        on_progress(StepProgress("compile", 0, 0, line.strip()[:200], time.monotonic() - started))

    if name == "uv":
        program = shutil.which("uv", path=tool_environ(environ).get("PATH"))
        host = this_python(environ)
        if program is None:
            say("making a tool environment with uv")
            python = _tool(host, UV, cache, say, cancelled, environ)
            program = str(python.with_name("uv.exe" if python.suffix == ".exe" else "uv"))
        return Uv(program, layout.python, _indexes(host.executable, environ))
    interpreter = find_interpreter(layout.python, environ)
    if interpreter is None:
        raise CommandFailed(
            msg(
                "Python {version}, which the deployments run, is not installed here, and pip-compile locks for the "
                "Python that runs it. Install it (`pyenv install {version}`, `uv python install {version}`) and start "
                "again, or take `--engine uv`, which locks for any Python. Nothing was changed.",
                version=layout.python,
            )
        )
    if _minor(layout.python) < _PIP_TOOLS_NEEDS:
        raise CommandFailed(
            msg(
                "pip-tools needs Python {needs} or later, and the deployments run {version}. Take `--engine uv`, which "
                "locks for older Pythons too, or move the deployments to a newer Python first. Nothing was changed.",
                needs=".".join(map(str, _PIP_TOOLS_NEEDS)),
                version=layout.python,
            )
        )
    say(str(msg("pip-tools for Python {version}", version=interpreter.version)))
    return PipTools(_tool(interpreter, PIP_TOOLS, cache, say, cancelled, environ))


def _minor(version: str) -> tuple[int, ...]:
    """Give an ``X.Y`` as numbers."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def this_python(environ: Mapping[str, str] | None) -> FoundInterpreter:
    """Give the Python that runs envwizard, or one of its version that can make environments."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return find_interpreter(version, environ) or FoundInterpreter(Path(sys.executable), version, sys.prefix)


def _tool(
    interpreter: FoundInterpreter,
    tool: str,
    cache: Path | None,
    say: Callable[[str], None],
    cancelled: Callable[[], bool],
    environ: Mapping[str, str] | None,
) -> Path:
    """Make the tool environment; where that fails for want of a network, say so."""
    try:
        return tool_environment(interpreter, tool, cache=cache, on_line=say, cancelled=cancelled, environ=environ)
    except CommandFailed as error:
        text = "\n".join(error.output)
        if "(from versions: none)" in text or "Retrying (" in text:
            raise CommandFailed(
                msg(
                    "{tool} cannot be fetched: the package index cannot be reached or does not have it. Nothing was "
                    "changed.",
                    tool=tool.partition(">")[0],
                ),
                error.output,
            ) from None
        raise


def _indexes(python: Path, environ: Mapping[str, str] | None) -> dict[str, str]:
    """Tell uv the indexes that pip is configured with, which it does not read by itself; its own settings go first."""
    given = tool_environ(environ)
    lines: list[str] = []
    # Not ``run_tool``: the credentials in the values must reach uv as they are, and are shown nowhere.
    run_process((str(python), "-m", "pip", "config", "list"), Path("/"), lines.append, environ=given)
    found: dict[str, str] = {}
    for line in lines:
        key, equals, value = line.partition("=")
        section, _, name = key.rpartition(".")
        variable = _UV_VARIABLES.get(name)
        if equals and variable is not None and variable not in given and section in _SECTIONS:
            found[variable] = " ".join(value.strip().strip("'\"").replace("\\n", " ").split())
    return found
