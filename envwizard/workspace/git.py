"""What git knows of the project, asked so that nothing in the repository can make git run or write anything."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from envwizard.model.change import FileChange
from envwizard.model.facts.inventory import GitFacts
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath

# core.fsmonitor in a repository's own configuration names a program that ls-files would start.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false")
_SECONDS = 30


def git_facts(root: Path) -> tuple[GitFacts, Message | None]:
    """Ask for tracked and ignored files below ``root``; with a message where there is a repository but no answer."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return GitFacts(), None
    try:
        tracked = _ask(root, "ls-files", "-z")
        ignored = _ask(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    except FileNotFoundError:
        return GitFacts(), msg("git is not installed: every file that is present counts as tracked")
    except (OSError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", b"") or b""
        reason = told.decode("utf-8", "replace").strip().partition("\n")[0] or str(error)
        return GitFacts(), msg("git could not be asked ({reason}): every file counts as tracked", reason=reason)
    return GitFacts(True, _paths(tracked), _paths(ignored), outer=not (root / ".git").exists()), None


def uncommitted(root: Path, changes: Iterable[FileChange]) -> tuple[str, ...]:
    """Name the files among ``changes`` that differ from the last commit, or that it does not have.

    Blobs are compared by their hash: ``git status`` would run the repository's own filters.
    """
    befores = {change.path.value: change.before for change in changes if change.before is not None}
    if not befores:
        return ()
    try:
        tree = _ask(root, "ls-tree", "-z", "HEAD", "--", *befores)
    except (OSError, subprocess.SubprocessError):
        return ()
    committed = {}
    for line in tree.split("\0"):
        meta, _, name = line.partition("\t")
        if name:
            committed[name] = meta.split()[2]
    return tuple(path for path, raw in befores.items() if committed.get(path) not in _blob_names(raw))


def hooks_folder(root: Path) -> Path | None:
    """The folder that git takes this clone's hooks from; ``None`` without git."""
    try:
        told = _ask(root, "rev-parse", "--git-path", "hooks").strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return root / told if told else None


def _blob_names(raw: bytes) -> set[str]:
    """The object names of a blob (gitformat-loose), as it is and as core.autocrlf would store it."""
    names = set()
    for data in (raw, raw.replace(b"\r\n", b"\n")):
        body = b"blob %d\0" % len(data) + data
        names |= {hashlib.sha1(body, usedforsecurity=False).hexdigest(), hashlib.sha256(body).hexdigest()}
    return names


def _ask(root: Path, *arguments: str) -> str:
    return start_git(root, *arguments, check=True).stdout


def start_git(root: Path, *arguments: str, text: str = "", check: bool = False) -> subprocess.CompletedProcess[str]:
    """Start git in the project's folder, with ``text`` as its input.

    Raises ``OSError``, ``TimeoutExpired``, and with ``check`` ``CalledProcessError``, as ``subprocess.run`` does.
    """
    kept = ("GIT_AUTHOR_", "GIT_COMMITTER_")
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(kept)
    }
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    if arguments[0] != "check-ignore":  # it refuses to take paths as they are
        environment["GIT_LITERAL_PATHSPECS"] = "1"
    done = subprocess.run(
        (*_GIT, *arguments), cwd=root, env=environment, input=os.fsencode(text), capture_output=True,
        timeout=_SECONDS, check=check,
    )  # fmt: skip
    told = os.fsdecode(done.stdout), done.stderr.decode("utf-8", "replace")
    return subprocess.CompletedProcess(done.args, done.returncode, *told)


def _paths(listing: str) -> frozenset[ProjectPath]:
    found = (ProjectPath.of(name.rstrip("/")) for name in listing.split("\0") if name)
    return frozenset(path for path in found if path is not None)
