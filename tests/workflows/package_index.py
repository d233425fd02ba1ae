"""A package index on this machine: wheels made of nothing, served with or without a password."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.server
import io
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """A wheel: what it needs, and why it was withdrawn."""

    name: str
    version: str
    needs: tuple[str, ...] = ()
    yanked: str | None = None

    @property
    def file(self) -> str:
        """The wheel's name."""
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"

    def wheel(self) -> bytes:
        """Make it; the same bytes each time."""
        info = f"{self.name.replace('-', '_')}-{self.version}.dist-info"
        needs = "".join(f"Requires-Dist: {one}\n" for one in self.needs)
        files = {
            f"{self.name.replace('-', '_')}.py": "",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n{needs}",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, text in {**files, f"{info}/RECORD": record}.items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return buffer.getvalue()


RELEASES = (
    Release("shop-web", "1.0", ("shop-core>=1",)),
    Release("shop-web", "2.0", ("shop-core>=2",)),
    Release("shop-core", "1.0"),
    Release("shop-core", "1.1"),
    Release("shop-core", "2.0"),
    Release("shop-admin", "1.0", ("shop-web",)),
    Release("shop-server", "3.0"),
    Release("shop-old", "1.0", yanked="it deletes the stock"),
    Release("shop-old", "0.9"),
)


@contextlib.contextmanager
def served(password: str | None = None) -> Iterator[str]:
    """Serve the releases and give the address of the index; ``password`` is asked of the user ``shop``."""
    files = {one.file: one for one in RELEASES}
    wanted = f"Basic {base64.b64encode(f'shop:{password}'.encode()).decode()}"

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if password is not None and self.headers.get("Authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="shop"')
                self.end_headers()
                return
            last = self.path.rstrip("/").rpartition("/")[2]
            if last in files:
                self._answer(files[last].wheel(), "application/octet-stream")
                return
            found = [one for one in RELEASES if one.name == last]
            if not found:
                self.send_response(404)
                self.end_headers()
                return
            self._answer("".join(map(_link, found)).encode(), "text/html")

        do_HEAD = do_GET

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/simple"
    finally:
        server.shutdown()
        server.server_close()


def _link(one: Release) -> str:
    digest = hashlib.sha256(one.wheel()).hexdigest()
    yanked = f' data-yanked="{one.yanked}"' if one.yanked is not None else ""
    return f'<a href="/files/{one.file}#sha256={digest}"{yanked}>{one.file}</a>\n'


def only_index(address: str, **more: str) -> Mapping[str, str]:
    """Give variables by which tools ask this index alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return {
        **kept,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": address,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        **more,
    }
