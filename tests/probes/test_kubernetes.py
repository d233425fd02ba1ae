from __future__ import annotations

from pathlib import Path

import pytest

from envwizard.probes.kubernetes import probe_kubernetes
from tests.support import sources_of

MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-config
data:
  WEB_CONCURRENCY: "3"
  LOG_LEVEL: info
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: production
spec:
  replicas: 2
  template:
    spec:
      initContainers:
        - name: migrate
          image: example/web
      containers:
        - name: web
          image: example/web:1.2
          command: ["/bin/sh", "-c"]
          args:
            - exec gunicorn app:app --bind 127.0.0.1:8000
          envFrom:
            - configMapRef:
                name: web-config
            - secretRef:
                name: secrets
          env:
            - name: LOG_LEVEL
              value: debug
            - name: SECRET_KEY
              valueFrom:
                secretKeyRef: {name: secrets, key: secret-key}
          ports:
            - containerPort: 8000
              name: http
        - name: sidecar
          image: envoy
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: job
              image: example/web:1.2
              command: [python, manage.py, clean]
              workingDir: /app
"""


def test_containers(tmp_path: Path) -> None:
    sources = sources_of({"k8s/web.yaml": MANIFEST}, tmp_path)
    web, sidecar, job = probe_kubernetes(sources)
    assert sources.failures == []
    assert (web.kind, web.workload, web.name, web.namespace, web.replicas) == (
        "Deployment",
        "web",
        "web",
        "production",
        2,
    )
    assert (web.image, web.ports, web.location.line) == ("example/web:1.2", (8000,), 22)
    assert web.command is not None
    assert web.command.argv == ("/bin/sh", "-c")
    assert web.arguments is not None
    assert web.arguments.argv == ("exec gunicorn app:app --bind 127.0.0.1:8000",)
    (inner,) = web.inner_commands
    assert inner.argv == ("exec", "gunicorn", "app:app", "--bind", "127.0.0.1:8000")
    bind = inner.words[-1].span
    assert (bind.line, bind.column, bind.end_column) == (26, 44, 58)
    assert {one.name: one.value and one.value.reveal() for one in web.environment} == {
        "WEB_CONCURRENCY": "3",
        "LOG_LEVEL": "debug",
        "SECRET_KEY": None,
    }
    assert [one.location.line for one in web.environment] == [6, 33, 35]
    assert sidecar.command is None
    assert (job.kind, job.workload, job.working_dir) == ("CronJob", "nightly", "/app")
    assert job.command is not None
    assert job.command.argv == ("python", "manage.py", "clean")


def test_lists_pods_and_config_maps_elsewhere(tmp_path: Path) -> None:
    config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: env\ndata:\n  PORT: "80"\n'
    pods = (
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec:\n"
        "    containers:\n    - name: c\n      envFrom: [{configMapRef: {name: env}}]\n- kind: Service\n"
    )
    (pod,) = probe_kubernetes(sources_of({"a/config.yml": config, "b/pods.yml": pods}, tmp_path))
    assert (pod.kind, pod.workload, pod.name, pod.image) == ("Pod", "p", "c", None)
    assert [(one.name, str(one.location)) for one in pod.environment] == [("PORT", "a/config.yml:6")]


def test_charts_are_left_out_and_broken_manifests_are_not(tmp_path: Path) -> None:
    broken = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  containers: [\n"
    helm = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  {{- toYaml .x }}\n  containers: {{ x }}:{{ y }}\n"
    sources = sources_of(
        {
            "chart/Chart.yaml": "name: x\n",
            "chart/templates/deployment.yaml": MANIFEST,
            "chart/templates/sub/deployment.yaml": broken,
            "other/templates/deployment.yaml": helm,
            "k8s/broken.yaml": broken,
        },
        tmp_path,
    )
    assert probe_kubernetes(sources) == ()
    assert [str(failure.path) for failure in sources.failures] == ["k8s/broken.yaml"]
    assert "YAML" in str(sources.failures[0].message)


@pytest.mark.parametrize(
    "content",
    [
        "apiVersion: v1\nkind: Deployment\nspec: {template: {spec: {containers: [null, a, [b], {name: [c]}]}}}\n",
        "apiVersion: v1\nkind: Pod\nmetadata: []\nspec: {containers: {a: b}}\n",
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{command: 5, args: {a: b}, env: [1], ports: [{}]}]}\n",
        "# apiVersion containers\nkind: [Pod]\n",
        b"apiVersion containers \xff",
    ],
)
def test_odd_manifests(content: str | bytes, tmp_path: Path) -> None:
    sources = sources_of({"a.yaml": content, "b.yml": b"\xff\xfe binary"}, tmp_path)
    probe_kubernetes(sources)
    assert all(failure.kind.value == "unparsed" and str(failure.path) == "a.yaml" for failure in sources.failures)
