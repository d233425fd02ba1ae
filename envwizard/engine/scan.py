"""One scan: walk, probe, judge; every failure in the report, none raised."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from envwizard.analysis.matrix import matrix
from envwizard.analysis.migration.worth import worth_migrating
from envwizard.engine.asking import answered_questions, check_answers, open_questions, with_doubts
from envwizard.engine.linked_files import own_names, told_once
from envwizard.engine.probing import gather
from envwizard.engine.suppression import Sifted, Suppressor, comments_in
from envwizard.model.decisions import Answer
from envwizard.model.errors import Cancelled
from envwizard.model.facts import Facts
from envwizard.model.facts.inventory import GitFacts
from envwizard.model.finding import Finding, Pitfall
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT
from envwizard.model.report import Failure, FailureKind, Outcome, OutcomeKind, Progress, Report
from envwizard.model.rule import NotApplicable, Rule
from envwizard.project.project import Project
from envwizard.project.reader import Sources
from envwizard.project.walk import walk


def scan_project(
    project: Project,
    rules: Iterable[Rule],
    git: GitFacts,
    git_failure: Message | None,
    git_seconds: float,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    suppressor: Suppressor,
    answers: tuple[Answer, ...] = (),
    roots: tuple[str, ...] = (),
    accepted: frozenset[str] = frozenset(),
) -> tuple[Facts, Report]:
    """Scan an open project with the rules given; what git said is handed in, and so are answers of the user's, the
    questions whose answers were in order before, and the Python roots to look at.

    Raises ``UsageError`` for an answer to no question, one that is none of its choices, and a root that there is not.
    """
    timings = {"git": git_seconds}
    started = time.monotonic()

    def lap(stage: str) -> None:
        nonlocal started
        now = time.monotonic()
        timings[stage], started = now - started, now

    progress(Progress("project", msg("listing files")))
    inventory = walk(project.root, project.configuration.exclude, cancelled)
    lap("walk")
    sources = Sources(project.root, inventory, git, cancelled)
    progress(Progress("project", msg("{count} files", count=len(inventory.files))))
    decisions = project.configuration.decisions
    decisions = replace(decisions, answers=(*answers, *decisions.answers), roots=roots or decisions.roots)
    facts = Facts(project_name=project.name, inventory=inventory, git=git, decisions=decisions)

    def keep(known: Facts) -> None:
        nonlocal facts
        facts = known

    complete = True
    try:
        gather(sources, facts, progress, keep)
    except Cancelled:
        complete = False
    facts = replace(facts, looked_at=frozenset(sources.looked_at))
    lap("probes")
    if complete:
        check_answers(facts, accepted)
    asked = open_questions(facts)
    found, outcomes, crashes = _judge(facts, tuple(rules), progress, complete)
    found = with_doubts(found, asked, facts)
    judged = frozenset(one.rule for one in outcomes if complete and one.kind is not OutcomeKind.CRASHED)
    sifted = suppressor.sift(found, comments_in(project.root, own_names(sources.marked, inventory)), judged)
    findings = sifted.findings
    lap("rules")
    failures = [*sources.failures, *crashes]
    failures += [
        Failure(FailureKind.UNREADABLE, passed.path, "walk", passed.reason) for passed in inventory.passed_over
    ]
    if git_failure is not None:
        failures.append(Failure(FailureKind.UNREADABLE, ROOT, "git", git_failure))
    report = Report(
        project_name=project.name,
        project_root=project.typed,
        environments=facts.environments,
        findings=findings,
        outcomes=tuple(_told(outcome, sifted) for outcome in outcomes),
        failures=_once(failures),
        matrix=matrix(facts, findings),
        suppressed=sifted.suppressed,
        notices=sifted.notices,
        env_file_lookups=facts.env_file_lookups,
        questions=asked,
        answered=answered_questions(facts),
        roots=facts.roots,
        has_python=_has_python(facts),
        is_set_up=bool(facts.virtualenvs) or not _has_python(facts),
        can_migrate=complete and worth_migrating(facts),
        timings=timings,
        complete=complete,
    )
    return facts, report


def _has_python(facts: Facts) -> bool:
    """Tell whether anything in the project is Python's."""
    declared = (facts.requirements_files, facts.project_files, facts.lock_files, facts.python_versions)
    if any(declared) or facts.virtualenvs:
        return True
    if any(file.path.name.endswith((".py", ".ipynb")) for file in facts.inventory.files):
        return True
    return any(launch.server != "other" for launch in facts.launches)


