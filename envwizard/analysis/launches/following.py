"""Following a command to the server that it ends in: through shells, scripts, make, supervisor and Python files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile

from envwizard.analysis.environments.branches import branch_role, is_guarded
from envwizard.analysis.environments.decided import role_in
from envwizard.analysis.environments.name_tokens import role_of_name, role_of_path
from envwizard.analysis.launches.handed_code import handed_code
from envwizard.analysis.launches.recognise import recognise, script_of
from envwizard.analysis.launches.serving import python_launch, server_launch
from envwizard.analysis.launches.start import Start
from envwizard.analysis.launches.taken_branches import taken
from envwizard.analysis.launches.variables import Given, composed, given, given_by
from envwizard.analysis.launches.world import World
from envwizard.model.command_words import Program, without_prefixes
from envwizard.model.environment import Evidence, Role
from envwizard.model.facts.commands import Assignment, CommandLine, Makefile, MakeTarget, ShellScript, Surface, Word
from envwizard.model.facts.launches import Launch
from envwizard.model.facts.services import Service
from envwizard.model.message import msg
from envwizard.model.paths import ProjectPath

_DEEPEST = 8
# Programs that start those of their configuration and keep them running.
_KEEPERS = {"supervisord": Surface.SUPERVISOR, "pm2": Surface.PM2, "pm2-runtime": Surface.PM2}
_SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh", "ash"))
_MAKERS = frozenset(("make", "gmake", "just", "task"))
# Targets that developers type; what an image or a unit runs of them is found by following it.
_DEVELOPERS_TARGETS = frozenset(("run", "serve", "server", "start", "runserver", "watch", "up", "debug", "shell"))
# What stands at the end of a script without being what it is for.
_NO_PROGRAMS = frozenset(("wait", "true", ":", "sleep", "exit", "tail", "echo", "set", "false"))
# What keeps a program running once the shell that starts it is gone: no step of a script, but what it is for.
_KEPT_RUNNING = frozenset(("nohup", "setsid", "screen"))
_ALL_ARGUMENTS = frozenset(("$@", "${@}", "$*", "${*}"))


def follow_all(world: World, commands: Sequence[CommandLine], start: Start, depth: int = _DEEPEST) -> list[Launch]:
    """Follow the commands of a script or a shell form in order; ``cd`` and ``export`` hold for those behind them."""
    found: list[Launch] = []
    last = len(commands) - 1
    for index, command in enumerate(commands):
        certain = _is_certain(command, start, commands)
        if certain is False:
            continue
        if not command.words or command.words[0].text in ("export", "cd", "pushd"):
            start = _moved(command, start)
            continue
        if command.words[0].text in ("source", ".") and len(command.words) > 1:
            start = _sourced(world, command.words[1].text, start)
        behind = commands[index + 1].conditions if index + 1 < len(commands) else ()
        given = any(condition.keyword == "string" for condition in behind)
        step = start if index == last else replace(start, direct=False)
        launches = follow(world, command, step, depth, given, certain is True)
        found += launches
        if launches and certain and command.words[0].text == "exec" and command.function is None:
            break
    return found


def follow(
    world: World,
    command: CommandLine,
    start: Start,
    depth: int = _DEEPEST,
    code_follows: bool = False,
    certain: bool = False,
) -> list[Launch]:
    """Follow one command.

    ``code_follows`` tells that the shell code in its words stands behind it anyway, ``certain`` that the branches
    around it are known to be taken.
    """
    program = without_prefixes(command)
    if program is None or depth == 0:
        return []
    start = _within(command, program, start, certain)
    if program.word.text in _ALL_ARGUMENTS:
        return follow_all(world, start.arguments, replace(start, arguments=()), depth - 1)
    code = handed_code(command, world.handed.get(command.location.path, ()))
    if code is not None:
        return [] if code_follows else follow_all(world, code, start, depth - 1)
    if program.name in _SHELLS:
        words = tuple(dropwhile(lambda word: word.text.startswith("-"), program.arguments))
        return _script(world, words, command, start, depth)
    if program.name in ("source", "."):
        return _script(world, program.arguments, command, start, depth)
    server = recognise(program)
    if server is not None:
        return [server_launch(world, command, program, server, start)]
    if program.name in _MAKERS:
        return _targets(world, program, command, start, depth)
    if program.name in _KEEPERS:
        return _supervised(world, program, command, start, depth)
    scripted = _script(world, (program.word, *program.arguments), command, start, depth)
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


def _is_certain(command: CommandLine, start: Start, others: Sequence[CommandLine]) -> bool | None:
    """Tell whether a command of a script runs in this launch; ``None`` where a test around it cannot be decided."""
    if not is_guarded(command.conditions):
        return True
    known = start.known
    if start.surface is Surface.DOCKERFILE and branch_role(command.conditions) is not None:
        # The environment that an image's ENV names is a default: whoever deploys it sets another.
        set_by_image = start.location.path
        known = {name: one for name, one in known.items() if name.isdigit() or one.location.path != set_by_image}
    return taken(command.conditions, known, others)


def _within(command: CommandLine, program: Program, start: Start, certain: bool) -> Start:
    """What the branch around a command and the variables before it change."""
    if not certain and is_guarded(command.conditions):
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


def _sourced(world: World, text: str, start: Start) -> Start:
    """What a script or an env file gives to the shell that reads it: ``. ./env.sh``."""
    path = start.find(text)
    file = world.env_files.get(path) if path is not None else None
    if file is not None:
        return replace(start, known={**start.known, **given_by(file)})
    script = world.script(path, text)
    for command in script.commands if script is not None else ():
        plain = not command.words or command.words[0].text in ("export", "cd")
        if plain and _is_certain(command, start, script.commands if script is not None else ()) is not False:
            start = _moved(command, start)
    return start


def _script(world: World, words: tuple[Word, ...], command: CommandLine, start: Start, depth: int) -> list[Launch]:
    """Follow a script; the words behind its name are its arguments."""
    text = words[0].text if words else ""
    if not text or text.endswith(".py"):
        return []
    path = start.find(text)
    script: ShellScript | None = world.script(path, text)
    if script is None:
        return []
    world.reached.add((script.location.path, ""))
    says = Evidence(command.location, msg("runs {script}", script=script.location.path))
    arguments = (replace(command, words=words[1:]),) if words[1:] else start.arguments
    known = {**start.known, **_positional(arguments, script, command)}
    inside = replace(start, via=(*start.via, says), direct=False, arguments=arguments, known=known)
    return follow_all(world, script.commands, inside, depth - 1)


def _positional(arguments: tuple[CommandLine, ...], script: ShellScript, command: CommandLine) -> dict[str, Given]:
    """``$1`` and those behind it; not known where the script moves them, or where a shell makes them."""
    if any(one.argv[:1] in (("shift",), ("set",)) and one.argv[1:2] in ((), ("--",)) for one in script.commands):
        return {}
    words = arguments[0].words if len(arguments) == 1 else ()
    if any(word.text in _ALL_ARGUMENTS for word in words):
        return {}
    return {
        str(number): Given(str(number), word.text if word.literal else None, replace(command.location, span=word.span))
        for number, word in enumerate(words, 1)
    }


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
    for target in _with_prerequisites(makefile, targets):
        world.reached.add((target.location.path, target.name))
        says = Evidence(command.location, msg("runs the target {target}", target=target.name))
        inside = replace(start, via=(*start.via, says), direct=False, folder=folder)
        found += follow_all(world, target.commands, inside, depth - 1)
    return found


def _with_prerequisites(makefile: Makefile, targets: Sequence[MakeTarget]) -> list[MakeTarget]:
    """The targets in the order in which make runs them: what one depends on comes before it."""
    named = {target.name: target for target in makefile.targets}
    found: dict[str, MakeTarget] = {}
    todo = list(reversed(targets))
    waiting: set[str] = set()
    while todo:
        target = todo[-1]
        before = [] if target.name in waiting else [named[one] for one in target.prerequisites if one in named]
        waiting.add(target.name)
        if before:
            todo += [one for one in reversed(before) if one.name not in waiting]
        else:
            found.setdefault(target.name, todo.pop())
    return list(found.values())


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
        if service.command is None or _is_for_another(world, service, start):
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


def _is_for_another(world: World, service: Service, start: Start) -> bool:
    """Tell whether a program lies in a file of another environment: ``conf.d/development/web.conf``."""
    named = role_of_path(service.location.path) if isinstance(service.location.path, ProjectPath) else None
    if named is None or not start.environments or named.name in start.environments:
        return False
    return all(role_in(world.facts, name) is not named.role for name in start.environments)


def _program(world: World, program: Program, command: CommandLine, start: Start) -> list[Launch]:
    """A Python file that starts a server by itself, or whatever else a surface starts."""
    for text in script_of(program):
        module = world.module(start.find(text), text if start.image is None else "")
        if module is not None and module.server_starts:
            world.reached.add((module.path, ""))
            return [python_launch(module, one, command, program, start) for one in module.server_starts[:1]]
    kept = program.is_python and not _KEPT_RUNNING.isdisjoint(program.launchers)
    if (start.direct or kept) and program.name not in _NO_PROGRAMS:
        return [server_launch(world, command, program, None, start)]
    return []
