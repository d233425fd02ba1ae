"""Installed distributions from their metadata, and what is made of odd metadata."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

from envwizard.analysis.virtualenvs.broken_dependencies import with_broken_dependencies
from envwizard.model.facts.inventory import GitFacts, Inventory
from envwizard.model.facts.virtualenvs import Distribution, VirtualEnv
from envwizard.model.paths import ProjectPath
from envwizard.probes.distributions import probe_distributions
from envwizard.probes.virtualenvs import probe_virtualenvs
from envwizard.project.places import Places
from envwizard.project.reader import Sources
from envwizard.syntax.metadata_headers import read_headers
from tests.support import write_tree

SITE = ".venv/lib/python3.11/site-packages"


def read(root: Path, files: dict[str, str | bytes], configuration: str = "") -> VirtualEnv:
    base = "home = /nowhere/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n"
    write_tree(root, {".venv/pyvenv.cfg": configuration or base})
    write_tree(root / SITE, files)
    inventory = Inventory(virtualenv_roots=(ProjectPath(".venv"),))
    sources = Sources(root, inventory, GitFacts(), places=Places(home=str(root / "home")))
    (env,) = probe_distributions(sources, probe_virtualenvs(sources))
    assert not any(failure.kind.value == "crashed" for failure in sources.failures), sources.failures
    return env


def one(env: VirtualEnv, key: str) -> Distribution:
    found = env.find(key)
    assert found is not None
    return found


def test_agrees_with_importlib_on_the_running_environment() -> None:
    prefix = Path(sys.prefix)
    inventory = Inventory(virtualenv_roots=(ProjectPath("."),))
    sources = Sources(prefix, inventory, GitFacts(), places=Places(home="/nowhere"))
    (env,) = probe_distributions(sources, probe_virtualenvs(sources))
    site = f"{prefix}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    known = {}
    for told in importlib.metadata.distributions(path=[site]):
        key = re.sub(r"[-_.]+", "-", told.metadata["Name"]).lower()
        known[key] = (told.metadata["Name"], told.version, tuple(told.requires or ()))
    local = {found.key: (found.name, found.version, found.requires) for found in env.distributions if found.local}
    assert {key: local[key] for key in known} == known
    assert one(env, "pytest").installer == "pip"


def test_fields_of_a_distribution(tmp_path: Path) -> None:
    folder = "My_Tool-1.0.dist-info/"
    url = '{"url": "git+https://anna:s3cret@example.invalid/tool.git", "vcs_info": {"vcs": "git"}}'
    env = read(
        tmp_path,
        {
            folder + "METADATA": "Metadata-Version: 2.1\r\nName: My.Tool\r\nVersion: 1.0\r\nRequires-Python: >=3.8\r\n"
            "Requires-Dist: six (>=1)\r\nRequires-Dist: x; extra == 'y'\r\n\r\nRequires-Dist: not-a-header\r\n",
            folder + "INSTALLER": "uv",
            folder + "REQUESTED": "",
            folder + "WHEEL": "Wheel-Version: 1.0\nTag: py2-none-any\nTag: py3-none-any\n",
            folder + "direct_url.json": url,
            "mine-0.1.dist-info/METADATA": "Name: mine\nVersion: 0.1\n",
            "mine-0.1.dist-info/direct_url.json": '{"url": "file:///srv/mine", "dir_info": {"editable": true}}',
        },
    )
    tool = one(env, "my-tool")
    assert (tool.name, tool.version, tool.requires_python) == ("My.Tool", "1.0", ">=3.8")
    assert tool.requires == ("six (>=1)", "x; extra == 'y'")
    assert (tool.installer, tool.requested, tool.editable) == ("uv", True, False)
    assert tool.wheel_tags == ("py2-none-any", "py3-none-any")
    assert tool.direct_url == "git+https://example.invalid/tool.git"
    assert "s3cret" not in repr(env)
    assert one(env, "mine").editable


def test_broken_metadata_falls_back_to_the_folders_name(tmp_path: Path) -> None:
    env = read(
        tmp_path,
        {
            "gone-1.0.dist-info/RECORD": "",
            "empty-1.0.dist-info/METADATA": "",
            "latin-1.0.dist-info/METADATA": b"Name: latin\nVersion: 1.0\nSummary: \xe9\n",
            "binary-1.0.dist-info/METADATA": bytes(range(256)) * 9,
            "huge-1.0.dist-info/METADATA": b"Name: huge\nVersion: 1.0\n\n" + b"x" * 3_000_000,
            "json-1.0.dist-info/METADATA": "Name: json\nVersion: 1.0\n",
            "json-1.0.dist-info/direct_url.json": "[" * 200,
            "~ip-1.0.dist-info/METADATA": "Name: pip\nVersion: 1.0\n",
            "noversion.dist-info/METADATA": "Name: noversion\n",
            ".dist-info/METADATA": "",
            "loop.pth": "../site-packages\n/\nnul\0byte\n\n# x\nimport os; os.system('false')\n",
        },
    )
    found = {
        dist.key: (dist.version, dist.metadata, dist.metadata_error.partition(" ")[0]) for dist in env.distributions
    }
    assert found == {
        "gone": ("1.0", False, "missing"),
        "empty": ("1.0", False, "nameless"),
        "latin": ("1.0", False, "'utf-8'"),
        "binary": ("1.0", False, "'utf-8'"),
        "huge": ("1.0", True, ""),
        "json": ("1.0", True, ""),
        "noversion": ("", True, ""),
    }
    texts = [broken.text.partition(":")[0] for broken in with_broken_dependencies(env).broken_dependencies]
    assert sorted(texts) == [f"Error parsing dependencies of {name}" for name in ("binary", "latin", "noversion")]


def test_the_first_of_two_counts_and_pth_folders_come_last(tmp_path: Path) -> None:
    write_tree(tmp_path / "src", {"shop.egg-info/PKG-INFO": "Name: shop\nVersion: 2.0\n"})
    write_tree(tmp_path / "src", {"six.egg-info/PKG-INFO": "Name: six\nVersion: 9.9\n"})
    env = read(
        tmp_path, {"six-1.16.0.dist-info/METADATA": "Name: six\nVersion: 1.16.0\n", "dev.pth": f"{tmp_path}/src\n"}
    )
    assert [(dist.key, dist.version, dist.local) for dist in env.distributions] == [
        ("six", "1.16.0", True),
        ("shop", "2.0", False),
    ]
    assert one(env, "shop").editable


def test_system_and_user_packages_are_seen_where_they_are_on(tmp_path: Path) -> None:
    home = tmp_path / "home/.local/lib/python3.11/site-packages"
    write_tree(home, {"click-8.0.dist-info/METADATA": "Name: click\nVersion: 8.0\n"})
    base = tmp_path / "base"
    write_tree(base / "lib/python3.11/site-packages", {"click-6.0.dist-info/METADATA": "Name: click\nVersion: 6.0\n"})
    write_tree(base / "lib/python3/dist-packages", {"apt-1.0.egg-info": "Name: apt\nVersion: 1.0\n"})
    text = f"home = {base}/bin\ninclude-system-site-packages = true\nversion = 3.11.7\n"
    env = read(tmp_path, {"six-1.16.0.dist-info/METADATA": "Name: six\nVersion: 1.16.0\n"}, text)
    assert [(dist.key, dist.version) for dist in env.distributions] == [
        ("six", "1.16.0"),
        ("click", "8.0"),
        ("apt", "1.0"),
    ]


def test_a_windows_layout_gives_the_same_lines(tmp_path: Path) -> None:
    requires = "Requires-Dist: {}\n"
    metadata = "Name: app\nVersion: 1.0\n" + requires.format("winreg-tool; sys_platform == 'win32'")
    metadata += requires.format("uvloop; sys_platform != 'win32'") + requires.format("tomli; python_version < '3.11'")
    write_tree(
        tmp_path / ".venv", {"Lib/site-packages/app-1.0.dist-info/METADATA": metadata, "Scripts/python.exe": "MZ"}
    )
    text = "home = C:\\Python311\ninclude-system-site-packages = false\nversion = 3.11.7\n"
    write_tree(tmp_path / ".venv", {"pyvenv.cfg": text})
    sources = Sources(tmp_path, Inventory(virtualenv_roots=(ProjectPath(".venv"),)), GitFacts())
    (env,) = probe_distributions(sources, probe_virtualenvs(sources))
    texts = [broken.text for broken in with_broken_dependencies(env).broken_dependencies]
    assert texts == ["app 1.0 requires winreg-tool, which is not installed."]


def test_headers_end_where_the_standard_library_ends_them() -> None:
    import email

    for text in (
        "Name: a\nVersion: 1\n\nBody: x\n",
        "Name: a\n folded\n\tagain\nVersion: 1",
        " leading\nName: a\n",
        "Name: a\nno header here\nVersion: 1\n",
        "\ufeffName: a\n",
        "Name : a\nVersion: 1\n",
        "From someone\nName: a\n",
        "Name:a\r\nVersion:  1 \r\n\r\n",
        "",
    ):
        expected = [(key.lower(), value.strip()) for key, value in email.message_from_string(text).items()]
        read_here = [(key, value.strip().replace("\r", "")) for key, value in read_headers(text).fields]
        assert read_here == [(key, value.replace("\r", "")) for key, value in expected], text
