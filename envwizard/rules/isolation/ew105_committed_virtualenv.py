"""EW105 committed-virtualenv: a virtual environment is in the repository.

## What it checks
Files that git tracks: a pyvenv.cfg, `lib/pythonX.Y/site-packages`, `Lib/site-packages`, conda-meta. What .gitignore
says does not matter for them: a file that was added once stays tracked. Environments among test data and the packages
of an AWS Lambda layer are passed over, and a project without git has nothing to report.

## Why it hurts
An environment works on one machine only: its scripts and pyvenv.cfg name the interpreter by its full path, and compiled
packages are for one platform and one Python. Everybody who clones gets one that looks complete and is broken, and so
does every image that copies the project. It holds thousands of files, each upgrade is a diff of thousands of lines, and
what is installed is changed by a merge instead of by a lock.

## Example
`git ls-files` lists `venv/pyvenv.cfg` and 2,213 other files below `venv/`.

## What the fix does
It adds the folder to .gitignore, where no line there covers it, and gives the command `git rm -r --cached`, which makes
git forget it with the next commit; your copy stays where it is. Others lose theirs at their next pull and make a new
one. The history keeps the files; a repository that became too large needs `git filter-repo`, which is yours to decide.

## References
- Python 3.14 documentation, venv: not checked into source control systems such as git
- git-rm(1), `--cached`; gitignore(5): files already tracked are not affected
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.virtualenvs.committed import CommittedVirtualEnv, committed_virtualenvs
from envwizard.edits.ignore_file import ignore_edit
from envwizard.model.change import Applicability, Command, Edit, Fix
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule
from envwizard.model.source import Location, TextFile

_IGNORE = ProjectPath(".gitignore")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report each environment that git tracks."""
    if not facts.git.present:
        return NotApplicable(msg("The project is in no git repository."))
    return [_finding(facts, one) for one in committed_virtualenvs(facts)]


def _finding(facts: Facts, one: CommittedVirtualEnv) -> Finding:
    return Finding(
        rule=RULE.code,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        location=Location(one.shown),
        message=_message(one),
        why=_why(facts, one),
        subject=str(one.root),
        fix=FixOffer(_title(one), Applicability.UNSAFE) if one.paths else None,
    )


def _message(one: CommittedVirtualEnv) -> Message:
    shown = msg("{path}", path=one.shown)
    if one.count > 1:
        shown = msg("{path}, {count} files in all", path=one.shown, count=f"{one.count:,}")
    if one.root == ROOT:
        return msg("git tracks a virtual environment that was made in the project's own folder: {shown}", shown=shown)
    return msg("git tracks the virtual environment {root}: {shown}", root=one.root, shown=shown)


def _why(facts: Facts, one: CommittedVirtualEnv) -> Message:
    env = next((env for env in facts.virtualenvs if env.path == one.root), None)
    if env is not None and env.home:
        return msg(
            "Its Python is {home}: on a machine that has none there it cannot be started, and what is installed in it "
            "is for that Python and platform only.",
            home=env.home,
        )
    return msg(
        "It works on the machine that it was made on: elsewhere its interpreter and compiled packages are wrong."
    )


def _title(one: CommittedVirtualEnv) -> Message:
    return msg("Take {root} out of git and ignore it", root=one.root if one.root != ROOT else msg("the environment"))


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Ignore the environment, and give the command that takes it out of the index."""
    one = next((one for one in committed_virtualenvs(facts) if str(one.root) == finding.subject), None)
    if one is None or not one.paths:
        raise FixUnavailable(msg("git tracks nothing of it that can be told from the project's own files."))
    names = [path.value for path in one.paths]
    has_file = any(entry.path == _IGNORE for entry in facts.inventory.files)
    file = files(_IGNORE) if has_file else None
    lines = _lines(facts, one, file)
    edit = ignore_edit(_IGNORE, file, lines) if lines else None
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    command = Command(
        ("git", "rm", "-r", "--cached", "--quiet", "--", *names),
        msg("git forgets it from the next commit on; the files stay where they are"),
        inverse=("git", "add", "-f", "--", *names),
    )
    note = msg("Whoever pulls that commit loses the environment and has to make a new one.")
    return Fix(_title(one), Applicability.UNSAFE, edits, (command,), (note,))


def _lines(facts: Facts, one: CommittedVirtualEnv, file: TextFile | None) -> list[str]:
    """The lines that .gitignore needs for it: none where its own already cover the tracked files."""
    from pathspec import GitIgnoreSpec

    there = GitIgnoreSpec.from_lines(file.content.splitlines() if file is not None else ())
    lines = []
    for path in one.paths:
        below = [each for each in facts.git.tracked if each == path or each.is_below(path)]
        if not all(there.match_file(each.value) for each in below):
            lines.append(f"/{path}" if path in below else f"/{path}/")
    return lines


RULE = Rule(
    code="EW105",
    name="committed-virtualenv",
    point="1.1",
    severity=Severity.ERROR,
    summary=msg("A virtual environment is in the repository"),
    page=__doc__,
    check=check,
    fix=fix,
)
