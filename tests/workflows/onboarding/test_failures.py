"""What pip, poetry, pipenv and uv print when they fail, and the sentence that it comes to."""

from __future__ import annotations

import pytest

from envwizard.model.change import Command
from envwizard.model.message import Message
from envwizard.model.workflow import StepProgress
from envwizard.workflows.onboarding.failures import explain, found_nothing
from envwizard.workflows.onboarding.progress import Reader

_PIP = Command((".venv/bin/python", "-m", "pip", "install", "-r", "requirements.txt"), Message(""))

_NOTHING = """ERROR: Could not find a version that satisfies the requirement shop==9 (from versions: none)
ERROR: No matching distribution found for shop==9"""


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (_NOTHING, "The package index has no shop==9 for this Python."),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError('<x>: Failed to establish "
            "a new connection: [Errno 111] Connection refused')': /simple/shop/\n" + _NOTHING,
            "The package index cannot be reached",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "A downloaded package is not the one that the lock's hashes are for",
        ),
        (
            "Collecting shop-c==1\n  error: subprocess-exited-with-error\nERROR: Failed building wheel for shop-c",
            "shop-c has no wheel for this Python and this machine and cannot be built here",
        ),
        (
            "ERROR: Package 'shop' requires a different Python: 3.9.1 not in '>=3.11'",
            "This Python does not fit: a package asks for >=3.11.",
        ),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "The virtual environment was not created successfully because ensurepip is not available.",
            "cannot make virtual environments with pip",
        ),
        ("    | Unable to find installation candidates for mdurl (0.1.2)", "poetry found no file of mdurl (0.1.2)"),
        ("This version of pip does not support python 3.6 (requires >=3.10).", "no longer supports Python 3.6"),
        (
            "ERROR: Cannot install a and b because these package versions have conflicting dependencies.\n"
            "The conflict is caused by:\n    a 1 depends on c<2\n    b 1 depends on c>=2\nERROR: ResolutionImpossible",
            "The requirements exclude each other: a 1 depends on c<2; b 1 depends on c>=2",
        ),
        (
            "ERROR: Ignored the following versions that require a different python version: 5.1 Requires-Python >=3; "
            "6.0 Requires-Python >=3.12; 6.1 Requires-Python >=3.12\n"
            "ERROR: Could not find a version that satisfies the requirement shop>=6.0 (from versions: 1.0)\n"
            "ERROR: No matching distribution found for shop>=6.0",
            "shop>=6.0 is not for this Python: shop 6.1 asks for Python >=3.12.",
        ),
        (
            "Collecting shop-c\n  error: subprocess-exited-with-error\n  ╰─> [2 lines of output]\n"
            "      /bin/sh: 1: pkg-config: not found\n      Exception: Can not find valid pkg-config name.\n"
            "      [end of output]\n  note: This error originates from a subprocess\n"
            "ERROR: Failed to build 'shop-c' when getting requirements to build wheel",
            "shop-c has no wheel for this Python and this machine and cannot be built here: Exception: Can not find",
        ),
        (
            "  - Installing shop-c (2.0)\n    | a.h:15:10: fatal error: b.h: No such file or directory\n"
            "    | error: Command '['gcc']' returned non-zero exit status 1.\n"
            "Note: This error originates from the build backend, and is likely not a problem with poetry but one of "
            "the following issues with shop-c (2.0)\n",
            "shop-c (2.0) has no wheel for this Python and this machine and cannot be built here: a.h:15:10: fatal",
        ),
        (
            "Collecting core\n  fatal: unable to access 'https://example.com/core/': Could not"
            " resolve host: example.com\n  error: subprocess-exited-with-error\n"
            "  x git clone --quiet https://example.com/core /tmp/x did not run successfully.",
            "git cannot fetch what a requirement names: unable to access 'https://example.com/core/': Could not",
        ),
        (
            "See the log.\n[AttributeError]: module 'x' has no attribute 'y'\nWARNING: Add '-v' to see the traceback",
            "ended with code 1: [AttributeError]: module 'x' has no attribute 'y'",
        ),
        ("strange\n[notice] a new pip", "ended with code 1: strange"),
        ("", "ended with code 1"),
    ],
)
def test_the_sentence(output: str, sentence: str) -> None:
    assert sentence in explain(_PIP, 1, output.splitlines()).render()


def test_why_a_network_is_not_there() -> None:
    line = (
        "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', NewConnectionError('<x>: "
        "Failed to establish a new connection: [Errno 111] Connection refused'))': /simple/a/"
    )
    assert "cannot be reached (Cannot connect to proxy)." in explain(_PIP, 1, [line]).render()


def test_an_index_that_does_not_answer_is_the_reason_why_nothing_was_found() -> None:
    lines = _NOTHING.splitlines()
    assert found_nothing(_PIP, lines)
    told = explain(_PIP, 1, lines, ("http://127.0.0.1:9/simple",)).render()
    assert "http://127.0.0.1:9/simple does not answer" in told


def test_a_program_that_cannot_be_started() -> None:
    told = explain(_PIP, 127, ["poetry: No such file or directory"]).render()
    assert "cannot be started" in told


@pytest.mark.parametrize(
    ("lines", "total", "done"),
    [
        (["Collecting a==1", "Collecting b>=2 (from a)", "Installing collected packages: a, b"], 2, (2, 2)),
        (["Collecting a==1", "Collecting b (from a)"], 1, (2, 2)),
        (["Collecting a==1"], 0, (1, 0)),
        (["Package operations: 3 installs, 1 update, 0 removals", "  - Installing a (1.0)"], 0, (1, 4)),
        ([" + a==1.0", " + b==2.0"], 5, (2, 5)),
        (["Requirement already satisfied: a==1 in ./x", "Collecting b==1"], 2, (2, 2)),
    ],
)
def test_progress(lines: list[str], total: int, done: tuple[int, int]) -> None:
    told: list[StepProgress] = []
    reader = Reader("dependencies", total, told.append)
    for line in lines:
        reader(line)
    assert (told[-1].done, told[-1].total) == done
