"""The Dockerfile format: compared with BuildKit's own parser, which the ``dockerfile`` package wraps."""

from __future__ import annotations

import time

import dockerfile as buildkit  # type: ignore[import-not-found]  # a compiled module without stubs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envwizard.model.errors import SyntaxProblem
from envwizard.model.source import TextFile
from envwizard.syntax.dockerfile import DockerInstruction, parse
from tests.support import text_file

SAMPLES = {
    "plain": "FROM python:3.12-slim AS base\nWORKDIR /app\nCOPY . .\nCMD gunicorn app:app\n",
    "json": 'FROM a\nCMD ["gunicorn", "app:app", "-b", "0.0.0.0:80"]\nENTRYPOINT [ "a" , "b\\"c" ]\nRUN ["x"]\n',
    "not json": "FROM a\nCMD ['gunicorn', 'x']\nRUN [ -f x ] && y\nRUN [\"a\"] b\n",
    "empty json": "FROM a\nENTRYPOINT []\nCMD [ ]\n",
    "json over lines": 'FROM a\nCMD ["gunicorn", \\\n  # the app\n     "app:app"]\n',
    "continuations": "FROM a\nRUN apt-get update && \\\n    apt-get install -y x   \\  \n    y \\\n    && z\nRUN w\n",
    "comments within": "FROM a\nRUN a && \\\n# one\n    # two\n\n   b\n# three\nRUN c\n",
    "comment as last": "FROM a\nRUN a && \\\n  b \\\n # end\nRUN c\n",
    "escaped escape": "FROM a\nRUN echo a\\\\\nRUN b\n",
    "backquote": "# escape=`\nFROM a\nRUN dir C:\\ `\n  && b\nCOPY x C:\\\nRUN c\\\nRUN d\n",
    "directives": "# syntax=docker/dockerfile:1\n# ESCAPE = \\\n# check=skip=all\nFROM a\n",
    "late directive": "# a comment\n# escape=`\nFROM a\nRUN b \\\n c\n",
    "flags": "FROM --platform=$BUILDPLATFORM a AS b\nRUN --mount=type=cache,target=/r --network=none pip install x\n"
    "COPY --from=b --chown=1:2 /a /b/\nADD --link x y\nHEALTHCHECK --interval=5s --retries=3 CMD curl x\n",
    "dashes": "FROM a\nRUN -- --b\nRUN pip install --no-cache-dir x\n",
    "run heredoc": "FROM a\nRUN <<EOF\npip install x\nFROM b\nEOF\nRUN c\n",
    "copy heredoc": 'FROM a\nCOPY <<EOF /a.txt\nhi\nEOF\nCOPY <<-"E1" <<E2 x /b/\n\tone\n\tE1\ntwo\nE2\nRUN c\n',
    "heredoc after words": "FROM a\nRUN python3 - <<EOF > /x && b\nimport os\nEOF\nRUN cat <<'A B' c\nd\nA B\nRUN e\n",
    "heredoc continued": "FROM a\nRUN cat <<EOF && \\\n  b\nhi\nEOF\nRUN c\n",
    "no heredoc": "FROM a\nENV A=<<EOF\nRUN a<<EOF\nRUN cat 3<<EOF\nx\nEOF\nRUN b <<\nRUN c\n",
    "healthcheck": 'FROM a\nHEALTHCHECK NONE\nHEALTHCHECK CMD ["curl", "x"]\nHEALTHCHECK --timeout=3s CMD curl x\n',
    "onbuild": 'FROM a\nONBUILD RUN pip install x\nONBUILD CMD ["a"]\n',
    "unknown": "FROM a\nBOGUS x y\nrun b\nRun c\n",
    "windows": 'FROM a\r\nRUN b && \\\r\n    c\r\n\r\nRUN <<EOF\r\nd\r\nEOF\r\nCMD ["e"]\r\n',
    "indented": "  FROM a\n\tRUN b \\\n\n\n  c\n   # d\n  RUN e\n",
    "no newline": "FROM a\nRUN b",
    "no newline continued": "FROM a\nRUN b \\",
    "letters": 'FROM a\nLABEL x="é ☃"\nRUN echo é \\\n 日本\nCMD ["é"]\n',
    "quotes over words": "FROM a\nENV A=\"b c\" D='e f' G=h\\ i\nENV X y z\nLABEL a=b \\\n c=d\n",
    "arguments first": "ARG V=3.12\nARG W\nFROM python:${V}\nARG V\n",
    "semicolons": "FROM a\nRUN set -ex; \\\n  for i in 1 2; do \\\n    echo $i; \\\n  done\n",
}


