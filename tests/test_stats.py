"""A stage's figures reach StatsD and an OpenTelemetry collector, and nothing they do stops a stage."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from dateline import stats
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import get_settings

STAGE = """
from dateline import stats
with stats.stage("clean", "2026-11-10/000-1f0c9a2b") as stage:
    stage.counts.update({"article": 3, "no text": 1})
"""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Settings and sinks are read anew."""
    for cached in (get_settings, stats._sinks):
        cached.cache_clear()
    yield
    for cached in (get_settings, stats._sinks):
        cached.cache_clear()


def run_stage() -> stats.Stage:
    with stats.stage("clean", "2026-11-10/000-1f0c9a2b") as stage:
        stage.counts.update({"article": 3, "no text": 1})
    return stage


def test_a_stage_is_timed() -> None:
    with stats.stage("clean", "2026-11-10/000") as stage:
        sum(range(300_000))
    assert 0 < stage.seconds < 60
    assert 0 <= stage.cpu_seconds < 60


def test_a_stage_that_breaks_is_timed_and_breaks_on() -> None:
    with pytest.raises(OSError, match="disk full"), stats.stage("clean", "2026-11-10/000") as stage:
        raise OSError("disk full")
    assert stage.seconds > 0


def test_statsd_gets_times_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((LOOPBACK, 0))
        server.settimeout(10)
        monkeypatch.setenv("DATELINE_STATS__STATSD", f"{LOOPBACK}:{server.getsockname()[1]}")
        run_stage()
        lines = server.recv(4096).decode().splitlines()
    kinds = dict(line.split(":", 1) for line in lines)
    assert kinds["dateline.stage.clean.article"] == "3|c"
    assert kinds["dateline.stage.clean.no_text"] == "1|c"
    assert kinds["dateline.stage.clean.seconds"].endswith("|ms")


def test_a_statsd_address_that_makes_no_sense_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATELINE_STATS__STATSD", "nowhere:port")
    assert run_stage().counts["article"] == 3
    assert "DATELINE_STATS__" in caplog.text


class Collector:
    """An OTLP collector over HTTP."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.metrics: dict[str, Any] = {}


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    kept = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            if self.path == "/v1/traces":
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    kept.spans += [span for scope in resource.scope_spans for span in scope.spans]
            else:
                for metrics in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                    kept.metrics |= {m.name: m for scope in metrics.scope_metrics for m in scope.metrics}
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept, f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_opentelemetry_gets_a_span_a_stage_and_its_figures(collector: tuple[Collector, str]) -> None:
    kept, address = collector
    environment = os.environ | {"DATELINE_STATS__OTEL": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
    subprocess.run([sys.executable, "-c", STAGE], env=environment, check=True, timeout=60)
    (span,) = kept.spans
    attributes = {attribute.key: attribute.value for attribute in span.attributes}
    assert span.name == "dateline.clean"
    assert attributes["dateline.batch"].string_value == "2026-11-10/000-1f0c9a2b"
    assert attributes["dateline.no text"].int_value == 1
    assert kept.metrics["dateline.stage.duration"].histogram.data_points[0].count == 1
    counted = {point.as_int for point in kept.metrics["dateline.stage.counted"].sum.data_points}
    assert counted == {1, 3}


def test_a_collector_that_is_away_stops_nothing() -> None:
    environment = os.environ | {
        "DATELINE_STATS__OTEL": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{LOOPBACK}:{free_port()}",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    }
    subprocess.run([sys.executable, "-c", STAGE], env=environment, check=True, timeout=60)
