"""Comments for envwizard in every format: what they name, why, and which lines they are about."""

from __future__ import annotations

import pytest

from envwizard.syntax.ignore_comments import ignore_comments
from tests.support import text_file

_MARK = "envwizard: ignore[EW401] the reason"


def _lines(path: str, text: str) -> list[int]:
    (comment,) = ignore_comments(text_file(text, path))
    assert (comment.names, comment.reason, comment.problem) == (("EW401",), "the reason", None)
    assert comment.lines is not None
    return list(comment.lines)


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("a.py", f"x = 1\n# {_MARK}\ny = 2\n", [2, 3]),
        ("a.py", f"x = 1  # {_MARK}\ny = 2\n", [1]),
        ("a.py", f"x = open(\n    '/a',  # noqa: X1  # {_MARK}\n)\n", [2]),
        ("a.py", f"# {_MARK}\n# what follows\nx = 1\n", [1, 2, 3]),
        ("a.py", f"x = 1 + \\\n    2  # {_MARK}\n", [1, 2]),
        ("a.pyi", f"# {_MARK}\r\nx = 1\r\n", [1, 2]),
        ("start.sh", f"# {_MARK}\ngunicorn \\\n  --reload \\\n  app\nnext\n", [1, 2, 3, 4]),
        ("start.sh", f"gunicorn \\\n  app  # {_MARK}\n", [1, 2]),
        ("Dockerfile", f"FROM x\n# {_MARK}\nRUN a && \\\n    b\nCMD c\n", [2, 3, 4]),
        ("docker/app.Dockerfile", f"RUN a && \\\n    # {_MARK}\n    b && \\\n    c\n", [2, 3, 4]),
        ("compose.yml", f"a:\n  # {_MARK}\n  command: x\n  b: 1\n", [2, 3]),
        ("compose.yml", f"a:\n  # {_MARK}\n  command: >-\n    x\n\n    y\n  b: 1\n", [2, 3, 4, 5, 6]),
        ("compose.yml", f"a:\n  command: |  # {_MARK}\n    x\n    y\n  b: 1\n", [2, 3, 4]),
        ("compose.yml", f"a:\n  # {_MARK}\n  command: sh -c \"x &&\n    y\"\n  b: 1\n", [2, 3, 4]),
        ("compose.yml", f"# {_MARK}\nservices:\n  a:\n    b: 1\n", [1, 2]),
        ("ci.yaml", f"steps:\n  # {_MARK}\n  - run: x\n    name: y\n", [2, 3]),
        ("ci.yaml", f"steps:\n  # {_MARK}\n  - run: |\n      x\n    name: y\n", [2, 3, 4]),
        ("ci.yaml", f"steps:\n  # {_MARK}\n  - x\n  - y\n", [2, 3]),
        ("conf.toml", f"a = 1 # {_MARK}\n", [1]),
        ("pyproject.toml", f"# {_MARK}\na = 1\n", [1, 2]),
        ("supervisord.conf", f"[program:a]\n; {_MARK}\ncommand=x\n", [2, 3]),
        ("supervisord.conf", f"[program:a]\ncommand=x ; {_MARK}\n", [2]),
        ("app.service", f"[Service]\n; {_MARK}\nExecStart=x \\\n  y\n", [2, 3, 4]),
        ("app.service", f"[Service]\n# {_MARK}\nExecStart=x\n", [2, 3]),
        ("requirements.txt", f"flask # {_MARK}\n", [1]),
        ("requirements.txt", f"# {_MARK}\nflask==1 \\\n  --hash=x\n", [1, 2, 3]),
        (".env", f"# {_MARK}\nA=1\n", [1, 2]),
        ("Makefile", f"run:\n\t# {_MARK}\n\tpip install x\n", [2, 3]),
        ("Procfile", f"# {_MARK}\nweb: x\n", [1, 2]),
        ("crontab", f"# {_MARK}\n* * * * * x\n", [1, 2]),
        ("README.md", f"<!-- {_MARK} -->\n    sudo pip\n", [1, 2]),
        ("docs/install.rst", f".. {_MARK}\nsudo pip\n", [1, 2]),
        ("Jenkinsfile", f"sh 'x' // {_MARK}\n", [1]),
        ("gunicorn.conf.py", f"# {_MARK}", [1]),
    ],
)  # fmt: skip
def test_lines(path: str, text: str, lines: list[int]) -> None:
    assert _lines(path, text) == lines


@pytest.mark.parametrize(
    ("text", "names", "reason"),
    [
        ("ignore[EW401,EW402] two of them", ("EW401", "EW402"), "two of them"),
        ("ignore[ EW401 , absolute-path ]: why", ("EW401", "absolute-path"), "why"),
        ("ignore [EW401]", ("EW401",), ""),
        ("ignore[EW401] - why  # noqa: E501", ("EW401",), "why"),
        ("ignore[EW401] see #12 [here]", ("EW401",), "see #12 [here]"),
    ],
)
def test_names_and_reasons(text: str, names: tuple[str, ...], reason: str) -> None:
    (comment,) = ignore_comments(text_file(f"x = 1  # envwizard: {text}\n", "a.py"))
    assert (comment.names, comment.reason, comment.problem) == (names, reason, None)


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("a.py", "# envwizard: ignore\n", "names no code: write `ignore[EW401] reason`."),
        ("a.py", "# envwizard: ignore[]\n", "names no code: write `ignore[EW401] reason`."),
        ("a.py", "# envwizard: ingore[EW401]\n", "says ingore, which is unknown. Did you mean ignore?"),
        ("a.py", "# envwizard: ignorefile[EW401]\n", "says ignorefile, which is unknown. Did you mean ignore-file?"),
        ("a.py", "\n" * 10 + "# envwizard: ignore-file[EW401]\n", "stands below line 10"),
        ("app.service", "ExecStart=x # envwizard: ignore[EW101] y\n", "stands behind code"),
        ("Dockerfile", "CMD x # envwizard: ignore[EW101] y\n", "stands behind code"),
    ],
)
def test_problems(path: str, text: str, problem: str) -> None:
    (comment,) = ignore_comments(text_file(text, path))
    assert comment.problem is not None and problem in str(comment.problem)


def test_a_whole_file() -> None:
    (comment,) = ignore_comments(text_file("#!/bin/sh\n# envwizard: ignore-file[EW307] why\n", "a.sh"))
    assert comment.lines is None and comment.names == ("EW307",)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f"x = '# {_MARK}'\n"),
        ("a.py", f'"""\n# {_MARK}\n"""\n'),
        ("a.py", "# envwizard: a program that looks at projects\n"),
        ("a.json", f"// {_MARK}\n"),
        ("Pipfile.lock", f"# {_MARK}\n"),
        ("a.sh", f"echo#{_MARK}\n"),
        ("a.py", "x = 1\n"),
        ("a.py", b"\xff\xfe\xff# envwizard: ignore[EW401]"),
    ],
)
def test_no_comment(path: str, text: str | bytes) -> None:
    assert ignore_comments(text_file(text, path)) == ()


def test_a_python_file_that_cannot_be_split_is_read_by_lines() -> None:
    assert _lines("a.py", f"x = (\n# {_MARK}\ny = 'a\n") == [2, 3]


def test_utf16_and_hostile_text() -> None:
    encoded = f"# {_MARK}\nA=1\n".encode("utf-16")
    assert ignore_comments(text_file(encoded, ".env"))[0].names == ("EW401",)
    text = "# envwizard: " * 20_000 + "\n" + "# envwizard: ignore[" + "," * 100_000 + "]\n"
    assert len(ignore_comments(text_file(text, "a.sh"))) == 1
