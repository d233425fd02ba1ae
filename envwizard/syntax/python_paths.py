"""What a path expression in a Python source comes to, as far as its text tells: nothing is ever executed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tree_sitter import Node

from envwizard.model.facts.python import Anchor
from envwizard.model.paths import ProjectPath
from envwizard.syntax.path_values import UNKNOWN, PathValue, agreed, climbed, concatenated, join_paths, literal_path
from envwizard.syntax.python import PythonTree, unwrapped
from envwizard.syntax.python_parameters import Parameters

_MAX_DEPTH = 40

_SAME = frozenset(
    (
        "str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expandvars",
        "os.path.expanduser", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.WindowsPath",
        "pathlib.PurePosixPath", "anyio.Path", "environ.Path", "environ.environ.Path",
    )
)  # fmt: skip
_SAME_METHODS = frozenset(("resolve", "absolute", "expanduser", "as_posix", "__str__", "strip"))
_CURRENT = frozenset(("os.getcwd", "os.getcwdb", "pathlib.Path.cwd", "os.curdir"))
_OUTSIDE = frozenset(("pathlib.Path.home", "tempfile.gettempdir", "tempfile.mkdtemp", "tempfile.mkstemp"))
_READS = frozenset(("os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault", "decouple.config"))
# Anchored to files of the project by their makers, though not where their text tells.
_ANCHORED = frozenset(
    ("django.conf.settings.BASE_DIR", "importlib.resources.files", "flask.current_app.root_path",
     "flask.Flask().root_path", "flask.Flask().instance_path", "flask.current_app.instance_path",
     "pkg_resources.resource_filename", "pkgutil.get_data")
)  # fmt: skip


# Gives the value of a constant of another module by its dotted origin.
Constants = Callable[[str], "PathValue | None"]


def evaluate_path(
    tree: PythonTree, node: Node | None, constants: Constants | None = None, parameters: Parameters | None = None
) -> PathValue:
    """Evaluate a path expression: literals, ``__file__``, pathlib, os.path, ``/``, ``+``, f-strings and names.

    ``constants`` is asked for names that come from other modules of the project. With ``parameters`` those of functions
    stand for their defaults.
    """
    return _Evaluator(tree, constants or (lambda _: None), parameters or {}).value(node, 0)


class _Evaluator:
    def __init__(self, tree: PythonTree, constants: Constants, parameters: Parameters) -> None:
        self.tree = tree
        self.constants = constants
        self.parameters = parameters
        # What names came to; ``None`` while one is being worked out, so that circles end.
        self.known: dict[tuple[str | None, str], PathValue | None] = {}

    def value(self, node: Node | None, depth: int) -> PathValue:
        node = unwrapped(node)
        if node is None or depth > _MAX_DEPTH:
            return UNKNOWN
        text = self.tree.string(node)
        if text is not None:
            return literal_path(text)
        handler = _HANDLERS.get(node.type)
        return handler(self, node, depth + 1) if handler else UNKNOWN

    def name(self, node: Node, depth: int) -> PathValue:
        name = self.tree.text(node)
        if name == "__file__":
            path = self.tree.file.path
            return PathValue(Anchor.FILE, "", path if isinstance(path, ProjectPath) else None)
        names = self.tree.names
        local = self.tree.context(node).function
        given = names.locals.get((local, name)) if local else None
        if not given and local and (local, name) in self.parameters:
            default = self.parameters[local, name]
            given = [default] if default is not None else []
            if not given:
                return UNKNOWN
        elif not given:
            local, given = None, names.constants.get(name)
        if not given:
            starred = (f"{one.module}.{name}" for one in names.statements if one.names == (("*", "*"),))
            origins = [names.imports[name]] if name in names.imports else list(starred)
            return next((value for origin in origins if (value := self.foreign(origin)) is not UNKNOWN), UNKNOWN)
        key = (local, name)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = agreed([self.value(one, depth) for one in given[:8]])
        return self.known[key] or UNKNOWN

    def attribute(self, node: Node, depth: int) -> PathValue:
        origin = self.tree.resolve(node)
        if origin in _CURRENT:
            return PathValue(Anchor.CWD, "")
        if origin in _ANCHORED:
            return PathValue(Anchor.FILE)
        attribute = self.tree.text(node.child_by_field_name("attribute"))
        owner = node.child_by_field_name("object")
        if attribute == "parent":
            return climbed(self.value(owner, depth), 1)
        if origin is not None and origin.startswith(("sys.argv", "args.", "argparse.ArgumentParser().parse_args()")):
            return PathValue(Anchor.VARIABLE)
        return self.foreign(origin)

    def foreign(self, origin: str | None) -> PathValue:
        return (self.constants(origin) if origin else None) or UNKNOWN

    def subscript(self, node: Node, depth: int) -> PathValue:
        owner = node.child_by_field_name("value")
        origin = self.tree.resolve(owner)
        if origin in ("os.environ", "sys.argv"):
            return PathValue(Anchor.VARIABLE)
        index = self.tree.text(node.child_by_field_name("subscript"))
        if owner is not None and owner.type == "attribute" and index.isdecimal():
            if self.tree.text(owner.child_by_field_name("attribute")) == "parents":
                return climbed(self.value(owner.child_by_field_name("object"), depth), int(index) + 1)
            if index == "0":
                return UNKNOWN
        entry = entry_of(self.tree, node)
        return self.value(entry, depth) if entry is not None else UNKNOWN

    def call(self, node: Node, depth: int) -> PathValue:
        origin = self.tree.call_name(node)
        arguments, keywords = self.tree.arguments(node)
        if origin in _CURRENT:
            return PathValue(Anchor.CWD, "")
        if origin in _OUTSIDE:
            return PathValue(Anchor.ABSOLUTE)
        if origin in _ANCHORED:
            return PathValue(Anchor.FILE)
        if origin in _READS or (origin or "").startswith(("environs.Env()", "environ.Env()")):
            default = arguments[1] if len(arguments) > 1 else keywords.get("default")
            value = self.value(default, depth) if default is not None else None
            return PathValue(
                Anchor.VARIABLE, default=value, variable=self.tree.string(arguments[0]) or "" if arguments else ""
            )
        if origin == "dotenv.find_dotenv":
            return self.found(arguments, keywords)
        if origin in _SAME:
            if not arguments:
                return PathValue(Anchor.CWD, "") if origin.startswith("pathlib.") else UNKNOWN
            first = self.value(arguments[0], depth)
            if first.literal is not None and first.literal.startswith("~") and origin == "os.path.expanduser":
                return replace(first, anchor=Anchor.ABSOLUTE)
            return self.joined(first, arguments[1:], depth) if "Path" in origin else first
        if origin == "os.path.dirname":
            return climbed(self.value(arguments[0], depth), 1) if arguments else UNKNOWN
        if origin == "os.path.join":
            return self.joined(self.value(arguments[0], depth), arguments[1:], depth) if arguments else UNKNOWN
        return self.method(node, arguments, depth)

    def method(self, node: Node, arguments: Sequence[Node], depth: int) -> PathValue:
        function = node.child_by_field_name("function")
        if function is None:
            return UNKNOWN
        if function.type == "identifier":
            # ``root = environ.Path(__file__) - 2`` and then ``root(".env")``
            owner = self.value(function, depth)
            return self.joined(owner, arguments, depth) if owner.anchor is Anchor.FILE and arguments else UNKNOWN
        if function.type != "attribute":
            return UNKNOWN
        name = self.tree.text(function.child_by_field_name("attribute"))
        owner = self.value(function.child_by_field_name("object"), depth)
        if name in _SAME_METHODS:
            homely = name == "expanduser" and (owner.literal or "").startswith("~")
            return replace(owner, anchor=Anchor.ABSOLUTE) if homely else owner
        if name in ("joinpath", "path"):
            return self.joined(owner, arguments, depth)
        if name == "with_name" and len(arguments) == 1:
            return self.joined(climbed(owner, 1), arguments, depth)
        return UNKNOWN

    def found(self, arguments: Sequence[Node], keywords: dict[str, Node]) -> PathValue:
        """``find_dotenv()`` climbs from the calling file, with ``usecwd=True`` from the current directory."""
        usecwd = keywords.get("usecwd") or (arguments[2] if len(arguments) > 2 else None)
        filename = keywords.get("filename") or (arguments[0] if arguments else None)
        name = self.tree.string(filename) if filename is not None else ".env"
        wanted = usecwd is not None and self.tree.text(usecwd) != "False"
        return PathValue(Anchor.CWD if wanted else Anchor.NONE, name, complete=name is not None)

    def joined(self, base: PathValue, pieces: Sequence[Node], depth: int) -> PathValue:
        for piece in pieces:
            base = join_paths(base, self.value(piece, depth), self.tree.text(piece))
        return base

    def operator(self, node: Node, depth: int) -> PathValue:
        sign = self.tree.text(node.child_by_field_name("operator"))
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if sign == "/":
            return join_paths(self.value(left, depth), self.value(right, depth), self.tree.text(right))
        if sign == "+":
            first, second = self.value(left, depth), self.value(right, depth)
            return concatenated(first, second.literal, self.tree.text(right))
        if sign == "-" and self.tree.text(right).isdecimal():
            return climbed(self.value(left, depth), int(self.tree.text(right)))
        return UNKNOWN

    def boolean(self, node: Node, depth: int) -> PathValue:
        left = self.value(node.child_by_field_name("left"), depth)
        right = self.value(node.child_by_field_name("right"), depth)
        if Anchor.VARIABLE in (left.anchor, right.anchor):
            return PathValue(Anchor.VARIABLE, default=right, variable=left.variable or right.variable)
        return agreed([left, right])

    def conditional(self, node: Node, depth: int) -> PathValue:
        children = node.named_children
        return agreed([self.value(children[0], depth), self.value(children[-1], depth)]) if children else UNKNOWN

    def formatted(self, node: Node, depth: int) -> PathValue:
        """An f-string: its first piece gives the anchor."""
        value: PathValue | None = None
        for child in node.children:
            if child.type == "string_content":
                text = self.tree.text(child)
                value = literal_path(text) if value is None else concatenated(value, text, text)
            elif child.type == "interpolation":
                inner = child.child_by_field_name("expression")
                written = self.tree.text(inner)
                value = self.value(inner, depth) if value is None else concatenated(value, None, written)
            elif child.type == "string_start" and "b" in self.tree.text(child).lower():
                return UNKNOWN
        return value or UNKNOWN


def entry_of(tree: PythonTree, node: Node) -> Node | None:
    """Find the value that ``NAME["key"]`` gives: NAME is a table that the file writes out once.

    An entry of an application's configuration (``app.config["key"]``) is what the file gives it, if it does so once.
    """
    owner, key = node.child_by_field_name("value"), tree.string(node.child_by_field_name("subscript"))
    if owner is None or key is None:
        return None
    given = tree.names.entries.get((tree.text(owner), key), [])
    if given:
        return given[0] if len(given) == 1 and given[0].end_byte < node.start_byte else None
    if owner.type != "identifier":
        return None
    tables = tree.names.constants.get(tree.text(owner), [])
    if len(tables) != 1 or tables[0].type != "dictionary":
        return None
    pairs = [child for child in tables[0].named_children if child.type == "pair"]
    values = [
        pair.child_by_field_name("value") for pair in pairs if tree.string(pair.child_by_field_name("key")) == key
    ]
    return values[0] if len(values) == 1 else None


_HANDLERS: dict[str, Callable[[_Evaluator, Node, int], PathValue]] = {
    "identifier": _Evaluator.name,
    "attribute": _Evaluator.attribute,
    "subscript": _Evaluator.subscript,
    "call": _Evaluator.call,
    "binary_operator": _Evaluator.operator,
    "boolean_operator": _Evaluator.boolean,
    "conditional_expression": _Evaluator.conditional,
    "string": _Evaluator.formatted,
}
