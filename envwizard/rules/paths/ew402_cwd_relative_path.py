"""EW402 cwd-relative-path: a file of the project is opened relative to the current directory.

## What it checks
Relative literals that reach a file API (`open`, `Path(..).read_text()`, `sqlite3.connect`, `read_csv`, `joblib.load`,
`StaticFiles`, the SQLite `NAME` in Django's DATABASES, `create_engine("sqlite:///./shop.db")`, ..), followed through
the constants of the project and the entries of an application's configuration (`app.config["DATA_FILE"]`), and
`os.getcwd()` or `Path(".")` under a name such as BASE_DIR. It counts as a warning where the path names something in the
project, as an error where a database would be created in silence in the wrong folder, and as a warning too where a web
application keeps what users hand in (`UPLOAD_FOLDER = "uploads"`, `file.save("uploads/..")`). Log and scratch files are
only a note, and so are scripts that are run by hand and paths that are written from the root through the source's own
package, as long as no launch starts elsewhere. Tests, documentation, examples and build scripts are left alone, and so
is what stands below `if DEBUG`. A source is not taken for an example or a trial by its name alone (`debug_app.py`,
`demo.py`) where the program imports it. Shell scripts in a folder of their own are looked at as well: one that names
files of the project by `../` without going to its folder first works from there alone, which is a warning where it
deploys or is started in the project's root, and a note otherwise.

## Why it hurts
A relative path is relative to the folder that the process was started in, not to the file that the path is written in.
Development starts in the project's root; systemd starts in `/`, cron in a home folder, gunicorn in its `--chdir`, an
image in its WORKDIR. The same line then opens another file, or none: FileNotFoundError at best, and with
`sqlite3.connect` a new and empty database at worst.

## Example
`rates = json.load(open("data/rates.json"))` in `shop/prices.py` works from the root, and fails under a unit without
WorkingDirectory.

## What the fix does
It anchors the path to the source: `BASE_DIR / "data" / "rates.json"` where the file has such a constant, otherwise
`Path(__file__).resolve().parents[1] / "data" / "rates.json"`, with the import of pathlib; a source with three or more
such paths gets the constant, below its imports. All paths of a source that lie in one folder change together, those too
that no finding speaks of: anchored in part, they would no longer mean one folder. `resolve()` comes before `parent`, so
that it holds for a script started by a relative path too. Where the source asks elsewhere whether the same path exists,
both are anchored; where it hands it on to something else, the fix is left to you, and so it is where an image has the
source without the folders above it. The fix is safe where the path means the same file as before when the program is
started where its launches start it, or in the project's root. In the URL of a SQLite database the path alone is
replaced: `f"sqlite:///{BASE_DIR / 'shop.db'}"`. A shell script gets `cd "$(dirname "$0")" || exit 1` before its first
command.

## References
- Python 3.13 documentation, pathlib: Path.resolve and PurePath.parents
- Python 3.13 documentation, sqlite3.connect: the database is created where it does not exist
- systemd.exec(5), version 252: WorkingDirectory, by default the root folder for system services
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from envwizard.analysis.environments.name_tokens import role_of_name
from envwizard.analysis.paths.anchoring import anchor_beside, anchor_everywhere, anchored_place, meant_base, shared_base
from envwizard.analysis.paths.file_names import BY_AGREEMENT, KEPT, KEPT_SETTING, SCRATCH
from envwizard.analysis.paths.image_layout import check_layout
from envwizard.analysis.paths.path_literals import (
    LiteralPath,
    ProjectTree,
    is_aside_module,
    is_by_hand,
    is_configuration,
    launch_evidence,
    literal_paths,
    names_env_file,
    starts_everywhere,
)
from envwizard.analysis.paths.script_paths import ClimbingScript, climbing_scripts
from envwizard.edits.python_paths import anchor_url
from envwizard.edits.script_folder import go_to_own_folder
from envwizard.model.change import Applicability, Fix
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor, EventKind
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.folder_name import folder_name
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Anchor the path to the source file")
_SCRIPT_TITLE = msg("Let the script go to its own folder first")
_DJANGO = "DATABASES.NAME"
# What opens a database in a file; one that a URL names is such too.
_DATABASES = {
    "sqlite3.connect", "aiosqlite.connect", "asqlite.connect", "shelve.open", "dbm.open", "duckdb.connect",
    "peewee.SqliteDatabase", "playhouse.sqlite_ext.SqliteExtDatabase", "playhouse.sqliteq.SqliteQueueDatabase",
    "playhouse.pool.PooledSqliteDatabase", "playhouse.apsw_ext.APSWDatabase", "apsw.Connection",
    "sqlite_utils.Database", _DJANGO,
}  # fmt: skip
# What a program keeps from one start to the next in a file that is made anew where it is missing.
_STATE = frozenset(
    (
        "telegram.ext.PicklePersistence", "telegram.ext.picklepersistence.PicklePersistence", "sqlitedict.SqliteDict",
        "tinydb.TinyDB", "lmdb.open", "chromadb.PersistentClient", "pickledb.PickleDB", "telethon.TelegramClient",
        "telethon.sync.TelegramClient",
    )
)  # fmt: skip
# A library opens what this variable names.
_CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS"
_OF_WHAT_IS_THERE = re.compile(
    r"glob\.|shutil\.|(?:discord|nextcord|disnake)\.File|(?:aiogram|telebot)\.types\.|openpyxl\.|docx|pygame\.|imageio\."
    r"|skimage\.|matplotlib\.|face_recognition\."
)
_FONT = "PIL.ImageFont.truetype"
_FOLDERS = frozenset(("os.makedirs", "os.mkdir", "Path.mkdir"))
# What a source imports in which requests are answered.
_WEB = frozenset(
    ("flask", "quart", "fastapi", "starlette", "django", "rest_framework", "sanic", "bottle", "aiohttp", "tornado",
     "litestar", "falcon", "pyramid", "werkzeug", "streamlit", "dash")
)  # fmt: skip


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every relative literal that reaches a file, once per file."""
    scripts = [_of_script(one, facts) for one in climbing_scripts(facts)]
    if not facts.python_modules and not scripts:
        return NotApplicable(msg("The project has no Python sources that touch files."))
    groups = [
        group
        for group in literal_paths(facts, (Anchor.CWD,))
        if not (is_aside_module(group.module) or is_configuration(group) or names_env_file(group, facts))
    ]
    tree = ProjectTree(facts)
    found = (_finding(group, facts, tree) for group in groups)
    return [*(finding for finding in found if finding is not None), *scripts]


