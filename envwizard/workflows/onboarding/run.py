"""The onboarding as an object: tasks that run one by one, each judged by what is on disk afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from envwizard.analysis.onboarding.checklist import build_checklist
from envwizard.analysis.onboarding.env_form import generator_of
from envwizard.analysis.onboarding.env_problems import problem_of
from envwizard.analysis.onboarding.manager import own_manager
from envwizard.analysis.onboarding.missing_imports import missing_imports, with_missing_imports
from envwizard.analysis.onboarding.virtualenv import ASKS as RECREATE
from envwizard.analysis.onboarding.virtualenv import existing
from envwizard.analysis.roots import root_around
from envwizard.engine.migration_probing import migration_facts
from envwizard.model.change import Applicability, Command, Fix
from envwizard.model.env_form import ANSWERS as ENV
from envwizard.model.env_form import GENERATE, EnvForm, EnvProblem
from envwizard.model.errors import Cancelled, UsageError
from envwizard.model.expected_service import ProbedService
from envwizard.model.facts.migration import ImportedName
from envwizard.model.message import Message, msg
from envwizard.model.onboarding import Checklist, Task
from envwizard.model.paths import AnyPath, ProjectPath
from envwizard.model.plan import Plan
from envwizard.model.workflow import StepProgress, StepState
from envwizard.syntax.requirement_options import masked
from envwizard.workflows.onboarding.failures import explain, found_nothing
from envwizard.workflows.onboarding.generators import made_up
from envwizard.workflows.onboarding.progress import Reader
from envwizard.workspace.index_probe import probe_indexes
from envwizard.workspace.machine import machine_of
from envwizard.workspace.service_probe import answers
from envwizard.workspace.tool_environment import tool_environ

if TYPE_CHECKING:
    from envwizard.engine.session import Session

# What the others build on: nothing behind one of these runs while it is open.
_BASES = ("interpreter", "virtualenv", "dependencies", "project")
_KEPT = 2_000

OnProgress = Callable[[StepProgress], None]
OnLine = Callable[[str], None]
IsCancelled = Callable[[], bool]


def _nothing(_: object) -> None:
    pass


class Onboarding:
    """The setting up of a project in progress.

    ``checklist`` says how everything stands; ``run`` does one task and looks again. Nothing is remembered of an earlier
    run: what is done is told by the disk. A first run that went well is known to this object alone.
    """

    def __init__(self, session: Session, environ: Mapping[str, str] | None = None) -> None:
        """Take a session; what an envwizard that was killed left half-made is removed, and ``removed`` names it."""
        self.session = session
        self.output: tuple[str, ...] = ()
        self._folders = session.made_folders()
        self.removed = self._folders.remove_unfinished()
        self._given = environ
        # A request to make the environment anew is good for once.
        self._remade = False
        # What was made up for keys of the env file: the same at every look.
        self._made_up: dict[str, str] = {}
        self._imports: tuple[frozenset[tuple[str, str]], tuple[ImportedName, ...]] | None = None
        self._ended: dict[str, tuple[StepState, Message]] = {}
        self.checklist = self.look()

    def look(self) -> Checklist:
        """Probe the project and the machine anew."""
        self.session.scan()
        facts = self.session.facts
        machine = machine_of(self.session.project.root, facts.interpreters, self._given)
        answers = {one.question: one.value.reveal() for one in reversed(facts.decisions.answers)}
        if self._remade:
            answers = {key: value for key, value in answers.items() if not key.startswith(f"{RECREATE}:")}
        checklist = build_checklist(facts, machine, self._with_made_up(answers), self.session.file)
        checklist = self._with_imports(checklist)
        self.checklist = replace(checklist, tasks=tuple(self._judged(task) for task in checklist.tasks))
        return self.checklist

    def _with_imports(self, checklist: Checklist) -> Checklist:
        """Look, where all is installed, for imports that nothing installed brings; once for what is installed."""
        facts = self.session.facts
        if any(checklist.task(key).is_open for key in _BASES):
            return checklist
        env = existing(facts, checklist.root, own_manager(facts, checklist.root))
        if env is None:
            return checklist
        installed = frozenset((one.key, one.version) for one in env.distributions)
        if self._imports is None or self._imports[0] != installed:
            extra = migration_facts(self.session.project, facts, env, ())
            self._imports = installed, missing_imports(extra.imports, extra.import_names)
        missing = tuple(
            one
            for one in self._imports[1]
            if root_around(facts, one.location.path) == root_around(facts, checklist.root)
        )
        tasks = (
            with_missing_imports(facts, task, missing) if task.key == "checks" else task for task in checklist.tasks
        )
        return replace(checklist, tasks=tuple(tasks))

    def _judged(self, task: Task) -> Task:
        """A task that failed stays so until it is run again; a first run leaves nothing that the disk would tell."""
        ended = self._ended.get(task.key)
        if ended is None:
            return task
        return replace(task, state=ended[0], seen=ended[1])

    @property
    def form(self) -> EnvForm | None:
        """The form of the env file, as the last look found it; ``None`` where the project has none."""
        return self.checklist.env_form

    def problem(self, key: str, text: str) -> EnvProblem | None:
        """Tell what the project's readers would do to a value for a key of the form; ``None`` where all is well."""
        return problem_of(self.form, key, text) if self.form is not None else None

    def make_up(self, key: str) -> str:
        """Make up a value for a field with a generator. Raises ``KeyError`` for any other."""
        field = self.form.field(key) if self.form is not None else None
        return made_up(field.generator if field is not None else "")

    def fill(self, values: Mapping[str, str]) -> Checklist:
        """Take what the user typed into fields (an empty text: it is to stay empty) and look again.

        Only ``run("env-file")`` writes it.
        """
        for key, text in values.items():
            self._made_up.pop(key, None)
            self.session.answer(f"{ENV}:{key}", text)
        return self.look()

    def decide(self, question: str, value: str) -> Checklist:
        """Take the answer to one of the checklist's questions and look again."""
        self.session.answer(question, value)
        return self.look()

    def probe_services(self) -> tuple[ProbedService, ...]:
        """Knock at the ports of the expected services on this machine, each once; nothing is started."""
        ports = {service.port for service in self.checklist.services if service.port}
        answering = {port: answers(port) for port in ports}
        return tuple(ProbedService(one, answering.get(one.port)) for one in self.checklist.services)

    def _with_made_up(self, answers: dict[str, str]) -> dict[str, str]:
        """Put a made-up value in place of each answer that asks for one."""
        for question, text in answers.items():
            kind, _, key = question.partition(":")
            if kind == ENV and text == GENERATE:
                generator = generator_of(key)
                if not generator:
                    raise UsageError(
                        msg("{question}: nobody can make {key} up here; whoever gives it out has it.",
                            question=question, key=key)
                    )  # fmt: skip
                if key not in self._made_up:
                    self._made_up[key] = made_up(generator)
                answers = {**answers, question: self._made_up[key]}
        return answers

    def obstacle(self, key: str) -> Task | None:
        """The task that has to be done before that one and is not."""
        for task in self.checklist.tasks:
            if task.key == key:
                return None
            if task.key in _BASES and task.is_open:
                return task
        return None

    def run(
        self,
        key: str,
        on_progress: OnProgress = _nothing,
        on_line: OnLine = _nothing,
        cancelled: IsCancelled = lambda: False,
    ) -> Task:
        """Do a task: write what it writes, run its commands in their order, then look again.

        A failure ends in a task with the sentence; ``output`` is the tool's own text. A cancelled one leaves what pip
        and its like leave, which the next run finishes; a half-made environment is removed. Raises ``Cancelled``,
        ``StaleEdit`` and ``ApplyError``.
        """
        task = self.checklist.task(key)
        self._ended.pop(key, None)
        self.output = ()
        if task.edits:
            preview = self.session.preview(Plan((), settings=(Fix(task.title, Applicability.UNSAFE, task.edits),)))
            if preview.changes:
                self.session.apply(preview)
        reader = Reader(key, task.size, on_progress)
        for number, command in enumerate(task.commands):
            made = task.creates if number == 0 else None
            failure = self._command(command, made, reader, on_line, cancelled)
            if failure is not None:
                self._ended[key] = (StepState.FAILED, failure)
                break
        else:
            if task.optional and task.commands:
                typed = "; ".join(command.typed for command in task.commands)
                self._ended[key] = (StepState.DONE, msg("{command} went well", command=typed))
        done = self.look().task(key)
        if done.state is StepState.WAITING and task.commands and not done.optional:
            # All went well, and it is not there all the same.
            done = replace(done, state=StepState.FAILED, seen=msg("it ran and is still open: {seen}", seen=done.seen))
        return done

    def tell(self, command: Command, on_line: OnLine, cancelled: IsCancelled = lambda: False) -> int:
        """Run one of a task's ``told`` commands that the user picked; gives its exit code."""
        return self.session.run(command, on_line, cancelled, self._environ()).code

    def _command(
        self, command: Command, made: ProjectPath | None, reader: Reader, on_line: OnLine, cancelled: IsCancelled
    ) -> Message | None:
        lines: list[str] = []

        def say(line: str) -> None:
            shown = masked(line)
            lines.append(shown)
            reader(shown)
            on_line(shown)

        reader.start(command.typed)
        if made is not None:
            result = self._folders.make(made, command, say, cancelled, self._environ())
            self._remade = result.code == 0
        else:
            self._continue()
            result = self.session.run(command, say, cancelled, self._environ())
        if result.code and cancelled():
            raise Cancelled(msg("Cancelled. The next run goes on from here."))
        self.output = tuple(lines[-_KEPT:])
        return self._explained(command, result.code) if result.code else None

    def _explained(self, command: Command, code: int) -> Message:
        """Say why a command failed; where pip found nothing at all, ask whether its index answers."""
        unreached: tuple[str, ...] = ()
        if found_nothing(command, self.output):
            folder = self.session.project.root / command.cwd.value
            unreached = probe_indexes(folder / command.argv[0], folder, (), self._given).unreachable
        return explain(command, code, self.output, unreached)

    def _continue(self) -> None:
        """Note what is installed with the entry of the environment: undo then takes both back at once."""
        found = [entry for env in self.session.facts.virtualenvs if (entry := self._entry(env.path)) is not None]
        if found:
            self.session.noted_with = found[0]

    def _entry(self, path: AnyPath) -> str | None:
        return self._folders.entry_of(path) if isinstance(path, ProjectPath) else None

    def _environ(self) -> dict[str, str]:
        """The user's variables without those that would lead an installer elsewhere."""
        return tool_environ(self._given)
