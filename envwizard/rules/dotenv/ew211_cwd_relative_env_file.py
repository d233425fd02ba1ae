"""EW211 cwd-relative-env-file: an env file is named by a path that depends on the directory the program is started in.

## What it checks
The path arguments of load_dotenv, dotenv_values, read_env (environs, django-environ), decouple's RepositoryEnv,
starlette's Config and the env_file of pydantic's settings. A relative literal, Path("."), Path.cwd(), os.getcwd() and
find_dotenv(usecwd=True) are reported; a call without a path, and a path that is built from __file__, are not.

## Why it hurts
The path is looked up in the current directory. systemd starts programs in /, cron in the home folder, an image in
WORKDIR, an editor in the folder it has open. Where the file is not found, load_dotenv and read_env answer False, which
nobody looks at; nothing is logged, and every variable falls back to its default. load_dotenv() without an argument is
better off: it searches upwards from the file that calls it.

## Example
`load_dotenv(".env.production")` in app/main.py works for `cd /srv/app && python app/main.py` and loads nothing under a
unit without WorkingDirectory. Mended: `load_dotenv(Path(__file__).resolve().parents[1] / ".env.production")`.

## What the fix does
It builds the path from the place of the source: `load_dotenv(Path(__file__).resolve().parent / ".env")`, climbing to
the folder that holds the file (or its example), with an import of Path where there is none. It is safe where exactly
one folder holds the file; where none or several do, the choice is yours to confirm.

## References
- python-dotenv 1.2.4, README: find_dotenv and load_dotenv
- pydantic-settings 2.16, Dotenv (.env) support: a relative env_file is looked for in the current working directory
- starlette, Configuration: Config(".env")
"""

from __future__ import annotations

from collections.abc import Iterable

from envwizard.analysis.env_loading.relative_env_files import RelativeEnvFile, relative_env_file, serves_no_deployment
from envwizard.edits.python_paths import anchor_path
from envwizard.model.change import Applicability, Fix, ReplaceSpan
from envwizard.model.environment import Evidence
from envwizard.model.errors import FixUnavailable
from envwizard.model.facts import Facts
from envwizard.model.facts.python import Anchor, EnvLoad, EventKind, PythonModule
from envwizard.model.finding import Confidence, Finding, FixOffer, Severity
from envwizard.model.folder_name import folder_name
from envwizard.model.message import Message, msg
from envwizard.model.paths import ROOT, ProjectPath
from envwizard.model.question import Answers
from envwizard.model.rule import Files, NotApplicable, Rule

_TITLE = msg("Build the path from the place of the source")
_SHOWN_LAUNCHES = 5
_SETTINGS = "pydantic_settings.env_file"
_SHOWN_AS = {
    "dotenv.load_dotenv": "load_dotenv",
    "dotenv.read_dotenv": "read_dotenv",
    "dotenv.dotenv_values": "dotenv_values",
    "os.environ.update": "dotenv_values",
    "environs.read_env": "read_env",
    "environ.read_env": "read_env",
    "decouple.RepositoryEnv": "RepositoryEnv",
    "starlette.Config": "Config",
    "flask.cli.load_dotenv": "flask.cli.load_dotenv",
    _SETTINGS: "env_file",
}


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    """Report every env file that is named relative to the current directory, once per source and path."""
    if not any(module.loads for module in facts.python_modules):
        return NotApplicable(msg("No Python source loads an env file."))
    return list(_findings(facts))


def _findings(facts: Facts) -> Iterable[Finding]:
    for module in facts.python_modules:
        for loads in _groups(module).values():
            yield _finding(facts, module, loads)


def _groups(module: PythonModule) -> dict[str, list[EnvLoad]]:
    """Each path with all its loads; the files that settings classes list belong together."""
    groups: dict[str, list[EnvLoad]] = {}
    for load in module.loads:
        if load.anchor is Anchor.CWD:
            groups.setdefault(_SETTINGS if load.loader == _SETTINGS else load.path or ".", []).append(load)
    return groups


def _finding(facts: Facts, module: PythonModule, loads: list[EnvLoad]) -> Finding:
    first = loads[0]
    path = first.path or "."
    meant = relative_env_file(facts, module.path, path)
    others = tuple(
        Evidence(
            load.location,
            msg("the same path again")
            if (load.path or ".") == path
            else msg("{path} is written here", path=load.path or "."),
        )
        for load in loads[1:]
    )
    return Finding(
        rule=RULE.code,
        severity=_severity(facts, module, first, meant),
        confidence=Confidence.HIGH if first.loader != _SETTINGS else Confidence.MEDIUM,
        location=first.location,
        message=msg(
            "{place} gives {loader} the path {path}, which is looked up in the directory that the program starts in",
            place=first.location,
            loader=_SHOWN_AS.get(first.loader, first.loader),
            path=path,
        ),
        why=_why(module, first, meant),
        subject=f"{first.loader} {path}",
        environments=facts.environments_of(module.path),
        evidence=(*others, *_launches(meant)),
        fix=_offer(loads, meant),
    )


