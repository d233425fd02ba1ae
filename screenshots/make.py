"""Makes the pictures of the README: by the real wizard on the built-in demo, drawn by a headless Chromium.

Run it from anywhere: ``python screenshots/make.py [NAME..]``. The pictures come out the same each time: the copy of the
demo has a fixed name, the clock stands still, nothing is animated.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # main() sets the environment first
    from textual.app import App
    from textual.pilot import Pilot

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
PROJECT = "shop-api"
SCALE = 2
# The width of a column in the pictures: Rich draws signs of 20, 0.61 as wide as they are high.
_COLUMN = 12.2
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows, the keys that lead there, the terminal's size, the theme and the language."""

    shows: str
    keys: tuple[str, ...]
    size: tuple[int, int]
    theme: str
    language: str = "en"

    @property
    def name(self) -> str:
        """The name of its files, without an ending."""
        language = "" if self.language == "en" else f"-{self.language}"
        return f"{self.shows}{language}-{self.size[0]}x{self.size[1]}-{self.theme}"


SIZES = ((80, 24), (120, 40))
THEMES = ("dark", "light")
SCREENS = (
    ("environments", ("e", "right", "right", "down", "down", "down")),
    ("pitfall", ("2",)),
    ("confirm", ("5", "A")),
)
PICTURES = (
    *(Picture(shows, keys, size, theme) for shows, keys in SCREENS for size in SIZES for theme in THEMES),
    *(Picture(shows, keys, SIZES[1], theme, "zh") for shows, keys in SCREENS for theme in THEMES),
)
# The walk: what each frame shows and the keys that lead to it.
WALK_SIZE = (110, 34)
WALK_SECONDS = 3
WALK = (
    ("the project was read, nothing of it was run", ()),
    ("what each environment really runs with", ("e", "right", "right", "down", "down")),
    ("a pitfall, with the story behind a finding", ("5",)),
    ("what the fix would change", ("p",)),
    ("applied, and probed again", ("a",)),
    ("one problem less", ("escape",)),
    ("undo shows what it puts back", ("u",)),
    ("undone, byte for byte", ("u",)),
)


def copy_project(folder: Path) -> Path:
    """Copy the demo below ``folder`` and give the project's root."""
    from envwizard.workspace.demo import copy_demo

    return copy_demo(folder / PROJECT)


@asynccontextmanager
async def wizard(size: tuple[int, int], theme: str, language: str = "en") -> AsyncIterator[Wizard]:
    """Open the wizard on a copy of the demo, in a terminal of this size, and wait for the end of its probe."""
    from envwizard.engine.session import Session
    from envwizard.i18n import ENGLISH, load, use
    from envwizard.tui.app import EnvwizardApp

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        root = copy_project(folder)
        os.chdir(root.parent)
        use(load(language))
        session = Session.open(root.name, state=folder / "state")
        app = EnvwizardApp(session, clock=lambda: 0.0)
        app.theme = f"envwizard-{theme}"
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await settle(app, pilot)
                yield Wizard(app, pilot)
        finally:
            use(ENGLISH)
            os.chdir(HERE)


