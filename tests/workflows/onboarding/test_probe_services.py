"""Knocking at the ports of expected services: only on this machine, and only on request."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from envwizard.cli.main import run
from envwizard.engine.session import Session
from envwizard.workflows.onboarding.run import Onboarding
from tests.support import write_tree


def test_which_services_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as server, socket.socket() as closed:
        server.bind(("127.0.0.1", 0))
        server.listen()
        closed.bind(("127.0.0.1", 0))  # bound and not listening: nothing answers, and nobody else takes the port
        answering, silent = server.getsockname()[1], closed.getsockname()[1]
        compose = (
            f"services:\n  db:\n    image: postgres:16\n    ports: ['{answering}:5432']\n"
            f"  cache:\n    image: redis\n    ports: ['127.0.0.1:{silent}:6379']\n  broker:\n    image: rabbitmq\n"
        )
        root = write_tree(tmp_path, {"compose.yml": compose, "requirements.txt": "flask\n"})
        found = {one.service.name: one.answers for one in Onboarding(Session.open(str(root))).probe_services()}
        assert found == {"db": True, "cache": False, "broker": None}
        assert run(["onboard", str(root), "--plan", "--probe-services"]) == 0
        told = capsys.readouterr().out
    assert f"postgres (db): port {answering} answers" in told
    assert f"redis (cache): nothing answers at port {silent}" in told
    assert "rabbitmq (broker): no port of this machine is known to be its" in told
