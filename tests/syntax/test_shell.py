"""Shell code: words against bash itself, structure against what the code says."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envwizard.model.facts.commands import CommandLine
from envwizard.model.paths import ProjectPath
from envwizard.syntax.shell import commands, exec_commands, exec_form, split_exec
from tests.support import text_file

BASH = shutil.which("bash") or ""
needs_bash = pytest.mark.skipif(not BASH, reason="bash says how words are split")


def read(code: str | bytes) -> tuple[CommandLine, ...]:
    file = text_file(code, "x.sh")
    return commands(file.content, file.span, file.path)


def argvs(code: str | bytes) -> list[list[str]]:
    return [list(command.argv) for command in read(code)]


def conditions(code: str) -> dict[str, list[tuple[str, str]]]:
    return {
        command.argv[0]: [(one.keyword, one.text) for one in command.conditions]
        for command in read(code)
        if command.words
    }


def bash_words(code: str) -> list[str]:
    """The words that bash itself makes of the arguments in ``code``."""
    script = f"f() {{ for word; do printf '%s\\0' \"$word\"; done; }}\nset -f +B\nf {code}\n"
    done = subprocess.run([BASH, "--norc", "-c", script], capture_output=True, timeout=20, check=True)
    return [word.decode("utf-8", "surrogateescape") for word in done.stdout.split(b"\0")[:-1]]


LITERALS = [
    "a b  c\td",
    "'a b' \"c d\" e\\ f",
    "a'b'\"c\"d",
    "a\"b\"'c'\\ d e",
    r"\"quoted\" \'single\' \\",
    '"a\\"b" "a\\$b" "a\\`b" "a\\\\b" "a\\nb"',
    r"$'tab\there' $'\x41\102\u00e9' $'it\'s'",
    "foo[extra] 'bar>=1' baz==1.0 https://host/x#part",
    "a#b c # comment",
    "--bind=0.0.0.0:8000 --x='y z' -w4",
    "a \\\n  b\\\nc",
    "'line\nbreak' \"two\nlines\"",
    "''  \"\" a''b",
    "a=b C=d {x,y} *.txt",
    '"\\\n" x',
    "é 日本 '☃ x'",
    "$ a$ \"$\" 'x$y'",
]


@needs_bash
@pytest.mark.parametrize("code", LITERALS)
def test_words_are_those_of_bash(code: str) -> None:
    assert [list(command.argv) for command in read(f"f {code}\n")] == [["f", *bash_words(code)]]


@needs_bash
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b c", "'", '"', "\\", " ", "'x y'", '"p q"', "\\ ", "#", "=", "é", "\\\n", "\t"]))
)
def test_random_words_are_those_of_bash(parts: list[str]) -> None:
    code = "".join(parts)
    try:
        expected = bash_words(code)
    except subprocess.CalledProcessError:
        read(f"f {code}\n")
        return
    found = read(f"f {code}\n")
    # A line that ends in a backslash goes on in the line behind it.
    if not code.endswith("\\"):
        assert list(found[0].argv) == ["f", *expected]


def test_spans_cover_the_words_as_written() -> None:
    code = "é=1\n  pip install -r \"req x.txt\" 'a'\\\n b\n"
    file = text_file(code, "x.sh")
    command = commands(file.content, file.span, file.path)[1]
    written = [file.raw[word.span.start : word.span.end].decode() for word in command.words]
    assert written == ["pip", "install", "-r", '"req x.txt"', "'a'", "b"]
    assert (command.location.span and command.location.span.line, command.words[3].span.column) == (2, 18)
    assert command.words[5].span.line == 3
    assert [word.quote for word in command.words] == ["", "", "", '"', "'", ""]


@pytest.mark.parametrize(
    ("word", "text", "literal"),
    [
        ("0.0.0.0:$PORT", "0.0.0.0:$PORT", False),
        ('"0.0.0.0:${PORT:-80}"', "0.0.0.0:${PORT:-80}", False),
        ("'0.0.0.0:$PORT'", "0.0.0.0:$PORT", True),
        ("0.0.0.0:\\$PORT", "0.0.0.0:$PORT", True),
        ('"$(nproc)"', "$(nproc)", False),
        ("`nproc`", "`nproc`", False),
        ("$((2 * 3 + 1))", "$((2 * 3 + 1))", False),
        ("${{ matrix.python }}", "${{ matrix.python }}", False),
        ('"${A:-"b c"}"', '${A:-"b c"}', False),
        ("100$", "100$", True),
    ],
)
def test_expansions_stay_as_written(word: str, text: str, literal: bool) -> None:
    found = read(f"gunicorn {word}")[-1].words[1]
    assert (found.text, found.literal) == (text, literal)


def test_assignments() -> None:
    prefixed, alone, exported, bare, declared, array = (
        read("A=1 B=\"x $y\" run A=2\nC=3\nexport D=4 E='5 6' F\nexport G\ndeclare -rx H=7\nI=(a 'b c' $(d))\n")[:5]
        + read("I=(a 'b c' $(d))\n")[-1:]
    )
    assert [(one.name, one.value.text, one.value.literal) for one in prefixed.assignments] == [
        ("A", "1", True),
        ("B", "x $y", False),
    ]
    assert prefixed.argv == ("run", "A=2")
    assert (alone.argv, alone.assignments[0].exported) == ((), False)
    assert [(one.name, one.value.text, one.exported) for one in exported.assignments] == [
        ("D", "4", True),
        ("E", "5 6", True),
    ]
    assert bare.argv == ("export", "G")
    assert (declared.assignments[0].name, declared.assignments[0].exported) == ("H", True)
    assert array.assignments[0].value.text == "(a 'b c' $(d))"


def test_branches() -> None:
    code = """
