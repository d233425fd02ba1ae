"""The command line's grammar."""

from __future__ import annotations

import argparse

from envwizard import __version__
from envwizard.cli.answers import add_answers
from envwizard.cli.drawing_arguments import add_drawing
from envwizard.cli.language import LANGUAGES
from envwizard.cli.migrate_arguments import add_migrate
from envwizard.cli.onboard_arguments import add_onboard
from envwizard.cli.roots import add_roots
from envwizard.cli.saying import help_text
from envwizard.model.message import msg

COMMANDS = ("check", "fix", "migrate", "onboard", "environments", "explain", "rules", "facts", "undo", "demo")

_USAGE = msg("envwizard [PATH]                 the wizard\n       envwizard COMMAND [OPTIONS]")

_DESCRIPTION = msg(
    "Finds and repairs the five pitfalls of Python projects that run in several environments: packages that leak "
    "between virtual environments, env files that are not loaded, requirements that are not locked, hard-coded paths, "
    "and servers with a laptop's parameters. It reads your project and never runs it; nothing is written before you "
    "confirmed a diff, and every change can be undone."
)
_EPILOG = msg("Exit codes: 0 nothing found at the threshold, 1 findings, 2 wrong usage, 3 a rule or probe crashed.")


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line; ``command`` is ``wizard`` where none is named."""
    parser = argparse.ArgumentParser(
        prog="envwizard",
        usage=str(_USAGE),
        description=str(_DESCRIPTION),
        epilog=str(_EPILOG),
    )
    parser.add_argument("-V", "--version", action="version", version=f"envwizard {__version__}")
    commands = parser.add_subparsers(prog="envwizard", dest="command", metavar="COMMAND", required=True)

    wizard = commands.add_parser("wizard")
    _path(wizard)
    _selection(wizard)
    _baseline(wizard)
    add_answers(wizard)
    add_roots(wizard)
    add_drawing(wizard)

    check = commands.add_parser("check", help=help_text("probe the project and print a report"))
    _path(check)
    _selection(check)
    add_answers(check)
    add_roots(check)
    check.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github", "markdown"),
        default="text",
        help=help_text(
            "text (default); json for programs; sarif for code scanning; github for annotations in a GitHub "
            "workflow; markdown for a comment on a pull request"
        ),
    )
    check.add_argument("--environment", metavar="NAME", help=help_text("only findings of this environment, or of none"))
    _threshold(check)
    check.add_argument(
        "--output", metavar="FILE", help=help_text("write the report to FILE instead of standard output")
    )
    _baseline(check)
    check.add_argument(
        "--write-baseline",
        metavar="FILE",
        nargs="?",
        const="",
        help=help_text(
            "write today's findings to FILE (default: the configured one, else envwizard-baseline.json in the "
            "project) and count only new ones from now on"
        ),
    )
    check.add_argument(
        "-v", "--verbose", action="store_true", help=help_text("text: show for each finding the line that ignores it")
    )

    fix = commands.add_parser("fix", help=help_text("apply fixes, or print them as a patch"))
    _path(fix)
    _selection(fix)
    add_answers(fix)
    add_roots(fix)
    fix.add_argument("--diff", action="store_true", help=help_text("print the patch and write nothing"))
    fix.add_argument("--yes", action="store_true", help=help_text("apply without asking"))
    fix.add_argument(
        "--unsafe", action="store_true", help=help_text("take fixes that may change what the program does, too")
    )
    fix.add_argument(
        "--run",
        nargs="?",
        const="plain",
        choices=("plain", "all"),
        help=help_text("run the commands that belong to the fixes; =all: those that run project code, too"),
    )
    fix.add_argument(
        "--commit",
        action="store_true",
        help=help_text(
            "commit what was fixed, a commit for each pitfall, without hooks; refused where changes are staged"
        ),
    )
    fix.add_argument(
        "--report",
        metavar="FILE",
        help=help_text("write what was done and what is left to FILE: .md (default), .json or .sarif"),
    )
    _baseline(fix)
    _threshold(fix)

    add_migrate(commands)
    add_onboard(commands)

    environments = commands.add_parser("environments", help=help_text("print the environments matrix"))
    _path(environments)
    add_answers(environments)
    add_roots(environments)
    environments.add_argument("--format", choices=("text", "json"), default="text", help=help_text("default: text"))

    explain = commands.add_parser("explain", help=help_text("print the page of a rule"))
    explain.add_argument("code", metavar="CODE", help=help_text("a rule's code (EW221) or name (byte-order-mark)"))

    commands.add_parser("rules", help=help_text("list all rules"))

    facts = commands.add_parser("facts", help=help_text("print everything the probes saw, as JSON (values masked)"))
    _path(facts)

    undo = commands.add_parser("undo", help=help_text("undo the last change set, byte for byte"))
    _path(undo)
    undo.add_argument("--list", action="store_true", help=help_text("list the project's change sets"))
    undo.add_argument("--id", metavar="ID", help=help_text("undo this change set instead of the last one"))

    demo = commands.add_parser(
        "demo", help=help_text("open the wizard on a copy of the built-in faulty sample project")
    )
    demo.add_argument("--path-only", action="store_true", help=help_text("make the copy, print its path and end"))
    add_drawing(demo)
    for command in commands.choices.values():
        command.add_argument(
            "--lang",
            choices=LANGUAGES,
            help=help_text("the language (default: that of the locale, where it is one of these, else en)"),
        )
    return parser


def with_command(arguments: list[str]) -> list[str]:
    """Put ``wizard`` before arguments that name no command, so that ``envwizard PATH`` opens it.

    A folder that is named like a command is reached as ``./check``.
    """
    if arguments and (arguments[0] in COMMANDS or arguments[0] in ("-h", "--help", "-V", "--version")):
        return arguments
    return ["wizard", *arguments]


def _path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help=help_text("the project's folder (default: here)")
    )


def _selection(parser: argparse.ArgumentParser) -> None:
    only = msg("only these rules: codes (EW221), points (2.3) or pitfalls (dotenv), separated by commas")
    parser.add_argument("--select", metavar="NAMES", type=_names, default=[], help=str(only))
    parser.add_argument("--ignore", metavar="NAMES", type=_names, default=[], help=help_text("all but these rules"))


def _baseline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--baseline", metavar="FILE", help=help_text("do not count the findings that this baseline holds")
    )


def _threshold(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info", "never"),
        default="warning",
        help=help_text("exit with 1 where a finding is at least this severe (default: warning)"),
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
