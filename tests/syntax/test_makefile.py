"""Makefiles and justfiles: recipes as shell code with the places that it comes from."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from envwizard.syntax import justfile, makefile
from envwizard.syntax.makefile import RecipeFile

MAKEFILE = """# comment
PYTHON := python3
VENV ?= .venv
PIP = $(VENV)/bin/pip # the venv's
FLAGS = -q
FLAGS += --no-input
export A = b
ifdef CI
EXTRA = x
endif
define BLOCK
not: a rule
	echo no
endef

.PHONY: all install
all: install test ; @echo done
install: \\
    requirements.txt
	@$(PIP) install $(FLAGS) \\
		-r requirements.txt
	-cd x && $(MAKE) clean
# still the recipe

	@- echo $$HOME $(shell nproc) $(UNKNOWN) $@ '$$x'
ifdef CI
	extra ${EXTRA}
endif
%.o a.txt: %.c
	cc $<
test: PYTHON = other
test::
	$(PYTHON) -m pytest
"""


def codes(file: RecipeFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for recipe in file.recipes:
        found.setdefault(recipe.name, []).extend(line.text for line in recipe.lines)
    return found


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_recipes(newline: str) -> None:
    found = codes(makefile.parse(MAKEFILE.replace("\n", newline)))
    assert found == {
        "all": ["echo done"],
        "install": [
            ".venv/bin/pip install -q --no-input \\\n\t-r requirements.txt",
            "cd x && make clean",
            "echo $HOME ${shell nproc} ${UNKNOWN} ${@} '$x'",
            "extra x",
        ],
        "%.o": ["cc ${<}"],
        "a.txt": ["cc ${<}"],
        "test": ["python3 -m pytest"],
    }


def test_variables_are_as_written() -> None:
    assert dict(makefile.parse(MAKEFILE).variables) == {
        "PYTHON": "python3", "VENV": ".venv", "PIP": "$(VENV)/bin/pip", "FLAGS": "-q --no-input", "A": "b",
        "EXTRA": "x",
    }  # fmt: skip


def test_places() -> None:
    file = makefile.parse(MAKEFILE)
    install = next(recipe for recipe in file.recipes if recipe.name == "install")
    assert MAKEFILE[install.start : install.end] == "install: \\\n    requirements.txt"
    line = install.lines[0]
    at = line.text.index(".venv")
    start, end = line.source_range(at, at + len(".venv/bin/pip"))
    assert MAKEFILE[start:end] == "$(PIP)"
    at = line.text.index("-r")
    start, end = line.source_range(at, at + 2)
    assert MAKEFILE[start - 1 : end] == "\t-r"
    code = file.recipes[0].lines[0]
    assert MAKEFILE[slice(*code.source_range(0, len(code.text)))] == "echo done"


def test_one_shell_and_another_prefix() -> None:
    found = codes(makefile.parse(".ONESHELL:\n.RECIPEPREFIX = >\na:\n> . venv/bin/activate\n> pip install x\n"))
    assert found["a"] == [". venv/bin/activate\npip install x\n"]


@pytest.mark.skipif(not shutil.which("make"), reason="make says what it would run")
def test_make_would_run_the_same(tmp_path: Path) -> None:
    text = (
        "V := a b\nW = $(V)-$(X)\nX = y\n.PHONY: go\ngo:\n"
        "\t@echo $(W) $$HOME\n\t-true ${V} \\\n\t  more\n\t@echo '$(V)' \"$$x\"\n"
    )
    (tmp_path / "Makefile").write_text(text)
    done = subprocess.run(["make", "-n", "go"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=20)
    assert "\n".join(codes(makefile.parse(text))["go"]) == done.stdout.rstrip("\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"V{n} = $(V{n + 1})$(V{n + 1})\n" for n in range(60)) + "A = $(B)$(B)\nB = $(A)\na:\n\t$(V0) $(A)\n",
        "$(x)" * 20_000 + "\n",
        "a" * 100_000 + "\n",
        "a b " * 30_000 + "\n",
        "a:\n\t" + "$(f " * 10_000,
        "\\\n" * 50_000,
        "define x\n" * 10_000,
        "\0\0\0",
    ],
    ids=range(8),
)  # fmt: skip
def test_hostile_input_ends_soon(hostile: str) -> None:
    began = time.process_time()
    makefile.parse(hostile)
    justfile.parse(hostile)
    assert time.process_time() - began < 5


JUSTFILE = """set dotenv-load
python := "python3.12"
export RUST := 'x'
dir := justfile_directory() + "/x"

# a comment
[private]
default: install
  @just --list

install env="dev" *args: (other "x") && after
    {{python}} -m pip install -r {{ env }}.txt \\
      --quiet
    -cd {{dir}} && ls

@quiet:
    echo {{ if env() == "x" { "a" } else { "b" } }}

script:
    #!/usr/bin/env bash
    set -e
    if x; then
      sudo pip install y
    fi

other:
    #!/usr/bin/env python3
    import os
"""


def test_justfile() -> None:
    file = justfile.parse(JUSTFILE)
    assert codes(file) == {
        "default": ["just --list"],
        "install": ["python3.12 -m pip install -r ${env}.txt \\\n--quiet", "cd ${dir} && ls"],
        "quiet": ['echo ${if env() == "x" { "a" } else { "b" }}'],
        "script": ["#!/usr/bin/env bash\nset -e\nif x; then\nsudo pip install y\nfi\n"],
        "other": [],
    }
    line = file.recipes[1].lines[0]
    at = line.text.index("--quiet")
    assert JUSTFILE[slice(*line.source_range(at, at + 7))] == "--quiet"
    assert JUSTFILE[slice(*line.source_range(0, 10))] == "{{python}}"
