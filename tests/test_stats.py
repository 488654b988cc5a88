"""A stage's figures reach StatsD and an OpenTelemetry collector, and nothing they do stops a stage."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiving import collector

from dateline import stats
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import get_settings

STAGE = """
from dateline import stats
with stats.stage("clean", "2026-11-10/000-1f0c9a2b") as stage:
    stage.counts.update({"article": 3, "no text": 1})
"""

IN_A_TASK = (
    """
import os
os.environ["AIRFLOW__TRACES__OTEL_ON"] = "True"
from airflow.configuration import conf
from airflow.sdk._shared.observability.traces import configure_otel
from opentelemetry import trace
configure_otel(conf)
with trace.get_tracer("airflow").start_as_current_span("worker.clean"):
"""
    + "\n".join(f"    {line}" for line in STAGE.strip().splitlines())
    + "\ntrace.get_tracer_provider().force_flush()\n"
)


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


def test_opentelemetry_gets_a_span_a_stage_and_its_figures() -> None:
    with collector() as kept:
        environment = os.environ | {
            "DATELINE_STATS__OTEL": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": kept.address,
        }
        subprocess.run([sys.executable, "-c", STAGE], env=environment, check=True, timeout=60)
    (span,) = kept.spans
    attributes = {attribute.key: attribute.value for attribute in span.attributes}
    assert span.name == "dateline.clean"
    assert attributes["dateline.batch"].string_value == "2026-11-10/000-1f0c9a2b"
    assert attributes["dateline.no text"].int_value == 1
    assert kept.metrics["dateline.stage.duration"].histogram.data_points[0].count == 1
    counted = {point.as_int for point in kept.metrics["dateline.stage.counted"].sum.data_points}
    assert counted == {1, 3}


def test_a_stages_span_lies_within_the_span_of_its_task(tmp_path: Path) -> None:
    with collector() as kept:
        environment = os.environ | {
            "AIRFLOW_HOME": str(tmp_path),
            "DATELINE_STATS__OTEL": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": kept.address,
            "OTEL_TRACES_EXPORTER": "otlp_proto_http",
        }
        subprocess.run([sys.executable, "-c", IN_A_TASK], env=environment, check=True, timeout=120)
    spans = {span.name: span for span in kept.spans}
    assert spans["dateline.clean"].parent_span_id == spans["worker.clean"].span_id


def test_a_collector_that_is_away_stops_nothing() -> None:
    environment = os.environ | {
        "DATELINE_STATS__OTEL": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{LOOPBACK}:{free_port()}",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    }
    subprocess.run([sys.executable, "-c", STAGE], env=environment, check=True, timeout=60)
