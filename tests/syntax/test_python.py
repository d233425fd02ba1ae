"""Python sources: names, strings, contexts and spans, and input that is broken or hostile."""

# ruff: noqa: E501 - sources in one line show their order at a glance
from __future__ import annotations

import ast
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from envwizard.syntax.python import PythonTree, parse
from tests.support import text_file


def tree_of(source: str | bytes) -> PythonTree:
    return parse(text_file(source, "app/main.py"))


def calls(source: str) -> dict[str, str | None]:
    tree = tree_of(source)
    return {tree.text(node): tree.call_name(node) for node in tree.nodes("call")}


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("from dotenv import load_dotenv as ld\nld()", "dotenv.load_dotenv"),
        ("import dotenv\ndotenv.load_dotenv()", "dotenv.load_dotenv"),
        ("import os.path as p\np.join()", "os.path.join"),
        ("import os.path\nos.getenv()", "os.getenv"),
        ("from .config import get\nget()", ".config.get"),
        ("from . import config\nconfig.get()", ".config.get"),
        ("import os\ngetenv = os.getenv\ngetenv()", "os.getenv"),
        ("from environs import Env\nenv = Env()\nenv.str()", "environs.Env().str"),
        ("def f():\n    from os import getenv\n    return getenv()", "os.getenv"),
        ("from pathlib import Path\nPath().resolve()", "pathlib.Path().resolve"),
        ("open()", "open"),
    ],
)
def test_call_names(source: str, origin: str) -> None:
    assert list(calls(source).values())[0 if "Path" in source else -1] == origin


@settings(max_examples=300, deadline=None)
@example("\\", "r")
@given(st.text(max_size=30), st.sampled_from(["", "r", "b", "u", "R", "f"]))
def test_strings_are_evaluated_as_python_does(text: str, prefix: str) -> None:
    source = f"X = {prefix}{text!r}"
    try:
        expected = ast.literal_eval(source[4:])
    except (SyntaxError, ValueError):
        return
    tree = tree_of(source.encode("utf-8", "surrogatepass"))
    if tree.file.text is None or tree.has_errors:
        return
    value = tree.string(tree.names.constants["X"][0])
    assert value == (expected if isinstance(expected, str) else None)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a" "b"', "ab"),
        ('("a"\n  "b")', "ab"),
        ('"""a\n"""', "a\n"),
        (r'r"C:\new"', r"C:\new"),
        (r'"a\tb"', "a\tb"),
        ('f"a{{b}}"', "a{b}"),
        ('f"a{b}"', None),
        ('b"a"', None),
        ('"a" + "b"', None),
        ('"a" b', None),
    ],
)
def test_strings(expression: str, value: str | None) -> None:
    tree = tree_of(f"X = {expression}\n")
    assert tree.string(tree.names.constants["X"][0]) == value


def test_context() -> None:
    tree = tree_of(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    a()\nif '__main__' == __name__:\n    b()\nelse:\n    c()\n"
        "class K:\n    x = d()\n    def m(self, y=e()):\n        if P:\n            f()\ntry:\n    g()\nexcept E:\n    h()\n"
        "for i in j():\n    k()\n@l()\ndef n(): ...\n"
    )
    found = {tree.text(node)[0]: tree.context(node) for node in tree.nodes("call")}
    assert found["a"].type_checking
    assert found["b"].main_only and not found["b"].guarded
    assert not found["c"].main_only and found["c"].guarded
    assert (found["d"].class_name, found["d"].function) == ("K", None)
    assert (found["e"].class_name, found["e"].function) == ("K", None)
    assert (found["f"].function, found["f"].conditions) == ("K.m", ("P",))
    assert found["g"].in_try and found["h"].in_try
    assert not found["j"].in_loop and found["k"].in_loop
    assert found["l"].function is None
    assert tree.scopes.has_main_guard


def test_a_try_that_is_a_whole_body_stands_in_what_it_is_the_body_of() -> None:
    pieces = (f"def f{number}():\n    try:\n        c{number}()\n    finally:\n        pass\n" for number in range(40))
    tree = tree_of("".join(pieces) + "if x:\n    try:\n        c()\n    except E:\n        pass\n")
    contexts = [tree.context(node) for node in tree.nodes("call")]
    assert [context.function for context in contexts] == [*(f"f{number}" for number in range(40)), None]
    assert all(context.in_try and context.guarded for context in contexts)


@pytest.mark.parametrize(
    "source", ["# é🎈\nx = f('é')\r\ny = g('🎈') + f('z')\n", "\ufeffx = f('é')\n", "x = 'a'; é = f(é)"]
)
def test_spans_hold_in_any_text(source: str) -> None:
    tree = tree_of(source)
    for node in tree.nodes("call"):
        span = tree.span(node)
        assert tree.file.raw[span.start : span.end].decode() == tree.text(node)
        line = tree.file.content.replace("\r\n", "\n").split("\n")[span.line - 1]
        assert line[span.column - 1 : span.end_column - 1] == tree.text(node)


def test_spans_hold_in_another_encoding() -> None:
    tree = tree_of("# coding: latin-1\nx = f('é')\ny = g('ü')\n".encode("latin-1"))
    texts = [tree.file.raw[s.start : s.end].decode("latin-1") for s in map(tree.span, tree.nodes("call"))]
    assert texts == ["f('é')", "g('ü')"]


def test_newer_and_broken_syntax_costs_only_its_piece() -> None:
    tree = tree_of(
        "import os\ntry:\n    a()\nexcept A, B:\n    pass\ntype X = int\ndef f[T](x: T): ...\nx = (1\ny = 2\nos.getenv('K')\n"
    )
    assert "os.getenv" in [tree.call_name(node) for node in tree.nodes("call")]
    assert tree.has_errors


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\0",
        "(" * 5000,
        "a" + ".b" * 5000 + "()",
        "x = " + "f(" * 2000 + ")" * 2000,
        "if a:\n" + "".join(" " * i + "if a:\n" for i in range(1, 90)),
        "\n".join(f"A{i} = A{i + 1}" for i in range(2000)),
        "'" * 9999,
    ],
)
def test_hostile_input(source: str) -> None:
    tree = tree_of(source)
    for node in tree.nodes("call")[:50]:
        tree.call_name(node)
        tree.context(node)
        tree.span(node)


def test_long_files_with_other_letters_take_linear_time() -> None:
    times = []
    for count in (2_000, 8_000):
        tree = tree_of("é = f('é')\n" * count)
        start = time.process_time()
        for node in tree.nodes("call"):
            tree.span(node)
        times.append(time.process_time() - start)
    assert times[1] < times[0] * 12
