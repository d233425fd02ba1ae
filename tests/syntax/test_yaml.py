from __future__ import annotations

import time

import pytest

from envwizard.model.errors import SyntaxProblem
from envwizard.syntax.yaml import YamlList, YamlMap, YamlNode, YamlScalar, document, documents
from tests.support import text_file

COMPOSE = """\
# a comment
x-env: &env
  A: "1"
  B: two
services:
  web:
    command: gunicorn app:app   # served
    environment:
      <<: *env
      B: three
    ports: ["8000:8000", '9000']
    switch: on
    nothing:
    tilde: ~
    number: 012
    time: 12:30
"""


def tree(content: str | bytes) -> YamlNode:
    return document(text_file(content))


def source(node: YamlNode) -> str:
    return node.file.raw[node.span.start : node.span.end].decode(node.file.encoding or "utf-8")


def place(node: YamlNode) -> tuple[int, int, int, int]:
    return node.span.line, node.span.column, node.span.end_line, node.span.end_column


def test_values_stay_text_and_have_places() -> None:
    web = tree(COMPOSE).get("services", "web")
    assert web is not None
    command = web.scalar("command")
    assert command is not None
    assert command.text == "gunicorn app:app"
    assert place(command) == (7, 14, 7, 30)
    assert web.string("switch") == "on"
    assert web.scalar("switch").boolean is True  # type: ignore[union-attr]  # asserted above
    assert web.string("number") == "012"
    assert web.string("time") == "12:30"
    assert web.string("nothing") is None
    assert web.string("tilde") is None
    assert [one.text for one in web.scalars("ports")] == ["8000:8000", "9000"]
    assert [source(one) for one in web.elements("ports")] == ['"8000:8000"', "'9000'"]
    assert web.get("ports", 1) == web.elements("ports")[1]
    assert web.get("ports", 2) is None
    assert web.get("ports", "a") is None


def test_merge_keys_come_first_and_own_keys_win() -> None:
    environment = tree(COMPOSE).items("services", "web", "environment")
    assert [(key.text, source(value)) for key, value in environment] == [("A", '"1"'), ("B", "three")]
    assert environment[0][1].span.line == 3


def test_the_first_of_several_merged_maps_wins() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n"
    assert [(key.text, value.text) for key, value in tree(text).items("c")] == [  # type: ignore[attr-defined]  # scalars
        ("x", "1"),
        ("y", "1"),
        ("z", "3"),
    ]


def test_repeated_keys_are_no_error_and_the_last_counts() -> None:
    root = tree("a: 1\nb: 2\na: 3\n")
    assert root.string("a") == "3"
    assert [key.text for key, _ in root.items()] == ["a", "b"]
    assert isinstance(root, YamlMap)
    assert len(root.entries) == 3
    entry = root.entry("a")
    assert entry is not None
    assert str(entry) == "file:3"


@pytest.mark.parametrize(
    ("text", "meant", "inner", "expected"),
    [
        ("run: |\n  set -e\n  pip install x\n", "set -e\npip install x\n", "pip install x", (3, 3, 3, 16)),
        ("run: |-\n\n    a\n      b\n    c\n", "\na\n  b\nc", "b", (4, 7, 4, 8)),
        ("run: |2\n    a\n   b\n", "  a\n b\n", "b", (3, 4, 3, 5)),
        ("run: >\n  one\n  two\n\n  three\n", "one two\nthree\n", "two", (3, 3, 3, 6)),
        ("run: >\n  one\n  two\n\n  three\n", "one two\nthree\n", "three", (5, 3, 5, 8)),
        ("run: >-\n  a\n    more\n  b\n", "a\n  more\nb", "more", (3, 5, 3, 9)),
        ("run: |+\n  a\n\n\n", "a\n\n\n", "a", (2, 3, 2, 4)),
        ("run: |\n  pip install x  \n\nb: 1\n", "pip install x  \n", "x", (2, 15, 2, 16)),
        ('run: "a\\tb\\u00e9c"\n', "a\tb\u00e9c", "c", (1, 17, 1, 18)),
        ('run: "one\n  two \\\n  three"\n', "one two three", "three", (3, 3, 3, 8)),
        ("run: 'it''s here'\n", "it's here", "here", (1, 13, 1, 17)),
        ("run: one\n  two\n  three\n", "one two three", "three", (3, 3, 3, 8)),
        ("run: one\n\n  two\n", "one\ntwo", "two", (3, 3, 3, 6)),
        ("run: &x !!str |\n  abc def\n", "abc def\n", "def", (2, 7, 2, 10)),
        ("run: &x 'abc def'\n", "abc def", "def", (1, 14, 1, 17)),
        ("run: |\r\n  a\r\n  b c\r\n", "a\nb c\n", "c", (3, 5, 3, 6)),
        ("é: |\n  ä ö\n  ü x\n", "ä ö\nü x\n", "x", (3, 5, 3, 6)),
    ],
)
def test_places_inside_scalars(text: str, meant: str, inner: str, expected: tuple[int, ...]) -> None:
    scalar = tree(text).items()[0][1]
    assert isinstance(scalar, YamlScalar)
    assert scalar.text == meant
    at = meant.index(inner)
    span = scalar.span_of(at, at + len(inner))
    assert (span.line, span.column, span.end_line, span.end_column) == expected
    assert scalar.file.raw[span.start : span.end].decode() == inner
    whole = scalar.span_of(0, len(meant))
    assert scalar.span.start <= whole.start <= span.start
    assert span.end <= whole.end