def _severity(facts: Facts, module: PythonModule, load: EnvLoad, meant: RelativeEnvFile | None) -> Severity:
    if serves_no_deployment(module.path):
        return Severity.INFO
    if load.loader == _SETTINGS:
        # Real variables come first: where the launches give them, or every field has a default, the file is extra.
        return Severity.WARNING if _is_needed(module) and not _is_injected(facts, module) else Severity.INFO
    if meant is not None and meant.present and meant.launches and not any(found for _, found in meant.launches):
        return Severity.ERROR
    return Severity.WARNING


def _is_needed(module: PythonModule) -> bool:
    """Tell whether a settings class of the module has a field without a default and is called at import.

    A function that makes the settings and is called there counts as well.
    """
    required = {
        function.name
        for function in module.functions
        for event in function.events
        if event.reader == "pydantic" and not event.names
    }
    makers = {
        function.name
        for function in module.functions
        if any(event.kind is EventKind.CALL and required & {event.name, *event.names} for event in function.events)
    }
    wanted = required | makers
    return any(event.kind is EventKind.CALL and wanted & {event.name, *event.names} for event in module.events)


def _is_injected(facts: Facts, module: PythonModule) -> bool:
    """Tell whether launches give the fields their variables: by an env file, by name, or as a platform's own."""
    keys = {event.name.upper() for function in module.functions for event in function.events if event.name}
    hosts = [launch for launch in facts.launches if not launch.on_platform]
    if not hosts and facts.launches:
        return True
    return any(launch.env_files or any(one.name.upper() in keys for one in launch.variables) for launch in hosts)


def _why(module: PythonModule, load: EnvLoad, meant: RelativeEnvFile | None) -> Message:
    if load.loader == "decouple.RepositoryEnv":
        return msg("Started from another directory the program stops with FileNotFoundError.")
    if load.loader == _SETTINGS:
        return msg("Started from another directory the file is passed over in silence, and the defaults are in force.")
    if (
        meant is not None
        and meant.present
        and meant.target.parent != ROOT
        and meant.target.parent == module.path.parent
    ):
        return msg(
            "The file meant is {target}, beside the source. Started from any other directory, the project's root "
            "included, nothing is loaded, and nothing says so.",
            target=meant.target,
        )
    if meant is not None and meant.present:
        return msg(
            "The file meant is {target}. Started from any other directory than {folder}, nothing is loaded, and "
            "nothing says so.",
            target=meant.target,
            folder=folder_name(meant.base),
        )
    return msg("Started from another directory nothing is loaded, and nothing says so: every default is in force.")


def _launches(meant: RelativeEnvFile | None) -> Iterable[Evidence]:
    for launch, found in meant.launches[:_SHOWN_LAUNCHES] if meant is not None else ():
        if found is None:
            told = msg(
                "{launch} starts in {folder}: it finds no such file",
                launch=launch.name,
                folder=folder_name(launch.working_directory or ROOT),
            )
        else:
            told = msg(
                "{launch} starts in {folder}: it finds {file}",
                launch=launch.name,
                folder=folder_name(launch.working_directory or ROOT),
                file=found,
            )
        yield Evidence(launch.location, told)


def _offer(loads: list[EnvLoad], meant: RelativeEnvFile | None) -> FixOffer | None:
    if meant is None or any(load.argument is None for load in loads):
        return None
    return FixOffer(_TITLE, Applicability.SAFE if meant.certain else Applicability.UNSAFE)


def fix(finding: Finding, facts: Facts, files: Files, answers: Answers) -> Fix:
    """Anchor the path in every call of the source that names it so."""
    path = finding.location.path
    assert isinstance(path, ProjectPath)
    module = next((one for one in facts.python_modules if one.path == path), None)
    groups = _groups(module).values() if module is not None else ()
    loads = next((loads for loads in groups if loads[0].location == finding.location), [])
    file = files(path)
    edits: list[ReplaceSpan] = []
    notes: list[Message] = []
    certain = bool(loads)
    for load in loads:
        literal = load.path or "."
        meant = relative_env_file(facts, path, literal)
        if meant is None:
            raise FixUnavailable(msg("The path {path} leads out of the project.", path=literal))
        if load.argument is None or load.argument.span is None:
            raise FixUnavailable(msg("{place} gives no path that could be anchored.", place=load.location))
        edits.extend(anchor_path(file, load.argument.span, meant.base, None if "{" in literal else meant.target))
        certain &= meant.certain
        if not meant.present:
            notes.append(
                msg("{path} is not there yet; the path was taken from where the project is started.", path=meant.target)
            )
    applicability = Applicability.SAFE if certain else Applicability.UNSAFE
    return Fix(_TITLE, applicability, tuple(dict.fromkeys(edits)), notes=tuple(dict.fromkeys(notes)))


RULE = Rule(
    code="EW211",
    name="cwd-relative-env-file",
    point="2.2",
    severity=Severity.ERROR,
    summary=msg("An env file is named by a path that depends on the directory the program is started in"),
    page=__doc__,
    check=check,
    fix=fix,
    goals=("doctor", "onboard"),
)