if [ "$DEBUG" = 1 ]; then dev; elif test -f x; then file && also; else other; fi
case "$1" in start|run) begin;; (stop) end
 ;; *) usage
esac
while read -r line; do body; done < list
[ "$E" = prod ] && { one; two; } || three
free
"""
    found = conditions(code)
    assert found["dev"] == [("if", '[ "$DEBUG" = 1 ]')]
    assert found["file"] == [("elif", "test -f x")]
    assert found["also"] == [("elif", "test -f x"), ("&&", "file")]
    assert found["other"] == [("else", '[ "$DEBUG" = 1 ] | test -f x')]
    assert found["begin"] == [("case", '"$1" in start|run')]
    assert found["end"] == [("case", '"$1" in stop')]
    assert found["usage"] == [("case", '"$1" in *')]
    assert found["body"] == [("while", "read -r line")]
    assert found["one"] == found["two"] == [("&&", '[ "$E" = prod ]')]
    assert found["three"][0][0] == "||"
    assert found["free"] == []


def test_a_sequence_is_no_branch() -> None:
    sequence = read("apt-get update && pip install x")[1].conditions[0]
    test = read('[ "$A" ] && run')[1].conditions[0]
    later = read('cd x && [ "$A" ] && run')[2].conditions[0]
    assert (sequence.is_branch, test.is_branch, later.is_branch) == (False, True, True)


def test_functions_and_subshells() -> None:
    found = read("f() {\n  a\n  if b; then c; fi\n}\nfunction g { (d; e) & }\nh () ( i )\nj\n")
    assert [(command.argv[0], command.function) for command in found] == [
        ("a", "f"), ("b", "f"), ("c", "f"), ("d", "g"), ("e", "g"), ("i", "h"), ("j", None),
    ]  # fmt: skip


def test_redirections_are_no_words() -> None:
    command = read("pip freeze 2>/dev/null > 'requirements.txt' 2>&1 <in")[0]
    assert command.argv == ("pip", "freeze")
    targets = [word.text for word in command.redirects]
    assert list(zip(command.redirect_operators, targets, strict=True)) == [
        ("2>", "/dev/null"), (">", "requirements.txt"), ("2>&", "1"), ("<", "in"),
    ]  # fmt: skip


def test_heredocs() -> None:
    found = read("cat <<A <<-'B' > out\none\nA\n\ttwo $(no)\n\tB\ncat <<C\n$(yes)\nC\nafter\n")
    assert [(command.argv, command.heredoc) for command in found] == [
        (("cat",), "two $(no)\n"), (("cat",), "$(yes)\n"), (("yes",), None), (("after",), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["ssh -p 22 u@host", "bash", "sudo -u x sh", "ssh h bash -s", "sudo bash -e", "su - bob"]
)
def test_a_heredoc_read_by_a_shell_is_code(line: str) -> None:
    code = f"{line} <<'EOF'\ncd app && sudo pip install x\nEOF\nafter\n"
    found = read(code)
    inner = next(command for command in found if command.argv == ("sudo", "pip", "install", "x"))
    assert inner.conditions[0].keyword == "heredoc"
    assert inner.location.line == 2
    assert found[-1].argv == ("after",)
    assert found[-1].conditions == ()


def test_other_heredocs_are_no_code() -> None:
    assert argvs("python - <<E\nimport os\nE\nbash run.sh <<E\nyes\nE\n") == [["python", "-"], ["bash", "run.sh"]]


@pytest.mark.parametrize(
    "line",
    [
        "sh -c 'cd /app && gunicorn \"app:x y\"'",
        "bash -lc \"cd /app && gunicorn 'app:x y'\"",
        "ssh -i key u@h 'cd /app && gunicorn \"app:x y\"'",
        "su - web -c 'cd /app && gunicorn \"app:x y\"'",
        "docker exec web sh -c 'cd /app && gunicorn \"app:x y\"'",
    ],
)
def test_code_in_a_word(line: str) -> None:
    file = text_file(line, "x.sh")
    found = commands(file.content, file.span, file.path)
    assert [command.argv for command in found[1:]] == [("cd", "/app"), ("gunicorn", "app:x y")]
    assert found[2].conditions[0].keyword == "string"
    span = found[2].words[0].span
    assert file.raw[span.start : span.end] == b"gunicorn"


def test_substitutions_come_first() -> None:
    assert argvs('x=$(a "b $(c)")\necho `d` <(e)\n') == [
        ["c"],
        ["a", "b $(c)"],
        [],
        ["d"],
        ["e"],
        ["echo", "`d`", "<(e)"],
    ]


def test_windows_newlines_change_nothing() -> None:
    code = 'if a; then\n  b \\\n c\nfi\ncat <<E\nx\nE\ncase $1 in\n d) e ;;\nesac\n[ "$x" ] && f\n'
    assert argvs(code) == argvs(code.replace("\n", "\r\n"))
    assert conditions(code) == conditions(code.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "broken",
    [
        "if a; then\n  b\n",
        "case x in\n a) b\n",
        "f() {\n",
        "fi\ndone\nesac\n}\n)\n",
        "a ( b\n",
        "echo ${x\n",
        "then a; do b; else c\n",
        "case in esac ;; ) in\n",
    ],
)
def test_what_follows_broken_code_is_kept(broken: str) -> None:
    assert ["pip", "install", "x"] in argvs(broken + "pip install x\n")


def test_a_quote_without_an_end_does_not_swallow_the_rest() -> None:
    assert argvs("echo it's fine\npip install x\n")[1] == ["pip", "install", "x"]
    assert argvs('echo "never\npip install x\n')[1] == ["pip", "install", "x"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        b"\0\x01\xff" * 1000,
        b'"$(' * 60,
        b"${\n" * 20_000,
        b"$'" * 20_000,
        b"`" * 20_001,
        b"<<A " * 5_000,
        b"if a; then " * 3_000,
        b"a && " * 5_000,
        b"case x in " * 3_000,
        b"(" * 5_000,
        b"{ " * 3_000,
        b"x=(" * 3_000,
        b"[[ " * 5_000,
        b"\\" * 50_001,
        b"'" * 20_001,
        b'"' * 20_001,
        b"bash -c '" * 500,
    ],
    ids=lambda data: repr(data[:10]),
)
def test_hostile_input_ends_soon(hostile: bytes) -> None:
    began = time.process_time()
    text = hostile.decode("latin-1")
    commands(text, text_file(text).span, ProjectPath("x"))
    assert time.process_time() - began < 10


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("ab \n\t'\"\\$`(){}[];&|<>#=!-ci")), max_size=60))
def test_any_text_can_be_read(code: str) -> None:
    file = text_file(code, "x.sh")
    for command in commands(code, file.span, file.path):
        for word in command.words:
            assert 0 <= word.span.start <= word.span.end <= len(file.raw)


def test_lines_that_no_shell_runs() -> None:
    line = '/venv/bin/gunicorn -b \'unix:/run/a b.sock\' app:app && "x\\"y" $PORT a\\ b > c'
    file = text_file(line)
    command = split_exec(line, file.span, file.path)
    assert command.exec_form
    assert command.argv == (
        "/venv/bin/gunicorn", "-b", "unix:/run/a b.sock", "app:app", "&&", 'x"y', "$PORT", "a b", ">", "c",
    )  # fmt: skip
    assert all(word.literal for word in command.words)
    assert command.words[2].span.column == 23
    outer, inner = exec_commands("sh -c 'exec gunicorn app'", file.span, file.path)
    assert (outer.exec_form, inner.exec_form, inner.argv) == (True, False, ("exec", "gunicorn", "app"))
    assert exec_form([], file.path).location.span is None
