"""A project with a dump of pip freeze, and a migration of it whose compiler and verification are made up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from envwizard.engine.session import Session
from envwizard.model.errors import Cancelled, CommandFailed
from envwizard.model.message import msg
from envwizard.model.migration import Layout
from envwizard.model.workflow import StepProgress, StepState
from envwizard.tui.app import EnvwizardApp
from envwizard.workflows.migration.compiling import CompiledLayer
from envwizard.workflows.migration.guide import Guide
from envwizard.workflows.migration.run import Migration
from envwizard.workflows.migration.verifying import Verified
from tests.support import write_tree

NEEDS = {
    "celery": ("kombu", "vine"),
    "kombu": ("amqp",),
    "flask": ("click", "werkzeug"),
    "requests": ("idna", "urllib3"),
    "a[/]b": (),
}
PINS = {
    "amqp": "5.2.0", "celery": "5.3.6", "click": "8.1.7", "flask": "3.0.2", "idna": "3.6", "kombu": "5.3.5",
    "psycopg2-binary": "2.9.9", "redis": "5.0.3", "requests": "2.31.0", "urllib3": "2.2.1", "vine": "5.1.0",
    "werkzeug": "3.0.1",
}  # fmt: skip
FILES = {
    "requirements.txt": "".join(f"{name}=={version}\n" for name, version in PINS.items()),
    "Dockerfile": "FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n"
    'CMD ["python", "-m", "shop"]\n',
    ".github/workflows/test.yml": "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - run: pip install -r requirements.txt\n      - run: pytest\n",
    "README.md": "# Shop\n\n    pip install -r requirements.txt\n",
    "shop/__main__.py": "import celery\nimport flask\nimport requests\n\nURL = 'postgresql+psycopg2://db/shop'\n",
}


class Steps(Migration):
    """Compiles and verifies nothing. ``gate`` holds the compiler in the middle of its work until it is set."""

    gate = threading.Event()
    fails: str | None = None
    moved: Mapping[str, str] = {}

    def _compile(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        names = sorted({name for pins in self.layout.pins.values() for name in pins})
        for done, name in enumerate(names):
            on_progress(StepProgress("compile", done, len(names), f"requirements.txt: resolving {name}", 0.1))
            while done == len(names) // 2 and not self.gate.wait(0.01):
                if cancelled():
                    raise Cancelled(msg("Cancelled. Nothing was changed."))
        if self.fails is not None:
            raise CommandFailed(msg("{why}", why=self.fails), ("Collecting flask", "ERROR: [red]no[/] \x1b[31mmatch"))
        self.compiled = tuple(
            CompiledLayer(layer, _lock({**self.layout.pins[layer.name], **self.moved}), {}, (), ())
            for layer in self.layout.layers
        )
        self._set("compile", StepState.DONE, msg("{names}", names="requirements.txt"))

    def _verify(self, on_progress: Callable[[StepProgress], None], cancelled: Callable[[], bool]) -> None:
        on_progress(StepProgress("verify", 1, 2, "Collecting flask", 0.1))
        self.verified = Verified(installed=len(PINS))
        self._set("verify", StepState.DONE, msg("{count} distributions installed", count=len(PINS)))


def _lock(pins: Mapping[str, str]) -> str:
    return "".join(f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n" for name, version in sorted(pins.items()))


def ask_index(
    pins: Mapping[str, str], python: str | None, cancelled: Callable[[], bool]
) -> Mapping[str, tuple[str, ...]]:
    return {name: NEEDS.get(name, ()) for name in pins}


def migrating(
    tmp_path: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    opens: str = "migration",
    make: Callable[[Session, Layout], Migration] = Steps,
) -> EnvwizardApp:
    """Open the wizard on the project, with the migration on top."""
    root = str(write_tree(tmp_path / "shop", FILES if files is None else files))
    session, apart = (Session.open(root, state=tmp_path / "state") for _ in range(2))
    return EnvwizardApp(session, migration=lambda: Guide(apart, ask_index=ask_index, make=make), opens=opens)
