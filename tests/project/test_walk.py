"""The walk: every file once, virtual environments and caches left out by what they hold, nothing followed out."""

from __future__ import annotations

from pathlib import Path

from envwizard.model.paths import ProjectPath
from envwizard.project.walk import walk
from tests.support import write_tree


def _names(root: Path, exclude: tuple[str, ...] = ()) -> list[str]:
    return [entry.path.value for entry in walk(root, exclude).files]


def test_virtual_environments_are_told_by_what_they_hold(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "venv/code.py": "", "build/real.py": "", "env/pyvenv.cfg": "", "env/lib/x.py": "",
            "old/lib/python3.9/site-packages/six.py": "", "conda/conda-meta/history": "", "node_modules/a.js": "",
            "src/__pycache__/a.pyc": "", ".tox/py/x.py": "", "src/a.py": "",
        },
    )  # fmt: skip
    inventory = walk(tmp_path, ())
    assert [entry.path.value for entry in inventory.files] == ["build/real.py", "src/a.py", "venv/code.py"]
    assert [root.value for root in inventory.virtualenv_roots] == ["conda", "env", "old"]


def test_a_project_inside_its_virtual_environment_is_still_seen(tmp_path: Path) -> None:
    write_tree(tmp_path, {"pyvenv.cfg": "", "lib/x.py": "", "bin/python": "", "app.py": "", "app/main.py": ""})
    inventory = walk(tmp_path, ())
    assert [entry.path.value for entry in inventory.files] == ["app.py", "app/main.py", "pyvenv.cfg"]
    assert [root.value for root in inventory.virtualenv_roots] == ["."]


def test_links(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "p", {"a": "1", "d/b": "2"})
    (tmp_path / "outside").write_text("x")
    (root / "to-a").symlink_to("a")
    (root / "to-d").symlink_to("d")
    (root / "to-self").symlink_to(".")
    (root / "loop").symlink_to("loop")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "gone").symlink_to("nowhere")
    kinds = {entry.path.value: entry.kind for entry in walk(root, ()).files}
    assert kinds == {
        "a": "file", "d/b": "file", "to-a": "file", "to-d": "folder-link", "to-self": "folder-link",
        "loop": "dangling", "out": "external-link", "gone": "dangling",
    }  # fmt: skip


def test_exclude_is_written_as_in_a_gitignore(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "", "samples/b.py": "", "x/samples/c.py": "", "x/keep.py": "", "y.txt": ""})
    assert _names(tmp_path, ("/samples/", "*.txt")) == ["a.py", "x/keep.py", "x/samples/c.py"]
    assert _names(tmp_path, ("samples/", "*.txt", "!y.txt")) == ["a.py", "x/keep.py", "y.txt"]


def test_depth_is_capped_and_told(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 60)
    deep.mkdir(parents=True)
    inventory = walk(tmp_path, ())
    assert len(inventory.passed_over) == 1
    assert "folders deep" in inventory.passed_over[0].reason.render()


def test_cancelling_stops_the_walk(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"d{number}/f": "" for number in range(50)})
    asked = iter(range(1000))
    assert len(walk(tmp_path, (), lambda: next(asked) > 10).files) < 50


def test_sizes_and_modes_are_looked_up_when_asked_for(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": "four", "gone.txt": "x"})
    (tmp_path / "a.txt").chmod(0o640)
    one, gone = walk(tmp_path, ()).files
    (tmp_path / "gone.txt").unlink()
    assert (one.size, one.mode, one.kind, one.target) == (4, 0o640, "file", None)
    assert (gone.size, gone.mode) == (0, 0)
    assert one in walk(tmp_path, ()).files


def test_paths_stay_inside() -> None:
    assert ProjectPath("a/b").join("../../c") == ProjectPath("c")
    assert ProjectPath("a").join("../../c") is None
    assert ProjectPath(".").join("a//b/./c") == ProjectPath("a/b/c")
    assert ProjectPath("a").join("/etc/passwd") is None
    assert ProjectPath("a/b").relative_to(ProjectPath("a/c")) == "../b"
