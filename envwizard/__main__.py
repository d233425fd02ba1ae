"""The program's start. ``--version`` answers before anything else is imported."""

import sys

from envwizard import __version__


def main() -> int:
    """Run envwizard with the process's arguments and give its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"envwizard {__version__}\n")
        return 0
    from envwizard.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