def test_an_empty_scalar_has_a_place() -> None:
    scalar = tree("a: ''\n").get("a")
    assert isinstance(scalar, YamlScalar)
    assert scalar.span_of(0, 0).column == 5
    block = tree("a: |\nb: 1\n").get("a")
    assert isinstance(block, YamlScalar)
    assert block.text == ""
    assert block.span_of(0, 0).line == 1


def test_several_documents_and_the_wanted_ones_only() -> None:
    text = "%YAML 1.2\n---\na: 1\n---\n# nothing\n---\nb: {{ broken\n...\n--- |\n text\n---\nc: 3\n"
    found = documents(text_file(text), lambda piece: "broken" not in piece)
    assert [type(one) for one in found] == [YamlMap, YamlScalar, YamlMap]
    assert found[2].scalar("c").span.line == 12  # type: ignore[union-attr]  # asserted above


def test_a_byte_order_mark_and_other_encodings() -> None:
    for codec, mark in (("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")):
        node = tree(mark + "ключ: значение\n".encode(codec)).get("ключ")
        assert node is not None
        assert source(node) == "значение"
        assert node.span.column == 7


def test_block_collections_end_with_their_last_value() -> None:
    root = tree("a:\n  b:\n  - 1\n  - 2   # c\n\n\nd: 4\n")
    node = root.get("a", "b")
    assert isinstance(node, YamlList)
    assert place(node) == (3, 3, 4, 6)


def test_an_alias_lies_where_its_anchor_is() -> None:
    root = tree("a: &a [x]\nb: *a\n")
    assert root.get("b") is root.get("a")
    assert isinstance(root, YamlMap)
    entry = root.entry("b")
    assert entry is not None
    assert entry.span is not None
    assert (entry.span.line, entry.span.end_column) == (2, 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1,\n", 3),
        ("a:\n\tb: 1\n", 2),
        ("image: {{ .Values.image }}:{{ .Values.tag }}\n", 1),
        ("x: 1\n{{- if .Values.on }}\ny: 1\n{{- end }}\n", 3),
        ("a: 1\n---\nb: 2\nc: *nowhere\n", 4),
        ("a: &a [*a]\n", 1),
        ("a: 1\nb: \x07\n", 2),
        ('a: "\\UFFFFFFFF"\n', 1),
        ("%YAML x.1\n---\na: 1\n", None),
        ("a: 'open\n", 2),
        ("\n" + "[" * 3000, 2),
        ("a: b: c\n", 1),
        ("%TAG ! tag:x\n%TAG ! tag:y\n---\na: 1\n", None),
    ],
)
def test_broken_text_is_a_syntax_problem(text: str, line: int | None) -> None:
    try:
        documents(text_file(text))
    except SyntaxProblem as problem:
        assert line is None or problem.line == line
        assert "YAML" in str(problem)
    else:
        assert line is None


def test_aliases_that_unfold_without_end_are_refused_quickly() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    begun = time.process_time()
    with pytest.raises(SyntaxProblem, match="unfold"):
        tree("\n".join(lines))
    merges = ["m0: &m0 {k0: 1}"]
    merges += [f"m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}], k{i}: 1}}" for i in range(1, 20)]
    with pytest.raises(SyntaxProblem, match="unfold"):
        tree("\n".join(merges))
    assert time.process_time() - begun < 2


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(SyntaxProblem, match="longer"):
        tree("a: 1\n" * 300_000)


def test_many_comment_lines_are_quick() -> None:
    begun = time.process_time()
    assert tree("# c\r\n" * 20_000 + "a: 1\r\n").string("a") == "1"
    assert time.process_time() - begun < 2


def test_keys_that_are_no_scalars_are_passed_over() -> None:
    root = tree("image: {{ .Values.image }}\n? [a, b]\n: 1\n")
    assert [key.text for key, _ in root.items()] == ["image"]
    assert root.string("image") is None
    assert root.items("image") == ()
    assert tree("").items() == ()
    assert tree("just text").get("a") is None


def test_each_character_of_a_block_has_its_own_place() -> None:
    text = "a: |\n  pip install é  \n\n   indented\n\n\nb: >-\n  one\n  two\n\n    more\n  four\nc: |\r\n  x\r\n  y\r\n"
    root = tree(text)
    for key in ("a", "b", "c"):
        scalar = root.get(key)
        assert isinstance(scalar, YamlScalar)
        # The newline behind the last line is no longer part of the scalar's place.
        for at, character in enumerate(scalar.text.rstrip("\n")):
            span = scalar.span_of(at, at + 1)
            assert scalar.file.raw[span.start : span.end].decode() in (character, "\n", "\r\n")


def test_blank_lines_without_end_are_quick() -> None:
    begun = time.process_time()
    node = tree("a: |\n" + "\n" * 100_000 + "  x\n" + "\n" * 100_000).get("a")
    assert isinstance(node, YamlScalar)
    assert node.span_of(len(node.text) - 2, len(node.text) - 1).line == 100_002
    assert time.process_time() - begun < 3