def _of_script(one: ClimbingScript, facts: Facts) -> Finding:
    """A script that finds its files from its own folder alone."""
    first = one.paths[0]
    folder = one.path.parent
    started = (
        Evidence(place, msg("started in {folder}, this does not find it", folder=folder_name(ROOT)))
        for place in one.started
    )
    others = (Evidence(path.place, msg("{path} is written here", path=path.text)) for path in one.paths[1:])
    return Finding(
        rule=RULE.code,
        severity=Severity.WARNING if one.started or one.is_deployed else Severity.INFO,
        confidence=Confidence.HIGH if one.started else Confidence.MEDIUM,
        location=first.place,
        message=msg(
            '{place} names "{path}", relative to the current directory: that is {meant} only from {folder}',
            place=first.place,
            path=first.text,
            meant=first.meant,
            folder=folder,
        ),
        why=msg(
            "Started in the project's root, by cron or by a job, {script} looks for it outside of the project: it "
            "fails half-way, or takes another file of that name.",
            script=one.path,
        ),
        subject=f"{one.path} {first.text}",
        environments=facts.environments_of(one.path),
        evidence=(*others, *started),
        fix=FixOffer(_SCRIPT_TITLE, Applicability.UNSAFE),
    )


def _without_made(group: LiteralPath) -> LiteralPath | None:
    """Leave out what is copied, sent or searched for: where the project has it not, the program made it before."""
    left = tuple(use for use in group.uses if not _OF_WHAT_IS_THERE.match(use.api))
    return replace(group, uses=left) if left else None


def _finding(group: LiteralPath, facts: Facts, tree: ProjectTree) -> Finding | None:
    base, everywhere = meant_base(group, tree), group
    if base is None:
        kept = _without_made(group)
        if kept is None:
            return None
        group = kept
    severity = _severity(group, base, facts, tree)
    if severity is None:
        return None
    place = None if _stays(group) else anchored_place(group, base, tree)
    return Finding(
        rule=RULE.code,
        severity=severity,
        confidence=Confidence.HIGH if base is not None else Confidence.MEDIUM,
        location=group.expression,
        message=_message(group),
        why=_why(group, base),
        subject=group.literal or "current directory",
        environments=facts.environments_of(group.module.path),
        evidence=(*everywhere.evidence(group.expression), *launch_evidence(_longest(group), facts, tree)),
        fix=None if place is None else FixOffer(_TITLE, _applicability(base, tree)),
    )


