"""Which comments a line needs for the project's own linters, and none that they would call unused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from envwizard.analysis.versions import at_least
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.linters import LinterConfig
from envwizard.model.paths import ProjectPath

# What they report where nothing is selected (flake8 7, ruff 0.15). From 0.16 on ruff's default is a long list of single
# rules, E402 and S104 not among them: of those asked for here it has these.
_DEFAULTS = {"ruff": ("E4", "E7", "E9", "F"), "flake8": ("E", "F", "W", "C90"), "bandit": ("B",)}
_NEW_RUFF = ("F", "I001")
_NEW_RUFF_SINCE = (0, 16)
# pylint's messages for the same things.
_PYLINT = {
    "E402": ("C0413", "wrong-import-position"),
    "F401": ("W0611", "unused-import"),
}
# bandit's tests, which ruff has under S.
_BANDIT = {"S104": "B104"}
# They look for their files in this order (ruff's documentation, Configuring Ruff; flake8's and pylint's alike).
_ORDER = (".ruff.toml", "ruff.toml", "setup.cfg", "tox.ini", ".flake8", "pylintrc", "pylintrc.toml", ".pylintrc",
          ".pylintrc.toml", ".isort.cfg", "pyproject.toml")  # fmt: skip
_LETTERS = re.compile(r"\d.*")


def suppression_for(facts: Facts, path: ProjectPath, codes: Iterable[str]) -> str:
    """Give the comment that keeps the project's linters quiet about ``codes`` (``E402``, ``S104``) on a line of a file.

    Empty where none of them would report. A ``I001`` among the codes asks for the import to stay where it is:
    ``# isort: skip``, which ruff and isort heed alike.
    """
    wanted = tuple(codes)
    noqa = [
        code
        for code in wanted
        if code != "I001" and any(reports(facts, path, tool, code) for tool in ("ruff", "flake8"))
    ]
    comments = []
    if "I001" in wanted and any(reports(facts, path, tool, "I001") for tool in ("ruff", "isort")):
        comments.append("# isort: skip")
    if noqa:
        comments.append(f"# noqa: {', '.join(noqa)}")
    tests = [_BANDIT[code] for code in wanted if code in _BANDIT and reports(facts, path, "bandit", _BANDIT[code])]
    if tests:
        comments.append(f"# nosec {', '.join(tests)}")
    names = [_PYLINT[code][1] for code in wanted if code in _PYLINT and reports(facts, path, "pylint", code)]
    if names:
        comments.append(f"# pylint: disable={','.join(names)}")
    return "  ".join(comments)


def reports(facts: Facts, path: ProjectPath, tool: str, code: str) -> bool:
    """Tell whether a linter that the project uses reports ``code`` in a file."""
    config = _config(facts, path, tool)
    if config is None:
        return _is_used(facts, tool) and _reported(facts, None, tool, code)
    base = config.location.path.parent if isinstance(config.location.path, ProjectPath) else path.parent
    if any(_matches(pattern, path, base) for pattern in config.excluded):
        return False
    for pattern, codes in config.per_file:
        hit = not _matches(pattern[1:], path, base) if pattern.startswith("!") else _matches(pattern, path, base)
        if hit and _longest(code, codes) >= 0:
            return False
    return _reported(facts, config, tool, code)


def _config(facts: Facts, path: ProjectPath, tool: str) -> LinterConfig | None:
    """Take the nearest one above the file; a mere hook only where there is nothing else."""
    above = [
        config
        for config in facts.linters
        if config.tool == tool
        and isinstance(config.location.path, ProjectPath)
        and path.is_below(config.location.path.parent)
    ]
    return min(above, key=_rank, default=None)


def _rank(config: LinterConfig) -> tuple[bool, int, int]:
    path = config.location.path
    assert isinstance(path, ProjectPath)
    order = _ORDER.index(path.name) if path.name in _ORDER else len(_ORDER)
    return path.name.startswith(".pre-commit"), -len(path.value.split("/")), order


def _is_used(facts: Facts, tool: str) -> bool:
    """Tell whether a tool without configuration is used: it is required, or, for pylint, a command runs it.

    pylint's own defaults report nearly everything: who merely has it among the requirements does not go by them.
    """
    if tool == "pylint":
        return any(tool in command.argv for command in _checks(facts))
    requirements = [one for file in facts.requirements_files for one in file.requirements]
    requirements += [one for file in facts.project_files for one in file.requirements]
    return any(requirement.name == tool for requirement in requirements)


def _checks(facts: Facts) -> Iterator[CommandLine]:
    """The commands that run a project's checks."""
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            yield from job.commands
    for makefile in facts.makefiles:
        for target in makefile.targets:
            yield from target.commands


def _reported(facts: Facts, config: LinterConfig | None, tool: str, code: str) -> bool:
    if tool == "isort":
        return code == "I001"
    if tool == "pylint":
        return _pylint_reports(config, code)
    selected = config.selected if config is not None else None
    if selected is None:
        selected = _NEW_RUFF if tool == "ruff" and _is_new_ruff(facts) else _DEFAULTS[tool]
    chosen = _longest(code, (*selected, *(config.added if config else ())))
    return chosen >= 0 and chosen > _longest(code, config.ignored if config else ())


def _is_new_ruff(facts: Facts) -> bool:
    """Tell whether the ruff that the project pins has the new default; what is not pinned will be the newest."""
    hooked = [config.release for config in facts.linters if config.release]
    if hooked:
        return tuple(int(part) for part in hooked[0].split(".")[:2] if part) >= _NEW_RUFF_SINCE
    return at_least(facts, "ruff", "0.16").answer is not False


def _pylint_reports(config: LinterConfig | None, code: str) -> bool:
    own, name = _PYLINT.get(code, ("", ""))
    if not own or config is None:
        return bool(own)
    if {own, name} & {*config.ignored}:
        return False
    return bool({own, name} & {*config.added}) or not {own[0], "all", "imports"} & {*config.ignored}


def _longest(code: str, prefixes: Iterable[str]) -> int:
    """Give the length of the longest prefix that covers a code: the more exact word wins; -1 where there is none."""
    covering = (0 if prefix == "ALL" else len(prefix) for prefix in prefixes if _covers(prefix, code))
    return max(covering, default=-1)


def _covers(prefix: str, code: str) -> bool:
    if prefix == "ALL":
        return True
    # ``S`` covers S104 and not SIM102.
    return code.startswith(prefix) and _LETTERS.sub("", code) == _LETTERS.sub("", prefix)


def _matches(pattern: str, path: ProjectPath, base: ProjectPath) -> bool:
    """Match as ruff and flake8 do: a name alone at any depth, else from the configuration's folder."""
    pattern = pattern.removeprefix("./").rstrip("/")
    inner = path.value[len(base.value) :].lstrip("/") if base.value != "." else path.value
    parts = inner.split("/")
    if "/" not in pattern and any(fnmatchcase(part, pattern) for part in parts):
        return True
    return (
        fnmatchcase(inner, pattern)
        or fnmatchcase(inner, f"{pattern}/*")
        or fnmatchcase(inner, pattern.replace("**/", ""))
    )