@dataclass(frozen=True)
class Wizard:
    """A running wizard whose keys can be pressed."""

    app: App[None]
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys one by one, and wait for what each does."""
        for key in keys:
            await self.pilot.press(key)
            await settle(self.app, self.pilot)

    def svg(self, title: str) -> str:
        """Give the screen as SVG."""
        svg = re.sub(
            r'textLength="[\d.]+"([^>]*)>([^<]*)<', _full_length, self.app.export_screenshot(title=title, simplify=True)
        )
        # Fira Code would draw --reload and #! as ligatures.
        return svg.replace("line-height: 24.4px;", "line-height: 24.4px;\n    font-variant-ligatures: none;")


def _full_length(text: re.Match[str]) -> str:
    """Give a text the room of its columns: Rich reckons with one for each sign (rich 15, ``Console.export_svg``)."""
    from rich.cells import cell_len

    return f'textLength="{cell_len(html.unescape(text[2])) * _COLUMN:g}"{text[1]}>{text[2]}<'


async def take(picture: Picture) -> str:
    """Drive the wizard to the picture and give the SVG."""
    async with wizard(picture.size, picture.theme, picture.language) as shown:
        await shown.press(*picture.keys)
        return shown.svg("envwizard")


async def walk(theme: str) -> str:
    """Walk through the wizard and give the frames as one animated SVG."""
    frames = []
    async with wizard(WALK_SIZE, theme) as shown:
        for title, keys in WALK:
            await shown.press(*keys)
            shown.app.clear_notifications()
            await settle(shown.app, shown.pilot)
            frames.append(shown.svg(f"envwizard: {title}"))
    return animated(frames)


def animated(frames: Sequence[str]) -> str:
    """Lay frames of one size above each other; each is shown for ``WALK_SECONDS``, again and again.

    Where nothing is animated (a reader may have asked for that) the last one stays.
    """
    found = re.search(r'viewBox="([^"]+)"', frames[0])
    assert found is not None
    share = 100 / len(frames)
    style = (
        f"@keyframes show {{ 0%, {share:.4f}% {{ visibility: visible }} {share + 0.0001:.4f}%, 100% "
        f"{{ visibility: hidden }} }}\n.frame {{ visibility: hidden; "
        f"animation: show {WALK_SECONDS * len(frames)}s step-end infinite }}\n"
        ".frame:last-child { visibility: visible }\n"
        "@media (prefers-reduced-motion: reduce) { .frame { animation: none } }"
    )
    groups = (
        f'<g class="frame" style="animation-delay: {WALK_SECONDS * number}s">{frame}</g>'
        for number, frame in enumerate(frames)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{found[1]}">\n<style>\n{style}\n</style>\n'
        + "\n".join(groups)
        + "\n</svg>\n"
    )


async def settle(app: App[None], pilot: Pilot[None]) -> None:
    """Wait until no thread works and the screen is painted."""
    await pilot.pause(0.3)
    await app.workers.wait_for_complete()
    await pilot.pause(0.3)


def words(svg: str) -> list[str]:
    """Give the words that an SVG of the wizard shows, in their order."""
    return html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)).replace("&#160;", " ")).split()


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


def browse(chromium: str) -> None:
    """Picture the wizard in a web browser: by textual-serve and playwright, which BROWSER_PYTHON or this Python has."""
    python = os.environ.get("BROWSER_PYTHON", sys.executable)
    steps = (("probe", (), "Continue"), ("matrix", ("e", *("ArrowRight",) * 2, *("ArrowDown",) * 3), "Dockerfile:4"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        command = [
            "env", "-C", str(folder), f"PYTHONPATH={HERE.parent}", f"XDG_STATE_HOME={folder}",
            sys.executable, "-m", "envwizard", copy_project(folder).name,
        ]  # fmt: skip
        plan = {
            "command": shlex.join(command),
            "chromium": chromium,
            "steps": [{"name": name, "keys": keys, "words": [word]} for name, keys, word in steps],
        }
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        walk_through = HERE.parent / "tests" / "tui" / "browser_walk.py"
        subprocess.run([python, walk_through, folder / "plan.json", folder], check=True, timeout=120)
        shutil.copyfile(folder / "matrix.png", HERE / "browser.png")


def main(names: Sequence[str]) -> None:
    """Make all pictures, or those named."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.pop("NO_COLOR", None)
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        sys.exit("Chromium is not installed: it draws the pictures.")
    for picture in PICTURES:
        if names and picture.shows not in names:
            continue
        png = HERE / f"{picture.name}.png"
        svg = png.with_suffix(".svg")
        svg.write_text(asyncio.run(take(picture)), encoding="utf-8")
        draw(svg, png, chromium)
        print(png.name)
    if not names or "walk" in names:
        for theme in THEMES:
            (HERE / f"walk-{theme}.svg").write_text(asyncio.run(walk(theme)), encoding="utf-8")
            print(f"walk-{theme}.svg")
    if not names or "browser" in names:
        browse(chromium)
        print("browser.png")


if __name__ == "__main__":
    main(sys.argv[1:])
