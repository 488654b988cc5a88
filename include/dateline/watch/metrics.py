"""The warehouse in figures for Prometheus: what came in, where it ended, how late it is, what is wrong.

Everything is asked of the warehouse at each scrape, so that the figures are right whatever process restarts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from dateline.errors import WarehouseError
from dateline.warehouse.connection import Connection, connect
from dateline.watch import health, runs
from dateline.watch.days import latest_days, read_history
from dateline.watch.notices import CHANNEL_REFUSES
from dateline.watch.sources import DAY_MISSING

ALERT_KINDS = (*health.KINDS, DAY_MISSING, *runs.KINDS, CHANNEL_REFUSES)


@dataclass(frozen=True)
class WarehouseCollector(Collector):
    """Asks the warehouse at ``url`` whenever it is asked."""

    url: str

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("dateline_up", "Whether the warehouse could be asked")
        try:
            with connect(self.url, role="reader") as connection:
                connection.execute("SET statement_timeout = '10s'")
                families = [*_figures(connection)]
        except WarehouseError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from families


def registry(url: str) -> CollectorRegistry:
    """A registry that holds the warehouse's figures and nothing else."""
    made = CollectorRegistry(auto_describe=False)
    made.register(WarehouseCollector(url))
    return made


def as_text(url: str) -> str:
    """All figures in Prometheus's text format."""
    return generate_latest(registry(url)).decode()


def _figures(connection: Connection) -> Iterator[Metric]:
    yield _gauge(connection, "dateline_articles", "Articles in the warehouse", ["source"], _ARTICLES)
    yield _gauge(
        connection,
        "dateline_newest_article_timestamp_seconds",
        "When the newest article of the source was published (Unix time)",
        ["source"],
        _NEWEST,
    )
    yield _gauge(
        connection,
        "dateline_last_load_timestamp_seconds",
        "When a batch was last loaded (Unix time)",
        [],
        "SELECT extract(epoch FROM max(loaded_at)) FROM batch HAVING count(*) > 0",
    )
    yield from _latest_days(connection)
    for name, figure, help_text in _STAGES:
        yield _gauge(connection, name, help_text, ["stage"], _STAGE.format(figure=figure))
    yield _open_alerts(connection)


def _latest_days(connection: Connection) -> Iterator[Metric]:
    """The figures of each source's latest whole day."""
    days = latest_days(connection)
    latest = [history[0] for history in read_history(connection, days, weeks=0).values() if history]
    midnight = dt.time(tzinfo=dt.UTC)
    yield _family(
        "dateline_day_timestamp_seconds",
        "The latest day of the source that is whole in the warehouse: its midnight, UTC (Unix time)",
        ["source"],
        (([source], dt.datetime.combine(day, midnight).timestamp()) for source, day in days.items()),
    )
    for name, help_text in _DAY.items():
        yield _family(
            f"dateline_day_{name}",
            f"{help_text}, on the source's latest whole day",
            ["source"],
            (([day.source_id], getattr(day, name) or 0) for day in latest),
        )
    outcomes = connection.execute(_OUTCOMES, [list(days), list(days.values())])
    yield _family(
        "dateline_day_outcomes",
        "Where the candidates of the source's latest whole day ended; status is HTTP's, if that was why",
        ["source", "outcome", "status"],
        (([source, outcome, status], number) for source, outcome, status, number in outcomes),
    )


def _open_alerts(connection: Connection) -> Metric:
    """Alerts that are not over; every kind has its figure, so that 0 is a figure too."""
    counts = dict.fromkeys(ALERT_KINDS, 0)
    rows = connection.execute("SELECT kind, count(*) FROM alert WHERE closed_at IS NULL GROUP BY 1")
    counts |= dict(rows.fetchall())
    figures = (([kind], number) for kind, number in counts.items())
    return _family("dateline_alerts_open", "Alerts that are not over", ["kind"], figures)


def _gauge(connection: Connection, name: str, help_text: str, labels: list[str], query: str) -> Metric:
    """A gauge from a query whose last column is the figure and whose others are the labels."""
    rows = connection.execute(query.encode()).fetchall()
    return _family(name, help_text, labels, ((list(label), figure) for *label, figure in rows))


def _family(
    name: str, help_text: str, labels: list[str], figures: Iterable[tuple[list[str], float]]
) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=labels)
    for values, figure in figures:
        family.add_metric(values, float(figure))
    return family


_DAY = {
    "found": "Candidates that discovery found",
    "articles": "Different articles that the candidates led to",
    "loaded": "New articles and new versions",
    "refused": "Candidates that the publisher answered with 403 or 429",
    "quotes": "Quotes of the new articles",
}
_ARTICLES = "SELECT source_id, count(*) FROM article GROUP BY 1"
_NEWEST = """
SELECT source_id, extract(epoch FROM max(published_at)) FROM article
WHERE published_at <= now() AND published_day > current_date - 400 GROUP BY 1"""
_OUTCOMES = """
SELECT o.source_id, o.outcome, coalesce(o.http_status::text, ''), count(*)
FROM unnest(%s::text[], %s::date[]) AS latest (source_id, day) JOIN outcome o USING (source_id, day)
GROUP BY 1, 2, 3"""
_STAGE = "SELECT stage, {figure} FROM stage_time WHERE ended_at > now() - interval '1 day' GROUP BY 1"
_STAGES = (
    (
        "dateline_stage_seconds",
        "sum(seconds)",
        "Seconds that the stage took in the last 24 hours",
    ),
    ("dateline_stage_cpu_seconds", "sum(cpu_seconds)", "CPU seconds of the stage in the last 24 hours"),
    ("dateline_stage_batches", "count(*)", "Batches that the stage worked on in the last 24 hours"),
)
