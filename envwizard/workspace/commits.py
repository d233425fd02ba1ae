"""Commits of what envwizard wrote, made so that nothing in the repository runs: no hook, filter or signing program."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from envwizard.model.done import Commit
from envwizard.model.errors import ApplyError
from envwizard.model.harmless import harmless_line
from envwizard.model.message import Message, msg
from envwizard.workspace.git import start_git

_QUIET = (
    "-c", f"core.hooksPath={os.devnull}", "-c", "commit.gpgSign=false", "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
)  # fmt: skip
_UNDERWAY = {
    "MERGE_HEAD": msg("a merge"), "CHERRY_PICK_HEAD": msg("a cherry-pick"), "REVERT_HEAD": msg("a revert"),
    "REBASE_HEAD": msg("a rebase"),
}  # fmt: skip


def commit_obstacle(root: Path) -> Message | None:
    """Say why nothing should be committed in the project's repository now; ``None`` where it is ready for it."""
    try:
        return _obstacle(root)
    except FileNotFoundError:
        return msg("git is not installed: fix without --commit.")
    except (OSError, subprocess.SubprocessError) as error:
        return msg("git could not be asked ({reason}): fix without --commit.", reason=error)


def _obstacle(root: Path) -> Message | None:
    inside = start_git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode != 0 or inside.stdout.strip() != "true":
        reason = inside.stderr.strip().partition("\n")[0]
        if reason and "not a git repository" not in reason:
            return msg("git refuses ({reason}): fix without --commit.", reason=reason)
        return msg("The project is in no git repository: fix without --commit.")
    if start_git(root, "rev-parse", "-q", "--verify", "HEAD").returncode != 0:
        return msg("The repository has no commit yet: make the first one yourself, or fix without --commit.")
    for name, what in _UNDERWAY.items():
        if start_git(root, "rev-parse", "-q", "--verify", name).returncode == 0:
            return msg("{what} is under way in the repository: end it first, or fix without --commit.", what=what)
    staged = start_git(root, "diff", "--cached", "--name-only", "-z", "--no-ext-diff", check=True).stdout.split("\0")[
        :-1
    ]
    if staged:
        more = msg(" and {count} more", count=len(staged) - 3) if len(staged) > 3 else ""
        return msg(
            "Changes of yours are staged ({files}{more}): commit or unstage them first, or fix without --commit.",
            files=", ".join(staged[:3]), more=more,
        )  # fmt: skip
    for person in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if start_git(root, "var", person).returncode != 0:
            return msg(
                "git does not know who commits: say it with `git config user.name` and `git config user.email`, or fix "
                "without --commit."
            )
    return None


def commit_files(root: Path, paths: Iterable[str], mixed: Iterable[str], message: str) -> Commit | None:
    """Commit these files and no others; a message's first line is the subject.

    Left out, with the reason, are files that git ignores or does not track though they were there before, those in
    ``mixed`` (changes of the user's stand in them too), and those that a filter would run for. Gives ``None`` where
    there is nothing at all to commit, and a commit without a name where everything is left out. Raises ``ApplyError``
    where git refuses.
    """
    wanted, subject = list(dict.fromkeys(paths)), message.partition("\n")[0]
    aside: list[tuple[str, Message]] = []
    try:
        known = set(_listed(root, "ls-files", "-z", "--", *wanted))
        unknown = "".join(f"{path}\0" for path in wanted if path not in known)
        ignored = set(start_git(root, "check-ignore", "-z", "--stdin", text=unknown).stdout.split("\0"))
        filtered = _filtered(root, wanted)
        not_ours = set(mixed)
        for path in wanted:
            if path in ignored:
                aside.append((path, msg("git ignores it")))
            elif path in not_ours and path not in known:
                aside.append((path, msg("git does not track it")))
            elif path in not_ours:
                aside.append((path, msg("changes of yours that are not committed stand in it, too")))
            elif path in filtered:
                aside.append((path, msg("a filter of .gitattributes would run for it")))
        out = {path for path, _ in aside}
        taken = [path for path in wanted if path not in out]
        added = [path for path in taken if path not in known and (root / path).exists()]
        # Gone again, and never known to git.
        taken = [path for path in taken if path in known or path in added]
        if added:
            start_git(root, "add", "--intent-to-add", "--", *added, check=True)
        same = start_git(root, "diff", "--quiet", "--no-ext-diff", "--no-textconv", "HEAD", "--", *taken)
        if not taken or same.returncode == 0:
            return Commit("", subject, (), tuple(aside)) if aside else None
        done = start_git(
            root, *_QUIET, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "--only",
            "-F", "-", "--", *taken, text=message,
        )  # fmt: skip
        if done.returncode != 0:
            if added:
                start_git(root, "reset", "--quiet", "--", *added)
            reason = (done.stderr or done.stdout).strip().partition("\n")[0]
            raise ApplyError(
                msg("git could not commit: {reason}. The files stay changed.", reason=harmless_line(reason))
            )
        name = start_git(root, "rev-parse", "--short", "HEAD", check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise ApplyError(msg("git could not commit: {reason}. The files stay changed.", reason=error)) from None
    return Commit(name, subject, tuple(taken), tuple(aside))


def _listed(root: Path, *arguments: str) -> list[str]:
    """What git lists, each with a NUL behind it."""
    return [name for name in start_git(root, *arguments).stdout.split("\0") if name]


def _filtered(root: Path, paths: list[str]) -> set[str]:
    """The files for which git would start a program of its configuration (gitattributes, "filter")."""
    told = _listed(root, "check-attr", "-z", "filter", "--", *paths)
    triples = zip(told[::3], told[2::3], strict=False)
    return {path for path, value in triples if value not in ("unspecified", "unset")}
