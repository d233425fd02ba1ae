"""Editing the words of a command in every form that a command is written in."""

from __future__ import annotations

import pytest

from envwizard.edits.command_line import add_words, remove_words, replace_in_word
from envwizard.edits.splice import splice
from envwizard.model.change import ReplaceSpan
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts.commands import CommandLine
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.syntax.shell import commands, exec_form, split_exec
from tests.support import text_file


def listed(content: str, *words: str) -> tuple[TextFile, CommandLine]:
    """A list of words that stand in the content in this order."""
    file = text_file(content)
    spans, position = [], 0
    for word in words:
        position = content.index(word, position)
        spans.append((word, file.span(position, position + len(word))))
        position += len(word)
    return file, exec_form(spans, ProjectPath("file"))


def shell(content: str, code: str, plain: bool = False) -> tuple[TextFile, CommandLine]:
    """Shell code (``plain``: a line that no shell reads) somewhere in the content."""
    file = text_file(content)
    at = content.index(code)

    def span(start: int, end: int):  # type: ignore[no-untyped-def] # as the file says
        return file.span(at + start, at + end)

    if plain:
        return file, split_exec(code, span, ProjectPath("file"))
    return file, commands(code, span, ProjectPath("file"))[0]


def after(file: TextFile, edits: tuple[ReplaceSpan, ...]) -> str:
    return splice(ProjectPath("file"), file.raw, edits).decode()


FLOW = 'CMD ["gunicorn", "--reload", "app:app"]\n'
BLOCK = "    command:\n      - gunicorn\n      - --reload  # handy\n      - app:app\n    ports: []\n"


@pytest.mark.parametrize(
    ("case", "index", "wanted"),
    [
        (listed(FLOW, "gunicorn", "--reload", "app:app"), 1, 'CMD ["gunicorn", "app:app"]\n'),
        (listed(FLOW, "gunicorn", "--reload", "app:app"), 2, 'CMD ["gunicorn", "--reload"]\n'),
        (
            listed('ENTRYPOINT ["gunicorn"]\nCMD ["--reload", "app:app"]\n', "gunicorn", "--reload", "app:app"),
            1,
            'ENTRYPOINT ["gunicorn"]\nCMD ["app:app"]\n',
        ),
        (
            listed('ENTRYPOINT ["gunicorn", "app:app"]\nCMD ["--reload"]\n', "gunicorn", "app:app", "--reload"),
            2,
            'ENTRYPOINT ["gunicorn", "app:app"]\nCMD []\n',
        ),
        (listed("[gunicorn, --reload, 'app:app']", "gunicorn", "--reload", "app:app"), 1, "[gunicorn, 'app:app']"),
        (
            listed(BLOCK, "gunicorn", "--reload", "app:app"),
            1,
            "    command:\n      - gunicorn\n      - app:app\n    ports: []\n",
        ),
        (
            listed(BLOCK.replace("\n", "\r\n"), "gunicorn", "--reload", "app:app"),
            2,
            "    command:\r\n      - gunicorn\r\n      - --reload  # handy\r\n    ports: []\r\n",
        ),
        (shell("web: gunicorn --reload app\n", "gunicorn --reload app"), 1, "web: gunicorn app\n"),
        (
            shell("exec uvicorn \\\n  a:b \\\n  --reload\n", "exec uvicorn \\\n  a:b \\\n  --reload"),
            3,
            "exec uvicorn \\\n  a:b\n",
        ),
        (
            shell('CMD ["sh", "-c", "gunicorn app --reload"]\n', "gunicorn app --reload"),
            2,
            'CMD ["sh", "-c", "gunicorn app"]\n',
        ),
        (
            shell("ExecStart=/v/gunicorn --reload app\n", "/v/gunicorn --reload app", plain=True),
            1,
            "ExecStart=/v/gunicorn app\n",
        ),
    ],
)
def test_remove(case: tuple[TextFile, CommandLine], index: int, wanted: str) -> None:
    file, command = case
    assert after(file, remove_words(file, command, index, index)) == wanted


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (
            listed(FLOW, "gunicorn", "--reload", "app:app"),
            'CMD ["gunicorn", "--reload", "app:app", "--bind", "0.0.0.0:8000"]\n',
        ),
        (listed('CMD ["gunicorn"]\n', "gunicorn"), 'CMD ["gunicorn", "--bind", "0.0.0.0:8000"]\n'),
        (listed('CMD ["gunicorn","app"]\n', "gunicorn", "app"), 'CMD ["gunicorn","app","--bind","0.0.0.0:8000"]\n'),
        (
            listed(BLOCK, "gunicorn", "--reload", "app:app"),
            BLOCK.replace("- app:app\n", '- app:app\n      - --bind\n      - "0.0.0.0:8000"\n'),
        ),
        (shell("web: gunicorn app # x\n", "gunicorn app # x"), "web: gunicorn app --bind 0.0.0.0:8000 # x\n"),
        (shell("a && gunicorn app > log\n", "gunicorn app > log"), "a && gunicorn app --bind 0.0.0.0:8000 > log\n"),
        (
            shell('  command: sh -c "gunicorn app"\n', "gunicorn app"),
            '  command: sh -c "gunicorn app --bind 0.0.0.0:8000"\n',
        ),
    ],
)
def test_add(case: tuple[TextFile, CommandLine], wanted: str) -> None:
    file, command = case
    assert after(file, add_words(file, command, ("--bind", "0.0.0.0:8000"))) == wanted


@pytest.mark.parametrize(
    ("case", "index", "wanted"),
    [
        (
            listed('["uvicorn", "--host", "127.0.0.1"]', "uvicorn", "--host", "127.0.0.1"),
            2,
            '["uvicorn", "--host", "0.0.0.0"]',
        ),
        (shell("gunicorn -b127.0.0.1:80 a", "gunicorn -b127.0.0.1:80 a"), 1, "gunicorn -b0.0.0.0:80 a"),
        (
            shell('gunicorn --bind="127.0.0.1:$PORT" a', 'gunicorn --bind="127.0.0.1:$PORT" a'),
            1,
            'gunicorn --bind="0.0.0.0:$PORT" a',
        ),
        (
            listed("c:\n- uvicorn\n- --host\n- 127.0.0.1\n", "uvicorn", "--host", "127.0.0.1"),
            2,
            "c:\n- uvicorn\n- --host\n- 0.0.0.0\n",
        ),
    ],
)
def test_replace(case: tuple[TextFile, CommandLine], index: int, wanted: str) -> None:
    file, command = case
    assert after(file, replace_in_word(file, command, index, "127.0.0.1", "0.0.0.0")) == wanted


def test_a_command_whose_words_do_not_stand_in_the_file_is_left_alone() -> None:
    file = text_file('CMD ["sh", "-c", "gunicorn \\"app\\" --reload"]\n')
    span = file.span(17, 45)
    command = exec_form([("gunicorn", span), ("app", span), ("--reload", span)], ProjectPath("file"))
    with pytest.raises(FixUnavailable):
        remove_words(file, command, 2, 2)
    with pytest.raises(FixUnavailable):
        add_words(file, command, ("--workers", "2"))


def test_the_program_itself_stays() -> None:
    file, command = shell("gunicorn app", "gunicorn app")
    with pytest.raises(FixUnavailable):
        remove_words(file, command, 0, 0)
