"""Every way in which the project is started, with the server settings in force and where each comes from."""

from envwizard.analysis.launches.found import launches

__all__ = ["launches"]
