from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import Surface
from envwizard.probes.pm2 import probe_pm2
from tests.support import sources_of

CONFIG = """\
// what pm2 starts; module.exports = { apps: [] } was here before
const path = require("path");
module.exports = {
  apps: [
    {
      name: 'shop', /* the shop */
      script: "venv/bin/gunicorn",
      args: "-w 4 --bind '0.0.0.0:80' shop:app",
      interpreter: "none",
      cwd: "/srv/shop",
      instances: 2,
      env: { PORT: 8000, "A-B": "x", ...process.env },
      env_production: {
        PORT: 80, TOKEN: process.env.TOKEN,
      },
    },
    { name: "worker", script: "worker.py", interpreter_args: ["-u"], args: ["--queue", "a b"] },
    { name: "whole", script: "uvicorn app:app --reload", cwd: path.join(__dirname, "backend") },
    { name: "site", script: "server.js" },
    { name: "npm", script: "npm", args: "start" },
    { name: "code", script: "bash", args: ["-c", "cd web && gunicorn a:b"] },
  ],
  deploy: { production: { user: "node", repo: `git@${host}` } },
};
"""


def test_applications(tmp_path: Path) -> None:
    sources = sources_of({"ecosystem.config.js": CONFIG}, tmp_path)
    shop, worker, whole, code = probe_pm2(sources)
    assert sources.failures == []
    assert (shop.surface, shop.name, shop.location.line, shop.replicas) == (Surface.PM2, "shop", 6, 2)
    assert shop.command is not None
    assert shop.command.argv == ("venv/bin/gunicorn", "-w", "4", "--bind", "0.0.0.0:80", "shop:app")
    assert (shop.command.words[2].span.line, shop.command.words[2].span.column) == (8, 17)
    assert shop.working_directory == "/srv/shop"
    assert [(one.name, one.value and one.value.reveal(), one.location.line) for one in shop.environment] == [
        ("PORT", "80", 14),
        ("A-B", "x", 12),
        ("TOKEN", None, 14),
    ]
    assert worker.command is not None
    assert worker.command.argv == ("python3", "-u", "worker.py", "--queue", "a b")
    assert whole.command is not None
    assert whole.command.argv == ("uvicorn", "app:app", "--reload")
    assert whole.working_directory == "backend"
    assert code.command is not None
    assert code.command.argv == ("gunicorn", "a:b")


@pytest.mark.parametrize(
    ("name", "text", "count", "failures"),
    [
        ("ecosystem.json", '{"apps": [{"script": "a.py"}]}', 1, 0),
        ("pm2.json", '[{"script": "a.py"}, {"script": "b.py"}]', 2, 0),
        ("process.json", '{"apps": {"script": "a.py"}}', 1, 0),
        ("ecosystem.config.cjs", "module.exports = {apps: [{script: 'a.py'}]}", 1, 0),
        ("ecosystem.config.mjs", "export default {apps: [{script: 'a.py'}]}", 1, 0),
        ("ecosystem.config.js", "module.exports = {apps: [{script: 'a.py'}, ...more]}", 1, 1),
        ("ecosystem.config.js", "module.exports = {apps: [{script: pick('a'), name: 'x'}]}", 0, 1),
        ("ecosystem.config.js", "module.exports = {apps: make({script: 'a.py'})}", 0, 1),
        ("ecosystem.config.js", "module.exports = {apps: [{script: 'a.py' + more}]}", 0, 1),
        ("ecosystem.config.js", "const apps = [{script: 'a.py'}]\nmodule.exports = {apps}", 0, 1),
        ("ecosystem.config.js", "const x = {script: 'a.py'}", 0, 1),
        ("ecosystem.config.js", "module.exports = {apps: [{script: 'a.py'", 0, 1),
        ("ecosystem.config.js", "module.exports = {apps: [{script: 'a.py'}}", 0, 1),
        ("ecosystem.config.js", "module.exports = " + "[" * 5000 + "{script:", 0, 1),
        ("ecosystem.config.js", "module.exports = {script: `" + "a" * 100_000, 0, 1),
        ("ecosystem.config.js", b"module.exports = {apps: [{script: '\xff'}]}", 0, 1),
        ("vite.config.js", "export default defineConfig({ build: { script: 'x' } })", 0, 0),
        ("jest.config.js", "module.exports = { testMatch: [] }", 0, 0),
    ],
)
def test_odd_files(name: str, text: str | bytes, count: int, failures: int, tmp_path: Path) -> None:
    sources = sources_of({name: text}, tmp_path)
    assert len(probe_pm2(sources)) == count
    assert len(sources.failures) == failures
