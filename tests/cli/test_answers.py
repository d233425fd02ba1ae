"""Answers on the command line and in the configuration: they decide, they are checked, and they are never echoed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.in_process import envwizard
from tests.support import write_tree

COMPOSE = """services:
  web:
    build: .
    command: gunicorn shop.wsgi --bind 0.0.0.0:80 --workers 2 --reload
    restart: always
    volumes: [".:/srv"]
"""
ID = "environment:docker-compose.yml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path / "shop",
        {
            "docker-compose.yml": COMPOSE,
            "Dockerfile": "FROM python:3.12\nWORKDIR /srv\nCOPY . .\n",
            "shop/wsgi.py": "application = None\n",
        },
    )


def report(shop: Path, *arguments: str) -> dict[str, Any]:
    done = envwizard("check", str(shop), "--format", "json", "--fail-on", "never", *arguments)
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def codes(data: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in data["findings"]}


def test_an_answer_changes_the_classification(shop: Path) -> None:
    (question,) = report(shop)["questions"]
    assert question["id"] == ID
    assert question["choices"] == ["development", "test", "staging", "production"]
    assert "EW511" not in codes(report(shop))
    answered = report(shop, "--answer", f"{ID}=production")
    assert answered["questions"] == []
    assert "EW511" in codes(answered)
    assert "EW511" not in codes(report(shop, "--answer", f"{ID}=production", "--answer", f"{ID}=development"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".envwizard.toml", f'[answers]\n"{ID}" = "production"\n'),
        ("pyproject.toml", f'[tool.envwizard.answers]\n"{ID}" = "production"\n'),
        (".envwizard.toml", '[environments.edge]\nrole = "production"\nfiles = ["docker-compose.yml"]\n'),
        (".envwizard.toml", '[environments.production]\nfiles = ["*.yml"]\n'),
    ],
)
def test_the_configuration_answers_too(shop: Path, name: str, text: str) -> None:
    (shop / name).write_text(text)
    assert report(shop)["questions"] == []
    assert "EW511" in codes(report(shop))


def test_answers_out_of_a_file(shop: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text(f'"{ID}" = "production"\n')
    assert "EW511" in codes(report(shop, "--answers", str(answers)))
    matrix = envwizard("environments", str(shop), "--answers", str(answers)).stdout
    assert "production" in matrix


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--answer", "environment:docker-compose.yaml=production"], "Did you mean environment:docker-compose.yml?"),
        (["--answer", "surroundings:docker-compose.yml=production"], "there is no question"),
        (["--answer", f"{ID}=produktion"], "Did you mean production?"),
        (["--answer", ID], "KEY=VALUE"),
        (["--answers", "missing.toml"], "cannot be read"),
    ],
)
def test_wrong_answers_are_usage_errors_that_repeat_no_value(shop: Path, arguments: list[str], told: str) -> None:
    done = envwizard("check", str(shop), *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "produktion" not in done.stderr + done.stdout


def test_a_file_of_answers_is_not_echoed(shop: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    for text in (f'"{ID}" = hunter2\n', f'"{ID}" = ["hunter2"]\n', f'"{ID}" = "hunter2"\n'):
        answers.write_text(text)
        done = envwizard("check", str(shop), "--answers", str(answers))
        assert done.returncode == 2
        assert "hunter2" not in done.stderr + done.stdout
    facts = envwizard("facts", str(shop))
    assert facts.returncode == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[environments.edge]\nrole = "productoin"\n', "Did you mean production?"),
        ("[environments.edge]\nfiles = []\n", "needs a role"),
        ('[environments.test]\nfile = ["a"]\n', "Did you mean files?"),
        ("answers = 3\n", "answers must be a table"),
        ('anwsers = {}\n', "Did you mean answers?"),
        ('[answers]\n"environment:nothing.yml" = "test"\n', "there is no question"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_a_usage_error(shop: Path, text: str, told: str) -> None:
    (shop / ".envwizard.toml").write_text(text)
    done = envwizard("check", str(shop))
    assert done.returncode == 2
    assert told in done.stderr


def test_findings_that_hang_on_a_question_are_less_sure(tmp_path: Path) -> None:
    shop = write_tree(
        tmp_path / "shop",
        {
            "Dockerfile": "FROM python:3.12\nENV FLASK_DEBUG=1\nWORKDIR /srv\nCOPY . .\n"
            "CMD gunicorn app:app --workers 2 --bind 127.0.0.1:80\n",
            "app.py": "app = None\n",
        },
    )

    def confidences(*arguments: str) -> dict[str, str]:
        return {one["rule"]: one["confidence"] for one in report(shop, *arguments)["findings"]}

    rank = ["low", "medium", "high"]
    open_, answered = confidences(), confidences("--answer", "environment:Dockerfile=production")
    assert "EW521" in open_
    assert rank.index(open_["EW521"]) == rank.index(answered["EW521"]) - 1
    assert "EW521" not in confidences("--answer", "environment:Dockerfile=development")


def test_the_text_report_tells_how_to_answer(shop: Path) -> None:
    done = envwizard("check", str(shop), "--fail-on", "never")
    assert "Which environment does docker-compose.yml serve?" in done.stdout
    assert f"--answer '{ID}=" in done.stdout


def test_a_rule_asks_too_and_its_fix_heeds_the_answer(tmp_path: Path) -> None:
    shop = write_tree(tmp_path / "shop", {".env": "# café\nA=1\n".encode("latin-1")})
    (question,) = report(shop)["questions"]
    assert (question["id"], question["default"]) == ("encoding:.env", None)
    assert [one["confidence"] for one in report(shop)["findings"] if one["rule"] == "EW222"] == ["high"]
    done = envwizard("fix", str(shop), "--yes", "--unsafe", "--select", "EW222", "--answer", "encoding:.env=cp1251")
    assert (shop / ".env").read_text(encoding="utf-8") == "# cafй\nA=1\n", done.stdout
    # The question is settled; a kept answer may stay.
    assert report(shop, "--answer", "encoding:.env=cp1251")["questions"] == []
    assert envwizard("check", str(shop), "--answer", "encoding:other=cp1251").returncode == 2


def test_the_version_for_a_virtual_environment_is_answered_by_a_file_that_stays(tmp_path: Path) -> None:
    shop = write_tree(
        tmp_path / "shop",
        {
            ".python-version": "3.12\n",
            ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.7\n",
            ".venv/lib/python3.11/site-packages/six.py": "",
            "requirements.txt": "six==1.17.0\n",
        },
    )
    call = ("fix", str(shop), "--yes", "--unsafe", "--select", "EW106", "--answer", "python-version:{}=3.12")
    for place in (".python-version", ".venv/pyvenv.cfg"):
        done = envwizard(*call[:-1], call[-1].format(place))
        assert "there is no question" not in done.stderr
        assert ("-m venv --clear .venv" in done.stdout) == (place == ".python-version")
