"""Env files: names, keys with their places, and bytes that readers stumble over."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.envfiles import EnvFile
from envwizard.model.paths import ProjectPath
from envwizard.probes.env_files import is_template, probe_env_files
from tests.support import sources_of, text_file


def _one(tmp_path: Path, content: str | bytes, name: str = ".env") -> EnvFile:
    (file,) = probe_env_files(sources_of({name: content}, tmp_path))
    return file


def test_entries_with_places(tmp_path: Path) -> None:
    file = _one(tmp_path, "# c\n\nexport A = 'x y' # note\nB=\"two\nlines\"\n\nC=ü #x\nD\n")
    assert [(entry.key, entry.value.reveal(), entry.quote, entry.exported) for entry in file.entries] == [
        ("A", "x y", "'", True),
        ("B", "two\nlines", '"', False),
        ("C", "ü", "", False),
        ("D", "", "", False),
    ]
    places = [(entry.location.span, entry.key_location.span) for entry in file.entries]
    lines = [(span.line, span.column, key.line, key.column) for span, key in places if span and key]
    assert lines == [(3, 1, 3, 8), (4, 1, 4, 1), (7, 1, 7, 1), (8, 1, 8, 1)]
    assert "x y" not in repr(file) and "••••" in repr(file)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spans_are_raw_bytes(tmp_path: Path, newline: str, mark: bytes) -> None:
    raw = mark + newline.join(["# ä", "KEY=wért", "", "LAST=1"]).encode()
    file = _one(tmp_path, raw)
    for entry in file.entries:
        span = entry.key_location.span
        assert span is not None and raw[span.start : span.end].decode() == entry.key
    assert file.bom == ("utf-8" if mark else None)


@pytest.mark.parametrize(
    ("raw", "encoding", "bom", "bad_byte", "nul"),
    [
        ("A=1\n".encode("utf-16"), "utf-16-le", "utf-16-le", None, False),
        ("A=1\n".encode("utf-32"), "utf-32-le", "utf-32-le", None, False),
        (b"A=1\nB=\xff\n", None, None, 6, False),
        (b"A=\0\n", None, None, 2, True),
        (b"", "utf-8", None, None, False),
    ],
)
def test_bytes(tmp_path: Path, raw: bytes, encoding: str, bom: str, bad_byte: int, nul: bool) -> None:
    file = _one(tmp_path, raw)
    assert (file.encoding, file.bom, file.bad_byte, file.has_nul) == (encoding, bom, bad_byte, nul)
    if bad_byte == 6:
        assert file.bad_location is not None and file.bad_location.line == 2


def test_bad_lines(tmp_path: Path) -> None:
    file = _one(tmp_path, 'A=1\nB="open\nC=3\n: nothing\n')
    assert [entry.key for entry in file.entries] == ["A", "C"]
    assert [place.line for place in file.bad_lines] == [2, 4]


def test_names_of_every_kind_and_what_only_looks_alike(tmp_path: Path) -> None:
    env = [".env", ".env.production", "server.env", ".flaskenv", ".envs/.local/.django", "env.example", ".env-test"]
    other = ["env.py", ".env.d.ts", ".env.sh", "environment.yml", ".envrc.md", "envs/settings.py"]
    sources = sources_of(dict.fromkeys((*env, *other), "A=1\n"), tmp_path)
    assert sorted(str(file.path) for file in probe_env_files(sources)) == sorted(env)
    named = probe_env_files(sources, [ProjectPath("environment.yml")])
    assert "environment.yml" in {str(file.path) for file in named}


def test_templates() -> None:
    names = {".env.example": True, "env.sample": True, ".env.production": False, "example.env": True, ".env": False}
    assert {name: is_template(ProjectPath(name)) for name in names} == names


def test_folders_dangling_links_and_pipes(tmp_path: Path) -> None:
    import os

    (tmp_path / "a" / ".env").mkdir(parents=True)
    (tmp_path / "b.env").symlink_to("nowhere")
    os.mkfifo(tmp_path / "c.env")
    files = probe_env_files(sources_of({}, tmp_path))
    assert [(str(file.path), file.state) for file in files] == [("a/.env", "folder"), ("b.env", "dangling")]


def test_a_virtual_environment_named_env_is_none(tmp_path: Path) -> None:
    assert probe_env_files(sources_of({".env/pyvenv.cfg": "home = /usr\n"}, tmp_path)) == ()


def test_the_syntax_gives_every_byte_once() -> None:
    from envwizard.syntax.env_file import parse

    text = "\n\nA=1\n  # c\nexport B='2'\n\n=bad\nC = \"a\\nb\"   # x\n"
    file = text_file(text)
    pieces = [text[binding.start : binding.end] for binding in parse(file)]
    assert pieces == ["A=1", "# c", "export B='2'", "=bad", 'C = "a\\nb"   # x']
