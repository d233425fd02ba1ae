from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.probes.server_configs import probe_server_configs
from tests.support import sources_of

INI = """\
# for the image
[uwsgi]
strict
master = true
  processes = 4
if-env = IPV6
http-socket = [::]:8000
endif =
socket = 127.0.0.1:$(PORT)
chdir = %d
"""


def test_the_options(tmp_path: Path) -> None:
    sources = sources_of({"docker/uwsgi.ini": INI, "tox.ini": "[tox]\nenvlist = py\n", "x.ini": "nonsense"}, tmp_path)
    (config,) = probe_server_configs(sources)
    assert sources.failures == []
    assert config.server == "uwsgi"
    assert [(one.name, one.value, one.conditional, one.location.line) for one in config.settings] == [
        ("strict", "", False, 3),
        ("master", "true", False, 4),
        ("processes", "4", False, 5),
        ("if_env", "IPV6", True, 6),
        ("http_socket", "[::]:8000", True, 7),
        ("endif", "", False, 8),
        ("socket", None, False, 9),
        ("chdir", None, False, 10),
    ]
    assert config.settings[6].variables == ("PORT",)


@pytest.mark.parametrize("text", ["[uwsgi]\n", "[uwsgi]\n= x\n", "[uwsgi]\n" + "a" * 100_000, b"[uwsgi]\n\xff\n"])
def test_odd_files(tmp_path: Path, text: str | bytes) -> None:
    assert len(probe_server_configs(sources_of({"uwsgi.ini": text}, tmp_path))) < 2
