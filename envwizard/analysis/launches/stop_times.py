"""How long a launch has to end its requests: when what started it kills it after asking it to stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envwizard.model.facts import Facts
from envwizard.model.facts.commands import Surface
from envwizard.model.facts.launches import Launch

# docker stop and compose (stop_grace_period), Kubernetes (terminationGracePeriodSeconds), supervisor (stopwaitsecs);
# systemd's 90 (DefaultTimeoutStopSec) leave every server its time.
_DOCKER, _KUBERNETES, _SUPERVISOR = 10, 30, 10


@dataclass(frozen=True, slots=True)
class StopTime:
    """The seconds between being asked to stop and being killed, and who gives them, as a comment says it."""

    seconds: int
    reason: str


def stop_time(facts: Facts, launch: Launch) -> StopTime | None:
    """The shortest time that one of the places which run the launch's command gives it; ``None`` where none limits it.

    A platform has times of its own, which no file shows.
    """
    if launch.on_platform:
        return None
    same = [one for one in facts.launches if one.command.location == launch.command.location]
    told = [time for one in same for time in _told(facts, one)]
    if not told and launch.in_container:
        told = [StopTime(_DOCKER, f"By default Docker kills it {_DOCKER} seconds after asking it to stop")]
    return min(told, key=lambda one: one.seconds, default=None)


def _told(facts: Facts, launch: Launch) -> Iterator[StopTime]:
    if launch.surface is Surface.COMPOSE:
        for file in facts.compose_files:
            for service in file.services if file.location.path == launch.location.path else ():
                if service.name == launch.name and service.stop_seconds is not None:
                    yield _killed(file.location.path, service.stop_seconds, "stop_grace_period")
                elif service.name == launch.name:
                    yield StopTime(_DOCKER, f"Compose kills it after {_DOCKER} seconds (no stop_grace_period)")
    for container in facts.kubernetes_containers if launch.surface is Surface.KUBERNETES else ():
        if container.location == launch.location:
            yield _killed("Kubernetes", container.stop_seconds or _KUBERNETES, "terminationGracePeriodSeconds")
    for started in facts.services:
        if launch.command not in started.commands:
            continue
        if started.surface is Surface.SYSTEMD and started.stop_seconds is not None:
            yield _killed("systemd", started.stop_seconds, "TimeoutStopSec")
        elif started.surface is Surface.SUPERVISOR:
            yield _killed("supervisor", started.stop_seconds or _SUPERVISOR, "stopwaitsecs")


def _killed(by: object, seconds: int, setting: str) -> StopTime:
    return StopTime(seconds, f"{by} kills it after {seconds} seconds ({setting})")
