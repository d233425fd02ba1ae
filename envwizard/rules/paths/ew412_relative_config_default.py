"""EW412 relative-config-default: the default of a configuration's path depends on the current directory.

## What it checks
`os.getenv("CONFIG_PATH", "config/app.yaml")` and its like (`os.environ.get`, decouple, environs): the path of a file
that is read as configuration comes from an environment variable, and the default is relative. It is a warning where the
project has that file and nothing in the project gives the variable: then the default is what is in force. Where an env
file, an image, a compose file or a unit gives it, it is a note. Tests, documentation and build scripts are left alone.

## Why it hurts
The default is found only while the process starts in one folder: development works, and under systemd, cron or another
WORKDIR it stops with FileNotFoundError. And a variable that is set but empty (`CONFIG_PATH=` in an env file) is not
missing: getenv gives the empty text, not the default.

## Example
`path = os.environ.get("CONFIG_PATH", "config/app.yaml")`, then `yaml.safe_load(open(path))`.

## What the fix does
`Path(os.getenv("CONFIG_PATH") or BASE_DIR / "config" / "app.yaml")`: the variable wins if it is set and not empty, the
default is anchored to the source. It is safe where the default means the same file as before when the program starts
where its launches start it, or in the project's root.

## References
- Python 3.13 documentation, os.getenv and pathlib: Path.resolve
- The Twelve-Factor App, III. Config
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from envwizard.analysis.paths.anchoring import anchor_everywhere
from envwizard.analysis.paths.given_variables import given
from envwizard.analysis.paths.image_layout import check_layout
from envwizard.analysis.paths.path_literals import (
    LiteralPath,
    ProjectTree,
    is_aside_module,
    is_by_hand,
    launch_evidence,
    literal_paths,
)
from envwizard.model.change import Applicability, Fix
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import msg
from envwizard.model.paths import ROOT
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Anchor the default to the source file")
_CONFIG_VARIABLE = re.compile(r"(?:.*_)?(?:CONFIG|CONFIGURATION|CONF|SETTINGS)(?:_?(?:FILE|PATH|FILENAME|FILEPATH))?")


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every relative default of a configuration's path, once per file."""
    if not facts.python_modules:
        return NotApplicable(msg("The project has no Python sources that touch files."))
    tree = ProjectTree(facts)
    return [_finding(group, facts, tree) for group in _groups(facts)]


def _groups(facts: Facts) -> Iterator[LiteralPath]:
    for group in literal_paths(facts, (Anchor.CWD,), overridable=True):
        reads = [use for use in group.uses if use.variable and use.mode in ("read", "unknown", "store")]
        named = any(use.config or _CONFIG_VARIABLE.fullmatch(use.variable) for use in reads)
        if reads and named and group.literal.strip("./") and not is_aside_module(group.module):
            yield group


def _finding(group: LiteralPath, facts: Facts, tree: ProjectTree) -> Finding:
    variable = next(use.variable for use in group.uses if use.variable)
    base = tree.base_of(group.literal, group.module.path)
    source = given(facts, variable)
    loud = base is not None and source is None and not is_by_hand(group.module)
    loud = loud and any(use.config for use in group.uses) and not all(use.probed for use in group.uses)
    evidence = [*group.evidence(), *([source] if source is not None else ())]
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if loud else Severity.INFO,
        confidence=Confidence.HIGH if loud else Confidence.MEDIUM,
        location=group.expression,
        message=msg(
            '{place} takes the configuration from {variable}, else from "{path}", relative to the current directory',
            place=str(group.expression),
            variable=variable,
            path=group.literal,
        ),
        why=msg(
            "Where {variable} is not set the file is found only from one folder, and where it is set and empty the "
            "default does not count at all.",
            variable=variable,
        ),
        subject=f"{variable} {group.literal}",
        environments=facts.environments_of(group.module.path),
        evidence=(*evidence, *launch_evidence(group.literal, facts, tree)),
        fix=FixOffer(_TITLE, _applicability(group, tree)),
    )


def _applicability(group: LiteralPath, tree: ProjectTree) -> Applicability:
    base = tree.base_of(group.literal, group.module.path)
    return Applicability.SAFE if base is not None and base in (tree.launch_folders or (ROOT,)) else Applicability.UNSAFE


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Anchor the default, and let an empty variable count as none."""
    tree = ProjectTree(facts)
    for group in _groups(facts):
        if group.expression != finding.location:
            continue
        base = tree.base_of(group.literal, group.module.path) or ROOT
        target = base.join(group.literal)
        variable = next(use.variable for use in group.uses if use.variable)
        if target is None or "{" in group.literal:
            break
        check_layout(facts, group.module.path, target)
        edits = anchor_everywhere(files(group.module.path), group, base, target, variable)
        return Fix(_TITLE, _applicability(group, tree), edits)
    raise FixUnavailable(msg("{path} has no place in the project to be anchored to.", path=finding.subject))


RULE = Rule(
    code="EW412",
    name="relative-config-default",
    point="4.2",
    severity=Severity.WARNING,
    summary=msg("The default of a configuration's path depends on the current directory"),
    page=__doc__,
    check=check,
    fix=fix,
)
