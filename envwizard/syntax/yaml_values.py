"""Values that many YAML formats write in the same ways: commands as text or list, variables as map or list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envwizard.model.facts.commands import CommandLine
from envwizard.model.facts.containers import Variable
from envwizard.model.secret import Secret
from envwizard.model.source import Span
from envwizard.syntax.shell import commands, exec_commands, exec_form, inner_commands
from envwizard.syntax.yaml import YamlList, YamlMap, YamlNode, YamlScalar, entry_location


def exec_command(node: YamlNode | None) -> CommandLine | None:
    """Build the command of a text or a list that no shell reads; ``None`` where there is none."""
    if isinstance(node, YamlScalar) and not node.is_null and node.text.strip():
        return exec_commands(node.text, node.span_of, node.file.path)[0]
    words = _words([node])
    return exec_form([(word.text, _inside(word)) for word in words], words[0].file.path) if words else None


def handed_to_shell(nodes: Sequence[YamlNode | None]) -> tuple[CommandLine, ...]:
    """Read the shell code in the command that the nodes, one after the other, make up (entrypoint and command).

    That is ``["sh", "-c"]`` followed by ``["a && b"]`` as well as the text ``sh -c 'a && b'``.
    """
    for node in nodes:
        if isinstance(node, YamlScalar) and not node.is_null:
            inner = exec_commands(node.text, node.span_of, node.file.path)[1:]
            if inner:
                return inner
    words = _words(nodes)
    if not words:
        return ()
    command = exec_form([(word.text, _inside(word)) for word in words], words[0].file.path)
    return inner_commands(command, lambda index: words[index].span_of)


def run_command(node: YamlNode | None) -> tuple[CommandLine, ...]:
    """Build the command of a text or a list that no shell reads, followed by the shell code that it hands over."""
    command = exec_command(node)
    return (command, *handed_to_shell((node,))) if command else ()


def shell_commands(node: YamlNode | None) -> tuple[CommandLine, ...]:
    """Read the commands of a text that a shell runs; of a list of such texts all in order."""
    found: list[CommandLine] = []
    for scalar in node.scalars() if node else ():
        found += commands(scalar.text, scalar.span_of, scalar.file.path)
    return tuple(found)


def variables(node: YamlNode | None) -> tuple[Variable, ...]:
    """Read ``NAME: value`` or ``- NAME=value``; without a value the variable is taken from the outside."""
    return tuple(_variables(node))


def named_variables(nodes: Sequence[YamlNode], name: str, value: str) -> tuple[Variable, ...]:
    """Read a list of maps such as ``{name: A, value: b}``; without the value it is taken from the outside."""
    found = []
    for node in nodes:
        key = node.string(name)
        if key:
            text = node.scalar(value)
            found.append(Variable(key, Secret(text.text) if text else None, node.location))
    return tuple(found)


def _variables(node: YamlNode | None) -> Iterator[Variable]:
    if isinstance(node, YamlMap):
        for key, value in node.unique():
            if isinstance(value, YamlScalar):
                secret = None if value.is_null else Secret(value.text)
                yield Variable(key.text, secret, entry_location(key, value))
    elif isinstance(node, YamlList):
        for scalar in node.scalars():
            name, equals, text = scalar.text.partition("=")
            if name.strip():
                yield Variable(name.strip(), Secret(text) if equals else None, scalar.location)


def _words(nodes: Sequence[YamlNode | None]) -> list[YamlScalar]:
    return [word for node in nodes if isinstance(node, YamlList) for word in node.nodes if isinstance(word, YamlScalar)]


def _inside(word: YamlScalar) -> Span:
    """The word's place without its quotes, so that it can be replaced as it stands."""
    return word.span_of(0, len(word.text))
