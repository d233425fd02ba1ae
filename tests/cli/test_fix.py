"""``fix``: choices, what does not converge, commits, commands, and the report of what was done."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.in_process import envwizard
from tests.rule_case import make_repository, snapshot
from tests.support import write_tree

pytestmark = pytest.mark.usefixtures("own_rule")

OWN = ("--select", "EW599")
BOM = b"\xef\xbb\xbfA=1\n"


@pytest.fixture(autouse=True)
def _private_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.invalid")


def tree(tmp_path: Path, *names: str) -> Path:
    return write_tree(tmp_path / "shop", dict.fromkeys((*names, "other.txt"), "x\n"))


# Choices


def test_without_an_answer_the_fix_is_left_out_and_says_so(tmp_path: Path) -> None:
    root = tree(tmp_path, "bad-choice.txt", "bad-delete.txt")
    done = envwizard("fix", str(root), "--yes", *OWN)
    assert "Which word for bad-choice.txt? Answer with --answer own:bad-choice.txt=VALUE, where VALUE is one of" in (
        done.stdout
    )
    assert not (root / "bad-delete.txt").exists() and done.returncode == 1
    done = envwizard("fix", str(root), "--diff", *OWN)
    assert done.stdout == "" and "not in the patch: bad-choice.txt EW599" in done.stderr
    done = envwizard("fix", str(root), "--yes", *OWN, "--answer", "own:bad-choice.txt=two")
    assert (root / "good.txt").read_text() == "two" and done.returncode == 0


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("own:bad-choice.txt=three", "must be one of one, two"),
        ("own:nowhere.txt=one", "there is no question own:nowhere.txt"),
        ("owm:bad-choice.txt=one", "there is no question owm:bad-choice.txt"),
    ],
)
def test_a_wrong_answer_is_told_before_anything_is_written(tmp_path: Path, answer: str, told: str) -> None:
    root = tree(tmp_path, "bad-choice.txt", "bad-delete.txt")
    before = snapshot(root)
    done = envwizard("fix", str(root), "--yes", *OWN, "--answer", answer)
    assert done.returncode == 2 and told in done.stderr
    assert snapshot(root) == before


class Typing(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "word"), [("2\ny\n", "two"), ("two\ny\n", "two"), ("\ny\n", "one"), ("9\nx\n1\ny\n", "one")]
)
def test_on_a_terminal_the_choice_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, word: str
) -> None:
    root = tree(tmp_path, "bad-choice.txt")
    monkeypatch.setattr("sys.stdin", Typing(typed))
    done = envwizard("fix", str(root), *OWN)
    assert "Which word for bad-choice.txt?\n  1  one (suggested)\n  2  two\n1 to 2 [Enter takes one]: " in done.stdout
    assert (root / "good.txt").read_text() == word


# Rounds


def test_what_does_not_converge_is_named(tmp_path: Path) -> None:
    root = tree(tmp_path, "bad-stays.txt", "bad-delete.txt", "bad-clash.txt")
    done = envwizard("fix", str(root), "--yes", *OWN)
    assert done.returncode == 1
    assert "Fixed: bad-delete.txt EW599 own" in done.stdout
    assert "Left: bad-stays.txt EW599 own: EW599 at bad-stays.txt is still there after its fix." in done.stdout
    assert "Left: bad-clash.txt EW599 own: bad-clash.txt exists already." in done.stdout
    # It is not tried again and again.
    assert (root / "bad-stays.txt").read_text() == "xx\n" and done.stdout.count("Applied change set") == 1


def test_a_new_finding_is_told_loudly(tmp_path: Path) -> None:
    done = envwizard("fix", str(tree(tmp_path, "bad-new.txt")), "--yes", *OWN)
    assert "ATTENTION: these findings were not there before." in done.stdout
    assert "New: bad-clash.txt EW599 own: bad-clash.txt is bad" in done.stdout


# Commands


def test_commands_are_printed_once_and_run_only_when_asked(tmp_path: Path) -> None:
    root = tree(tmp_path, "bad-command.txt", "bad-delete.txt")
    done = envwizard("fix", str(root), "--yes", *OWN)
    assert done.stdout.count("To run: ") == 1 and (root / "bad-command.txt").exists()
    assert "Left: bad-command.txt EW599 own: It waits for its command." in done.stdout
    done = envwizard("fix", str(root), "--yes", "--run", *OWN)
    assert "  removed it\n" in done.stdout and "exit code 0" in done.stdout and done.returncode == 0
    assert "Fixed: bad-command.txt" in done.stdout and "To run" not in done.stdout
    undone = envwizard("undo", str(root))
    assert "Not undone, it ran: " in undone.stdout
    assert "  this takes it back: touch bad-command.txt" in undone.stdout
    # A change set of files is undone by itself.
    assert "bad-delete.txt" in envwizard("undo", str(root)).stdout and (root / "bad-delete.txt").exists()


def test_what_follows_a_failed_command_of_a_fix_is_not_run(tmp_path: Path) -> None:
    root = tree(tmp_path, "bad-fails.txt", "bad-command.txt")
    done = envwizard("fix", str(root), "--yes", "--run", *OWN)
    assert "exit code 3" in done.stdout and "  removed it\n" in done.stdout
    assert "Not run, because the command before it failed: touch never" in done.stdout
    assert not (root / "never").exists() and done.stdout.count("To run: ") == 2


def test_ctrl_c_ends_the_command_and_the_journal_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(tmp_path, "bad-slow.txt", "bad-delete.txt")
    pids: list[int] = []
    real = subprocess.Popen.__init__

    def noting(self: subprocess.Popen[bytes], *args: Any, **more: Any) -> None:
        real(self, *args, **more)
        pids.append(self.pid)

    def interrupted(text: str, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "__init__", noting)
    monkeypatch.setattr("envwizard.cli.fix.print", interrupted, raising=False)
    done = envwizard("fix", str(root), "--yes", "--run", *OWN)
    assert done.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(pids[-1], 0)
    undone = envwizard("undo", str(root))
    assert undone.returncode == 0 and "Not undone, it ran: " in undone.stdout and (root / "bad-delete.txt").exists()


# git


def git(root: Path, *arguments: str) -> str:
    argv = ["git", "-C", str(root), *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def repository(root: Path, *untracked: str) -> Path:
    make_repository(root, untracked)
    return root


def test_commit_makes_one_commit_for_each_pitfall(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "shop", {".env.example": BOM, "bad-delete.txt": "", "bad-new.txt": ""}))
    (root / "other.txt").write_text("mine")
    hook = root / ".git/hooks/post-commit"
    hook.write_text("#!/bin/sh\ntouch hooked\n")
    hook.chmod(0o755)
    (root / ".git/hooks/pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (root / ".git/hooks/pre-commit").chmod(0o755)
    done = envwizard("fix", str(root), "--yes", "--commit", "--select", "EW599,EW221")
    assert git(root, "log", "--format=%s").splitlines() == [
        "Fix 2 findings of pitfall 5, Servers (EW599)", "Fix 1 finding of pitfall 2, dotenv (EW221)", "first",
    ]  # fmt: skip
    assert git(root, "show", "--format=", "--name-status", "--no-renames", "HEAD").split("\n")[:3] == [
        "A\tbad-clash.txt", "D\tbad-delete.txt", "D\tbad-new.txt",
    ]  # fmt: skip
    message = git(root, "log", "-1", "--format=%b")
    assert "- bad-delete.txt EW599: Do what the name says" in message and "envwizard undo --id 0002" in message
    assert git(root, "status", "--porcelain") == "?? other.txt\n" and not (root / "hooked").exists()
    assert "Committed, without hooks: " in done.stdout
    undone = envwizard("undo", str(root))
    assert (root / "bad-delete.txt").exists() and "stays: the restored files differ from it" in undone.stdout
    assert len(git(root, "log", "--format=%s").splitlines()) == 3


def test_what_does_not_belong_into_the_commit_stays_out_and_is_named(tmp_path: Path) -> None:
    files = {
        "bad-delete.txt": "", "a/bad-dirty.txt": "", "a/bad-untracked.txt": "", "a/bad-ignored.txt": "",
        "f/bad-filtered.txt": "", ".gitignore": "bad-ignored.txt\n", ".gitattributes": "f/* filter=evil\n",
    }  # fmt: skip
    root = write_tree(tmp_path / "shop", files)
    repository(root, "a/bad-untracked.txt", "a/bad-ignored.txt")
    git(root, "config", "filter.evil.clean", f"touch {root}/evil; cat")
    (root / "a/bad-dirty.txt").write_text("mine")
    done = envwizard("fix", str(root), "--yes", "--commit", *OWN)
    assert git(root, "show", "--format=", "--name-status", "HEAD") == "D\tbad-delete.txt\n"
    assert "not in it: a/bad-dirty.txt: changes of yours that are not committed stand in it, too" in done.stdout
    assert "not in it: a/bad-untracked.txt: git does not track it" in done.stdout
    assert "not in it: a/bad-ignored.txt: git ignores it" in done.stdout
    assert "not in it: f/bad-filtered.txt: a filter of .gitattributes would run for it" in done.stdout
    assert not (root / "evil").exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("none", "The project is in no git repository"),
        ("empty", "The repository has no commit yet"),
        ("staged", "Changes of yours are staged (other.txt)"),
        ("merge", "a merge is under way"),
        ("nobody", "git does not know who commits"),
    ],
)
def test_where_it_cannot_commit_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, told: str
) -> None:
    root = tree(tmp_path, "bad-delete.txt")
    if kind == "empty":
        git(root, "init", "-q")
    elif kind != "none":
        repository(root)
    if kind == "staged":
        (root / "other.txt").write_text("mine")
        git(root, "add", "other.txt")
    if kind == "merge":
        (root / ".git/MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD"))
    if kind == "nobody":
        git(root, "config", "user.useConfigOnly", "true")
        for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
            monkeypatch.delenv(name, raising=False)
    before = snapshot(root)
    done = envwizard("fix", str(root), "--yes", "--commit", *OWN)
    assert done.returncode == 2 and told in done.stderr
    assert snapshot(root) == before


def test_the_confirmation_tells_of_changes_that_are_not_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tree(tmp_path, "bad-delete.txt"))
    (root / "bad-delete.txt").write_text("mine")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    done = envwizard("fix", str(root), *OWN)
    assert "bad-delete.txt is not as the last commit has it: the fix would stand among your changes." in done.stdout
    assert "No changes were made." in done.stderr


# The report


def test_a_report_of_what_was_done(tmp_path: Path) -> None:
    names = ("bad-delete.txt", "bad-stays.txt", "bad-command.txt")
    root = tree(tmp_path, *names)
    target = tmp_path / "done.json"
    envwizard("fix", str(root), "--yes", *OWN, "--report", str(target))
    data = json.loads(target.read_text())
    changes = data["changes"]
    assert [one["path"] for one in changes["fixed"]] == ["bad-delete.txt"]
    assert {one["path"]: one["reason"] for one in changes["left"]} == {
        "bad-command.txt": "It waits for its command.",
        "bad-stays.txt": "EW599 at bad-stays.txt is still there after its fix.",
    }
    (written,) = changes["change_sets"]
    assert written["id"] == "0001"
    assert {"path": "bad-stays.txt", "action": "edit", "added": 1, "removed": 1} in written["files"]
    assert [one["inverse"] for one in changes["commands_to_run"]] == [["touch", "bad-command.txt"]]
    assert len(data["findings"]) == 2

    write_tree(root, dict.fromkeys(names, ""))
    target = tmp_path / "done.md"
    done = envwizard("fix", str(root), "--yes", "--run", *OWN, "--report", str(target))
    text = target.read_text()
    assert text.startswith("## envwizard: 2 fixed, 1 left, 0 new\n")
    for said in (
        "### Fixed",
        "### Left",
        "### Commands that ran",
        "`envwizard undo --id 0002`",
        "taken back by `touch",
    ):
        assert said in text
    assert f"the report is in {target}" in done.stderr
