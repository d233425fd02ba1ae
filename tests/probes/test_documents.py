"""Commands in READMEs: fences, indented blocks, prompts, reStructuredText, and the headings they stand below."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.probes.documents import probe_documents
from tests.support import sources_of

CASES = {
    "a fence below two headings": (
        "README.md",
        "# Shop\n\n## Install\n\n```bash\npip install x\n```\n\n## Other\n",
        [("pip install x", 6, "Shop / Install")],
    ),
    "prompts leave the output out": (
        "README.md",
        "~~~console\n$ pip install \\\n    x\npip says hello\n(venv) $ python a.py\nanna@box:~/x$ pip list\n~~~\n",
        [("pip install x", 2, ""), ("python a.py", 5, ""), ("pip list", 6, "")],
    ),
    "other languages, prose and inline code are no commands": (
        "README.md",
        "Run `sudo pip install x`.\n\n```python\nimport pip\n```\n\n```yaml\nrun: pip install x\n```\npip install y\n",
        [],
    ),
    "an indented block and setext headings": (
        "INSTALL",
        "Shop\n====\n\nHow\n---\nDo:\n\n    pip install x\n\nnow\n",
        [("pip install x", 8, "Shop / How")],
    ),
    "an unclosed fence": ("README.md", "```\npip install x\n", [("pip install x", 2, "")]),
    "reStructuredText": (
        "docs/install.rst",
        "Title\n=====\n\nPart\n----\n\nDo::\n\n   pip install x\n\n.. code-block:: bash\n   :linenos:\n\n   pip y\n\n"
        ".. code-block:: python\n\n   pip\n",
        [("pip install x", 9, "Title / Part"), ("pip y", 14, "Title / Part")],
    ),
    "Windows newlines": ("README.md", "```sh\r\npip install x\r\n```\r\n", [("pip install x", 2, "")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_commands(case: str, tmp_path: Path) -> None:
    name, text, expected = CASES[case]
    sources = sources_of({name: text}, tmp_path)
    commands = [one for document in probe_documents(sources) for one in document.commands]
    got = [(" ".join(command.argv), command.location.line, heading) for command, heading in commands]
    assert got == expected
    assert not sources.failures


def test_only_texts_for_people_are_read(tmp_path: Path) -> None:
    files = {"setup.py": "pip", "notes.md": "```\npip install x\n```\n", "install.sh": "pip install x\n"}
    assert probe_documents(sources_of(dict(files), tmp_path)) == ()


@pytest.mark.parametrize(
    "text", ["```\n" * 5000 + "pip", "    pip\n" * 5000, "#" * 9999 + " pip", "pip\n===" * 999, "`" * 99999 + "pip"]
)
def test_hostile_text_ends_soon(text: str, tmp_path: Path) -> None:
    sources = sources_of({"README.md": text, "README.rst": text}, tmp_path)
    probe_documents(sources)
    assert not sources.failures
