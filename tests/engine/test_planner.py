"""The planner: no fix, however wrong, keeps the others from being applied, and each says why it is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from envwizard.engine.planner import plan_fixes
from envwizard.model.change import Applicability, CreateFile, Edit, Fix, ReplaceSpan
from envwizard.model.errors import FixUnavailable, StaleEdit, UsageError
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.plan import Plan
from envwizard.model.question import Answers, Question, chosen
from envwizard.model.rule import Files, Rule
from envwizard.model.source import Location, TextFile
from tests.support import text_file, write_tree

PATH = ProjectPath("app.py")
FILES = {"app.py": "one = 1\ntwo = 2\n", "cfg.toml": "a = 1\n", "c.yml": "a: 1\n", "d.json": "{}"}
BIND = Question("bind:app.py", msg("Which bind?"), ("1", "2"), "1")
OPEN = Question("bind:app.py", msg("Which bind?"), ("1", "2"), None)
FREE = Question("bind:app.py", msg("Which bind?"), (), None)

Make = Callable[[TextFile, Answers], Fix]


def plan(
    tmp_path: Path,
    *makes: Make,
    defaults: bool = True,
    answers: Answers | None = None,
    leading: tuple[int, ...] = (),
) -> Plan:
    root = write_tree(tmp_path, FILES)
    rules, findings = {}, []

    def files(path: ProjectPath) -> TextFile:
        return text_file((root / path.value).read_bytes(), path.value)

    for number, make in enumerate(makes):

        def fix(finding: Finding, facts: Facts, files: Files, answers: Answers, make: Make = make) -> Fix:
            return make(files(PATH), answers)

        code, title = f"EW{number}", msg("mend")
        leads = number in leading
        rules[code] = Rule(code, "x", "5.1", Severity.ERROR, title, "", lambda facts: (), fix, leads=leads)
        findings.append(
            Finding(code, Severity.ERROR, Confidence.HIGH, Location(PATH), title, title, "x",
                    fix=FixOffer(title, Applicability.SAFE))
        )  # fmt: skip
    facts = Facts.__new__(Facts)
    exists = lambda path: (root / path.value).exists()  # noqa: E731 - one word
    return plan_fixes(findings, rules, facts, files, exists, unsafe=False, answers=answers or {}, defaults=defaults)


def edited(*edits: Edit) -> Fix:
    return Fix(msg("mend"), Applicability.SAFE, edits)


def replaced(start: int, end: int, new: bytes, path: str = "app.py", digest: str | None = None) -> Make:
    def make(file: TextFile, answers: Answers) -> Fix:
        told = text_file(FILES[path], path).digest
        return edited(ReplaceSpan(ProjectPath(path), told if digest is None else digest, start, end, new))

    return make


def raising(error: Exception) -> Make:
    def make(file: TextFile, answers: Answers) -> Fix:
        raise error

    return make


def own_clash(file: TextFile, answers: Answers) -> Fix:
    return edited(ReplaceSpan(PATH, file.digest, 0, 5, b"x"), ReplaceSpan(PATH, file.digest, 3, 7, b"y"))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (own_clash, "Two fixes change the same lines of app.py"),
        (replaced(0, 3, b"uno", digest="0" * 64), "app.py changed since it was probed"),
        (replaced(0, 7, b"one = ("), "would leave app.py so that it cannot be parsed"),
        (replaced(4, 5, b"[", "cfg.toml"), "would leave cfg.toml"),
        (replaced(3, 4, b"[", "c.yml"), "would leave c.yml"),
        (replaced(1, 2, b"", "d.json"), "would leave d.json"),
        (lambda file, answers: edited(CreateFile(ProjectPath("new.py"), b"def")), "would leave new.py"),
        (lambda file, answers: edited(CreateFile(PATH, b"")), "app.py exists already"),
        (replaced(900, 901, b""), "Two fixes change the same lines"),
        (raising(ZeroDivisionError("oh")), "The fix itself failed here (ZeroDivisionError: oh)"),
        (raising(FixUnavailable(msg("no way"))), "no way"),
        (raising(StaleEdit(msg("stale"))), "stale"),
    ],
)
def test_a_faulty_fix_is_left_out_and_the_others_go_on(tmp_path: Path, make: Make, told: str) -> None:
    made = plan(tmp_path, make, replaced(8, 11, b"dos"))
    assert [one.finding.rule for one in made.fixes] == ["EW1"]
    assert told in str(made.left_out[0].reason)


def test_what_only_together_cannot_be_parsed_waits_for_the_next_round(tmp_path: Path) -> None:
    made = plan(tmp_path, replaced(0, 0, b"if one:\n    pass\n"), replaced(0, 0, b"else:\n    pass\n"))
    assert [one.finding.rule for one in made.fixes] == ["EW0"]
    assert "cannot be parsed" in str(made.left_out[0].reason)
    made = plan(tmp_path, replaced(0, 3, b"uno"), replaced(2, 5, b"e ="), replaced(8, 11, b"dos"))
    assert [one.finding.rule for one in made.fixes] == ["EW0", "EW2"]
    assert "waits for the next round" in str(made.left_out[0].reason)


def test_a_file_that_could_not_be_parsed_before_may_be_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILES, "app.py", "one = (\ntwo = 2\n")
    assert plan(tmp_path, replaced(8, 11, b"dos")).fixes


def choosing(question: Question, *, needs: bool = False) -> Make:
    def make(file: TextFile, answers: Answers) -> Fix:
        answer = chosen(question, answers)
        edits = () if needs and answer is None else (ReplaceSpan(PATH, file.digest, 6, 7, (answer or "0").encode()),)
        return Fix(msg("mend"), Applicability.SAFE, edits, choices=(question,))

    return make


def test_choices_and_what_is_in_force(tmp_path: Path) -> None:
    made = plan(tmp_path, choosing(BIND), choosing(BIND))
    assert [(one.question.id, one.answer, one.given) for one in made.choices] == [("bind:app.py", "1", False)]
    made = plan(tmp_path, choosing(BIND), answers={"bind:app.py": "2"})
    assert [(one.answer, one.given) for one in made.choices] == [("2", True)]
    made = plan(tmp_path, choosing(BIND), defaults=False, answers={"bind:app.py": "2"})
    assert made.fixes


def test_without_an_answer_a_fix_waits_and_says_how_to_answer(tmp_path: Path) -> None:
    (left,) = plan(tmp_path, choosing(BIND), defaults=False).left_out
    assert str(left.reason).endswith("Answer with --answer bind:app.py=VALUE, where VALUE is one of 1, 2.")
    assert left.fix is not None and left.fix.choices == (BIND,)
    (left,) = plan(tmp_path, choosing(FREE), defaults=False).left_out
    assert str(left.reason).endswith("Answer with --answer bind:app.py=VALUE.")
    # A choice without a default: only the user's word makes edits out of it.
    made = plan(tmp_path, choosing(OPEN, needs=True))
    assert not made.fixes and str(made.left_out[0].reason) == "The fix goes by a choice of yours: Which bind?"
    assert [one.answer for one in made.choices] == [None]
    assert plan(tmp_path, choosing(OPEN, needs=True), answers={"bind:app.py": "1"}).fixes


def test_an_answer_that_is_no_choice(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must be one of 1, 2"):
        plan(tmp_path, choosing(BIND), defaults=False, answers={"bind:app.py": "3"})
    (left,) = plan(tmp_path, choosing(BIND), answers={"bind:app.py": "3"}).left_out
    assert "must be one of" in str(left.reason)


def test_a_rule_that_leads_comes_first_on_the_same_lines(tmp_path: Path) -> None:
    makes = (replaced(0, 3, b"eins"), replaced(8, 11, b"zwei"), replaced(0, 3, b"un"))
    made = plan(tmp_path, *makes, leading=(2,))
    assert [one.finding.rule for one in made.fixes] == ["EW1", "EW2"]
    assert [one.finding.rule for one in made.left_out] == ["EW0"]
