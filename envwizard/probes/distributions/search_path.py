"""The folders that an environment's interpreter would look for packages in, in its order."""

from __future__ import annotations

import posixpath

from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import AnyPath
from envwizard.project.tree_reader import TreeReader

BY = "distributions"
_MAX_FOLDERS = 500


def search_path(tree: TreeReader, env: VirtualEnv) -> tuple[AnyPath, ...]:
    """List the folders as the module ``site`` puts them on ``sys.path``.

    The environment's own site-packages come first; with system-wide packages the user's follow, then the base
    interpreter's. Each is followed by the folders that its ``.pth`` files name. A conda environment is an interpreter
    of its own: the user's packages stand before its own.
    """
    own, user = _own(tree, env), _user(tree, env)
    if env.kind == "conda":
        sites = [*user, *own]
    elif env.system_site_packages:
        sites = [*own, *user, *_base(tree, env)]
    else:
        sites = own
    found: dict[str, AnyPath] = {}
    for site in sites:
        if tree.is_folder(site) and tree.absolute(site) not in found:
            found[tree.absolute(site)] = site
            for path in _named_by_pth(tree, site):
                if len(found) < _MAX_FOLDERS:
                    found.setdefault(tree.absolute(path), path)
    return tuple(found.values())


def _libraries(env: VirtualEnv) -> list[str]:
    if env.windows_layout:
        return ["Lib"]
    stem = "pypy" if env.implementation == "PyPy" else "python"
    name = f"{stem}{env.library_version}{'t' if env.free_threaded else ''}"
    return [f"lib/{name}", f"lib64/{name}"]


def _own(tree: TreeReader, env: VirtualEnv) -> list[AnyPath]:
    """``lib64`` is a link to ``lib`` nearly everywhere; it counts only where it is a folder of its own."""
    sites = [tree.child(env.path, f"{library}/site-packages") for library in _libraries(env)]
    real = {tree.resolve(site): site for site in reversed(sites) if tree.is_folder(site)}
    return [site for site in sites if site in real.values()]


def _base(tree: TreeReader, env: VirtualEnv) -> list[AnyPath]:
    """The base interpreter's site-packages, and the dist-packages of Debian's."""
    home = env.home or (posixpath.dirname(env.interpreter.value) if env.interpreter else None)
    if home is None or env.library_version is None:
        return []
    if env.windows_layout:
        return [tree.at(f"{home}/Lib/site-packages")]
    prefix = posixpath.dirname(posixpath.normpath(home))
    sites = [f"{prefix}/{library}/site-packages" for library in _libraries(env)]
    sites += [f"{prefix}/local/lib/python{env.library_version}/dist-packages", f"{prefix}/lib/python3/dist-packages"]
    sites.append(f"{prefix}/lib/python{env.library_version}/dist-packages")
    return [tree.at(site) for site in sites]


def _user(tree: TreeReader, env: VirtualEnv) -> list[AnyPath]:
    home, minor = tree.places.home, env.library_version
    if not minor:
        return []
    if env.windows_layout:
        return [tree.at(f"{home}/AppData/Roaming/Python/Python{minor.replace('.', '')}/site-packages")]
    own = f"{home}/.local/lib/python{minor}/site-packages"
    return [tree.at(own), tree.at(f"{home}/Library/Python/{minor}/lib/python/site-packages")]


def _named_by_pth(tree: TreeReader, site: AnyPath) -> list[AnyPath]:
    """The folders that the ``.pth`` files of a site-packages name; lines of code in them are not looked at."""
    found: list[AnyPath] = []
    names = sorted(entry.name for entry in tree.folder(site, BY) if not entry.is_folder)
    for name in names:
        if not name.endswith(".pth") or name.startswith("."):
            continue
        raw = tree.head(tree.child(site, name), BY) or b""
        for line in raw.decode("utf-8-sig", "surrogateescape").splitlines():
            text = line.rstrip()
            if not text or text.startswith(("#", "import ", "import\t")) or "\0" in text:
                continue
            path = tree.child(site, text)
            if tree.is_folder(path):
                found.append(path)
    return found
