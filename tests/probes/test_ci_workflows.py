"""Workflows of CI services as facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.model.facts.commands import CiJob, CiWorkflow
from envwizard.probes.ci_workflows import probe_ci_workflows
from tests.support import sources_of


def read(tmp_path: Path, name: str, content: str) -> CiWorkflow:
    sources = sources_of({name: content}, tmp_path)
    found = probe_ci_workflows(sources)
    assert sources.failures == []
    assert len(found) == 1
    return found[0]


def argvs(job: CiJob) -> list[str]:
    return [" ".join(command.argv) for command in job.commands]


def pythons(job: CiJob) -> list[tuple[str, int | None]]:
    return [(text, location.line) for text, location in job.python_versions]


GITHUB = """name: Deploy
on: [push]
env:
  PYTHON: "3.13"
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python-version: [3.10, "3.11"]
        include:
          - python-version: 3.12
            os: x
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ matrix.python-version }}
      - name: Install
        run: |
          python -m pip install --upgrade pip
          if [ -f requirements.txt ]; then
            pip install -r requirements.txt
          fi
      - run: >-
          pip install
          tox
      - run: Get-Item x
        shell: pwsh
  ship:
    if: github.ref == 'refs/heads/main'
    environment:
      name: production
    container: python:3.9-slim
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ env.PYTHON }}
      - uses: actions/setup-python@v5
        with:
          python-version: |
            3.8
            pypy3.9
      - uses: appleboy/ssh-action@v1
        with:
          host: h
          script: |
            cd /srv/app
            sudo pip install -r requirements.txt
"""


def test_github(tmp_path: Path) -> None:
    found = read(tmp_path, ".github/workflows/ci.yml", GITHUB)
    test, ship = found.jobs
    assert (found.service, found.name, test.name, ship.name) == ("github", "Deploy", "test", "ship")
    assert argvs(test) == [
        "python -m pip install --upgrade pip",
        "[ -f requirements.txt ]",
        "pip install -r requirements.txt",
        "pip install tox",
    ]
    place = test.commands[2].location.span
    assert place
    assert GITHUB[place.start : place.end] == "pip install -r requirements.txt"
    assert test.commands[2].conditions[0].keyword == "if"
    assert pythons(test) == [("3.10", 10), ("3.11", 10), ("3.12", 12)]
    assert test.uses == ("actions/checkout@v4", "actions/setup-python@v5")
    assert (test.environment, ship.environment) == (None, "production")
    assert pythons(ship) == [("3.9", 34), ("3.13", 4), ("3.8", 42), ("pypy3.9", 43)]
    assert argvs(ship)[-1] == "sudo pip install -r requirements.txt"
    assert [one.text for one in ship.commands[-1].conditions] == [
        "github.ref == 'refs/heads/main'",
        "appleboy/ssh-action@v1",
    ]


def test_a_composite_action(tmp_path: Path) -> None:
    content = "name: Setup\nruns:\n  using: composite\n  steps:\n    - run: pip install x\n      shell: bash\n"
    found = read(tmp_path, ".github/actions/setup/action.yml", content)
    assert argvs(found.jobs[0]) == ["pip install x"]


def test_gitlab(tmp_path: Path) -> None:
    content = """image: python:3.11
default:
  before_script: [apt-get update]
variables:
  PY: "3.9"
.setup:
  script:
    - pip install setup
.base:
  image: {name: "registry.io/x/python:$PY-slim"}
  script: [base]
test:
  extends: .base
  before_script:
    - !reference [.setup, script]
    - |
      a
      b
  after_script: [[c], d]
matrix:
  image: python:${V}
  parallel:
    matrix:
      - V: ["3.12", "3.13"]
  script: e
deploy:
  environment: {name: production}
  script:
    - ssh host 'sudo pip install y'
pages:
  trigger: other
"""
    found = read(tmp_path, ".gitlab-ci.yml", content)
    jobs = {job.name: job for job in found.jobs}
    assert list(jobs) == ["test", "matrix", "deploy", "pages"]
    assert argvs(jobs["test"]) == ["pip install setup", "a", "b", "base", "c", "d"]
    assert pythons(jobs["test"]) == [("3.9", 5)]
    assert argvs(jobs["matrix"]) == ["apt-get update", "e"]
    assert pythons(jobs["matrix"]) == [("3.12", 24), ("3.13", 24)]
    assert pythons(jobs["deploy"]) == [("3.11", 1)]
    assert jobs["deploy"].environment == "production"
    assert argvs(jobs["deploy"])[-1] == "sudo pip install y"


def test_gitlab_jobs_that_extend_each_other(tmp_path: Path) -> None:
    content = "a:\n  extends: b\nb:\n  extends: [a, b]\nc:\n  script: [!reference [c, script]]\n"
    assert [argvs(job) for job in read(tmp_path, ".gitlab-ci.yml", content).jobs] == [[], [], []]


def test_circleci(tmp_path: Path) -> None:
    content = """version: 2.1
