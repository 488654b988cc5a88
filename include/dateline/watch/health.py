"""Is a source as usual? One day of it against the same weekdays before.

Usual is the median, its spread 1.4826 × the median absolute deviation, so that one odd week moves neither.
A source with too short a history is not judged, except that nothing at all is always told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from dateline.settings import WatchSettings
from dateline.watch.days import WEEK, SourceDay

Verdict = Literal["alert", "as usual", "not judged"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says of one source and day.

    ``figure`` and ``baseline`` are in words; ``because`` says why it was not judged.
    """

    kind: str
    source: str
    day: dt.date
    verdict: Verdict
    figure: str
    baseline: str = ""
    because: str = ""
    reason: str = ""

    @property
    def headline(self) -> str:
        """Figure and baseline in one line."""
        return f"{self.figure}, usually {self.baseline}" if self.baseline else self.figure


@dataclass(frozen=True, slots=True)
class Usual:
    """The baseline of a figure: median, spread, and how many days it stands on."""

    median: float
    spread: float
    days: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Usual:
        """The baseline of ``values``; of none it is 0 on 0 days."""
        if not values:
            return cls(0, 0, 0)
        middle = median(values)
        return cls(middle, 1.4826 * median(abs(value - middle) for value in values), len(values))


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a source's day that must not rise."""

    kind: str
    words: str
    part: Callable[[SourceDay], int]
    whole: Callable[[SourceDay], int]


SHARES = (
    Share(
        "short texts",
        "of pages gave under 100 words",
        lambda day: day.short + day.empty,
        lambda day: day.loaded + day.empty,
    ),
    Share("titles missing", "of articles without headline", lambda day: day.untitled, lambda day: day.loaded),
    Share("authors missing", "of articles without author", lambda day: day.unsigned, lambda day: day.loaded),
    Share("dates missing", "of articles without date", lambda day: day.undated, lambda day: day.loaded),
    Share(
        "sections missing", "of articles without section", lambda day: day.unsectioned, lambda day: day.loaded
    ),
    Share("refused", "of requests answered 403 or 429", lambda day: day.refused, lambda day: day.ended),
    Share(
        "implausible dates",
        "of articles dated in the future or before 1995",
        lambda day: day.implausible,
        lambda day: day.loaded,
    ),
    Share(
        "duplicates",
        "of articles are copies",
        lambda day: day.duplicates + day.syndicated,
        lambda day: day.loaded + day.duplicates,
    ),
)
KINDS = (
    "silent",
    "zero yield",
    "low yield",
    "high yield",
    *(share.kind for share in SHARES),
    "few quotes",
)
"""Everything that :func:`judge` may say of a source."""


def judge(history: Sequence[SourceDay], settings: WatchSettings) -> list[Judgement]:
    """Judge the first of ``history``'s days by the others (see ``read_history``); one judgement a kind."""
    if not history:
        return []
    today, weekdays = history[0], _weekdays_before(history)
    return [
        _silent(today),
        *_yields(today, weekdays, history[1:], settings),
        *(_share(share, today, weekdays, settings) for share in SHARES),
        _quotes(today, weekdays, settings),
    ]


def _weekdays_before(history: Sequence[SourceDay]) -> list[SourceDay]:
    """The same weekdays before on which the source could be asked."""
    today = history[0].day
    return [
        day
        for day in history[1:]
        if (today - day.day).days % WEEK == 0 and day.state != "failed" and day.ended >= (day.found or 0)
    ]


def _silent(today: SourceDay) -> Judgement:
    failed = today.state == "failed"
    return Judgement(
        "silent",
        today.source_id,
        today.day,
        "alert" if failed else "as usual",
        figure=f"{'could not be' if failed else 'was'} asked for {_named(today.day)}",
        reason=(today.reason or "") if failed else "",
    )


