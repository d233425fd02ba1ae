"""What gunicorn must be told to serve the application of a development server: its import string, its requirement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from envwizard.analysis.declared import requires
from envwizard.analysis.dependencies.deployed_requirements import judged_files
from envwizard.analysis.dependencies.requirement_families import Kind
from envwizard.analysis.launches.served_modules import module_named
from envwizard.edits.requirement_lines import add_requirement
from envwizard.model.change import ReplaceSpan
from envwizard.model.facts import Facts
from envwizard.model.facts.dependencies import RequirementsFile
from envwizard.model.facts.launches import EffectiveSetting, Launch
from envwizard.model.facts.python import Event, EventKind, PythonModule
from envwizard.model.paths import ProjectPath
from envwizard.model.rule import Files

# Where Flask looks when nobody names the application, and what it takes out of the module (Flask 3.1, flask/cli.py).
_MODULES = ("wsgi", "app")
_NAMES = ("app", "application")
_FACTORIES = ("create_app()", "make_app()")
_FRAMEWORKS = ("django", "flask")
# The last release of gunicorn that runs on every Python that Django and Flask still run on.
_PIN = "gunicorn==23.0.0"
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class ServedApp:
    """An application as gunicorn is told it.

    ``lost`` is what only the file's own start does besides serving it. ``threaded`` names the development server where
    it served in threads, which is what they do if nobody says otherwise (Django 5.2, runserver; Flask 3.1, run).
    """

    text: str
    lost: tuple[Event, ...] = ()
    threaded: str = ""

    def launch(self, launch: Launch) -> Launch:
        """The launch as it will be: gunicorn in the place of the development server, with its defaults."""
        kept = tuple(one for one in launch.settings if one.name == "bind")
        kind = EffectiveSetting("worker_class", "sync", "sync", "default", None)
        return replace(launch, server="gunicorn", app=self.text, settings=(*kept, kind), config=None)


def served_app(facts: Facts, launch: Launch) -> ServedApp | None:
    """Find the WSGI application that a development server serves; ``None`` where the project does not say which."""
    folder = launch.working_directory
    if folder is None:
        return None
    if launch.server == "runserver":
        return _of_django(facts, launch, folder)
    if launch.app is not None and launch.app.endswith(".py"):
        return _of_file(facts, folder, launch.app)
    return _of_flask(facts, launch, folder) if launch.server == "flask" else None


def _of_django(facts: Facts, launch: Launch, folder: ProjectPath) -> ServedApp | None:
    modules = [entry.path for entry in facts.inventory.files if entry.path.name == "wsgi.py"]
    below = [path for path in modules if path.is_below(folder) and path.parent != folder]
    if len(below) != 1 or "manage.py" not in launch.command.argv:
        return None
    threaded = "" if "--nothreading" in launch.command.argv else "runserver"
    return ServedApp(below[0].parent.relative_to(folder).replace("/", ".") + ".wsgi", threaded=threaded)


def _of_file(facts: Facts, folder: ProjectPath, path: str) -> ServedApp | None:
    module = next((one for one in facts.python_modules if one.path.value == path), None)
    if module is None or module.path.parent != folder or not module.path.name[:-3].isidentifier():
        # Python puts the folder of the file on its path, gunicorn the working directory.
        return None
    name = _variable(module)
    lost = tuple(one for one in module.events if one.main_only and one.kind is EventKind.CALL)
    given = {key: value for start in module.server_starts[:1] for key, value, _, _ in start.settings}
    threaded = "app.run" if given.get("threaded", "True") == "True" else ""
    return ServedApp(f"{module.path.name[:-3]}:{name}", lost, threaded) if name is not None else None


def _of_flask(facts: Facts, launch: Launch, folder: ProjectPath) -> ServedApp | None:
    named = _named(launch)
    if named is None:
        found = [(name, module) for name in _MODULES if (module := module_named(facts, folder, name)) is not None]
        dotted, module, variable = (found[0][0], found[0][1], "") if found else ("", None, "")
    else:
        dotted, _, variable = named.partition(":")
        dotted = dotted.removesuffix(".py").strip("./").replace("/", ".")
        module = module_named(facts, folder, dotted)
    name = _variable(module, variable) if module is not None else None
    threaded = "" if "--without-threads" in launch.command.argv else "flask run"
    return ServedApp(f"{dotted}:{name}", threaded=threaded) if name is not None else None


def _named(launch: Launch) -> str | None:
    """The application that ``--app`` or FLASK_APP names."""
    argv = launch.command.argv
    for index, word in enumerate(argv):
        if word in ("--app", "-A") and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith("--app="):
            return word.partition("=")[2]
    for one in launch.variables:
        if one.name == "FLASK_APP" and one.value is not None and one.value.reveal():
            return one.value.reveal()
    return None


def _variable(module: PythonModule, wanted: str = "") -> str | None:
    names = [name for name, kind in module.applications if kind == "flask"]
    if wanted:
        plain = wanted.removesuffix("()")
        return next((name for name in names if name.removesuffix("()") == plain), None)
    for name in (*_NAMES, *_FACTORIES):
        if name in names:
            return name
    variables = [name for name in names if not name.endswith("()")]
    return variables[0] if len(variables) == 1 else None


def requirement_edits(facts: Facts, files: Files) -> tuple[ReplaceSpan, ...] | None:
    """The edits that add gunicorn to what a deployment installs: none where it is there, ``None`` where it can't be.

    A list that a compiler wrote, or one with hashes, is not added to: its source is another one.
    """
    if requires(facts, ("gunicorn",)):
        return ()
    target = _target(facts)
    if target is None:
        return None
    file = files(target.path)
    pinned = sum(one.pinned is not None for one in target.requirements)
    # One looser line among many pins does not make the list loose.
    text = _PIN if pinned >= _NEARLY_ALL * len(target.requirements) else "gunicorn"
    return (add_requirement(file, target, "gunicorn", text),)


def can_require(facts: Facts) -> bool:
    """Tell whether gunicorn is required, or can be added to the list that is deployed."""
    return requires(facts, ("gunicorn",)) or _target(facts) is not None


def _target(facts: Facts) -> RequirementsFile | None:
    """The one plain list with the framework that a deployment installs."""
    found = []
    for judged in judged_files(facts):
        file = judged.family.file
        frameworks = any(one.name in _FRAMEWORKS for one in file.requirements)
        plain = judged.family.kind not in (Kind.LOCKED, Kind.COMPILED) and file.path.suffix in (".txt", ".in")
        if frameworks and plain and (file.encoding in ("utf-8", "ascii")) and not file.has_bom:
            found.append(file)
    return found[0] if len(found) == 1 else None