executors:
  py:
    parameters:
      v: {type: string, default: "3.10"}
    docker:
      - image: cimg/python:<< parameters.v >>
commands:
  install:
    steps:
      - run: pip install x
jobs:
  test:
    docker: [{image: "cimg/python:3.12.1"}]
    steps:
      - checkout
      - install
      - python/install-packages:
          pkg-manager: pip
      - run:
          name: Test
          command: |
            pytest
  other:
    executor: {name: py}
    steps: [checkout]
"""
    test, other = read(tmp_path, ".circleci/config.yml", content).jobs
    assert argvs(test) == ["pip install x", "pytest"]
    assert (pythons(test), pythons(other)) == ([("3.12.1", 14)], [("3.10", 5)])
    assert test.uses == ("python/install-packages",)


def test_azure(tmp_path: Path) -> None:
    content = """stages:
- stage: Build
  jobs:
  - job: Test
    strategy:
      matrix:
        A: {python.version: "3.11"}
        B: {python.version: "3.12"}
    steps:
    - task: UsePythonVersion@0
      inputs:
        versionSpec: $(python.version)
    - script: |
        pip install x
    - bash: pytest
    - powershell: Get-Item
  - deployment: Ship
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - script: ./deploy.sh
"""
    test, ship = read(tmp_path, "azure-pipelines.yml", content).jobs
    assert (test.name, argvs(test), pythons(test)) == ("Test", ["pip install x", "pytest"], [("3.11", 7), ("3.12", 8)])
    assert (ship.name, argvs(ship), ship.environment) == ("Ship", ["./deploy.sh"], "production")


def test_travis(tmp_path: Path) -> None:
    content = """language: python
python:
  - 3.10
  - '3.11'
install: pip install -r requirements.txt
script:
  - pytest
jobs:
  include:
    - name: lint
      python: 3.12
      script: ruff
deploy:
  provider: script
  script: bash deploy.sh
"""
    build, lint = read(tmp_path, ".travis.yml", content).jobs
    assert argvs(build) == ["pip install -r requirements.txt", "pytest", "bash deploy.sh"]
    assert pythons(build) == [("3.10", 3), ("3.11", 4)]
    assert (lint.name, pythons(lint)) == ("lint", [("3.12", 11)])


def test_bitbucket(tmp_path: Path) -> None:
    content = """image: python:3.11
pipelines:
  default:
    - step:
        name: Test
        script:
          - pip install x
    - parallel:
        - step: {script: [a]}
        - step: {image: {name: "python:3.9"}, script: [b]}
  branches:
    main:
      - step:
          deployment: production
          script:
            - pipe: atlassian/ssh-run:0.1
              variables: {}
            - c
"""
    jobs = read(tmp_path, "bitbucket-pipelines.yml", content).jobs
    assert [(job.name, argvs(job), [text for text, _ in pythons(job)]) for job in jobs] == [
        ("Test", ["pip install x"], ["3.11"]),
        ("default", ["a"], ["3.11"]),
        ("default", ["b"], ["3.9"]),
        ("branches main", ["c"], ["3.11"]),
    ]
    assert (jobs[3].environment, jobs[3].uses) == ("production", ("atlassian/ssh-run:0.1",))


def test_jenkins(tmp_path: Path) -> None:
    content = """pipeline {
  agent { docker { image 'python:3.11-slim' } }
  stages {
    stage('Test') { steps { sh 'pip install x' } }  // sh 'no'
    stage("Deploy") {
      steps {
        sh \"\"\"
          cd app
          sudo pip install \\"y\\" \\$Z
        \"\"\"
        sh(returnStdout: true, script: "id")
      }
    }
  }
}
"""
    test, deploy = read(tmp_path, "Jenkinsfile", content).jobs
    assert (test.name, argvs(test), pythons(test)) == ("Test", ["pip install x"], [("3.11", 2)])
    assert (deploy.name, argvs(deploy)) == ("Deploy", ["cd app", "sudo pip install y $Z", "id"])
    assert deploy.commands[1].location.line == 9


NAMES = [
    ".github/workflows/a.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml",
    "bitbucket-pipelines.yml",
]  # fmt: skip
ODD = [
    "",
    "[]",
    "text",
    "jobs: 1\nsteps: x\n",
    "jobs: [a, {b: c}]\npipelines: [step]\n",
    "jobs: {a: , b: [], c: {steps: {run: x}, docker: 1}}",
    "a: {script: {b: c}, image: [x], parallel: {matrix: 1}, extends: {x: y}}\n",
    "stages: [{jobs: [{steps: [1, x]}]}]\n",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", ODD)
def test_odd_trees(tmp_path: Path, name: str, content: str) -> None:
    read(tmp_path, name, content)


def test_what_cannot_be_read_is_reported(tmp_path: Path) -> None:
    sources = sources_of(
        {".github/workflows/a.yml": "a: [", "docs/a.yml": "a: [", ".travis.yml": b"\xff\xfe\xfa"}, tmp_path
    )
    assert probe_ci_workflows(sources) == ()
    assert len(sources.failures) == 2
