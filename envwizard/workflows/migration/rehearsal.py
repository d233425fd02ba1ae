"""The dry run: what would be written to the project is written to a temporary folder, by the same way."""

from __future__ import annotations

from pathlib import Path

from envwizard.model.plan import Preview
from envwizard.workspace.staging import rehearse


def rehearse_preview(preview: Preview) -> Path:
    """Apply a preview to a temporary folder and give the folder; it stays."""
    return rehearse(preview.change_set.title, preview.changes)
