"""Rules, findings and a faulty project held in memory: what the fake session finds and mends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from envwizard.model.change import Applicability, Command
from envwizard.model.environment import Environment, Evidence, Role
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.message import Message, msg
from envwizard.model.paths import ProjectPath
from envwizard.model.question import Question
from envwizard.model.rule import Rule
from envwizard.model.source import Location, Span

PAGE = """{code} {name}: a page of the manual.

## What it checks
Whether the project does `this`.

## Why it hurts
It hurts because `pip` says so.

## Example
    sudo pip install -r requirements.txt

## What the fix does
It writes the line anew.

## References
- pip 25.0, user guide
"""


def rule(code: str, name: str, point: str, severity: Severity = Severity.ERROR) -> Rule:
    page = PAGE.format(code=code, name=name)
    return Rule(code, name, point, severity, msg("The project has no {name}", name=name), page, lambda facts: ())


RULES = (
    rule("EW102", "shared-virtualenv", "1.1"),
    rule("EW104", "leaky-virtualenv", "1.1"),
    rule("EW109", "end-of-life-python", "1.1", Severity.INFO),
    rule("EW121", "sudo-pip", "1.3"),
    rule("EW201", "late-load", "2.1"),
    rule("EW211", "cwd-relative-env-file", "2.2"),
    rule("EW221", "byte-order-mark", "2.3"),
    rule("EW301", "unlocked-requirements", "3.1"),
    rule("EW321", "unchecked-install", "3.3", Severity.WARNING),
    rule("EW401", "absolute-path", "4.1"),
    rule("EW421", "copy-mismatch", "4.3"),
    rule("EW501", "missing-workers", "5.1"),
    rule("EW511", "development-reload", "5.2"),
)


def place(path: str, line: int) -> Location:
    return Location(ProjectPath(path), Span(0, 1, line, 1, line, 2))


DEVELOPMENT = Environment("development", Role.DEVELOPMENT, (Evidence(place(".env", 1), msg("an env file")),))
PRODUCTION = Environment("production", Role.PRODUCTION, (Evidence(place("deploy/prod.env", 1), msg("an env file")),))
ENVIRONMENTS = (DEVELOPMENT, PRODUCTION)


@dataclass(frozen=True)
class Fault:
    """A finding that stands while ``old`` is in the file, and the change that mends it."""

    code: str
    severity: Severity
    path: str
    line: int
    message: Message
    why: Message
    title: Message | None
    old: bytes = b""
    new: bytes = b""
    creates: tuple[tuple[str, bytes], ...] = ()
    commands: tuple[Command, ...] = ()
    notes: tuple[Message, ...] = ()
    applicability: Applicability = Applicability.SAFE
    choices: tuple[Question, ...] = ()

    def choosing(self, *questions: Question) -> Fault:
        """The same fault, whose fix writes the answers to questions at the end of its file."""
        return replace(self, choices=questions)

    @property
    def finding(self) -> Finding:
        offer = None if self.title is None else FixOffer(self.title, self.applicability)
        return Finding(
            self.code,
            self.severity,
            Confidence.HIGH,
            place(self.path, self.line),
            self.message,
            self.why,
            self.message.render(),
            ("production",),
            (Evidence(place("deploy/prod.env", 1), msg("production sets the same folder")),),
            offer,
        )


FILES: dict[str, bytes] = {
    ".env": b"\xef\xbb\xbfSECRET_KEY=abc123\nDEBUG=1\n",
    "deploy/prod.env": b"VENV=/opt/venvs/shop\n",
    "deploy/start.sh": b"""#!/bin/sh
set -e
cd /home/deploy/app
. /opt/venvs/shop/bin/activate
sudo pip install -r requirements.txt
exec gunicorn shop.wsgi --reload --bind 127.0.0.1:8000
""",
    "requirements.txt": b"django\nuvicorn[standard]==0.30\n",
    "shop/settings.py": b"""import os
