"""What is printed after the wizard has gone: what changed, what is left, what comes next."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from envwizard.model.finding import Severity
from envwizard.model.harmless import harmless_line
from envwizard.model.message import msg
from envwizard.tui.state import WizardState
from envwizard.tui.steps import PITFALLS


def summary(state: WizardState) -> str:
    """Write the end summary, in plain text."""
    project = state.session.project
    lines = ["", harmless_line(str(msg("envwizard: {name}", name=project.name))), ""]
    lines += _changed(state)
    lines += _left(state)
    if commands := next_commands(state):
        lines += ["", str(msg("Next")), *(f"  {command}" for command in commands)]
    return "\n".join(lines) + "\n"


def _changed(state: WizardState) -> list[str]:
    if not state.applied:
        lines = [str(msg("No changes were made to any file."))]
    else:
        paths = dict.fromkeys(path for entry in state.applied for path in entry.files)
        lines = [str(msg("Changed"))] + [f"  {harmless_line(str(path))}" for path in paths]
        lines += [
            "",
            str(msg("What was there before is kept in")),
            f"  {harmless_line(str(state.session.journal_folder))}",
        ]
    if state.ran:
        lines += ["", str(msg("Ran"))]
        for result in state.ran:
            text = msg("{command}  (exit {code})", command=result.command.typed, code=result.code)
            lines.append(f"  {harmless_line(str(text))}")
    return lines


def _left(state: WizardState) -> list[str]:
    from envwizard.tui.widgets.safe import padded  # heavy, and who only wants the program's name does not need it

    report = state.report
    if report is None:
        return ["", str(msg("The project was not probed to the end."))]
    errors, warnings, notes = state.counts()
    lines = [""]
    if report.nothing_to_check:
        lines.append(str(msg("Nothing of a Python project was found here.")))
    elif not state.findings:
        lines.append(str(msg("No findings are left.")))
    else:
        counts = (
            (errors, msg("1 problem"), msg("{count} problems", count=errors)),
            (warnings, msg("1 warning"), msg("{count} warnings", count=warnings)),
            (notes, msg("1 note"), msg("{count} notes", count=notes)),
        )
        named = ", ".join(str(one if count == 1 else more) for count, one, more in counts if count)
        lines.append(str(msg("Left: {counts}", counts=named)))
        lines += [f"  {padded(step.title, 14)}{count}" for step in PITFALLS if (count := state.count(step))]
    if not report.complete:
        lines.append(str(msg("The probe was stopped early: there may be more.")))
    if count := len(report.failures):
        text = msg("{count} files or checks could not be looked at; `check` names them.", count=count)
        one = msg("1 file or check could not be looked at; `check` names it.")
        lines.append(str(one if count == 1 else text))
    return lines


def next_commands(state: WizardState) -> list[str]:
    """Give the commands that a user would type next."""
    typed = state.session.project.typed
    path = "" if typed == "." else " " + harmless_line(shlex.quote(typed) if not typed.startswith("~/") else typed)
    commands = [harmless_line(command.typed) for command in state.to_run]
    program = program_name()
    if state.applied and state.session.in_git:
        commands.append(f"git{f' -C{path}' if path else ''} diff")
    if state.applied:
        commands.append(f"{program} undo{path}")
    if state.report is None or state.findings or state.applied:
        commands.append(f"{program} check{path}")
    return commands


def program_name() -> str:
    """Give the program as the user can type it: by its path where the shell would not find it by name."""
    typed = sys.argv[0]
    if Path(typed).name != "envwizard" or shutil.which("envwizard"):
        return "envwizard"
    return harmless_line(shlex.quote(typed))


def exit_code(state: WizardState, return_code: int | None) -> int:
    """Give the exit code: what a signal or a crash of the interface said, else as ``check`` ends.

    3 where a probe or rule crashed, 130 where the project was not probed to the end, 1 where problems or warnings are
    left.
    """
    if return_code:
        return return_code
    report = state.report
    if report is not None and report.crashed:
        return 3
    if any(finding.severity is not Severity.INFO for finding in state.findings):
        return 1
    return 0 if report is not None and report.complete else 130
