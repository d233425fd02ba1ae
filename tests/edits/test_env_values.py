"""What is typed is what is read: values written into env files, read back by the loaders themselves."""

from __future__ import annotations

import io

import pytest
from dotenv import dotenv_values
from hypothesis import example, given
from hypothesis import strategies as st

from envwizard.edits.env_values import comments_of, value_edits, value_line
from envwizard.edits.splice import splice
from envwizard.model.errors import FixUnavailable
from envwizard.model.paths import ProjectPath
from envwizard.syntax.env_dialects import COMPOSE, DECOUPLE, DJANGO_ENVIRON, DOCKER, PYTHON_DOTENV, SYSTEMD
from tests.support import text_file

_PATH = ProjectPath(".env")
_TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.text(
    "ab \t'\"\\#${}:-=\n\r", max_size=20
)


@given(_TYPED)
@example("a\\")
@example("a #b'\"\\")
@example("${HOME}")
@example("p${w}x\\\\")
@example("line\r\nline")
@example(" \\'\" ")
@example("${:-$}")
def test_python_dotenv_reads_what_was_typed(value: str) -> None:
    line = value_line("KEY", value, (PYTHON_DOTENV,))
    assert line is not None
    text = f"A='1'\n{line}\nB=\"2\"\nC='3'\n"
    # A file is read with universal newlines.
    read = dotenv_values(stream=io.StringIO(text, newline=None), interpolate=True)
    assert read == {"A": "1", "KEY": value, "B": "2", "C": "3"}


@pytest.mark.parametrize(
    ("value", "dialects", "line"),
    [
        ("postgres://u:p@host:5432/db?ssl=1", (PYTHON_DOTENV,), "KEY=postgres://u:p@host:5432/db?ssl=1"),
        ("", (PYTHON_DOTENV, DOCKER, SYSTEMD, COMPOSE), "KEY="),
        ("two words", (PYTHON_DOTENV,), "KEY='two words'"),
        ("two words", (PYTHON_DOTENV, DOCKER), "KEY=two words"),
        ("a#b", (PYTHON_DOTENV, DOCKER), "KEY=a#b"),
        ("it's # all", (PYTHON_DOTENV,), 'KEY="it\'s # all"'),
        ("$x", (PYTHON_DOTENV, COMPOSE), "KEY='$x'"),
        ("${x}", (PYTHON_DOTENV,), 'KEY="${:-$}{x}"'),
        ("${x}", (PYTHON_DOTENV, COMPOSE), None),
        ("${x}", (DECOUPLE,), "KEY='${x}'"),
        ("two\nlines", (PYTHON_DOTENV,), "KEY='two\nlines'"),
        ("two\nlines", (DECOUPLE,), None),
        ("two\nlines", (DJANGO_ENVIRON,), None),
        ('say "x"', (DECOUPLE,), "KEY='say \"x\"'"),
        ("C:\\new", (PYTHON_DOTENV, DECOUPLE), "KEY='C:\\new'"),
        ("pass #word", (DECOUPLE, DJANGO_ENVIRON), "KEY='pass #word'"),
    ],
)
def test_the_form_that_all_readers_take(value: str, dialects: tuple[str, ...], line: str | None) -> None:
    assert value_line("KEY", value, dialects) == line


def test_lines_of_an_example_are_kept_but_for_the_values_given() -> None:
    example = b"# Settings\r\nexport MODE=dev # or prod\r\n\r\nKEY=\r\nURL=${HOST}/x\r\nOLD=1 # it\r\n"
    file = text_file(example)
    edits = value_edits(_PATH, file, {"KEY": "a b", "MODE": "dev", "OLD": "2", "MORE": "3"}, (PYTHON_DOTENV,),
                        {"MORE": "read by app.py:3"})  # fmt: skip
    assert splice(_PATH, file.raw, edits) == (
        b"# Settings\r\nexport MODE=dev # or prod\r\n\r\nKEY='a b'\r\nURL=${HOST}/x\r\n# it\r\nOLD=2\r\n"
        b"# read by app.py:3\r\nMORE=3\r\n"
    )


def test_a_dollar_that_stands_for_itself_is_explained() -> None:
    file = text_file("KEY=\nX=1\n")
    edits = value_edits(_PATH, file, {"KEY": "a${b}"}, (PYTHON_DOTENV,))
    written = splice(_PATH, file.raw, edits).decode()
    assert written == (
        '# ${:-$} is a dollar: python-dotenv puts a variable in for any other ${..}\nKEY="a${:-$}{b}"\nX=1\n'
    )


def test_a_line_that_its_reader_takes_otherwise_is_written_anew() -> None:
    file = text_file("MODE=dev # or prod\n")
    edits = value_edits(_PATH, file, {"MODE": "dev"}, (DECOUPLE,))
    assert splice(_PATH, file.raw, edits) == b"# or prod\nMODE=dev\n"


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(FixUnavailable, match="KEY"):
        value_edits(_PATH, text_file(""), {"KEY": "a\nb"}, (DECOUPLE,))


def test_what_an_example_says_about_its_keys() -> None:
    file = text_file(
        "# ==== Database ====\n\n# Where the data is,\n# as an address\nDATABASE_URL=\nMODE=dev # or prod\n"
        "# OLD=1\nNEW=2\n#\nX=1\n"
    )
    assert comments_of(file) == {"DATABASE_URL": "Where the data is, as an address", "MODE": "or prod"}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("A=1\n#KEY=\nB=2\n", "A=1\nKEY=v\nB=2\n"),
        ("# The key\n  # export KEY =\n", "# The key\nKEY=v\n"),
        # What the comment says stays.
        ("#KEY=changeme\nB=2", "#KEY=changeme\nKEY=v\nB=2"),
        ("#KEY=\r\nB=2\r\n", "KEY=v\r\nB=2\r\n"),
        # In a value it is no comment, and other names are other keys.
        ('A="\n#KEY=\n"\n', 'A="\n#KEY=\n"\n# why\nKEY=v\n'),
        ("#KEY_2=\n#MY_KEY=\n", "#KEY_2=\n#MY_KEY=\n# why\nKEY=v\n"),
    ],
)
def test_a_key_that_a_comment_shows_comes_to_stand_there(text: str, becomes: str) -> None:
    file = text_file(text, ".env")
    edits = value_edits(_PATH, file, {"KEY": "v"}, (PYTHON_DOTENV,), {"KEY": "why"})
    assert splice(_PATH, file.raw, edits).decode() == becomes