SECRET = os.environ["SECRET_KEY"]
load_dotenv()
DATA = "/home/ann/shop/data.db"
""",
}

FAULTS = (
    Fault(
        "EW102",
        Severity.ERROR,
        "deploy/prod.env",
        1,
        msg("deploy/prod.env:1 and deploy/staging.env:3 both set VENV=/opt/venvs/shop"),
        msg("An upgrade for staging changes production at the same moment; there is no way back."),
        msg("Give staging a virtual environment of its own"),
        b"VENV=/opt/venvs/shop\n",
        b"VENV=/opt/venvs/shop-production\n",
        creates=(("scripts/venv-staging.sh", b"#!/bin/sh\nset -eu\npython3 -m venv /opt/venvs/shop-staging\n"),),
        commands=(
            Command(
                ("python3", "-m", "venv", "/opt/venvs/shop production"),
                msg("creates the virtual environment of production"),
                inverse=("rm", "-r", "/opt/venvs/shop production"),
            ),
        ),
    ),
    Fault(
        "EW121",
        Severity.ERROR,
        "deploy/start.sh",
        5,
        msg("deploy/start.sh:5 runs `sudo pip install -r requirements.txt`"),
        msg("pip writes into the system's Python, which the operating system's own tools use."),
        msg("Install with the virtual environment's pip"),
        b"sudo pip install -r requirements.txt",
        b"/opt/venvs/shop/bin/python -m pip install -r requirements.txt",
    ),
    Fault(
        "EW109",
        Severity.INFO,
        "deploy/start.sh",
        1,
        msg("Python 3.9 gets no security fixes since October 2025"),
        msg("A flaw found tomorrow stays open."),
        None,
    ),
    Fault(
        "EW201",
        Severity.ERROR,
        "shop/settings.py",
        2,
        msg("shop/settings.py:2 reads SECRET_KEY before load_dotenv() runs in line 3"),
        msg("The variable is missing wherever the shell does not set it: the import fails at start."),
        msg("Load .env before the first read"),
        b'SECRET = os.environ["SECRET_KEY"]\nload_dotenv()\n',
        b'load_dotenv()\nSECRET = os.environ["SECRET_KEY"]\n',
        applicability=Applicability.UNSAFE,
    ),
    Fault(
        "EW221",
        Severity.WARNING,
        ".env",
        1,
        msg(".env begins with a UTF-8 byte order mark"),
        msg("python-dotenv 1.0.1 takes the mark for a part of the first key: SECRET_KEY is never set."),
        msg("Remove the byte order mark"),
        b"\xef\xbb\xbf",
        b"",
        notes=(msg("Restart what has read the file."),),
    ),
    Fault(
        "EW301",
        Severity.ERROR,
        "requirements.txt",
        1,
        msg("requirements.txt names uvicorn[standard]==0.30 but django without a version"),
        msg("Two installs on two days give two different sets of packages."),
        msg("Move to requirements.in and a lock made by pip-compile"),
        b"django\nuvicorn[standard]==0.30\n",
        b"django==4.2.16\nuvicorn[standard]==0.30\n",
        commands=(
            Command(
                ("pip-compile", "--generate-hashes", "requirements.in"),
                msg("writes the lock with hashes"),
                network=True,
            ),
        ),
    ),
    Fault(
        "EW401",
        Severity.ERROR,
        "shop/settings.py",
        4,
        msg("shop/settings.py:4 opens /home/ann/shop/data.db"),
        msg("No other machine has this folder."),
        msg("Anchor the path to the project's folder"),
        b'DATA = "/home/ann/shop/data.db"',
        b'DATA = BASE_DIR / "data.db"',
    ),
    Fault(
        "EW511",
        Severity.ERROR,
        "deploy/start.sh",
        6,
        msg("deploy/start.sh:6 starts gunicorn with --reload in production"),
        msg("Every touch of a file restarts all workers, and requests in flight are lost."),
        msg("Drop --reload in production"),
        b" --reload",
        b"",
    ),
)

# Names and texts that would break a careless screen.
HOSTILE_NAMES = (
    "a[/]b.py",
    "[red].env",
    "\x1b]0;x\x07.env",
    "nul\x00\u202egpj.sh",
    "漢字/設定.py",
    "n" * 300 + ".txt",
    "bad\udcff\udcfe.env",
    "[@click=app.quit]hi[/].py",
    "back\\[slash]\\",
)


def hostile() -> tuple[tuple[Fault, ...], dict[str, bytes]]:
    """A project in which every name and every line is hostile."""
    faults, files = [], {}
    codes = ("EW121", "EW221", "EW301", "EW401", "EW511")
    for number, name in enumerate(HOSTILE_NAMES):
        old = f"evil \x1b[31m [/red] [b]x{number} uvicorn[standard]==0.30".encode()
        files[name] = old + b"\r\n\x9b\x00 [/]\n"
        faults.append(
            Fault(
                codes[number % len(codes)],
                Severity.ERROR,
                name,
                1,
                msg("{path} holds uvicorn[standard]==0.30 and {text}", path=name, text=old.decode()),
                msg("{path} [/] [link=http://x] hurts", path=name),
                msg("Mend [b]{path}", path=name),
                old,
                b"good",
                commands=(Command(("rm", name), msg("removes {path} [/x]", path=name)),),
                notes=(msg("note [/] {path}", path=name),),
            )
        )
    return tuple(faults), files
