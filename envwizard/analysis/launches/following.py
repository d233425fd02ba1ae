"""Following a command to the server that it ends in: through shells, scripts, make, supervisor and Python files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from envwizard.analysis.environments.branches import branch_role, is_guarded
from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.analysis.launches.handed_code import handed_code
from envwizard.analysis.launches.recognise import recognise, script_of
from envwizard.analysis.launches.serving import python_launch, server_launch
from envwizard.analysis.launches.start import Start
from envwizard.analysis.launches.variables import Given, composed, given
from envwizard.analysis.launches.world import World
from envwizard.model.command_words import Program, without_prefixes
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts.commands import Assignment, CommandLine, MakeTarget, ShellScript, Surface
from envwizard.model.facts.launches import Launch
from envwizard.model.message import msg

_DEEPEST = 8
# Programs that start those of their configuration and keep them running.
_KEEPERS = {"supervisord": Surface.SUPERVISOR, "pm2": Surface.PM2, "pm2-runtime": Surface.PM2}
_SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh", "ash"))
_MAKERS = frozenset(("make", "gmake", "just", "task"))
# Targets that developers type; what an image or a unit runs of them is found by following it.
_DEVELOPERS_TARGETS = frozenset(("run", "serve", "server", "start", "runserver", "watch", "up", "debug", "shell"))
# What stands at the end of a script without being what it is for.
_NO_PROGRAMS = frozenset(("wait", "true", ":", "sleep", "exit", "tail", "echo", "set", "false"))
_ALL_ARGUMENTS = frozenset(("$@", "${@}", "$*", "${*}"))


def follow_all(world: World, commands: Sequence[CommandLine], start: Start, depth: int = _DEEPEST) -> list[Launch]:
    """Follow the commands of a script or a shell form in order; ``cd`` and ``export`` hold for those behind them."""
    found: list[Launch] = []
    last = len(commands) - 1
    for index, command in enumerate(commands):
        if not command.words or command.words[0].text in ("export", "cd", "pushd"):
            start = _moved(command, start)
            continue
        behind = commands[index + 1].conditions if index + 1 < len(commands) else ()
        given = any(condition.keyword == "string" for condition in behind)
        step = start if index == last else replace(start, direct=False)
        found += follow(world, command, step, depth, code_follows=given)
    return found


def follow(
    world: World, command: CommandLine, start: Start, depth: int = _DEEPEST, code_follows: bool = False
) -> list[Launch]:
    """Follow one command. ``code_follows`` tells that the shell code in its words stands behind it anyway."""
    program = without_prefixes(command)
    if program is None or depth == 0:
        return []
    start = _within(command, program, start)
    if program.word.text in _ALL_ARGUMENTS:
        return follow_all(world, start.arguments, replace(start, arguments=()), depth - 1)
    code = handed_code(command, world.handed.get(command.location.path, ()))
    if code is not None:
        return [] if code_follows else follow_all(world, code, start, depth - 1)
    if program.name in _SHELLS:
        script = next((word.text for word in program.arguments if not word.text.startswith("-")), None)
        return _script(world, script, command, start, depth) if script else []
    if program.name in ("source", "."):
        return _script(world, program.argv[0], command, start, depth) if program.argv else []
    server = recognise(program)
    if server is not None:
        return [server_launch(world, command, program, server, start)]
    if program.name in _MAKERS:
        return _targets(world, program, command, start, depth)
    if program.name in _KEEPERS:
        return _supervised(world, program, command, start, depth)
    scripted = _script(world, program.word.text, command, start, depth)
    if not scripted and "--" in program.argv:
        # ``wait-for-it.sh db:5432 -- gunicorn ..``, ``dockerize -wait .. -- gunicorn ..``: what waits starts the rest.
        behind = program.arguments[program.argv.index("--") + 1 :]
        scripted = follow(world, replace(command, words=behind), start, depth - 1)
    if scripted:
        return scripted
    return _program(world, program, command, start)


def follow_combined(
    world: World, entry: CommandLine | None, rest: tuple[CommandLine, ...], start: Start
) -> list[Launch]:
    """Follow an ENTRYPOINT with the CMD behind it, as a container joins them."""
    if entry is None:
        return follow_all(world, rest, start)
    program = without_prefixes(entry)
    joined = _joined(entry, rest[0]) if len(rest) == 1 and rest[0].exec_form else entry
    if program is None or recognise(program) is not None:
        return follow(world, joined, start)
    found = follow(world, entry, replace(start, arguments=rest, direct=False))
    if not found and joined is not entry:
        found = follow(world, joined, replace(start, direct=False))
    return found or follow_all(world, rest, start) or follow(world, entry, start)


def _joined(entry: CommandLine, rest: CommandLine) -> CommandLine:
    """One command of both; each word keeps the file that it stands in."""
    here, there = entry.location.path, rest.location.path
    words = rest.words if here == there else tuple(replace(word, path=there) for word in rest.words)
    return replace(entry, words=entry.words + words)


def follow_targets(world: World, targets: Sequence[MakeTarget], start: Start) -> Iterator[Launch]:
    """Follow targets that no other launch reached; their names tell whom they serve."""
    for target in targets:
        if (target.location.path, target.name) in world.reached:
            continue
        named = role_of_name(target.name)
        serves = start.environments
        if named is not None:
            serves = (named.name,)
        elif target.name in _DEVELOPERS_TARGETS:
            serves = ("development",)
        yield from follow_all(
            world, target.commands, replace(start, name=target.name, location=target.location, environments=serves)
        )


def _within(command: CommandLine, program: Program, start: Start) -> Start:
    """What the branch around a command and the variables before it change."""
    if is_guarded(command.conditions):
        role = branch_role(command.conditions)
        serves = start.environments if role is None else (role.value,)
        start = replace(start, guarded=role is not Role.PRODUCTION, environments=serves)
    extra = {one.name: _given(one, command, start.known) for one in command.assignments}
    for name, word in program.variables:
        value = word.text.partition("=")[2]
        place = replace(command.location, span=word.span)
        extra[name] = Given(name, value, place) if word.literal else composed(name, value, place, start.known)
    return replace(start, known={**start.known, **extra}) if extra else start


def _moved(command: CommandLine, start: Start) -> Start:
    extra = {one.name: _given(one, command, start.known) for one in command.assignments}
    if command.words and command.words[0].text in ("cd", "pushd") and len(command.words) > 1:
        folder, workdir = start.entered(command.words[1].text)
        start = replace(start, folder=folder, workdir=workdir)
    return replace(start, known={**start.known, **extra}) if extra else start


def _given(one: Assignment, command: CommandLine, known: Mapping[str, Given]) -> Given:
    place = replace(command.location, span=one.value.span)
    if one.value.literal:
        return Given(one.name, one.value.text, place)
    return composed(one.name, one.value.text, place, known)


def _script(world: World, text: str, command: CommandLine, start: Start, depth: int) -> list[Launch]:
    if text.endswith(".py"):
        return []
    path = start.find(text)
    script: ShellScript | None = world.script(path, text)
    if script is None:
        return []
    world.reached.add((script.location.path, ""))
    says = Evidence(command.location, msg("runs {script}", script=script.location.path))
    inside = replace(start, via=(*start.via, says), direct=False)
    return follow_all(world, script.commands, inside, depth - 1)


def _targets(world: World, program: Program, command: CommandLine, start: Start, depth: int) -> list[Launch]:
    folder = start.folder
    named = program.option("-C", "--directory")
    if named is not None:
        folder = start.find(named.text) or folder
    makefile = world.makefile(folder)
    if makefile is None:
        return []
    wanted = [text for text in program.argv if not text.startswith("-") and "=" not in text]
    targets = [target for target in makefile.targets if target.name in wanted] or (
        list(makefile.targets[:1]) if not wanted else []
    )
    found: list[Launch] = []
    for target in targets:
        world.reached.add((target.location.path, target.name))
        says = Evidence(command.location, msg("runs the target {target}", target=target.name))
        inside = replace(start, via=(*start.via, says), direct=False, folder=folder)
        found += follow_all(world, target.commands, inside, depth - 1)
    return found


def _supervised(world: World, program: Program, command: CommandLine, start: Start, depth: int) -> list[Launch]:
    """What supervisor or pm2 starts in its turn: the programs of the configuration that is named."""
    surface = _KEEPERS[program.name]
    named = program.option("-c", "--configuration")
    text = named.text if named is not None else ""
    if surface is Surface.PM2:
        text = next((word for word in program.argv if word.endswith((".js", ".cjs", ".mjs", ".json"))), None) or ""
        if not text:
            return []
    found: list[Launch] = []
    for service in world.kept_programs(surface, text):
        if service.command is None:
            continue
        world.reached.add((service.location.path, service.name))
        says = Evidence(
            command.location,
            msg("starts {keeper}, which starts {program}", keeper=surface.value, program=service.name),
        )
        known = {**start.known, **given(service.environment)}
        inside = replace(start, via=(*start.via, says), name=service.name, known=known)
        if service.working_directory:
            folder, workdir = start.entered(service.working_directory)
            inside = replace(inside, folder=folder, workdir=workdir)
        found += follow(world, service.command, inside, depth - 1)
    return found


def _program(world: World, program: Program, command: CommandLine, start: Start) -> list[Launch]:
    """A Python file that starts a server by itself, or whatever else a surface starts."""
    for text in script_of(program):
        module = world.module(start.find(text), text if start.image is None else "")
        if module is not None and module.server_starts:
            world.reached.add((module.path, ""))
            return [python_launch(module, one, command, program, start) for one in module.server_starts[:1]]
    if start.direct and program.name not in _NO_PROGRAMS:
        return [server_launch(world, command, program, None, start)]
    return []
