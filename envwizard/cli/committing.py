"""``fix --commit``: what was applied for one pitfall becomes one commit."""

from __future__ import annotations

from envwizard.engine.rounds import Rounds
from envwizard.engine.session import Session
from envwizard.model.done import Written
from envwizard.model.finding import Pitfall
from envwizard.model.harmless import harmless_line
from envwizard.model.plan import Preview
from envwizard.reporters.changes import commit_message


class Committer:
    """Gathers the change sets of a pitfall and commits their files and no others."""

    def __init__(self, session: Session, rounds: Rounds, pitfall: Pitfall) -> None:
        self._session, self._rounds, self._pitfall = session, rounds, pitfall
        self._written: list[Written] = []
        # By path: whether changes of the user's stood in the file before we wrote it.
        self._mixed: dict[str, bool] = {}

    def add(self, written: Written, preview: Preview) -> None:
        """Take a change set that was applied, with the preview that it comes from."""
        self._written.append(written)
        for change in preview.changes:
            self._mixed.setdefault(change.path.value, change.path.value in preview.uncommitted)

    def commit(self) -> None:
        """Commit, where anything was applied; see ``Session.commit``."""
        if not self._written:
            return
        there = {finding.fingerprint for finding in self._rounds.report.findings}
        message = commit_message(self._pitfall, self._written, there)
        mixed = [path for path, is_mixed in self._mixed.items() if is_mixed]
        entries = [written.entry.id for written in self._written]
        made = self._session.commit(entries, self._mixed, mixed, harmless_message(message))
        if made is not None:
            self._rounds.committed(made)


def harmless_message(text: str) -> str:
    """Make a message harmless for the terminals that show it, line by line."""
    return "".join(f"{harmless_line(line)}\n" for line in text.splitlines())
