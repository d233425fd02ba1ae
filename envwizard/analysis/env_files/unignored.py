"""Env files that the next `git add` or image build would take along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.committed_secrets import committed_secrets
from envwizard.analysis.env_files.env_file_uses import EnvFileUse, env_file_uses
from envwizard.analysis.env_files.ignoring import (
    ignore_file_above,
    is_kept_out_of_git,
    is_tracked,
    speaking_of_env_files,
)
from envwizard.analysis.env_files.secret_values import is_secret_name
from envwizard.analysis.env_loading.missing_env_files import missing_env_files
from envwizard.analysis.images.build_context import BuildContext, ProjectFiles, contexts
from envwizard.analysis.per_facts import once_per_facts
from envwizard.model.facts import Facts
from envwizard.model.facts.containers import Dockerfile, Stage
from envwizard.model.facts.envfiles import IgnoreFile
from envwizard.model.paths import ProjectPath
from envwizard.model.source import Location

_SHARED_BY_DESIGN = frozenset((".flaskenv",))


@dataclass(frozen=True, slots=True)
class LetThrough:
    """Env files that one ignore file should name and does not.

    ``ignore`` is the ignore file, there or not yet; ``present`` tells that one of the files lies there now. ``copy`` is
    the COPY that takes them into an image, ``None`` for git.
    """

    ignore: ProjectPath
    exists: bool
    paths: tuple[ProjectPath, ...]
    uses: tuple[EnvFileUse, ...]
    present: bool
    copy: Location | None = None


def let_into_git(facts: Facts) -> Iterator[LetThrough]:
    """Find the env files that the project reads, and that nothing keeps out of git.

    One that git tracks is meant to be there, unless it is the copy of an example that secrets are to be put into.
    """
    if not facts.git.present or facts.git.outer:
        return
    groups: dict[ProjectPath, list[EnvFileUse]] = {}
    copies = tracked_copies(facts)
    for use in _private(facts):
        if not is_kept_out_of_git(facts, use.path) and (not is_tracked(facts, use.path) or use.path in copies):
            above = ignore_file_above(facts, use.path)
            groups.setdefault(above.path if above else ProjectPath(".gitignore"), []).append(use)
    ignores = {file.path for file in facts.ignore_files}
    for ignore, uses in groups.items():
        yield _let_through(facts, ignore, ignore in ignores, uses)


@once_per_facts
def tracked_copies(facts: Facts) -> frozenset[ProjectPath]:
    """The ``.env`` files in git that still say what the example beside them says, secrets' names among it.

    What holds a real value already is EW227's.
    """
    folders = {file.path.parent for file in facts.env_files if file.is_template}
    told = {one.path for one in committed_secrets(facts)}
    return frozenset(
        file.path
        for file in facts.env_files
        if file.path.name == ".env" and file.path.parent in folders and file.path not in told
        and is_tracked(facts, file.path) and any(is_secret_name(entry.key) for entry in file.entries)
    )  # fmt: skip


def let_into_images(facts: Facts) -> Iterator[LetThrough]:
    """Find the env files that a final stage's `COPY .` takes into an image."""
    project = ProjectFiles(facts)
    wanted = list(_private(facts))
    seen: set[ProjectPath] = set()
    for dockerfile in facts.dockerfiles if wanted else ():
        found = contexts(dockerfile, facts, project)
        copy = _copies_all(dockerfile)
        if copy is None or len(found) != 1:
            continue
        ignore = dockerfile.ignore_path
        target = ignore if ignore is not None else found[0].folder.join(".dockerignore")
        uses = [use for use in wanted if _is_sent(use.path, found[0]) and not is_tracked(facts, use.path)]
        if uses and target is not None and target not in seen:
            seen.add(target)
            yield _let_through(facts, target, ignore is not None, uses, copy)


def rules_for_a_folder_only(facts: Facts) -> tuple[IgnoreFile, int, ProjectPath] | None:
    """Find a .gitignore inside of a Django settings package that names env files where the project's root has no rule.

    Gives the ignore file, the line and the path that is open, beside manage.py.
    """
    if not facts.git.present or facts.git.outer:
        return None
    files = {entry.path for entry in facts.inventory.files}
    for file, number in speaking_of_env_files(facts.ignore_files):
        folder = file.path.parent
        path = folder.parent.join(".env")
        is_package = folder.join("wsgi.py") in files and folder.parent.join("manage.py") in files
        if path is None or not is_package or is_kept_out_of_git(facts, path) or is_tracked(facts, path):
            continue
        return file, number, path
    return None


def _private(facts: Facts) -> Iterator[EnvFileUse]:
    """The uses of files that hold what one machine needs: no templates and nothing that is shared by design.

    Where a file is searched for and not there, its place does not matter as long as no .gitignore names such files.
    """
    anywhere = not speaking_of_env_files(facts.ignore_files)
    templates = {file.path for file in facts.env_files if file.is_template}
    # What a loader looks for by a slip is no file that anybody will make.
    slips = {one.looked for one in missing_env_files(facts) if one.looked != one.meant}
    for use in env_file_uses(facts):
        if use.path in slips:
            continue
        name = use.path.name
        is_shared = use.path in templates or name in _SHARED_BY_DESIGN or "{" in use.path.value
        if (use.exact or (anywhere and name == ".env")) and not is_shared and "env" in name.lower():
            yield use


def _let_through(
    facts: Facts, ignore: ProjectPath, exists: bool, uses: list[EnvFileUse], copy: Location | None = None
) -> LetThrough:
    paths = tuple(dict.fromkeys(use.path for use in uses))
    present = any(file.path in paths for file in facts.env_files)
    return LetThrough(ignore, exists, paths, tuple(uses), present, copy)


def _is_sent(path: ProjectPath, context: BuildContext) -> bool:
    return path.is_below(context.folder) and not context.ignores(path.value)


def _copies_all(dockerfile: Dockerfile) -> Location | None:
    """The COPY of the whole context in the last stage, or in one that the last stage is made from."""
    names = {stage.name: stage for stage in dockerfile.stages if stage.name}
    stage: Stage | None = dockerfile.stages[-1] if dockerfile.stages else None
    for _ in dockerfile.stages:
        for instruction in stage.instructions if stage is not None else ():
            copy = instruction.copy
            if copy is None or copy.source_stage is not None or copy.inline:
                continue
            if any(source.rstrip("/") in (".", "./.", "") for source in copy.sources):
                return copy.location
        stage = names.get(stage.base) if stage is not None else None
    return None
