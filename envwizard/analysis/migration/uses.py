"""Why a distribution is one that the project asks for itself: it imports it, or a command starts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from envwizard.analysis.dependencies.installs import places
from envwizard.analysis.migration.import_names import ImportNames
from envwizard.model.command_words import without_prefixes
from envwizard.model.environment import Evidence
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.message import Message, msg
from envwizard.model.source import Location

# Programs that are called otherwise than the distribution that brings them.
_PROGRAMS = {
    "django-admin": "django", "newrelic-admin": "newrelic", "ddtrace-run": "ddtrace", "py.test": "pytest",
    "opentelemetry-instrument": "opentelemetry-distro", "sphinx-build": "sphinx", "jupyter": "notebook",
    "watchmedo": "watchdog", "pip-compile": "pip-tools", "pip-sync": "pip-tools", "pg_activity": "pg-activity",
    "honcho": "honcho", "docutils": "docutils", "supervisord": "supervisor", "supervisorctl": "supervisor",
}  # fmt: skip
# What a server's worker class needs.
_WORKERS = {
    "uvicorn": "uvicorn", "uvicorn_worker": "uvicorn-worker", "gevent": "gevent", "eventlet": "eventlet",
    "tornado": "tornado", "meinheld": "meinheld", "geventwebsocket": "gevent-websocket", "aiohttp": "aiohttp",
}  # fmt: skip
_WORKER_FLAGS = ("-k", "--worker-class", "-P", "--pool")


@dataclass(frozen=True, slots=True)
class Use:
    """Where a distribution is used, in words. ``aside`` tells that only tests or documents use it."""

    reason: Message
    location: Location
    aside: bool = False

    @property
    def evidence(self) -> Evidence:
        """The place, for the table."""
        return Evidence(self.location, self.reason)


def uses(facts: Facts, extra: MigrationFacts, names: Iterable[str]) -> dict[str, Use]:
    """Find for each distribution the first place that uses it; what runs goes before tests."""
    wanted = frozenset(names)
    modules = ImportNames(wanted, extra.import_names)
    found: dict[str, Use] = {}
    for one in sorted(extra.imports, key=lambda one: one.aside):
        for name in modules.distributions(one.name):
            says = msg("you import it in {place}", place=one.location)
            found.setdefault(name, Use(says, one.location, one.aside))
    for command in _commands(facts):
        for name in _started(command):
            if name in wanted and (name not in found or found[name].aside):
                found[name] = Use(msg("{place} starts it", place=command.location), command.location)
    return found


def suggestions(extra: MigrationFacts, names: Iterable[str]) -> dict[str, Use]:
    """Find distributions that only a string in the settings names: an application, an engine, a URL's driver."""
    modules = ImportNames(names, extra.import_names)
    found: dict[str, Use] = {}
    for one in extra.strings:
        _, plus, driver = one.text.partition("+")
        dotted = "." in one.text
        for name in modules.distributions(driver if plus else one.text):
            if plus:
                says = msg("driver named in a settings string at {place}: your call", place=one.location)
            elif dotted or len(one.text) > 3:
                says = msg("named in a settings string at {place}: your call", place=one.location)
            else:
                continue
            found.setdefault(name, Use(says, one.location))
    return found


def _commands(facts: Facts) -> Iterator[CommandLine]:
    for launch in facts.launches:
        yield launch.command
    for place in places(facts):
        yield place.command


def _started(command: CommandLine) -> Iterator[str]:
    from packaging.utils import canonicalize_name

    program = without_prefixes(command)
    if program is None:
        return
    for launcher in program.launchers:
        yield _PROGRAMS.get(launcher, canonicalize_name(launcher))
    name = (program.module or program.name).partition(".")[0]
    yield _PROGRAMS.get(name, canonicalize_name(name))
    argv = program.argv
    for index, word in enumerate(argv):
        flag, equals, value = word.partition("=")
        if flag in _WORKER_FLAGS:
            text = value if equals else "".join(argv[index + 1 : index + 2])
            worker = text.partition(".")[0].partition(":")[0]
            if worker in _WORKERS:
                yield _WORKERS[worker]
