"""pm2's applications: ``ecosystem.config.js`` and its like, read without running them.

The keys are those of pm2.keymetrics.io/docs/usage/application-declaration (pm2 6.0). Applications that Node runs are
left out. Of ``env`` and ``env_production`` the latter wins, as with ``pm2 start --env production``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from envwizard.model.facts.commands import CommandLine, Surface
from envwizard.model.facts.containers import Variable
from envwizard.model.facts.services import Service
from envwizard.model.message import Message, msg
from envwizard.model.report import FailureKind
from envwizard.model.secret import Secret
from envwizard.model.source import Span, TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.js_literal import JsList, JsObject, JsOther, JsScalar, JsValue, exported, location
from envwizard.syntax.shell import exec_commands, exec_form, inner_commands

_NAME = re.compile(r"(?:.+[._-])?(?:ecosystem|pm2|process(?:es)?)(?:[._-][\w.-]*)?\.(?:[cm]?js|json)", re.IGNORECASE)
# Other files are called process.js too.
_APPS = re.compile(rb"\bscript[\"']?\s*:")
_NODE = re.compile(r".+\.(?:[cm]?[jt]sx?|json)", re.IGNORECASE)
_NODE_PROGRAMS = frozenset(("node", "npm", "npx", "yarn", "pnpm", "bun", "ts-node", "next", "serve", "nuxt"))
# What pm2 runs a file with where it is not told (lib/API/interpreter.json).
_INTERPRETERS = {".py": "python3", ".sh": "bash"}
_HERE = re.compile(r"""__dirname|path\.(?:join|resolve)\(\s*__dirname\s*,\s*["']([^"'\\]+)["']\s*\)""")
_Words = list[tuple[str, Span]]


def probe_pm2(sources: Sources) -> tuple[Service, ...]:
    """Read the applications of all such files; what can be known only by running the file is reported."""
    found: list[Service] = []
    for file, services, unknown in parse_holding(sources, "pm2", _NAME, _APPS.search, _applications):
        found += services
        for message in unknown:
            sources.fail(FailureKind.UNPARSED, file.path, "pm2", message)
    return tuple(found)


def _applications(file: TextFile) -> tuple[TextFile, list[Service], list[Message]] | None:
    root = exported(file)
    apps = root.get("apps") if isinstance(root, JsObject) else root
    if apps is None:
        # ``{ script: .. }`` alone is an application too; without one the file is another tool's.
        apps = root
    items: Iterable[JsValue] = apps.items if isinstance(apps, JsList) else (apps,)
    services: list[Service] = []
    unknown: list[Message] = []
    for item in items:
        if not isinstance(item, JsObject):
            unknown.append(msg("has an application that only running the file would tell"))
        elif item.get("script") is not None:
            service = _Application(file, item).service(unknown)
            services += [service] if service is not None else []
    return file, services, unknown


class _Application:
    """One object of ``apps``."""

    def __init__(self, file: TextFile, node: JsObject) -> None:
        self.file = file
        self.node = node
        self.name = self.text("name") or ""

    def service(self, unknown: list[Message]) -> Service | None:
        """Build the service; ``None`` for one of Node's, and where the command is not known (which is noted)."""
        for key in ("script", "interpreter", "args"):
            if isinstance(self.node.get(key), JsOther) and self.path(key) is None:
                unknown.append(
                    msg("computes {key} of the application {name}: what it starts is not known", key=key,
                        name=self.name or "?")
                )  # fmt: skip
                return None
        commands = self.commands()
        if not commands:
            return None
        name = self.node.get("name")
        count = self.text("instances") or ""
        return Service(
            surface=Surface.PM2,
            name=self.name,
            location=location(self.file, name if isinstance(name, JsScalar) else self.node),
            commands=commands,
            main=len(commands) - 1,
            working_directory=self.text("cwd") or self.path("cwd"),
            user=self.text("user") or self.text("uid"),
            environment=tuple(self.environment()),
            replicas=int(count) if count.isascii() and count.isdigit() and len(count) < 6 else None,
        )

    def text(self, key: str) -> str | None:
        """The text of a scalar."""
        value = self.node.get(key)
        return value.text if isinstance(value, JsScalar) and value.text not in ("null", "undefined") else None

    def path(self, key: str) -> str | None:
        """A path that is made of ``__dirname``, relative to the file's folder."""
        value = self.node.get(key)
        match = _HERE.fullmatch(value.text) if isinstance(value, JsOther) else None
        return (match.group(1) or ".") if match else None

    def commands(self) -> tuple[CommandLine, ...]:
        """What pm2 runs: the interpreter with its arguments, the script, and its arguments."""
        script = self.words("script")
        if not script:
            return ()
        program = script[0][0]
        interpreter = self.words("interpreter") or self.words("exec_interpreter")
        if interpreter and interpreter[0][0].lower() in ("none", ""):
            interpreter = []
        elif not interpreter and len(script) == 1:
            ending = re.search(r"\.\w+$", program)
            known = _INTERPRETERS.get(ending.group()) if ending else None
            interpreter = [(known, script[0][1])] if known else []
        started = (interpreter or script)[0][0].rpartition("/")[2]
        if started in _NODE_PROGRAMS or (not interpreter and _NODE.fullmatch(program)):
            return ()
        words = [*interpreter, *self.words("interpreter_args"), *script, *self.words("args")]
        command = exec_form([word for word in words if word[0]], self.file.path)
        inner = inner_commands(command, lambda index: lambda start, end: command.words[index].span)
        return (command, *inner)

    def words(self, key: str) -> _Words:
        """The words of a value: an array's, or those of a text, split as a shell does."""
        value = self.node.get(key)
        here = self.path(key)
        if here is not None and value is not None:
            return [(here, self.file.span(value.start, value.end))]
        if isinstance(value, JsList):
            return [(one.text, self.file.span(one.start, one.end)) for one in value.items if isinstance(one, JsScalar)]
        if not isinstance(value, JsScalar) or not value.text.strip():
            return []
        exact = value.end - value.start == len(value.text)
        whole = self.file.span(value.start, value.end)

        def span(start: int, end: int) -> Span:
            return self.file.span(value.start + start, value.start + end) if exact else whole

        return [(word.text, word.span) for word in exec_commands(value.text, span, self.file.path)[0].words]

    def environment(self) -> Iterator[Variable]:
        """The variables of ``env`` with those of ``env_production`` over them."""
        found: dict[str, Variable] = {}
        for key in ("env", "env_production"):
            given = self.node.get(key)
            for name, value in given.entries if isinstance(given, JsObject) else ():
                secret = Secret(value.text) if isinstance(value, JsScalar) else None
                place = replace(location(self.file, name), span=self.file.span(name.start, value.end))
                found[name.text] = Variable(name.text, secret, place)
        yield from found.values()
