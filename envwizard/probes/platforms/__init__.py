"""What platforms start: render.yaml, fly.toml, railway, App Engine, heroku.yml and DigitalOcean's app specification."""

from __future__ import annotations

from envwizard.model.facts.services import Service
from envwizard.probes.platforms.app_engine import app_engine_services
from envwizard.probes.platforms.digitalocean import digitalocean_services
from envwizard.probes.platforms.fly import fly_services
from envwizard.probes.platforms.heroku import heroku_services
from envwizard.probes.platforms.railway import railway_services
from envwizard.probes.platforms.render import render_services
from envwizard.project.reader import Sources


def probe_platforms(sources: Sources) -> tuple[Service, ...]:
    """Read the files that describe services to a platform; each service says which."""
    readers = (
        render_services,
        fly_services,
        railway_services,
        app_engine_services,
        heroku_services,
        digitalocean_services,
    )
    return tuple(service for read in readers for service in read(sources))
