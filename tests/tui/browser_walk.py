"""Shows a program through textual-serve in a headless Chromium, types into it, and keeps what was shown.

A program of its own, because textual-serve and playwright need not be installed where envwizard is::

    python browser_walk.py STEPS.json FOLDER

STEPS holds ``command``, ``chromium`` and ``steps``: for each a ``name``, the ``keys`` (as playwright calls them) and
``words`` to wait for in what comes after them. FOLDER gets NAME.bin, all that the terminal in the page was sent so
far, and NAME.png, the page.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright  # type: ignore[import-not-found] # it need not be there

SIZE = {"width": 1200, "height": 720}
SERVE = "import sys; from textual_serve.server import Server; Server(sys.argv[1], port=int(sys.argv[2])).serve()"
SECONDS = 30


def main(plan: dict[str, Any], folder: Path) -> None:
    """Serve the command, and walk."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, plan["command"], str(port)], stdout=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=plan["chromium"], args=["--no-sandbox"])
            walk(browser.new_page(viewport=SIZE), port, plan["steps"], folder)
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def walk(page: Page, port: int, steps: list[dict[str, Any]], folder: Path) -> None:
    """Open the page and take the steps."""
    shown = bytearray()
    closed: list[None] = []

    def listen(websocket: Any) -> None:
        websocket.on("framereceived", lambda data: shown.extend(data if isinstance(data, bytes) else data.encode()))
        websocket.on("close", lambda _: closed.append(None))

    page.on("websocket", listen)
    # Textual-serve's page asks for a font from elsewhere.
    page.route("**/*", lambda route: route.continue_() if "//localhost:" in route.request.url else route.abort())
    end = time.monotonic() + SECONDS
    while not listens(port) and time.monotonic() < end:
        time.sleep(0.1)
    page.goto(f"http://localhost:{port}/")
    for number, step in enumerate(steps):
        start = len(shown)
        for key in step["keys"]:
            page.keyboard.press(key)
            page.wait_for_timeout(200)
        end = time.monotonic() + SECONDS
        while not all(word.encode() in shown[start:] for word in step["words"]) and time.monotonic() < end:
            page.wait_for_timeout(50)
        page.wait_for_timeout(500)
        (folder / f"{step['name']}.bin").write_bytes(shown)
        page.screenshot(path=folder / f"{step['name']}.png")
        if number == 0:
            page.mouse.click(SIZE["width"] // 2, SIZE["height"] - 60)  # gives the terminal the keyboard
    page.keyboard.press("q")
    end = time.monotonic() + SECONDS
    while not closed and time.monotonic() < end:
        page.wait_for_timeout(50)
    (folder / "closed").write_text(str(len(closed)))


def listens(port: int) -> bool:
    """Tell whether the server has started."""
    with socket.socket() as probe:
        return probe.connect_ex(("localhost", port)) == 0


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]))
