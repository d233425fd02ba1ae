"""Deployment environments: which ones a project has, and which of them each file belongs to."""

from envwizard.analysis.environments.belonging import file_environments
from envwizard.analysis.environments.deployment import environments
from envwizard.analysis.environments.open_questions import questions

__all__ = ["environments", "file_environments", "questions"]
