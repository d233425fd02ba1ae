"""What the migration looks for beyond a scan: imports, the modules of what is installed, the graphs in locks."""

from __future__ import annotations

from envwizard.model.facts import Facts
from envwizard.model.facts.migration import MigrationFacts
from envwizard.model.facts.virtualenvs import VirtualEnv
from envwizard.model.paths import ProjectPath
from envwizard.probes.import_names import probe_import_names
from envwizard.probes.imported_names import probe_imported_names, probe_named_strings
from envwizard.probes.lock_needs import probe_lock_needs
from envwizard.project.project import Project
from envwizard.project.reader import Sources


def migration_facts(
    project: Project, facts: Facts, env: VirtualEnv | None, locks: tuple[ProjectPath, ...]
) -> MigrationFacts:
    """Read the sources of the scanned project, the environment's modules and the given locks."""
    sources = Sources(project.root, facts.inventory, facts.git)
    return MigrationFacts(
        probe_imported_names(sources),
        probe_named_strings(sources),
        probe_import_names(sources, env) if env is not None else {},
        probe_lock_needs(sources, locks),
    )
