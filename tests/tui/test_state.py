"""What "before" means: a fix takes findings away from it, another question asks it anew."""

from __future__ import annotations

from dataclasses import replace

from envwizard.model.report import Report
from envwizard.tui.state import WizardState
from tests.tui.fake_session import FakeSession


def fixed(state: WizardState) -> list[str]:
    assert state.first is not None
    assert state.report is not None
    now = {finding.fingerprint for finding in state.report.findings}
    return [finding.rule for finding in state.first.findings if finding.fingerprint not in now]


def without(report: Report, *rules: str) -> Report:
    return replace(report, findings=tuple(one for one in report.findings if one.rule not in rules))


def test_what_other_roots_do_not_show_is_not_fixed() -> None:
    whole = FakeSession().scan()
    rules = [finding.rule for finding in whole.findings]
    state = WizardState(FakeSession())
    state.accept(whole)
    state.accept(without(whole, rules[0]))
    assert fixed(state) == [rules[0]]
    state.asked_anew()
    state.accept(replace(without(whole, *rules[:2]), complete=False))
    state.accept(without(whole, *rules[:2]))
    assert fixed(state) == [rules[0]]
    state.accept(without(whole, *rules[:3]))
    assert sorted(fixed(state)) == sorted((rules[0], rules[2]))
    state.asked_anew()
    state.accept(whole)
    assert fixed(state) == []
