"""Virtual environments, read from disk alone: pyvenv.cfg, links and the names of folders; nothing is run."""

from __future__ import annotations

from functools import partial

from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.message import Message, msg
from envwizard.model.paths import AnyPath
from envwizard.probes.virtualenvs.configuration import Configuration, read_configuration
from envwizard.probes.virtualenvs.find import BY, find_virtualenvs
from envwizard.probes.virtualenvs.layout import Layout, read_layout
from envwizard.probes.virtualenvs.named_place import NamedPlace, other_place
from envwizard.project.python_prefix import LIBRARY, conda_python, external, minor_of
from envwizard.project.reader import Sources
from envwizard.project.tree_reader import TreeReader

__all__ = ["probe_virtualenvs"]

_MAX_NAMES = 4


def probe_virtualenvs(sources: Sources) -> tuple[VirtualEnv, ...]:
    """Read the project's virtual environments, in its tree and out of it, without what is installed in them."""
    found: list[VirtualEnv] = []
    for path, manager in find_virtualenvs(sources):
        sources.check_cancelled()
        read = sources.guard(path, BY, partial(_read, sources.tree, path, manager))
        if read is not None:
            found.append(read)
    return tuple(found)


def _read(tree: TreeReader, path: AnyPath, manager: str | None) -> VirtualEnv | None:
    file = tree.text(tree.child(path, "pyvenv.cfg"), BY)
    configuration = read_configuration(file) if file else None
    conda = configuration is None and tree.is_folder(tree.child(path, "conda-meta"))
    layout = read_layout(tree, path, configuration.values.get("home") if configuration else None, BY)
    if configuration is None and not conda and not _was_environment(tree, layout):
        return None
    version = configuration.version if configuration else conda_python(tree, path, BY) if conda else None
    library_version, library = layout.library(version)
    in_library = LIBRARY.fullmatch(library.rpartition("/")[2]) if library else None
    values = configuration.values if configuration else {}
    elsewhere = None
    if layout.binaries is not None and values.get("relocatable", "").lower() != "true":
        elsewhere = other_place(tree, path, layout.binaries, BY)
    is_pypy = values.get("implementation", "").lower() == "pypy" or (in_library and in_library.group(1) == "pypy")
    return VirtualEnv(
        path=path,
        kind="conda" if conda else configuration.kind if configuration else "venv",
        manager=manager,
        version=version,
        library_version=library_version or (minor_of(version) if layout.windows and version else None),
        interpreter_version=minor_of(layout.interpreter_version) if layout.interpreter_version else None,
        interpreter=external(tree, layout.interpreter) if layout.interpreter is not None else None,
        home=values.get("home"),
        prompt=values.get("prompt"),
        windows_layout=layout.windows,
        system_site_packages=configuration.system_site_packages if configuration else False,
        configuration=configuration.location if configuration else None,
        system_site_location=configuration.system_site_location if configuration else None,
        named_location=elsewhere.folder if elsewhere else None,
        implementation="PyPy" if is_pypy else "CPython",
        free_threaded=bool(in_library and in_library.group(3)),
        defects=tuple(_defects(tree, path, layout, configuration, conda, elsewhere)),
    )


def _was_environment(tree: TreeReader, layout: Layout) -> bool:
    """Tell an environment that lost its pyvenv.cfg from any other folder with a site-packages in it."""
    if layout.binaries is None:
        return False
    names = {name.lower() for name in tree.names(layout.binaries, BY)}
    return "activate" in names or (bool(layout.libraries) and "python" in names)


def _defects(
    tree: TreeReader,
    path: AnyPath,
    layout: Layout,
    configuration: Configuration | None,
    conda: bool,
    elsewhere: NamedPlace | None,
) -> list[tuple[str, Message]]:
    defects: list[tuple[str, Message]] = []
    if configuration is None and not conda:
        message = msg("{path} has no pyvenv.cfg: its python runs as the interpreter that it was made from", path=path)
        defects.append(("no-configuration", message))
    if layout.problem is not None:
        defects.append(("no-interpreter", layout.problem))
    elif layout.binaries is None:
        defects.append(("no-interpreter", msg("{path} holds neither bin nor Scripts", path=path)))
    if elsewhere is not None:
        defects.append(("moved", _moved(tree, path, elsewhere)))
    minor = minor_of(layout.interpreter_version) if layout.interpreter_version else None
    if minor and layout.libraries and minor not in layout.libraries:
        message = msg(
            "{path}: its python is a Python {minor} now, but its packages lie in {libraries}, where that does not look",
            path=path,
            minor=minor,
            libraries=", ".join(sorted(layout.libraries.values())),
        )
        defects.append(("other-interpreter", message))
    return defects


def _moved(tree: TreeReader, path: AnyPath, elsewhere: NamedPlace) -> Message:
    names = [*(["activate"] if elsewhere.in_activate else []), *elsewhere.scripts]
    shown = ", ".join(names[:_MAX_NAMES]) + (", .." if len(names) > _MAX_NAMES else "")
    folder = tree.at(elsewhere.folder)
    if elsewhere.exists:
        return msg(
            "{path} was moved or copied: its scripts ({names}) run and install in {folder}",
            path=path,
            names=shown,
            folder=folder,
        )
    return msg(
        "{path} was moved: its scripts ({names}) name {folder}, which is no virtual environment any more",
        path=path,
        names=shown,
        folder=folder,
    )
