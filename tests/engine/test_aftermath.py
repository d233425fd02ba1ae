"""Two reports compared: gone, left, new, and what moved to another of its places."""

from __future__ import annotations

from envwizard.engine.aftermath import compare
from envwizard.model.environment import Evidence
from envwizard.model.finding import Confidence, Finding, Severity
from envwizard.model.matrix import Matrix
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.report import Report
from envwizard.model.source import Location


def finding(rule: str, path: str, *others: str) -> Finding:
    return Finding(
        rule,
        Severity.WARNING,
        Confidence.HIGH,
        Location(ProjectPath(path)),
        msg("found in {path}", path=path),
        msg("it bites"),
        "subject",
        evidence=tuple(Evidence(Location(ProjectPath(other)), msg("here too")) for other in others),
    )


def report(*findings: Finding) -> Report:
    return Report("shop", ".", (), findings, (), (), Matrix((), ()))


def test_gone_left_and_new() -> None:
    stays, goes, comes = finding("EW101", "a.service"), finding("EW107", "Dockerfile"), finding("EW521", "Dockerfile")
    aftermath = compare(report(stays, goes), report(stays, comes))
    assert (aftermath.gone, aftermath.left, aftermath.new) == ((goes,), (stays,), (comes,))


def test_a_finding_of_several_places_that_is_mended_in_the_first_is_left() -> None:
    before, after = finding("EW321", "Dockerfile", "deploy.sh", "Procfile"), finding("EW321", "Procfile")
    aftermath = compare(report(before), report(after))
    assert (aftermath.gone, aftermath.left, aftermath.new) == ((), (after,), ())


def test_another_finding_of_the_rule_is_new() -> None:
    before, after = finding("EW321", "Dockerfile", "deploy.sh"), finding("EW321", "Procfile")
    aftermath = compare(report(before), report(after))
    assert (aftermath.gone, aftermath.left, aftermath.new) == ((before,), (), (after,))
