"""The moment of publication, by the clock of the place where it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.fields.modified import find_modified
from dateline.clean.fields.published import find_published
from dateline.records import Precision

Read = Callable[..., Evidence]


def linked(**fields: str) -> str:
    pairs = "".join(f', "{name}": "{value}"' for name, value in fields.items())
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "W"{pairs}}}</script><p>x'
    )


def meta(content: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{content}"><p>x'


def stated(found: Evidence) -> str | None:
    moment = find_published(found).value
    return None if moment is None else (moment.at or moment.day).isoformat()


@pytest.mark.parametrize(
    ("html", "origin"),
    [
        (linked(datePublished="2026-11-09T07:30:00-07:00"), "json-ld"),
        (meta("2026-11-09T07:30:00-07:00"), "meta"),
        ('<p itemprop="datePublished" content="2026-11-09T07:30:00-07:00">today</p>', "microdata"),
        ('<time class="published" datetime="2026-11-09T07:30:00-07:00">today</time>', "time element"),
        ('<span class="post-date">Nov 9, 2026 7:30 am MST</span>', "date in the page"),
        ('<p class="byline">By Ana Diaz | November 9, 2026 7:30 am MST</p>', "byline"),
    ],
)
def test_each_statement_is_found(evidence: Read, html: str, origin: str) -> None:
    found = evidence(html)
    assert stated(found) == "2026-11-09T07:30:00-07:00"
    assert find_published(found).origin == origin


def test_the_address_and_discovery_serve_where_the_page_is_silent(evidence: Read) -> None:
    assert stated(evidence("<p>x", url="https://www.example.org/2026/11/09/wall")) == "2026-11-09"
    hint = dt.datetime(2026, 11, 9, 7, 30, tzinfo=dt.UTC)
    assert stated(evidence("<p>x", published_hint=hint)) == hint.isoformat()


def test_the_first_statement_gives_the_day_and_the_most_exact_one_the_instant(evidence: Read) -> None:
    html = (
        linked(datePublished="2026-11-09") + '<time class="date" datetime="2026-11-09T07:30:00-07:00"></time>'
    )
    assert stated(evidence(html)) == "2026-11-09T07:30:00-07:00"
    other = linked(datePublished="2026-11-09") + meta("2020-01-01T00:10:00Z")
    assert stated(evidence(other)) == "2026-11-09"


def test_an_instant_in_utc_is_told_in_the_sources_zone(evidence: Read) -> None:
    html = linked(datePublished="2026-11-09T03:30:00Z")
    assert stated(evidence(html, source_timezone="America/Denver")) == "2026-11-08T20:30:00-07:00"


@pytest.mark.parametrize("shown", ["November 8, 2026 - 8:30PM", "8:30 PM MST, Sun November 8, 2026"])
def test_an_instant_in_utc_is_told_on_the_clock_that_the_page_shows(evidence: Read, shown: str) -> None:
    html = linked(datePublished="2026-11-09T03:30:00Z") + f'<p class="publish-date">{shown}</p>'
    assert stated(evidence(html)) == "2026-11-08T20:30:00-07:00"


def test_a_time_without_zone_takes_the_sources_and_says_so(evidence: Read) -> None:
    found = find_published(
        evidence(linked(datePublished="2026-11-09T07:30:00"), source_timezone="Europe/Berlin")
    )
    assert found.value is not None and found.value.precision is Precision.ZONE_ASSUMED
    assert found.value.at is not None and found.value.at.isoformat() == "2026-11-09T07:30:00+01:00"


def test_the_future_and_the_impossible_are_passed_over(evidence: Read) -> None:
    html = (
        linked(datePublished="2031-01-01T00:00:00Z")
        + meta("2026-02-31", "article:published")
        + meta("2026-11-09T07:30:00+00:00")
    )
    assert stated(evidence(html)) == "2026-11-09T07:30:00+00:00"


def test_the_change_is_kept_apart_and_never_before_the_publication(evidence: Read) -> None:
    html = linked(datePublished="2026-11-09T07:30:00Z", dateModified="2026-11-14T09:00:00Z")
    found = evidence(html)
    modified = find_modified(found, published=find_published(found).value).value
    assert modified is not None and modified.day == dt.date(2026, 11, 14)
    early = evidence(linked(datePublished="2026-11-09T07:30:00Z", dateModified="2026-11-01T09:00:00Z"))
    assert find_modified(early, published=find_published(early).value).value is None
