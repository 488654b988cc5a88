"""Counts, timings and spans of the stages while they run, beside Airflow's own.

The settings say where they go: to a StatsD server, to OpenTelemetry, to both or nowhere. What is lost on the
way is only a figure: nothing here fails a stage.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from dateline.settings import StatsSettings, get_settings

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stage:
    """One run of a stage over a batch: what it counted, and how long it took once it is over.

    ``cpu_seconds`` are of this process and of workers that it started and that have ended.
    """

    name: str
    batch: str
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def records(self) -> int:
        """Everything counted under any name."""
        return sum(self.counts.values())


class Sink(Protocol):
    """Somewhere that figures go."""

    def begin(self, stage: Stage) -> Any:
        """A context manager around the stage's work."""

    def end(self, stage: Stage) -> None:
        """The stage is over; its figures are whole."""


@contextmanager
def stage(name: str, batch: str) -> Iterator[Stage]:
    """Time what is done inside, and give its figures to every sink. Fill ``counts`` before leaving."""
    running = Stage(name, batch)
    sinks = _sinks()
    with ExitStack() as inside:
        for sink in sinks:
            inside.enter_context(sink.begin(running))
        begun, cpu = time.monotonic(), _cpu_seconds()
        try:
            yield running
        finally:
            running.seconds = time.monotonic() - begun
            running.cpu_seconds = max(0.0, _cpu_seconds() - cpu)
            for sink in sinks:
                sink.end(running)


class StatsdSink:
    """``dateline.stage.<stage>.seconds`` and ``.cpu`` in milliseconds, ``.<count>`` for what was counted."""

    def __init__(self, address: str) -> None:
        from statsd import StatsClient

        host, _, port = address.rpartition(":")
        self._client = StatsClient(host or "127.0.0.1", int(port), prefix="dateline.stage")

    @contextmanager
    def begin(self, _: Stage) -> Iterator[None]:
        yield

    def end(self, stage: Stage) -> None:
        with self._client.pipeline() as pipe:
            pipe.timing(f"{stage.name}.seconds", 1000 * stage.seconds)
            pipe.timing(f"{stage.name}.cpu", 1000 * stage.cpu_seconds)
            for what, number in stage.counts.items():
                pipe.incr(f"{stage.name}.{what.replace(' ', '_')}", number)


class OtelSink:
    """A span a stage, a histogram of seconds and a counter of what was counted.

    Airflow's own provider is used where it has set one up, so that a stage's span lies within its task's;
    else OTLP over HTTP, to where the ``OTEL_EXPORTER_OTLP_…`` variables say.
    """

    def __init__(self) -> None:
        from opentelemetry import metrics, trace

        _provide()
        self._tracer = trace.get_tracer("dateline")
        meter = metrics.get_meter("dateline")
        self._seconds = meter.create_histogram("dateline.stage.duration", unit="s")
        self._counted = meter.create_counter("dateline.stage.counted")

    @contextmanager
    def begin(self, stage: Stage) -> Iterator[None]:
        with self._tracer.start_as_current_span(f"dateline.{stage.name}") as span:
            span.set_attributes({"dateline.stage": stage.name, "dateline.batch": stage.batch})
            try:
                yield
            finally:
                span.set_attributes({f"dateline.{what}": number for what, number in stage.counts.items()})
                span.set_attribute("dateline.cpu_seconds", stage.cpu_seconds)
        _flush()

    def end(self, stage: Stage) -> None:
        self._seconds.record(stage.seconds, {"stage": stage.name})
        for what, number in stage.counts.items():
            self._counted.add(number, {"stage": stage.name, "what": what})


@cache
def _sinks() -> tuple[Sink, ...]:
    """The sinks of this process. Made at the first stage, not before: a fork shares no thread."""
    return tuple(_made(get_settings().stats))


def _made(settings: StatsSettings) -> Iterator[Sink]:
    try:
        if settings.statsd:
            yield StatsdSink(settings.statsd)
        if settings.otel:
            yield OtelSink()
    except (OSError, ValueError, ImportError) as error:
        log.warning("Stages are not timed for others: %s. Mend DATELINE_STATS__… (docs/metrics.md).", error)


def _provide() -> None:
    """Set up OpenTelemetry where nobody did."""
    from opentelemetry import metrics, trace
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "dateline")})
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        tracing = TracerProvider(resource=resource)
        tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(tracing)
    if not isinstance(metrics.get_meter_provider(), MeterProvider):
        reader = PeriodicExportingMetricReader(OTLPMetricExporter())
        metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[reader]))


def _flush() -> None:
    """Send at once: a task's process ends without waiting for background threads."""
    from opentelemetry import metrics, trace

    for provider in (trace.get_tracer_provider(), metrics.get_meter_provider()):
        if flush := getattr(provider, "force_flush", None):
            try:
                flush(5000)
            except Exception as error:  # noqa: BLE001 — a collector that is away fails no stage
                log.warning("OpenTelemetry: %s", error)


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
