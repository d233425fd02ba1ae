"""Which findings count: those that no comment, setting or baseline suppresses. The only place that decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from envwizard.engine.registry import all_rules, named, unknown_name
from envwizard.model.errors import UsageError
from envwizard.model.finding import Finding
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location
from envwizard.model.suppression import Baseline, Means, Notice, SuppressedFinding, Suppression
from envwizard.project.configuration import Configuration
from envwizard.project.reader import Unreadable, read_text
from envwizard.syntax.ignore_comments import IgnoreComment, ignore_comments

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Sifted:
    """Findings that count, findings that do not, and what is wrong with the suppressing itself."""

    findings: tuple[Finding, ...]
    suppressed: tuple[SuppressedFinding, ...]
    notices: tuple[Notice, ...]


# Gives the suppression of a finding, ``None`` where it has none to say.
_Voice = Callable[[Finding], Suppression | None]


class Suppressor:
    """Suppresses by a project's settings and by a baseline; comments are handed in with the findings."""

    def __init__(self, settings: Configuration, baseline: Baseline | None) -> None:
        """Raise ``UsageError`` where a pattern of the settings is none."""
        self._baseline = baseline
        self._known = frozenset(entry.fingerprint for entry in baseline.entries) if baseline else frozenset()
        place = Location(ProjectPath(settings.path)) if settings.path else None
        self._voices: list[_Voice] = []
        for one in settings.per_path_ignores:
            spec = _spec(one.pattern, settings.source)
            for ignore in one.ignores:
                self._voices.append(_in_files(ignore.name, spec, Suppression(Means.PATH, ignore.reason, place)))
        for ignore in settings.ignore:
            self._voices.append(_everywhere(ignore.name, Suppression(Means.IGNORE, ignore.reason, place)))

    def sift(self, findings: Iterable[Finding], comments: Iterable[IgnoreComment], judged: frozenset[str]) -> Sifted:
        """Part findings from suppressed ones. ``judged`` are the codes of the rules that had their say in full.

        A comment or an entry of the baseline is told of as idle only where its rule was judged.
        """
        by_path: dict[object, list[IgnoreComment]] = {}
        for comment in comments:
            by_path.setdefault(comment.location.path, []).append(comment)
        used: set[tuple[Location, str]] = set()
        kept: list[Finding] = []
        suppressed: list[SuppressedFinding] = []
        seen = set()
        for finding in findings:
            seen.add(finding.fingerprint)
            said = _by_comments(finding, by_path.get(finding.location.path, ()), used)
            said += [suppression for voice in self._voices if (suppression := voice(finding)) is not None]
            if finding.fingerprint in self._known:
                said.append(Suppression(Means.BASELINE, ""))
            if said:
                suppressed.append(SuppressedFinding(finding, said[0]))
            else:
                kept.append(finding)
        notices = [notice for group in by_path.values() for one in group for notice in _notices(one, used, judged)]
        return Sifted(tuple(kept), tuple(suppressed), (*notices, *self._gone(seen, judged)))

    def _gone(self, seen: set[str], judged: frozenset[str]) -> Iterable[Notice]:
        if self._baseline is None:
            return
        entries = self._baseline.entries
        gone = sum(entry.fingerprint not in seen and entry.rule in judged for entry in entries)
        if gone:
            yield Notice(
                msg(
                    "{gone} of the {all} findings in the baseline {file} are gone: "
                    "`envwizard check --write-baseline` rewrites it.",
                    gone=gone,
                    all=len(entries),
                    file=self._baseline.shown,
                )
            )


def comments_in(root: Path, paths: Iterable[ProjectPath]) -> tuple[IgnoreComment, ...]:
    """Read the comments for envwizard in files of the project."""
    return tuple(comment for path in sorted(paths) for comment in _comments(root, path))


def _comments(root: Path, path: ProjectPath) -> tuple[IgnoreComment, ...]:
    try:
        file = read_text(root, path, "ignore comments")
    except Unreadable:
        return ()  # its probe has reported it
    if file.text is None:  # that it is no UTF-8 may be what the comment is about
        file = replace(file, text=file.raw.decode("latin-1"), encoding="latin-1", bom=b"")
    return ignore_comments(file)


def _spec(pattern: str, source: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        raise UsageError(
            msg("{source}: {pattern} is no pattern: {reason}", source=source, pattern=pattern, reason=error)
        ) from None


def _rules(name: str) -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules() if named(rule, name))


def _everywhere(name: str, suppression: Suppression) -> _Voice:
    codes = _rules(name)
    return lambda finding: suppression if finding.rule in codes else None


def _in_files(name: str, spec: GitIgnoreSpec, suppression: Suppression) -> _Voice:
    codes = _rules(name)

    def voice(finding: Finding) -> Suppression | None:
        path = finding.location.path
        if finding.rule in codes and isinstance(path, ProjectPath) and spec.match_file(path.value):
            return suppression
        return None

    return voice


def _by_comments(
    finding: Finding, comments: Iterable[IgnoreComment], used: set[tuple[Location, str]]
) -> list[Suppression]:
    """Give what the comments of the finding's file say of it, and note which of their names were of use."""
    said = []
    for comment in comments:
        if comment.problem is None and _reaches(comment, finding.location):
            names = [name for name in comment.names if finding.rule in _rules(name)]
            used.update((comment.location, name) for name in names)
            if names:
                said.append(Suppression(Means.COMMENT, comment.reason, comment.location))
    return said


def _reaches(comment: IgnoreComment, location: Location) -> bool:
    if comment.lines is None:
        return True
    span = location.span
    if span is None:
        return False
    # A span may end behind the newline of its last line.
    last = span.end_line - (span.end_column == 1 and span.end_line > span.line)
    return comment.lines.start <= last and span.line < comment.lines.stop


def _notices(comment: IgnoreComment, used: set[tuple[Location, str]], judged: frozenset[str]) -> Iterable[Notice]:
    if comment.problem is not None:
        yield Notice(msg("The comment {problem}", problem=comment.problem), comment.location)
        return
    for name in comment.names:
        if (problem := unknown_name(name)) is not None:
            yield Notice(problem, comment.location)
        elif (comment.location, name) not in used and _rules(name) <= judged:
            yield Notice(msg("The comment ignores {name}, which finds nothing here.", name=name), comment.location)