def _severity(group: LiteralPath, base: ProjectPath | None, facts: Facts, tree: ProjectTree) -> Severity | None:
    if BY_AGREEMENT.fullmatch(group.literal) or all(use.api == "os.chdir" for use in group.uses):
        return None
    if all(use.in_development for use in group.uses):
        return None
    if not group.literal.strip("./"):
        return _of_bare_folder(group)
    climbs = group.literal.startswith("..")
    if (all(use.main_only for use in group.uses) and not climbs) or is_by_hand(group.module):
        return Severity.INFO if base is not None else None
    if _is_database(group):
        return Severity.INFO if _is_for_developers(group) else Severity.ERROR
    if any(use.api in _STATE or use.api == _CREDENTIALS for use in group.uses):
        return Severity.WARNING
    if any(KEPT_SETTING.fullmatch(use.api) for use in group.uses) or _keeps(group, tree):
        return Severity.WARNING
    reads = [use for use in group.calls if use.mode in ("read", "unknown")]
    if all(SCRATCH.search(path) for path in group.reached) and not (reads and base is not None):
        return Severity.INFO if group.calls else None
    if base is None:
        return _of_missing(group, climbs, tree)
    if not reads and all(use.is_text for use in group.uses):
        return Severity.INFO if group.calls else None
    if _is_convention(group) and starts_everywhere(_longest(group), facts.launches, tree):
        return Severity.INFO
    return Severity.WARNING


def _is_database(group: LiteralPath) -> bool:
    return any(use.in_url or use.api in _DATABASES for use in group.uses)


def _keeps(group: LiteralPath, tree: ProjectTree) -> bool:
    """Tell whether a web application writes what it needs again: uploads, or a file in a folder of the project."""
    imports = (event.name.partition(".")[0] for event in group.module.events if event.kind is EventKind.IMPORT)
    if _WEB.isdisjoint(imports):
        return False
    files = [use for use in group.calls if use.mode == "write" and use.api not in _FOLDERS]
    written = [use for use in files if not SCRATCH.search(use.reached or use.literal)]
    if any(KEPT.search(use.reached or use.literal) for use in written):
        return True
    if written and any(use.mode == "read" for use in group.calls) and "." in group.literal:
        # What it reads again is its state.
        return True
    folder, _, name = group.literal.removeprefix("./").rpartition("/")
    return "." in name and bool(written) and bool(folder) and tree.base_of(folder, group.module.path) is not None


def _stays(group: LiteralPath) -> bool:
    """The current directory on sys.path may be just what is meant; one expression cannot be a path and a URL."""
    bare = not group.literal.strip("./")
    mixed = {use.in_url for use in group.uses}
    return len(mixed) > 1 or any(bare and use.api.startswith("sys.path") for use in group.uses)


def _is_for_developers(group: LiteralPath) -> bool:
    """Django's settings for development and tests (``settings/local.py``) are used by hand, in the project's root."""
    named = role_of_name(group.module.path.name)
    return named is not None and not named.role.is_deployed and all(use.api == _DJANGO for use in group.uses)


def _of_bare_folder(group: LiteralPath) -> Severity | None:
    """The current directory itself is a fault where it stands for the project's root."""
    if _names_root(group):
        return Severity.WARNING
    if any(use.api.startswith("sys.path") for use in group.uses):
        return Severity.WARNING if group.literal.startswith("..") else Severity.INFO
    return None


def _names_root(group: LiteralPath) -> bool:
    return any(use.mode == "store" and "." not in use.api and not use.reached.strip("./") for use in group.uses)


def _of_missing(group: LiteralPath, climbs: bool, tree: ProjectTree) -> Severity | None:
    """Nothing in the project has that path: made at run time, or not in the repository."""
    if not group.calls:
        # A constant that nothing opens; a Path is meant for files all the same.
        return None if all(use.is_text for use in group.uses) else Severity.WARNING
    if climbs:
        return Severity.WARNING
    if all(use.api == _FONT for use in group.calls):
        # Of a bare name the system's fonts are searched.
        return None
    first = group.literal.removeprefix("./").partition("/")[0]
    beside = "/" in group.literal.removeprefix("./") and tree.base_of(first, group.module.path) is not None
    reads = [use for use in group.calls if use.mode == "read" and (beside or not use.probed)]
    makes = [use for use in group.calls if use.mode == "write" and use.import_time]
    if any(use.import_time for use in reads) or makes or not all(use.is_text for use in group.uses):
        return Severity.WARNING
    return Severity.WARNING if any("." in (use.reached or "") for use in reads) else Severity.INFO


