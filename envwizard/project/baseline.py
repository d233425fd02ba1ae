"""Reading a baseline: the findings that were there when an old project began."""

from __future__ import annotations

from pathlib import Path

from envwizard.model.errors import UsageError
from envwizard.model.message import msg
from envwizard.model.suppression import Baseline, BaselineEntry

# Where a baseline is written that nobody named.
DEFAULT_NAME = "envwizard-baseline.json"


def read_baseline(path: Path, shown: str) -> Baseline:
    """Read a baseline; ``shown`` names it to people. Raises ``UsageError`` where it is missing or something else."""
    import json

    try:
        data = json.loads(path.read_bytes())
        entries = [BaselineEntry(one["path"], one["rule"], one["fingerprint"]) for one in data["findings"]]
        texts = (text for one in entries for text in (one.path, one.rule, one.fingerprint))
        if data["format"] != 1 or not all(isinstance(text, str) for text in texts):
            raise ValueError
    except FileNotFoundError:
        raise UsageError(
            msg("There is no baseline {file}. `envwizard check --write-baseline {file}` writes one.", file=shown)
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(msg("The baseline {file} cannot be read: {reason}.", file=shown, reason=reason)) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(msg("{file} is no baseline of envwizard.", file=shown)) from None
    return Baseline(tuple(entries), shown)
