"""Kubernetes manifests: the containers of workloads (kubernetes.io/docs/concepts/workloads)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from envwizard.model.facts.containers import KubernetesContainer, Variable
from envwizard.model.paths import ProjectPath
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.project.search import parse_holding
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlNode, YamlScalar, documents
from envwizard.syntax.yaml_values import exec_command, handed_to_shell, named_variables, variables

_YAML = re.compile(r".*\.ya?ml", re.IGNORECASE)
_POD = ("spec", "template", "spec")
# Where the pod's specification stands in each kind.
_KINDS: dict[str, tuple[str, ...]] = {
    "Deployment": _POD,
    "StatefulSet": _POD,
    "DaemonSet": _POD,
    "ReplicaSet": _POD,
    "Job": _POD,
    "CronJob": ("spec", "jobTemplate", *_POD),
    "Pod": ("spec",),
}
_CONFIG_MAP = b"ConfigMap"
_KIND = re.compile(r"\bkind[\"']?:[ \t]*[\"']?(?:" + "|".join((*_KINDS, "List")) + r")\b")


def probe_kubernetes(sources: Sources) -> tuple[KubernetesContainer, ...]:
    """Read the containers of all manifests; what a ConfigMap of the project gives them by ``envFrom`` is included.

    The templates of Helm charts are left out: they are no YAML before Helm has filled them.
    """
    chart_folders = {entry.path.parent for entry in sources.entries(re.compile(r"Chart\.ya?ml"))}
    config_files: list[TextFile] = []

    def read(file: TextFile) -> list[tuple[KubernetesContainer, YamlNode]]:
        if _CONFIG_MAP in file.raw:
            config_files.append(file)
        return list(_containers(file))

    in_chart = partial(_is_chart_template, chart_folders)
    files = parse_holding(sources, "kubernetes", _YAML, _looks_so, unless_template(read), in_chart)
    found = [container for file in files for container in file]
    names = {one.text for _, node in found for one in _config_maps(node)}
    given: dict[str, tuple[Variable, ...]] = {}
    for file in config_files if names else ():
        given.update(sources.guard(file.path, "kubernetes", partial(_data, file, names)) or {})
    return tuple(_with_config_maps(container, node, given) for container, node in found)


def _is_chart_template(chart_folders: set[ProjectPath], path: ProjectPath) -> bool:
    return any(folder.name == "templates" and folder.parent in chart_folders for folder in path.parent.upwards())


def _looks_so(raw: bytes) -> bool:
    return b"apiVersion" in raw and (b"containers" in raw or _CONFIG_MAP in raw)


def _containers(file: TextFile) -> Iterator[tuple[KubernetesContainer, YamlNode]]:
    for root in documents(file, lambda text: "containers" in text and bool(_KIND.search(text))):
        for workload in root.elements("items") if root.string("kind") == "List" else (root,):
            kind = workload.string("kind") or ""
            for node in workload.elements(*_KINDS[kind], "containers") if kind in _KINDS else ():
                yield _container(kind, workload, node), node


def _container(kind: str, workload: YamlNode, node: YamlNode) -> KubernetesContainer:
    command, arguments = node.get("command"), node.get("args")
    ports = (port.integer("containerPort") for port in node.elements("ports"))
    return KubernetesContainer(
        kind=kind,
        workload=workload.string("metadata", "name") or "",
        name=node.string("name") or "",
        namespace=workload.string("metadata", "namespace"),
        location=node.location,
        image=node.string("image"),
        command=exec_command(command),
        arguments=exec_command(arguments),
        environment=named_variables(node.elements("env"), "name", "value"),
        ports=tuple(port for port in ports if port is not None),
        replicas=workload.integer("spec", "replicas"),
        inner_commands=handed_to_shell((command, arguments)),
        working_dir=node.string("workingDir"),
        stop_seconds=workload.integer(*_KINDS[kind], "terminationGracePeriodSeconds"),
    )


def _config_maps(container: YamlNode) -> Iterator[YamlScalar]:
    for source in container.elements("envFrom"):
        if name := source.scalar("configMapRef", "name"):
            yield name


def _data(file: TextFile, names: set[str]) -> dict[str, tuple[Variable, ...]]:
    """Read the data of the ConfigMaps with these names; a template gives nothing."""

    def wanted(text: str) -> bool:
        return _CONFIG_MAP.decode() in text and any(name in text for name in names)

    roots = unless_template(lambda file: documents(file, wanted))(file) or ()
    maps = [root for root in roots if root.string("kind") == "ConfigMap"]
    return {root.string("metadata", "name") or "": variables(root.get("data")) for root in maps}


def _with_config_maps(
    container: KubernetesContainer, node: YamlNode, given: dict[str, tuple[Variable, ...]]
) -> KubernetesContainer:
    """Put what ``envFrom`` brings before the container's own variables, which win."""
    own = {variable.name for variable in container.environment}
    brought = [one for name in _config_maps(node) for one in given.get(name.text, ()) if one.name not in own]
    return replace(container, environment=(*brought, *container.environment)) if brought else container