def _is_convention(group: LiteralPath) -> bool:
    """A path spelt from the root through the source's own package is meant to be used from the root."""
    parts = group.literal.removeprefix("./").split("/")
    return len(parts) > 1 and group.module.path.parts[0] == parts[0] and len(group.module.path.parts) > 1


def _longest(group: LiteralPath) -> str:
    whole = [path for path in group.reached if "{" not in path]
    return max(whole or [group.literal], key=len)


def _applicability(base: ProjectPath | None, tree: ProjectTree) -> Applicability:
    same = base is not None and base in (tree.launch_folders or (ROOT,))
    return Applicability.SAFE if same else Applicability.UNSAFE


def _message(group: LiteralPath) -> Message:
    use = next((one for one in group.calls if one.api != "f-string"), group.uses[0])
    place = str(group.expression)
    if not group.literal.strip("./"):
        name = next((one.api for one in group.uses if one.mode == "store" and "." not in one.api), use.api)
        return msg(
            "{place} sets {name} to the folder that the program is started in, not the project's",
            place=place,
            name=name,
        )
    if use.location.path != use.expression.path:
        return msg(
            '{place} has the path "{path}", relative to the current directory, which {use} gives to {api}',
            place=place,
            path=use.reached or group.literal,
            use=str(use.location),
            api=use.api,
        )
    if use.mode == "store" and "." not in use.api:
        return msg(
            '{place} sets {name} to "{path}", relative to the current directory',
            place=place,
            name=use.api,
            path=group.literal,
        )
    return msg(
        '{place} gives {api} the path "{path}", relative to the current directory',
        place=place,
        api=use.api,
        path=use.reached or group.literal,
    )


def _why(group: LiteralPath, base: ProjectPath | None) -> Message:
    if _is_database(group):
        return msg(
            "Started from any other folder it finds no database there, creates an empty one without a word and goes on."
        )
    if any(use.api in _STATE for use in group.uses):
        return msg(
            "Started from any other folder it finds nothing there, makes it anew without a word, and what was kept "
            "seems lost."
        )
    if base is not None:
        return msg(
            "It is there only while the process starts in {folder}: a unit, cron, a container or a test runner that "
            "starts elsewhere gets FileNotFoundError or another file.",
            folder=folder_name(base),
        )
    return msg("Which file that is depends on where a unit, cron, a container or a shell starts the process.")


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Anchor every place where the literal is written."""
    for script in climbing_scripts(facts):
        if script.paths[0].place == finding.location:
            edit = go_to_own_folder(files(script.path), script.begins)
            return Fix(_SCRIPT_TITLE, Applicability.UNSAFE, (edit,))
    tree = ProjectTree(facts)
    for group in literal_paths(facts, (Anchor.CWD,)):
        if group.expression != finding.location:
            continue
        base = meant_base(group, tree)
        place = None if _stays(group) else anchored_place(group, base, tree)
        if place is None:
            break
        check_layout(facts, group.module.path, place[1] or place[0])
        file = files(group.module.path)
        if any(use.in_url for use in group.uses):
            if place[1] is None:
                break
            urls = [edit for span, _ in group.expressions() for edit in anchor_url(file, span, place[1])]
            return Fix(_TITLE, _applicability(base, tree), tuple(dict.fromkeys(urls)))
        shared = shared_base(group, tree)
        edits = anchor_everywhere(file, group, *place, shared=shared)
        edits += anchor_beside(file, facts, group, tree, shared)
        return Fix(_TITLE, _applicability(base, tree), tuple(dict.fromkeys(edits)))
    raise FixUnavailable(msg("{path} has no place in the project to be anchored to.", path=finding.subject))


RULE = Rule(
    code="EW402",
    name="cwd-relative-path",
    point="4.1",
    severity=Severity.ERROR,
    summary=msg("A relative path leads to a file of the project only from one folder"),
    page=__doc__,
    check=check,
    fix=fix,
)
