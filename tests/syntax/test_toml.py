"""The TOML scanner against ``tomllib``: the text at every span is the value that the parser read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envwizard.model.errors import SyntaxProblem
from envwizard.syntax.toml import Path, TomlDocument, parse
from tests.support import text_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCUMENTS = [
    "",
    "# only a comment",
    "a = 1",
    'a = "x" # c\r\nb = \'y\'\r\n[t]\r\nc.d = """\r\nmulti "quoted" line\\\r\n   on"""\r\n',
    'a = \'\'\'x\'\'\'\'\nb = """y"""""\n',
    'a = [\n  "x", # one ]\n  # "two",\n  \'three\',\n]\nb = [[1, 2], ["]"], [{ x = "}" }]]\n',
    '[[p]]\nname = "a"\n[p.sub]\nx = 1\n[[p.files]]\nf = "1"\n[[p.files]]\nf = "2"\n'
    '[[p]]\nname = "b"\n[[p.files]]\nf = "3"\n',
    '"quoted key" = 1\n\'lit.key\'.b = 2\n"esc\\u0041" . c = 3\n[ a . "b.c" ]\nd=4\n',
    "when = 1979-05-27 07:32:00Z\nday = 1979-05-27\ntime = 07:32:00.5\n"
    "list = [1979-05-27 07:32:00, inf, -nan, 0xff, 1_000]\n",
    "[project]\nname = 'é – ü'\ndependencies = ['Ünïcode>=1', \"b\"]\n"
    "[dependency-groups]\ndev = ['x', {include-group = \"t\"}]\nt=[]\n",
    "e = {}\nf = { }\ng = [ ]\nh = {a.b = 1, a.c = [ {d = 2} ], \"q\" = '#'}\n",
    'x = "tab\\t \\"quoted\\" #no comment"\n',
]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def text_at(document: TomlDocument, path: Path) -> str:
    span = document.span(path)
    assert span is not None, path
    return document.file.raw[span.start : span.end].decode("utf-8")


def check(text: str, bom: bytes = b"") -> None:
    document = parse(text_file(bom + text.encode()))
    assert repr(document.data) == repr(tomllib.loads(text))
    for path, leaf in leaves(document.data):
        assert repr(tomllib.loads(f"k = {text_at(document, path)}")["k"]) == repr(leaf), path


@pytest.mark.parametrize("text", DOCUMENTS)
def test_text_at_every_leaf_is_the_leaf(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_byte_order_mark_shifts_offsets_only(text: str) -> None:
    check(text, b"\xef\xbb\xbf")


_BARE = st.text("abcXYZ019_-", min_size=1, max_size=6)
_ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x7f", min_codepoint=32), max_size=8)
_COMMENT = st.sampled_from(["", " ", " # c", "\t# ]}\"'", "  "])
_NEWLINE = st.sampled_from(["\n", "\r\n", "\n\n", "\n# [x]\n"])


def _basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_STRING = st.one_of(
    _ANY.map(_basic),
    _ANY.map(lambda text: "'" + text.replace("'", "") + "'"),
    _ANY.map(lambda text: "'''\n" + text.replace("'", "") + "\n '''"),
    _ANY.map(lambda text: '"""' + text.replace("\\", "\\\\").replace('"', '\\"') + '\n""x"""'),
)
_SCALAR = st.one_of(_STRING, st.integers().map(str), st.booleans().map(lambda yes: str(yes).lower()), st.just("1.5e3"))


def _array(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    between = st.sampled_from([",", " , ", ",\n  ", " # c,\n ,"])
    return st.builds(
        lambda parts, comma, end: "[" + comma.join(parts) + (end if parts else "") + "]",
        st.lists(items, max_size=3),
        between,
        st.sampled_from(["", ",", ",\n", "\n"]),
    )


def _inline(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(_BARE, items, max_size=3)
    return pairs.map(lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }")


_VALUE = st.recursive(_SCALAR, lambda items: _array(items) | _inline(items), max_leaves=6)
_KEY = st.one_of(_BARE, _ANY.map(_basic), st.tuples(_BARE, _BARE).map(" . ".join))
_PAIR = st.tuples(_KEY, _VALUE, _COMMENT).map(lambda parts: f"{parts[0]} ={parts[1]}{parts[2]}")
_HEADER = st.one_of(
    st.lists(_BARE, min_size=1, max_size=3).map(lambda keys: f"[ {'.'.join(keys)} ]"),
    st.lists(st.sampled_from(["p", "q"]), min_size=1, max_size=2).map(lambda keys: f"[[{'.'.join(keys)}]]"),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.one_of(_PAIR, _PAIR, _HEADER), _NEWLINE), max_size=12))
def test_random_documents(lines: list[tuple[str, str]]) -> None:
    # Lines that clash with what stands already (a key twice, a table closed before) are left out.
    text = ""
    for line, newline in lines:
        try:
            tomllib.loads(text + line + newline)
        except tomllib.TOMLDecodeError:
            continue
        text += line + newline
    check(text)


def test_tables_have_their_headers_and_keys_their_places() -> None:
    document = parse(text_file('[tool.poetry]\nname = "x"\n[[a]]\n[[a]]\nb . c = 1\n'))
    assert text_at(document, ("tool", "poetry")) == "[tool.poetry]"
    assert document.span(("tool",)) is None
    assert text_at(document, ("a", 1)) == "[[a]]"
    key = document.key_span(("a", 1, "b", "c"))
    assert key is not None and (key.line, key.column, key.end_column) == (5, 1, 6)
    assert document.get(("tool", "poetry", "name"), str) == "x"
    assert document.get(("tool", "poetry", "name"), int) is None
    assert document.get(("a", 7, "b"), int) is None


@pytest.mark.parametrize(
    ("text", "line"), [("a = \n", 1), ("a = 1\nb = [1,\n", None), ("\n\na = 1\na = 2\n", 4), ("x = 'a\rb'", 1)]
)
def test_what_is_no_toml_is_a_problem_with_its_line(text: str, line: int | None) -> None:
    with pytest.raises(SyntaxProblem) as raised:
        parse(text_file(text))
    assert raised.value.line == line
    assert "(at" not in str(raised.value)


def test_huge_and_deep_input_ends() -> None:
    check("\n".join(f'k{number} = ["{number}", {{ a = {number} }}]' for number in range(2000)))
    with pytest.raises((SyntaxProblem, RecursionError)):
        parse(text_file("a = " + "[" * 100_000))
