"""EW411 fixed-config-path: a configuration file is opened by a literal path that nothing can override.

## What it checks
Files that are read as configuration (YAML, TOML, INI; JSON where its name says config, settings, secrets or
credentials) whose path is a literal, with no environment variable, option or function parameter on the way. A path
that is relative to the current directory or absolute is a warning; one that is anchored to the source file is a note,
because it at least finds its file. Places that every machine has (`/etc`, `/run/secrets`), candidates that are asked
for with exists(), tests, documentation and build scripts are left alone.

## Why it hurts
Development, test, staging and production need different configurations. With a fixed path the only ways to get there
are to edit the code or to overwrite the file in place, which is how a development configuration ends up in production.

## Example
`config = yaml.safe_load(open("config/app.yaml"))`, mended:

    path = Path(os.getenv("CONFIG_PATH") or BASE_DIR / "config" / "app.yaml")
    config = yaml.safe_load(open(path))

## What the fix does
An environment variable wins, the anchored file is the default:
`Path(os.getenv("CONFIG_PATH") or BASE_DIR / "config" / "app.yaml")`. `or` rather than getenv's second argument,
because a variable that is set and empty must count as not set, and because the default must not depend on the current
directory either. The variable's name comes from the file's.

## References
- The Twelve-Factor App, III. Config
- Python 3.13 documentation, os.getenv and pathlib
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from envwizard.analysis.paths.anchoring import anchor_everywhere, shared_base
from envwizard.analysis.paths.image_layout import check_layout
from envwizard.analysis.paths.machine_paths import MachinePath, classify
from envwizard.analysis.paths.path_literals import (
    LiteralPath,
    ProjectTree,
    is_aside_module,
    is_configuration,
    literal_paths,
)
from envwizard.edits.path_places import whole_path
from envwizard.edits.python_paths import anchor_path
from envwizard.model.change import Applicability, Edit, Fix
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Let an environment variable name the configuration file")
_ANCHORS = (Anchor.CWD, Anchor.ABSOLUTE, Anchor.FILE)
_PLAIN_NAMES = frozenset(("config", "configuration", "conf", "settings", "app", "default", "defaults", "main"))


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every configuration file whose path is fixed, once per file."""
    if not facts.python_modules:
        return NotApplicable(msg("The project has no Python sources that touch files."))
    found = []
    tree = ProjectTree(facts)
    for group in _groups(facts):
        severity = _severity(group, facts, tree)
        if severity is not None:
            found.append(_finding(group, severity, facts))
    return found


def _groups(facts: Facts) -> Iterable[LiteralPath]:
    groups = literal_paths(facts, _ANCHORS)
    return (group for group in groups if is_configuration(group) and not is_aside_module(group.module))


def _severity(group: LiteralPath, facts: Facts, tree: ProjectTree) -> Severity | None:
    if group.anchor is Anchor.FILE:
        if not any(use.import_time for use in group.uses if use.config):
            return None
        return Severity.WARNING if _is_made_per_machine(group, facts, tree) else Severity.INFO
    kind = classify(group.literal) if group.anchor is Anchor.ABSOLUTE else None
    # Of a path of one machine EW401 speaks.
    return None if kind in (MachinePath.SYSTEM, MachinePath.HOME, MachinePath.DRIVE) else Severity.WARNING


def _is_made_per_machine(group: LiteralPath, facts: Facts, tree: ProjectTree) -> bool:
    """Tell whether the repository does not have the file: then every machine makes its own, in the code's folder."""
    path = next((use.resolved for use in group.uses if use.config), None)
    if path is None or facts.git.ignores(path):
        return path is not None
    return not tree.has(path) and path not in facts.git.tracked


def _finding(group: LiteralPath, severity: Severity, facts: Facts) -> Finding:
    use = next(use for use in group.uses if use.config)
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH,
        location=group.expression,
        message=msg(
            '{place} reads the configuration from "{path}", and nothing can override that',
            place=str(group.expression),
            path=use.reached,
        ),
        why=_why(group),
        subject=group.literal,
        environments=facts.environments_of(group.module.path),
        evidence=group.evidence(),
        fix=FixOffer(_TITLE, _applicability(group, facts)),
    )


def _why(group: LiteralPath) -> Message:
    if group.anchor is Anchor.CWD:
        return msg(
            "An environment can get its own configuration only by editing the code or overwriting the file, and the "
            "file is found only from one folder."
        )
    return msg("An environment can get its own configuration only by editing the code or overwriting the file.")


def _applicability(group: LiteralPath, facts: Facts) -> Applicability:
    if group.anchor is not Anchor.CWD:
        return Applicability.SAFE
    tree = ProjectTree(facts)
    base = tree.base_of(group.literal, group.module.path)
    return Applicability.SAFE if base is not None and base in (tree.launch_folders or (ROOT,)) else Applicability.UNSAFE


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Put the environment variable in front of the path."""
    tree = ProjectTree(facts)
    for group in _groups(facts):
        if group.expression != finding.location:
            continue
        reached = next(use.reached for use in group.uses if use.config)
        variable = _variable(reached)
        base, target = _place(group, tree)
        if base is not None:
            check_layout(facts, group.module.path, target or base)
        file = files(group.module.path)
        # The facts may name the folder that the path starts from, which other paths start from too.
        whole = whole_path(file, group.span, ProjectPath(reached).name) if group.anchor is Anchor.FILE else group.span
        if whole is None:
            break
        edits: tuple[Edit, ...] = (
            anchor_everywhere(file, group, base, target, variable, shared_base(group, tree))
            if whole == group.span
            else anchor_path(file, whole, None, None, as_text=True, variable=variable)
        )
        note = msg("Set {variable} where an environment has a configuration of its own.", variable=variable)
        return Fix(_TITLE, _applicability(group, facts), edits, notes=(note,))
    raise FixUnavailable(msg("{path} is not read there any more.", path=finding.subject))


def _place(group: LiteralPath, tree: ProjectTree) -> tuple[ProjectPath | None, ProjectPath | None]:
    """Give what the default is anchored to; nothing where the path is no relative one."""
    if group.anchor is not Anchor.CWD:
        return None, None
    base = tree.base_of(group.literal, group.module.path) or ROOT
    target = None if "{" in group.literal else base.join(group.literal)
    return base, target


def _variable(path: str) -> str:
    """``config/app.yaml`` is named by CONFIG_PATH, ``logging.ini`` by LOGGING_PATH."""
    stem = ProjectPath(path).name.split(".")[0] or "config"
    if stem.lower() in _PLAIN_NAMES:
        return "CONFIG_PATH"
    name = re.sub(r"\W+", "_", re.sub(r"\{.*?\}", "", stem)).strip("_").upper()
    return f"{name}_PATH" if name and not name[0].isdigit() else "CONFIG_PATH"


RULE = Rule(
    code="EW411",
    name="fixed-config-path",
    point="4.2",
    severity=Severity.WARNING,
    summary=msg("A configuration file's path is fixed in the code"),
    page=__doc__,
    check=check,
    fix=fix,
)