def read(content: str | bytes) -> tuple[TextFile, tuple[DockerInstruction, ...]]:
    file = text_file(content, "Dockerfile")
    return file, parse(file).instructions


def mine(content: str) -> list[tuple[object, ...]]:
    file, instructions = read(content)
    return [
        (
            one.keyword,
            file.span(one.start, one.end).line,
            one.strings is not None,
            tuple(f"--{flag.name}={flag.value}" if flag.value else f"--{flag.name}" for flag in one.flags),
            tuple((heredoc.name, file.content[heredoc.start : heredoc.end]) for heredoc in one.heredocs),
        )
        for one in instructions
    ]


def theirs(content: str) -> list[tuple[object, ...]]:
    return [
        (
            one.cmd.upper(),
            one.start_line,
            one.json and one.cmd.upper() != "ONBUILD",
            tuple(one.flags),
            tuple((heredoc.name, heredoc.content) for heredoc in one.heredocs),
        )
        for one in buildkit.parse_string(content)
        if one.cmd
    ]


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES)
def test_buildkit_reads_the_same(content: str) -> None:
    assert mine(content) == theirs(content)


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES)
def test_json_words_and_joined_text_are_buildkits(content: str) -> None:
    file, instructions = read(content)
    for one, other in zip(instructions, buildkit.parse_string(content), strict=True):
        if one.strings is not None and one.keyword != "HEALTHCHECK":
            assert tuple(word.text for word in one.strings) == other.value
        elif one.keyword == "RUN":
            assert one.text == other.value[0].strip()
        line = file.span(one.start, one.end).end_line
        # BuildKit counts the comments and blank lines behind a last continuation in.
        assert line <= other.end_line
        assert "RUN" not in "".join(content.splitlines(keepends=True)[line : other.end_line])


_PARTS = [
    "RUN a", " && \\\n", "\n", "# c\n", 'CMD ["a", "b"]', " ", "  b", "COPY <<E x\n", "E\n", "\\", "--x=y ", "<<E",
    "ENV A=b", "\t",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=12))
def test_any_mixture_is_read_as_buildkit_reads_it(parts: list[str]) -> None:
    content = "FROM a\n" + "".join(parts)
    try:
        expected = theirs(content)
    except buildkit.GoParseError:
        read(content)
        return
    assert mine(content) == expected


def test_offsets_are_those_of_the_file() -> None:
    file, instructions = read('FROM a\nRUN é && \\\n  # no\n  pip install "x y"\nCMD ["gunicorn", "a\\nb"]\n')
    run, cmd = instructions[1:]
    text = run.arguments.text
    start = text.index("pip")
    place = run.arguments.span(file.span)(start, start + 3)
    assert (place.line, place.column) == (4, 3)
    assert file.raw[place.start : place.end] == b"pip"
    assert cmd.strings is not None
    span = cmd.arguments.span(file.span)(cmd.strings[1].start, cmd.strings[1].end)
    assert file.raw[span.start : span.end] == b'"a\\nb"'
    assert file.raw[file.span(run.start, run.end).start :].startswith("RUN é".encode())


def test_words_and_flags() -> None:
    _, instructions = read("FROM --platform=linux/amd64 a AS b\nENV A=\"b c\" D=e\\ f\nCOPY --from=b 'x y' z/\n")
    assert [word.text for word in instructions[0].words()] == ["a", "AS", "b"]
    assert [word.text for word in instructions[1].words()] == ["A=b c", "D=e f"]
    assert ([word.text for word in instructions[2].words()], instructions[2].flag("from")) == (["x y", "z/"], "b")


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n# only a comment\n", b"RUN a\n", b"FROM a\n\0\x01binary", b"import os\nprint(1)\n", b"ARG A=b\n"],
)
def test_what_is_no_dockerfile(content: bytes) -> None:
    with pytest.raises(SyntaxProblem):
        read(content)


@pytest.mark.parametrize(
    "hostile",
    ["RUN a \\\n" * 50_000, "COPY <<E x\nE\n" * 20_000, '"' * 100_001, "RUN " + '"\\' * 50_000, "CMD [" + "[" * 50_000,
     "RUN <<A <<B <<C\n" * 3_000, "--a " * 50_000, "RUN " + "\\" * 100_000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_hostile_input_ends_soon(hostile: str) -> None:
    began = time.process_time()
    read("FROM a\n" + hostile)
    assert time.process_time() - began < 5
