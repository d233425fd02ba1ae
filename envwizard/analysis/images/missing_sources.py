"""COPY and ADD sources that no build context of the project has, and what is most likely meant."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.env_files.ignoring import is_kept_out_of_git
from envwizard.analysis.images.build_context import BuildContext, ProjectFiles, missing_sources, possible_contexts
from envwizard.analysis.paths.path_literals import is_aside
from envwizard.model.command_words import option_text
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Copy, Dockerfile
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.source import Location

# What a build or a person makes before the image is built, and what is kept out of a repository on purpose.
_MADE_BEFORE = re.compile(
    r"(?:^|/)(?:dist|build|builds|target|out|output|public|wheels?|wheelhouse|vendor|node_modules|staticfiles|artifacts?"
    r"|certs?|ssl|keys?|\.?secrets?|models?|weights|checkpoints|data|dumps?|logs?|tmp|cache|media|\.aws|\.ssh|\.next|_build)(?:/|$)"
    r"|(?:^|/)\.env[^/]*$|(?:^|/)(?:id_rsa|\.npmrc|\.netrc|\.pypirc|pip\.conf)$"
    r"|\.(?:whl|jar|war|deb|rpm|apk|zip|gz|tgz|tar|xz|bz2|exe|bin|so|pem|key|crt|cert|p12|sql|db|sqlite3?|pt|pth|onnx|pkl"
    r"|h5|joblib|sav)$",
    re.IGNORECASE,
)
_BUILDERS = frozenset(("docker", "podman", "buildah", "nerdctl", "docker-buildx"))
# What they are told to make is in their arguments.
_MAKERS = frozenset(("cp", "mv", "ln", "mkdir", "touch", "install", "rsync", "wget", "curl", "unzip", "gsutil", "aws"))
_OUTPUTS = ("-o", "--output", "--output-file", "-O", "--out", "--outfile")
_EXAMPLES = ("example", "sample", "template", "dist", "default")
_CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class MissingSource:
    """One source that the build does not find.

    ``context`` is the folder that the builder is given, ``certain`` where a compose file says so. ``ignored_by`` is the
    ignore file that keeps it back where the project has it. ``nearest`` is what is most likely meant, spelt from the
    context.
    """

    dockerfile: ProjectPath
    copy: Copy
    number: int
    context: ProjectPath
    certain: bool
    ignored_by: ProjectPath | None = None
    nearest: str | None = None

    @property
    def source(self) -> str:
        """The source as written."""
        return self.copy.sources[self.number]

    @property
    def location(self) -> Location:
        """Where it is written."""
        return self.copy.places[self.number] if self.copy.places else self.copy.location


def sources_that_miss(facts: Facts) -> Iterator[MissingSource]:
    """Find what no context that comes into question has.

    Where compose files name contexts, each of them counts for itself. Paths that other commands of the project make,
    that git ignores or that have the names of build results are left out.
    """
    project = ProjectFiles(facts)
    made = None
    for dockerfile in facts.dockerfiles:
        if is_aside(dockerfile.path):
            continue
        named, found = possible_contexts(dockerfile, facts, project)
        if not named:
            found += _commanded(dockerfile, facts, project, {context.folder for context in found})
        missing = [(context, set(missing_sources(dockerfile, context))) for context in found]
        if not missing or (not named and not all(gaps for _, gaps in missing)):
            continue
        if not named:
            # What all lack is missing whichever is meant; the context that lacks least is the likely one.
            common = set.intersection(*(gaps for _, gaps in missing))
            missing = [(min(missing, key=lambda one: len(one[1]))[0], common)]
        made = _made(facts) if made is None else made
        copies = list(dockerfile.copies)
        seen: set[tuple[int, int]] = set()
        for context, gaps in missing:
            for index, number in sorted(gaps - seen):
                seen.add((index, number))
                one = _missing(dockerfile, copies[index], number, context, named)
                if _is_meant(one, context, facts, made):
                    yield one


def _commanded(
    dockerfile: Dockerfile, facts: Facts, project: ProjectFiles, known: set[ProjectPath]
) -> list[BuildContext]:
    """The contexts that ``docker build`` commands of the project name."""
    folders: set[ProjectPath] = set()
    for base, line in _commands(facts):
        argv = line.argv
        if len(argv) < 3 or argv[0] not in _BUILDERS or not {"build", "bud"}.intersection(argv[1:3]):
            continue
        file = option_text(line.words, "-f", "--file")
        if file and posixpath.basename(file) != dockerfile.path.name:
            continue
        folders |= {folder for start in (base, ROOT) if (folder := start.join(argv[-1])) is not None}
    wanted = sorted(folder for folder in folders - known if folder.value in project.folders)
    return [project.context(folder, dockerfile.path) for folder in wanted]


def _commands(facts: Facts) -> Iterator[tuple[ProjectPath, CommandLine]]:
    for script in facts.shell_scripts:
        base = script.location.path.parent if isinstance(script.location.path, ProjectPath) else ROOT
        yield from ((base, line) for line in script.commands)
    for makefile in facts.makefiles:
        base = makefile.location.path.parent if isinstance(makefile.location.path, ProjectPath) else ROOT
        yield from ((base, line) for target in makefile.targets for line in target.commands)
    for workflow in facts.ci_workflows:
        yield from ((ROOT, line) for job in workflow.jobs for line in job.commands)


def _made(facts: Facts) -> frozenset[str]:
    """The base names of what commands outside of images write, fetch or put somewhere."""
    found: list[str] = []
    for _, line in _commands(facts):
        found += [word.text for word in line.redirects]
        found += [text for name in _OUTPUTS if (text := option_text(line.words, name))]
        if line.argv and posixpath.basename(line.argv[0]) in _MAKERS:
            found += line.argv[1:]
    return frozenset(posixpath.basename(text.rstrip("/")) for text in found)


def _missing(dockerfile: Dockerfile, copy: Copy, number: int, context: BuildContext, certain: bool) -> MissingSource:
    source = copy.sources[number]
    path = context.path(source)
    exists = path is not None and (path.value in context.project.files or path.value in context.project.folders)
    ignored = context.ignore_path if exists else None
    nearest = None if ignored else _nearest(source, context)
    return MissingSource(dockerfile.path, copy, number, context.folder, certain, ignored, nearest)


def _is_meant(one: MissingSource, context: BuildContext, facts: Facts, made: frozenset[str]) -> bool:
    """Tell whether the source is meant to be in the repository."""
    path = context.path(one.source)
    if path is None or one.ignored_by is not None:
        return path is not None
    if _MADE_BEFORE.search(one.source.rstrip("/")) or path.name in made:
        return False
    if any(context.project.has(path.parent.join(f"{path.name}.{end}")) for end in _EXAMPLES):
        # Each checkout makes its own from the example.
        return False
    if is_kept_out_of_git(facts, path) or path in facts.git.tracked or facts.git.tracks_below(path):
        return False
    # A folder without any file is a submodule that was not fetched, or filled by a build.
    above = context.project.folders.intersection(folder.value for folder in path.parent.upwards())
    nearest = max(above, key=len, default=".")
    return nearest == "." or any(file.startswith(nearest + "/") for file in context.project.files)


def _nearest(source: str, context: BuildContext) -> str | None:
    """Find what is meant: the one thing of that name elsewhere in the context, or the nearest name in its folder."""
    written = source.rstrip("/")
    name = posixpath.basename(written)
    elsewhere = sorted(_relative(path, context) for path in context.named(name)) if name else []
    if len(elsewhere) == 1:
        return elsewhere[0]
    parent = context.path(posixpath.dirname(written))
    if parent is None:
        return None
    prefix = "" if parent.value == "." else parent.value + "/"
    beside = {
        value[len(prefix) :].partition("/")[0]
        for group in (context.project.files, context.project.folders)
        for value in group
        if value.startswith(prefix) and value != "."
    }
    sent = [one for one in sorted(beside) if context.kind(posixpath.join(posixpath.dirname(written), one))]
    close = difflib.get_close_matches(name, sent, 1, _CLOSE)
    return posixpath.join(posixpath.dirname(written), close[0]) if close else _shortest(elsewhere)


def _relative(path: ProjectPath, context: BuildContext) -> str:
    return path.relative_to(context.folder)


def _shortest(paths: Iterable[str]) -> str | None:
    """Of several things of the name none is sure; the one that lies highest is, if it is alone there."""
    ranked = sorted(paths, key=lambda path: (path.count("/"), path))
    if not ranked or (len(ranked) > 1 and ranked[0].count("/") == ranked[1].count("/")):
        return None
    return ranked[0]
