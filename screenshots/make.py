"""Makes the pictures of the README: by the real wizard on the built-in demo, drawn by a headless Chromium.

Run it from anywhere: ``python screenshots/make.py [NAME..]``. The pictures come out the same each time: the copy of the
demo has a fixed name, the clock stands still, nothing is animated.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
PROJECT = "shop-api"
SCALE = 2
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the terminal's size and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]
    themes: tuple[str, ...] = ("dark", "light")


PICTURES = (
    Picture("environments", (120, 40), ("e", "right", "right", "down", "down", "down")),
    Picture("pitfall", (120, 44), ("2",)),
    Picture("confirm", (120, 32), ("5", "A")),
    Picture("pitfall-small", (80, 24), ("5",), ("dark",)),
)


def copy_project(folder: Path) -> Path:
    """Copy the demo below ``folder`` and give the project's root."""
    from envwizard.workspace.demo import copy_demo

    return copy_demo(folder / PROJECT)


async def take(picture: Picture, theme: str) -> str:
    """Drive the wizard to the picture and give the SVG."""
    from envwizard.engine.session import Session
    from envwizard.tui.app import EnvwizardApp

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        root = copy_project(folder)
        os.chdir(root.parent)
        session = Session.open(root.name, state=folder / "state")
        app = EnvwizardApp(session, clock=lambda: 0.0)
        app.theme = f"envwizard-{theme}"
        async with app.run_test(size=picture.size) as pilot:
            await settle(app, pilot)
            for key in picture.keys:
                await pilot.press(key)
                await settle(app, pilot)
            svg = app.export_screenshot(title="envwizard", simplify=True)
        os.chdir(HERE)
    # Fira Code would draw --reload and #! as ligatures.
    return svg.replace("line-height: 24.4px;", "line-height: 24.4px;\n    font-variant-ligatures: none;")


async def settle(app: object, pilot: object) -> None:
    """Wait until no thread works and the screen is painted."""
    from textual.app import App
    from textual.pilot import Pilot

    assert isinstance(app, App)
    assert isinstance(pilot, Pilot)
    await pilot.pause(0.3)
    await app.workers.wait_for_complete()
    await pilot.pause(0.3)


def draw(svg: Path, png: Path, chromium: str) -> None:
    """Let Chromium draw the SVG, larger by ``SCALE``."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text(encoding="utf-8"))
    assert match is not None, f"{svg} has no viewBox"
    width, height = (round(float(side)) for side in match.groups())
    with tempfile.TemporaryDirectory() as profile:
        command = [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            "--default-background-color=00000000", f"--force-device-scale-factor={SCALE}", f"--user-data-dir={profile}",
            f"--window-size={width},{height}", f"--screenshot={png}", svg.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main(names: Sequence[str]) -> None:
    """Make all pictures, or those named."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.pop("NO_COLOR", None)
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        sys.exit("Chromium is not installed: it draws the pictures.")
    for picture in PICTURES:
        if names and picture.name not in names:
            continue
        for theme in picture.themes:
            png = HERE / f"{picture.name}-{theme}.png"
            svg = png.with_suffix(".svg")
            svg.write_text(asyncio.run(take(picture, theme)), encoding="utf-8")
            draw(svg, png, chromium)
            print(png.name)


if __name__ == "__main__":
    main(sys.argv[1:])
