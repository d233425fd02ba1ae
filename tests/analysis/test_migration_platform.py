"""The platform that a migration's locks are deployed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.analysis.migration.target import target_platform
from envwizard.engine.probing import gather
from envwizard.model.facts import Facts
from envwizard.model.paths import ROOT
from tests.support import sources_of


@pytest.mark.parametrize(
    ("image", "here", "platform"),
    [
        ("FROM python:3.12-slim\n", "linux/amd64", None),
        ("FROM python:3.12-slim\n", "darwin/arm64", "linux/arm64"),
        ("FROM python:3.12-alpine3.20\n", "linux/amd64", "linux/amd64 (musl)"),
        ("FROM --platform=linux/arm64 python:3.12\n", "linux/amd64", "linux/arm64"),
        ("FROM --platform=$TARGETPLATFORM python:3.12\n", "linux/amd64", None),
        ("FROM python:3.12-alpine AS base\nFROM base\n", "linux/arm64", "linux/arm64 (musl)"),
        ("FROM ubuntu\n", "linux/amd64", None),
        ("", "linux/amd64", None),
    ],
)
def test_the_platform_of_the_image(image: str, here: str, platform: str | None, tmp_path: Path) -> None:
    files = {"Dockerfile": f"{image}CMD gunicorn shop.wsgi\n"} if image else {"app.py": ""}
    sources = sources_of(files, tmp_path)
    facts = gather(sources, Facts(inventory=sources.inventory), lambda _: None)
    assert target_platform(facts, ROOT, here) == platform


@pytest.mark.parametrize(
    ("image", "compose", "platform"),
    [
        ("FROM python:3.12-slim\n", "compose.prod.yml", "linux/arm64"),
        ("FROM --platform=linux/386 python:3.12-slim\n", "compose.prod.yml", "linux/386"),
        ("FROM --platform=$TARGETPLATFORM python:3.12-slim\n", "compose.prod.yml", "linux/arm64"),
        ("FROM python:3.12-slim\n", "compose.dev.yml", None),
    ],
)
def test_the_platform_of_the_service_that_builds_it(
    image: str, compose: str, platform: str | None, tmp_path: Path
) -> None:
    service = "services:\n  web:\n    build: .\n    platform: linux/arm64\n  cache:\n    image: redis\n"
    sources = sources_of({"Dockerfile": f"{image}CMD gunicorn shop.wsgi\n", compose: service}, tmp_path)
    facts = gather(sources, Facts(inventory=sources.inventory), lambda _: None)
    assert target_platform(facts, ROOT, "linux/amd64") == platform
