"""What the maintainer gives to those who come after: a block in the README, and an example of the env file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envwizard.analysis.onboarding.checklist import onboarding_root
from envwizard.analysis.onboarding.getting_started import fresh_checklist, getting_started
from envwizard.edits.env_skeleton import SkeletonKey, env_skeleton
from envwizard.edits.readme_block import readme_edit
from envwizard.model.change import Applicability, CreateFile, Edit, Fix
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.plan import Plan
from envwizard.model.question import Answers

if TYPE_CHECKING:
    from envwizard.engine.session import Session

TITLE = msg('Write "Getting started" into the README')


def plan_readme(session: Session, *, readme: bool = True, example: bool = False) -> Plan:
    """Plan the block, and with ``example`` an example of the env file where there is none; the session has scanned.

    The plan holds nothing where all is there already. Raises ``FixUnavailable`` where the README cannot take it.
    """
    facts = session.facts
    answers = {one.question: one.value.reveal() for one in reversed(facts.decisions.answers)}
    root = onboarding_root(facts, answers)
    edits: list[Edit] = []
    if readme:
        path = _readme(facts, root)
        file = session.file(path) if session.exists(path) else None
        title = next((one.name for one in facts.roots if one.path == root), None) or facts.project_name
        edit = readme_edit(path, file, getting_started(facts, answers, session.file), title or "README")
        edits += [edit] if edit is not None else []
    made = _example(facts, session, answers) if example else None
    edits += [made] if made is not None else []
    if not edits:
        return Plan(())
    return Plan((), settings=(Fix(TITLE, Applicability.UNSAFE, tuple(edits)),))


def _readme(facts: Facts, root: ProjectPath) -> ProjectPath:
    """The README of the root, in whatever case it is written."""
    found = [
        entry.path
        for entry in facts.inventory.files
        if entry.path.parent == root and entry.path.name.lower().partition(".")[0] == "readme"
    ]
    markdown = [path for path in found if path.name.lower().endswith((".md", ".markdown"))]
    if markdown:
        return markdown[0]
    if found:
        raise FixUnavailable(msg("{path} is no Markdown: the block would not be readable in it.", path=found[0]))
    made = root.join("README.md")
    assert made is not None
    return made


def _example(facts: Facts, session: Session, answers: Answers) -> CreateFile | None:
    """An example of the env file that the code loads, where the project has none."""
    form = fresh_checklist(facts, answers, session.file).env_form
    if form is None or form.example is not None or form.exists:
        return None
    target = form.path.parent.join(f"{form.path.name}.example")
    if target is None or session.exists(target):
        return None
    keys = [
        SkeletonKey(
            one.key,
            one.read.path if one.read is not None and isinstance(one.read.path, ProjectPath) else None,
            one.is_secret,
            one.optional,
            one.code_default,
        )
        for one in form.fields
    ]
    return CreateFile(target, env_skeleton(form.path.name, keys).encode())
