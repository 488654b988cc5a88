"""A source's day is judged by its own weekdays: what is off is told, what cannot be known is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.settings import WatchSettings
from dateline.watch.days import SourceDay
from dateline.watch.health import KINDS, SHARES, Judgement, Usual, judge

DAY = dt.date(2026, 11, 24)
SETTINGS = WatchSettings()


def day(back: int = 0, articles: int = 12, **figures: object) -> SourceDay:
    """A whole day, ``back`` days ago, of a source in good health."""
    good = {
        "state": "found" if articles else "nothing",
        "found": articles,
        "ended": articles,
        "loaded": articles,
        "annotated": articles,
        "quotes": 3 * articles,
    }
    values = good | figures
    return SourceDay("harbour", DAY - dt.timedelta(days=back), articles=articles, **values)  # type: ignore[arg-type]


def weeks(number: int = 8, **figures: object) -> list[SourceDay]:
    """The same weekdays before."""
    return [day(7 * week, **figures) for week in range(1, number + 1)]  # type: ignore[arg-type]


def alerts(today: SourceDay, before: list[SourceDay]) -> dict[str, Judgement]:
    found = judge([today, *before], SETTINGS)
    return {judgement.kind: judgement for judgement in found if judgement.verdict == "alert"}


def verdict(kind: str, today: SourceDay, before: list[SourceDay]) -> Judgement:
    (found,) = (judgement for judgement in judge([today, *before], SETTINGS) if judgement.kind == kind)
    return found


def test_a_source_as_usual_is_as_usual_in_everything() -> None:
    verdicts = {judgement.kind: judgement.verdict for judgement in judge([day(), *weeks()], SETTINGS)}
    assert verdicts == dict.fromkeys(KINDS, "as usual")


def test_a_source_that_could_not_be_asked_is_silent_and_nothing_else_is_said_of_it() -> None:
    silent = day(0, 0, state="failed", reason="its feed answers 503")
    assert list(alerts(silent, weeks())) == ["silent"]
    assert alerts(silent, [])["silent"].reason == "its feed answers 503"


def test_no_article_is_told_with_its_baseline() -> None:
    (zero,) = alerts(day(0, 0), weeks()).values()
    assert (zero.kind, zero.headline) == ("zero yield", "0 articles on Tue 24 Nov, usually 12")


@pytest.mark.parametrize("history", [[], weeks(1), weeks(2, articles=1)])
def test_no_article_is_told_without_any_history(history: list[SourceDay]) -> None:
    assert list(alerts(day(0, 0), history)) == ["zero yield"]


def test_no_article_is_told_however_much_the_source_wavers() -> None:
    wild = [day(7 * week, number) for week, number in enumerate((0, 40, 1, 30, 0, 25, 2, 0), start=1)]
    assert "zero yield" in alerts(day(0, 0), wild)


def test_a_weekday_on_which_a_weekly_paper_never_appears_is_no_alarm() -> None:
    quiet = weeks(8, articles=0)
    assert alerts(day(0, 0), [day(2, 9), *quiet]) == {}
    assert "zero yield" in alerts(day(0, 0), quiet), "but a whole week without an article is"


def test_few_and_many_articles_are_told() -> None:
    assert alerts(day(0, 4), weeks())["low yield"].headline == "only 4 articles on Tue 24 Nov, usually 12"
    assert list(alerts(day(0, 31), weeks())) == ["high yield"]
    assert alerts(day(0, 6), weeks()) == {}


def test_a_source_that_often_has_few_articles_may_have_few_again() -> None:
    wavering = [day(7 * week, number) for week, number in enumerate((4, 20, 5, 18, 12, 22, 3, 16), start=1)]
    assert alerts(day(0, 4), wavering) == {}


def test_one_odd_week_moves_no_baseline() -> None:
    before = [*weeks(7), day(56, 400)]
    assert alerts(day(0, 4), before)["low yield"].baseline == "12"


def test_a_short_history_is_said_and_judged_by_nothing_but_silence() -> None:
    few = verdict("low yield", day(0, 1), weeks(2))
    assert (few.verdict, few.because) == ("not judged", "its history is too short: 2 of 3 such weekdays")


def test_days_on_which_it_could_not_be_asked_are_no_history() -> None:
    failed = weeks(8, articles=0, state="failed")
    assert verdict("low yield", day(0, 4), failed).verdict == "not judged"


PARTS = {
    "short texts": "short",
    "titles missing": "untitled",
    "authors missing": "unsigned",
    "dates missing": "undated",
    "sections missing": "unsectioned",
    "refused": "refused",
    "implausible dates": "implausible",
    "duplicates": "syndicated",
}


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.kind)
def test_a_share_that_jumps_is_told_alone(share) -> None:  # type: ignore[no-untyped-def]
    off = replace(day(), **{PARTS[share.kind]: 9})
    (found,) = alerts(off, weeks()).values()
    assert (found.kind, found.figure, found.baseline) == (share.kind, f"75 % {share.words}", "0 %")
    assert found.reason == "9 of 12 on Tue 24 Nov"


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.kind)
def test_a_share_that_always_was_high_is_as_usual(share) -> None:  # type: ignore[no-untyped-def]
    part = {PARTS[share.kind]: 9}
    assert alerts(replace(day(), **part), [replace(before, **part) for before in weeks()]) == {}


def test_a_share_of_a_handful_says_nothing() -> None:
    small = verdict("authors missing", day(0, 4, unsigned=4), weeks())
    assert (small.verdict, small.because) == ("not judged", "4 of them are too few")


def test_pages_without_text_and_copies_at_second_addresses_count() -> None:
    assert "short texts" in alerts(day(empty=8, ended=20), weeks())
    assert "duplicates" in alerts(day(duplicates=8, ended=20), weeks())


def test_quotes_an_article_are_compared() -> None:
    few = alerts(day(quotes=12), weeks())["few quotes"]
    assert few.headline == "1 quotes an article, usually 3"
    assert alerts(day(quotes=24), weeks()) == {}


figures = st.integers(0, 60)
some_day = st.builds(
    lambda articles, lost, bad, quotes, state: day(
        0,
        articles,
        ended=articles + lost,
        empty=lost,
        unsigned=min(bad, articles),
        refused=min(bad, articles + lost),
        quotes=quotes,
        state=state,
    ),
    figures,
    figures,
    figures,
    figures,
    st.sampled_from(["found", "nothing", "failed", None]),
)


@given(some_day, st.lists(some_day, max_size=8))
def test_whatever_the_figures_each_kind_gets_one_verdict_in_words(
    today: SourceDay, before: list[SourceDay]
) -> None:
    history = [
        replace(past, day=DAY - dt.timedelta(days=7 * week)) for week, past in enumerate(before, start=1)
    ]
    found = judge([today, *history], SETTINGS)
    assert [judgement.kind for judgement in found] == list(KINDS)
    assert all(judgement.figure for judgement in found)
    unsaid = [judgement for judgement in found if judgement.verdict == "not judged" and not judgement.because]
    assert not today.articles or unsaid == []


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.floats(1, 1e6))
def test_a_minority_of_odd_days_stays_within_the_rest(values: list[float], odd: float) -> None:
    crowd = values * 3
    usual = Usual.of([*crowd, *[odd * 1e6] * len(values)])
    assert min(values) <= usual.median <= max(values)
    assert usual.spread >= 0
