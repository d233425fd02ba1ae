"""heroku.yml (devcenter.heroku.com/articles/build-docker-images-heroku-yml)."""

from __future__ import annotations

import re

from envwizard.model.facts.commands import Surface
from envwizard.model.facts.services import Service
from envwizard.model.source import TextFile
from envwizard.project.reader import Sources
from envwizard.syntax.templates import unless_template
from envwizard.syntax.yaml import YamlMap, YamlNode, YamlScalar, document
from envwizard.syntax.yaml_values import shell_commands

_NAME = re.compile(r"heroku(?:[._-].+)?\.ya?ml")


def heroku_services(sources: Sources) -> list[Service]:
    """Read the process types of all files; one without a command is started by its image."""
    files = sources.each("platforms", sources.named(_NAME), unless_template(_services))
    return [service for services in files for service in services or ()]


def _services(file: TextFile) -> list[Service]:
    root = document(file)
    images = {key.text: (key, value) for key, value in root.items("build", "docker")}
    entries = {**images, **{key.text: (key, value) for key, value in root.items("run")}}
    found = [_service(root, key, root.get("run", name)) for name, (key, _) in entries.items()]
    if isinstance(root, YamlMap) and (release := root.get("release")):
        found += [_service(root, key, release) for key, _ in root.unique() if key.text == "release"]
    return found


def _service(root: YamlNode, key: YamlScalar, run: YamlNode | None) -> Service:
    """A process: its command is a text, a list of texts, or below ``command`` beside the image that it runs in."""
    commands = shell_commands(run.get("command") if isinstance(run, YamlMap) else run)
    image = (run.string("image") if run else None) or key.text
    return Service(
        surface=Surface.PAAS,
        name=key.text,
        location=key.location,
        commands=commands,
        main=len(commands) - 1,
        platform="heroku",
        dockerfile=root.string("build", "docker", image) or root.string("build", "docker", image, "dockerfile"),
    )
