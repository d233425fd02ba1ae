"""Fixes in rounds: those that overlap wait for the next one, and what does not converge is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from envwizard.model.done import Commit, Done, Written
from envwizard.model.errors import StaleEdit
from envwizard.model.message import Message, msg
from envwizard.model.plan import LeftOut, Plan, Preview

if TYPE_CHECKING:
    from envwizard.engine.session import Session
    from envwizard.model.change import Command, CommandResult
    from envwizard.model.finding import Finding
    from envwizard.model.report import Report

ROUNDS = 10

Wanted = Callable[["Finding"], bool]


class Rounds:
    """The rounds of one ``fix`` on a session that has scanned: ``next`` gives a preview, ``apply`` writes it."""

    def __init__(self, session: Session, *, unsafe: bool) -> None:
        assert session.report is not None, "scan first"
        self._session, self._unsafe = session, unsafe
        self._before = session.report
        self._answers: dict[str, str] = {}
        self._written: list[Written] = []
        self._ran: list[CommandResult] = []
        self._commits: list[Commit] = []
        self._commands: dict[Command, None] = {}
        # Findings whose fix was applied and that are still there.
        self._stuck: set[str] = set()
        # Findings that wait for a command of their fix.
        self._waiting: dict[str, tuple[Command, ...]] = {}
        self._round = 0

    @property
    def report(self) -> Report:
        """The project as it is now."""
        assert self._session.report is not None
        return self._session.report

    @property
    def written(self) -> tuple[Written, ...]:
        """What was applied so far."""
        return tuple(self._written)

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that belong to the fixes, each once, in the order of the rounds, without those that ran well."""
        ran = {result.command for result in self._ran if result.code == 0}
        return tuple(command for command in self._commands if command not in ran)

    def answer(self, question: str, value: str) -> None:
        """Take the user's answer to a choice for the rounds to come."""
        self._answers[question] = value

    def begin(self) -> None:
        """Count the rounds anew: what follows is another group of findings."""
        self._round = 0

    def plan(self, wanted: Wanted = lambda _: True) -> Plan:
        """Compute the fixes of the wanted findings that have not failed yet."""
        findings = [one for one in self.report.findings if wanted(one) and one.fingerprint not in self._stuck]
        plan = self._session.plan(findings, unsafe=self._unsafe, answers=self._answers, defaults=False)
        # A fix that consists of commands does nothing until they run.
        return replace(plan, fixes=tuple(one for one in plan.fixes if one.finding.fingerprint not in self._waiting))

    def next(self, wanted: Wanted = lambda _: True) -> Preview | None:
        """Give the next round's preview; ``None`` where no file would change or the rounds are used up."""
        while self._round < ROUNDS:
            self._round += 1
            plan = self.plan(wanted)
            try:
                preview = self._session.preview(plan)
            except StaleEdit:
                self._session.scan()  # another hand changed a file in between
                continue
            if preview.changes:
                return preview
            self._note_commands(plan)
            return None
        return None

    def apply(self, preview: Preview) -> Written:
        """Write a round and probe again. Raises ``StaleEdit`` and ``ApplyError``; then this round changed nothing."""
        written = Written(self._session.apply(preview), preview.diffs, preview.plan.fixes)
        self._written.append(written)
        self._note_commands(preview.plan)
        before = _counted(self.report.findings)
        now = _counted(self._session.scan().findings)
        there = {finding.fingerprint: _claim(finding) for finding in self.report.findings}
        for planned in preview.plan.fixes:
            finding = planned.finding
            # Of several of one kind in a file those left take over the numbers of those gone: their count tells.
            kind = _kind(finding)
            # One that says something else by now (the next file of the same place) may be mended in the next round.
            same = there.get(finding.fingerprint) == _claim(finding)
            if same and finding.fingerprint not in self._waiting and now[kind] >= before[kind]:
                self._stuck.add(finding.fingerprint)
        return written

    def _note_commands(self, plan: Plan) -> None:
        for planned in plan.fixes:
            if planned.fix.commands:
                self._waiting[planned.finding.fingerprint] = planned.fix.commands
                self._commands.update(dict.fromkeys(planned.fix.commands))

    def run(self, command: Command, on_line: Callable[[str], None]) -> CommandResult:
        """Run a command that belongs to a fix."""
        result = self._session.run(command, on_line)
        self._ran.append(result)
        return result

    def is_blocked(self, command: Command) -> bool:
        """Tell whether a command that stands before this one in its fix has failed."""
        failed = {result.command for result in self._ran if result.code != 0}
        chains = (chain for chain in self._waiting.values() if command in chain)
        return any(failed.intersection(chain[: chain.index(command)]) for chain in chains)

    def rescan(self) -> None:
        """Probe again, after commands ran."""
        self._session.scan()

    def committed(self, commit: Commit) -> None:
        """Remember a commit."""
        self._commits.append(commit)

    def done(self) -> Done:
        """Tell what was done, and why each finding that is left is left."""
        return Done(
            self._before,
            self.report,
            tuple(self._written),
            tuple(self._ran),
            self.commands,
            tuple(self._left()),
            tuple(self._commits),
        )

    def _left(self) -> Iterable[LeftOut]:
        open_commands = set(self.commands)
        plan = self._session.plan(self.report.findings, unsafe=self._unsafe, answers=self._answers, defaults=False)
        reasons = {left.finding.fingerprint: left for left in plan.left_out}
        for finding in self.report.findings:
            name = finding.fingerprint
            if name in self._waiting:
                to_run = open_commands.intersection(self._waiting[name])
                yield LeftOut(finding, msg("It waits for its command.") if to_run else _still(finding))
            elif name in self._stuck:
                yield LeftOut(finding, _still(finding))
            elif name in reasons:
                yield reasons[name]
            elif self._round >= ROUNDS:
                yield LeftOut(finding, msg("{count} rounds were not enough: fix again goes on.", count=ROUNDS))
            else:
                yield LeftOut(finding, msg("Its fix was not applied."))


def _still(finding: Finding) -> Message:
    return msg("{rule} at {place} is still there after its fix.", rule=finding.rule, place=finding.location)


def _claim(finding: Finding) -> str:
    """What a finding says, whatever line it has moved to."""
    return re.sub(r"\d+", "", str(finding.message))


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.rule, str(finding.location.path)


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(map(_kind, findings))
