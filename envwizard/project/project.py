"""Opening a project: the only place where the user's path becomes a folder on disk."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from envwizard.model.errors import ProjectError
from envwizard.model.message import msg
from envwizard.project.configuration import Configuration, read_configuration


@dataclass(frozen=True, slots=True)
class Project:
    """An open project: its resolved root, the path as the user typed it, and its configuration."""

    root: Path
    typed: str
    configuration: Configuration

    @property
    def name(self) -> str:
        """The name of the root folder."""
        return self.root.name or str(self.root)

    @property
    def configuration_path(self) -> str:
        """The file that holds envwizard's settings, or would: pyproject.toml where there is one."""
        return "pyproject.toml" if (self.root / "pyproject.toml").is_file() else ".envwizard.toml"

    def reread(self) -> Project:
        """Read the configuration anew, which may have changed since. Raises ``UsageError`` as ``open`` does."""
        return replace(self, configuration=read_configuration(self.root))

    @classmethod
    def open(cls, typed: str) -> Project:
        """Open the folder that the user named.

        Raises ``ProjectError`` where it is missing, no folder or unreadable, and ``UsageError`` where its own
        configuration of envwizard is wrong.
        """
        try:
            root = Path(typed).resolve(strict=True)
            mode = root.stat().st_mode
        except FileNotFoundError:
            raise ProjectError(msg("There is no folder {path}. Name the folder of a project.", path=typed)) from None
        except PermissionError:
            raise ProjectError(msg("{path} cannot be reached: no permission.", path=typed)) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise ProjectError(msg("{path} cannot be opened: {reason}.", path=typed, reason=error)) from None
        if not stat.S_ISDIR(mode):
            raise ProjectError(msg("{path} is a file. Name the folder of a project.", path=typed))
        try:
            with os.scandir(root):
                pass
        except PermissionError:
            raise ProjectError(
                msg("{path} cannot be read: no permission. Run envwizard as a user who may read it.", path=typed)
            ) from None
        except OSError as error:
            raise ProjectError(msg("{path} cannot be read: {reason}.", path=typed, reason=error.strerror)) from None
        return cls(root, typed, read_configuration(root))
