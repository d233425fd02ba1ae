"""What a CI job hands to another machine: ``ssh host 'cd app && ..'``, ``ssh host <<EOF``, an action that does so.

The job's own machine is gone a minute later; the other one is a host that lives on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from envwizard.analysis.environments.name_tokens import NamedRole
from envwizard.analysis.environments.references import job_role
from envwizard.model.environment import Role
from envwizard.model.facts import Facts
from envwizard.model.facts.commands import CiJob, CiWorkflow, CommandLine
from envwizard.model.paths import AnyPath

# ``ssh -i key user@host``, ``sshpass -p .. ssh ..``, ``appleboy/ssh-action@v1``; not ``ssh-keyscan`` and ``ssh-agent``.
_SSH = re.compile(r"(?:^|[\s/])ssh(?:\s|$)|/ssh-\w*action\b|/[\w-]*ssh[\w-]*@")


def remote_shell(command: CommandLine) -> str | None:
    """The text of the command or action that hands a command to another machine; ``None`` for one that stays here."""
    texts = (one.text for one in command.conditions if not one.is_branch)
    return next((text for text in texts if _SSH.search(text)), None)


def remote_commands(facts: Facts) -> Iterator[tuple[CiWorkflow, CiJob, tuple[CommandLine, ...]]]:
    """Give the commands that CI jobs run on another machine, those of one shell together and in order."""
    for workflow in facts.ci_workflows:
        for job in workflow.jobs:
            for shell, group in groupby(job.commands, remote_shell):
                if shell is not None:
                    yield workflow, job, tuple(group)


def commands_elsewhere(facts: Facts, path: AnyPath) -> tuple[CommandLine, ...]:
    """All commands of a workflow file that another machine runs."""
    groups = (group for workflow, _, group in remote_commands(facts) if workflow.location.path == path)
    return tuple(command for group in groups for command in group)


def served_by(workflow: CiWorkflow, job: CiJob) -> NamedRole:
    """Tell which environment the other machine serves: the one that the job names, else what users meet."""
    named = job_role(workflow, job)
    return named if named.role.is_deployed else NamedRole(Role.PRODUCTION, "production", job.name)