def _yields(
    today: SourceDay, weekdays: Sequence[SourceDay], before: Sequence[SourceDay], settings: WatchSettings
) -> Iterator[Judgement]:
    usual = Usual.of([day.articles for day in weekdays])
    few, many, because = _off(today.articles, usual, settings)
    verdicts: dict[str, Verdict] = {
        "zero yield": "as usual" if today.articles else _nothing(today, weekdays, before, settings),
        "low yield": "not judged" if because or not today.articles else ("alert" if few else "as usual"),
        "high yield": "not judged" if because else ("alert" if many else "as usual"),
    }
    if today.state == "failed":
        verdicts, because = dict.fromkeys(verdicts, "not judged"), "it could not be asked"
    words = f"{_count(today.articles, 'article')} on {_named(today.day)}"
    for kind, verdict in verdicts.items():
        yield Judgement(
            kind,
            today.source_id,
            today.day,
            verdict,
            figure=f"only {words}" if kind == "low yield" and verdict == "alert" else words,
            baseline=_number(usual.median) if usual.days else "",
            because=because if verdict == "not judged" else "",
            reason=(today.reason or "") if verdict == "alert" else "",
        )


def _off(figure: float, usual: Usual, settings: WatchSettings) -> tuple[bool, bool, str]:
    """Whether a yield is too low, too high, and why it cannot be judged."""
    if usual.days < settings.min_weeks:
        return False, False, _too_short(usual, settings)
    if max(usual.median, figure) < settings.min_articles:
        return False, False, f"it has fewer than {settings.min_articles} articles on this weekday"
    clear = abs(figure - usual.median) > settings.spreads * usual.spread
    return (
        clear and figure < settings.low_yield * usual.median,
        clear and figure > settings.high_yield * usual.median,
        "",
    )


def _nothing(
    today: SourceDay, weekdays: Sequence[SourceDay], before: Sequence[SourceDay], settings: WatchSettings
) -> Verdict:
    """A day without an article is as usual only where each such weekday is, and the week was not all so."""
    week = [day for day in before if (today.day - day.day).days < WEEK]
    rests = len(weekdays) >= settings.min_weeks and not any(day.articles for day in weekdays)
    return "as usual" if rests and any(day.articles for day in week) else "alert"


def _share(
    share: Share, today: SourceDay, weekdays: Sequence[SourceDay], settings: WatchSettings
) -> Judgement:
    part, whole = share.part(today), share.whole(today)
    usual = Usual.of([share.part(day) / share.whole(day) for day in weekdays if share.whole(day)])
    limit = usual.median + max(settings.more_missing, settings.spreads * usual.spread)
    because = _too_short(usual, settings)
    if whole < settings.min_articles:
        because = f"{whole} of them are too few"
    verdict: Verdict = "not judged" if because else ("alert" if part / whole > limit else "as usual")
    return Judgement(
        share.kind,
        today.source_id,
        today.day,
        verdict,
        figure=f"{_percent(part / whole if whole else 0)} {share.words}",
        baseline=_percent(usual.median) if usual.days else "",
        because=because,
        reason=f"{part} of {whole} on {_named(today.day)}",
    )


def _quotes(today: SourceDay, weekdays: Sequence[SourceDay], settings: WatchSettings) -> Judgement:
    figure = today.quotes / today.annotated if today.annotated else 0.0
    usual = Usual.of([day.quotes / day.annotated for day in weekdays if day.annotated])
    because = _too_short(usual, settings)
    if today.annotated < settings.min_articles:
        because = f"{today.annotated} articles are too few"
    low = figure < settings.few_quotes * usual.median
    clear = usual.median - figure > settings.spreads * usual.spread
    verdict: Verdict = "not judged" if because else ("alert" if low and clear else "as usual")
    return Judgement(
        "few quotes",
        today.source_id,
        today.day,
        verdict,
        figure=f"{_number(figure)} quotes an article",
        baseline=_number(usual.median) if usual.days else "",
        because=because,
        reason=f"{today.quotes} in {_count(today.annotated, 'article')} on {_named(today.day)}",
    )


def _too_short(usual: Usual, settings: WatchSettings) -> str:
    if usual.days >= settings.min_weeks:
        return ""
    return f"its history is too short: {usual.days} of {settings.min_weeks} such weekdays"


def _named(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
