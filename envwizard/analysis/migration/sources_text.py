"""The text of a source: what it is for, the locks that bind it, the index, and a requirement a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.facts.dependencies import RequirementsOption
from envwizard.model.migration import SplitPackage
from envwizard.model.paths import ProjectPath

# What decides where distributions come from and in which form; the rest of pip's options is for those who install.
_KEPT_OPTIONS = frozenset(
    (
        "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--no-index", "--no-binary", "--only-binary",
        "--pre", "--prefer-binary",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayerText:
    """What a source is written from: ``reads`` are sources that it includes, ``constraints`` locks that bind it."""

    source: ProjectPath
    lock: ProjectPath
    packages: tuple[SplitPackage, ...]
    constraints: tuple[ProjectPath, ...]
    reads: tuple[ProjectPath, ...]
    options: tuple[RequirementsOption, ...]
    title: str


def layer_text(one: LayerText) -> str:
    """Write the source; paths are relative to it, as pip-compile reads them."""
    return "".join(f"{line}\n" for line in _lines(one))


def kept_options(options: tuple[RequirementsOption, ...]) -> tuple[str, ...]:
    """Give the option lines that every source keeps: those of the index, without any that holds credentials."""
    kept = (option for option in options if option.name in _KEPT_OPTIONS and not option.has_credentials)
    return tuple(dict.fromkeys(f"{option.name} {option.value}".strip() for option in kept))


def _lines(one: LayerText) -> Iterator[str]:
    yield f"# What {one.title} itself asks for; {one.lock.name} is compiled from this file and holds the versions."
    folder = one.source.parent
    for path in one.constraints:
        yield f"-c {path.relative_to(folder)}"
    for path in one.reads:
        yield f"-r {path.relative_to(folder)}"
    yield from kept_options(one.options)
    for package in one.packages:
        remark = _remark(package)
        yield f"{package.requirement}  # {remark}" if remark else package.requirement


def _remark(package: SplitPackage) -> str:
    """Say why a requirement is here, where neither an import nor the old source tells."""
    template = package.reason.template
    if template.startswith("you import") or template.endswith("} asks for it"):
        return ""
    return str(package.reason)