def _judge(
    facts: Facts, rules: tuple[Rule, ...], progress: Callable[[Progress], None], complete: bool
) -> tuple[tuple[Finding, ...], tuple[Outcome, ...], list[Failure]]:
    findings: list[Finding] = []
    outcomes: list[Outcome] = []
    crashes: list[Failure] = []
    for pitfall in Pitfall:
        mine = [rule for rule in rules if rule.pitfall is pitfall]
        for done, rule in enumerate(mine):
            progress(Progress(pitfall.value, rule.summary, done, len(mine)))
            found, outcome = _run(rule, facts)
            if not complete and outcome.kind is OutcomeKind.PASSED:
                outcome = Outcome(rule.code, OutcomeKind.SKIPPED, msg("The scan was stopped."))
            findings += found
            outcomes.append(outcome)
            if outcome.kind is OutcomeKind.CRASHED and outcome.reason is not None:
                crashes.append(Failure(FailureKind.CRASHED, None, rule.code, outcome.reason))
        errors = sum(finding.rule in {rule.code for rule in mine} for finding in findings)
        progress(Progress(pitfall.value, msg("{count} findings", count=errors), len(mine), len(mine)))
    findings.sort(
        key=lambda one: (one.rule[:3], one.severity.rank, one.rule, str(one.location.path), one.location.line or 0)
    )
    return _distinct(told_once(findings, facts.inventory)), tuple(outcomes), crashes


def _run(rule: Rule, facts: Facts) -> tuple[list[Finding], Outcome]:
    try:
        answer = rule.check(facts)
        if isinstance(answer, NotApplicable):
            return [], Outcome(rule.code, OutcomeKind.NOT_APPLICABLE, answer.reason)
        found = list(answer)
    except Exception as error:  # noqa: BLE001 - one rule's surprise must not lose the others
        reason = msg("{error}", error=f"{type(error).__name__}: {error}")
        return [], Outcome(rule.code, OutcomeKind.CRASHED, reason)
    return found, Outcome(rule.code, OutcomeKind.FAILED if found else OutcomeKind.PASSED)


def _told(outcome: Outcome, sifted: Sifted) -> Outcome:
    """Let a rule pass that has only suppressed findings, and say so."""
    if outcome.kind is not OutcomeKind.FAILED or any(one.rule == outcome.rule for one in sifted.findings):
        return outcome
    count = sum(one.finding.rule == outcome.rule for one in sifted.suppressed)
    return Outcome(outcome.rule, OutcomeKind.PASSED, msg("Findings that are suppressed: {count}.", count=count))


def _distinct(findings: list[Finding]) -> tuple[Finding, ...]:
    """Make fingerprints differ: the second finding of one kind in one file gets a number behind its subject."""
    seen: dict[str, int] = {}
    result = []
    for finding in findings:
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        result.append(finding if count == 1 else replace(finding, subject=f"{finding.subject} ({count})"))
    return tuple(result)


def _once(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Several probes may stumble over one file: it is reported once."""
    kept: dict[tuple[FailureKind, object, object], Failure] = {}
    for failure in failures:
        key = (failure.kind, failure.path, None if failure.path is not None else (failure.by, failure.message))
        kept.setdefault(key, failure)
    return tuple(kept.values())
