"""Dockerfiles and Containerfiles: stages, what they copy and set, and the commands that they run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Copy, Dockerfile, Instruction, Stage, Variable
from envwizard.model.paths import ProjectPath
from envwizard.model.secret import Secret
from envwizard.model.source import Span, TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.dockerfile import DockerInstruction, Heredoc, parse
from envwizard.syntax.pieces import Pieces, SpanOf
from envwizard.syntax.shell import commands, exec_form, inner_commands
from envwizard.syntax.templates import unless_template

_NAME = re.compile(r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?", re.IGNORECASE)
# What is about a Dockerfile, made from one or left over from one.
_OTHER = re.compile(
    r".*\.(?:md|markdown|rst|adoc|txt|html?|json|ya?ml|toml|ini|cfg|py|pyc?|sh|js|ts|go|rb|dockerignore|lock|sum|patch"
    r"|diff|bak|orig|old|rej|swp|png|svg|csv)|.*~",
    re.IGNORECASE,
)
_HEALTHCHECK = re.compile(r"\s*CMD\s+", re.IGNORECASE)
_WINDOWS_SHELLS = ("cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "pwsh.exe")


def probe_dockerfiles(sources: Sources) -> tuple[Dockerfile, ...]:
    """Read every Dockerfile of the project with the ignore file that a build would use."""
    paths = [path for path in sources.named(_NAME) if not _OTHER.fullmatch(path.name)]

    def read(file: TextFile) -> Dockerfile:
        assert isinstance(file.path, ProjectPath)
        ignore_path = _ignore_path(sources, file.path)
        patterns = sources.parse(ignore_path, "dockerfiles", _patterns) if ignore_path else None
        return _dockerfile(file, patterns or (), ignore_path)

    found = sources.each("dockerfiles", paths, unless_template(read))
    return tuple(dockerfile for dockerfile in found if dockerfile)


def _ignore_path(sources: Sources, path: ProjectPath) -> ProjectPath | None:
    own = path.parent.join(f"{path.name}.dockerignore")
    ignores = (own, *(folder.join(".dockerignore") for folder in path.parent.upwards()))
    return next((ignore for ignore in ignores if ignore and sources.has(ignore)), None)


def _patterns(file: TextFile) -> tuple[str, ...]:
    lines = (line.strip() for line in file.content.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _dockerfile(file: TextFile, ignore: tuple[str, ...], ignore_path: ProjectPath | None) -> Dockerfile:
    source = parse(file)
    arguments: list[tuple[str, str]] = []
    stages: list[Stage] = []
    froms: list[DockerInstruction] = []
    bodies: list[list[Instruction]] = []
    posix = source.escape == "\\"
    for instruction in source.instructions:
        if instruction.keyword == "FROM":
            froms.append(instruction)
            bodies.append([])
            posix = source.escape == "\\"
        elif bodies:
            if instruction.keyword == "SHELL" and instruction.strings:
                posix = instruction.strings[0].text.lower() not in _WINDOWS_SHELLS
            bodies[-1].append(_instruction(file, instruction, posix))
        elif instruction.keyword == "ARG":
            arguments += [_pair(word.text) for word in instruction.words()]
    for opening, body in zip(froms, bodies, strict=True):
        stages.append(_stage(file, opening, tuple(body)))
    location = file.location(source.instructions[0].start, source.instructions[-1].end)
    return Dockerfile(location, tuple(stages), tuple(arguments), ignore, ignore_path)


def _stage(file: TextFile, opening: DockerInstruction, body: tuple[Instruction, ...]) -> Stage:
    words = opening.words()
    location = file.location(opening.start, opening.end)
    if not words:
        return Stage("", None, location, location, body)
    name = words[2].text if len(words) > 2 and words[1].text.upper() == "AS" else None
    base = file.location(*opening.arguments.source_range(words[0].start, words[0].end))
    return Stage(words[0].text, name, location, base, body, opening.flag("platform"))


def _instruction(file: TextFile, instruction: DockerInstruction, posix: bool) -> Instruction:
    variables = tuple(_variables(file, instruction)) if instruction.keyword == "ENV" else ()
    text = " ".join(variable.name for variable in variables) if instruction.keyword == "ENV" else instruction.text
    return Instruction(
        instruction.keyword,
        text,
        file.location(instruction.start, instruction.end),
        tuple(_commands(file, instruction)) if posix or instruction.strings is not None else (),
        instruction.strings is not None,
        variables,
        _copy(file, instruction),
    )


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _variables(file: TextFile, instruction: DockerInstruction) -> Iterator[Variable]:
    words = instruction.words()
    if words and "=" not in words[0].text:
        # The old form without an equals sign sets one variable to the rest of the line.
        start, end = words[0].start, len(instruction.arguments.text.rstrip())
        value = instruction.arguments.text[words[0].end : end].strip()
        yield Variable(words[0].text, Secret(value), file.location(*instruction.arguments.source_range(start, end)))
        return
    for word in words:
        name, value = _pair(word.text)
        yield Variable(name, Secret(value), file.location(*instruction.arguments.source_range(word.start, word.end)))


def _copy(file: TextFile, instruction: DockerInstruction) -> Copy | None:
    if instruction.keyword not in ("COPY", "ADD"):
        return None
    inline = {heredoc.word.start for heredoc in instruction.heredocs}
    words = [word for word in instruction.words() if word.start not in inline]
    if len(words) < 2 - bool(inline):
        return None
    return Copy(
        tuple(word.text for word in words[:-1]),
        words[-1].text,
        instruction.flag("from"),
        file.location(instruction.start, instruction.end),
        tuple(file.location(*instruction.arguments.source_range(word.start, word.end)) for word in words),
        tuple(heredoc.name for heredoc in instruction.heredocs),
        instruction.keyword == "ADD",
        instruction.flag("parents") not in (None, "false"),
        tuple(flag.value for flag in instruction.flags if flag.name == "exclude"),
    )


def _commands(file: TextFile, instruction: DockerInstruction) -> Iterator[CommandLine]:
    offset = instruction.offset
    if instruction.keyword == "HEALTHCHECK":
        match = _HEALTHCHECK.match(instruction.arguments.text, offset)
        if not match:
            return
        offset = match.end()
    elif instruction.keyword not in ("RUN", "CMD", "ENTRYPOINT"):
        return
    if instruction.strings is not None:
        yield from _exec(file, instruction)
        return
    code = instruction.arguments.behind(offset)
    if not instruction.heredocs:
        yield from commands(code.text, code.span(file.span), file.path)
        return
    bodies = file.content[instruction.heredocs[0].start : instruction.end]
    if all(word.start in {heredoc.word.start for heredoc in instruction.heredocs} for word in instruction.words()):
        for heredoc in instruction.heredocs:
            body = _script(file, heredoc)
            yield from commands(body.text, body.span(file.span), file.path)
    else:
        code = code.followed_by(("\n", instruction.heredocs[0].start - 1), (bodies, instruction.heredocs[0].start))
        yield from commands(code.text, code.span(file.span), file.path)


def _script(file: TextFile, heredoc: Heredoc) -> Pieces:
    """The shell code of ``RUN <<EOF``; none where its first line names another interpreter."""
    lines = re.finditer(r"[^\n]*\n|[^\n]+", file.content[heredoc.start : heredoc.end])
    pieces = []
    for match in lines:
        line = match.group().lstrip("\t") if heredoc.strip_tabs else match.group()
        pieces.append((line, heredoc.start + match.end() - len(line)))
    if pieces and pieces[0][0].startswith("#!") and not re.search(r"\b(?:ba|da|z|k|a)?sh\b", pieces[0][0]):
        return Pieces(())
    return Pieces(pieces)


def _exec(file: TextFile, instruction: DockerInstruction) -> Iterator[CommandLine]:
    words = instruction.strings or ()
    span: SpanOf = instruction.arguments.span(file.span)

    def spans(index: int) -> SpanOf:
        def inside(start: int, end: int) -> Span:
            return span(*words[index].pieces.source_range(start, end))

        return inside

    if words:
        command = exec_form([(word.text, span(word.start, word.end)) for word in words], file.path)
        yield command
        yield from inner_commands(command, spans)
