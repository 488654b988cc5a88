"""What extracting again would change: a page to decide by, and a few lines of it for the task that asks.

The rows are compared by article and words: a quote is gained or lost where its words are, and re-attributed
where the same words have another speaker.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.records import ExtractionRun
from dateline.report import wording
from dateline.report.period import Period
from dateline.warehouse.reextract import QuoteChange
from dateline.warehouse.staged import SourceTotals

CHANGES = ("gained", "lost", "re-attributed")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~-])")


@dataclass(frozen=True)
class Differences:
    """A run's staged rows beside those in force."""

    run: ExtractionRun
    period: Period
    totals: Sequence[SourceTotals]
    changes: Sequence[QuoteChange]
    texts_lost: int
    """Articles that this run cannot read any more; they stay as they are."""

    def counts(self) -> dict[str, int]:
        """Articles, texts and quotes, by what becomes of them."""
        found: Counter[str] = Counter(change.change for change in self.changes)
        return {
            "articles": sum(source.articles for source in self.totals),
            "new texts": sum(source.new_texts for source in self.totals),
            "texts lost": self.texts_lost,
            "quotes before": sum(source.quotes_before for source in self.totals),
            "quotes after": sum(source.quotes_after for source in self.totals),
            **{change: found[change] for change in CHANGES},
        }

    def by_source(self) -> dict[str, Counter[str]]:
        """How many quotes of each source change in which way."""
        found: dict[str, Counter[str]] = {source.source: Counter() for source in self.totals}
        for change in self.changes:
            found[change.source][change.change] += 1
        return found


def differences(
    run: ExtractionRun,
    days: tuple[dt.date, dt.date],
    totals: Sequence[SourceTotals],
    changes: Sequence[QuoteChange],
    *,
    texts_lost: int = 0,
) -> Differences:
    """All that a run would change in the days from ``days[0]`` to ``days[1]``."""
    return Differences(run, Period(*days), totals, changes, texts_lost)


def page(found: Differences, *, samples: int, names: Mapping[str, str]) -> str:
    """The page of HTML; ``samples`` examples of each kind of change and source."""
    return wording.render(
        "differences.html.jinja",
        found=found,
        counts=found.counts(),
        by_source=found.by_source(),
        changes=CHANGES,
        samples=_samples(found.changes, samples),
        names=names,
    )


def summary(found: Differences, *, samples: int) -> str:
    """The counts and ``samples`` examples of each kind, in Markdown."""
    counts, count = found.counts(), wording.count
    lines = [
        f"Run `{found.run.id}`: {found.run.model} {found.run.model_version}, code {found.run.code_version}. "
        f"{count(counts['articles'], 'article')} of {found.period}: "
        f"{count(counts['new texts'], 'text')} new or changed, "
        f"{wording.number(counts['quotes before'])} quotes in force, "
        f"{wording.number(counts['quotes after'])} staged.",
        "",
        "| source | quotes before | after | gained | lost | re-attributed |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for source in found.totals:
        changed = found.by_source()[source.source]
        numbers = (source.quotes_before, source.quotes_after, *(changed[change] for change in CHANGES))
        lines.append(f"| {source.source} | {' | '.join(map(wording.number, numbers))} |")
    if found.texts_lost:
        lines += [
            "",
            f"{count(found.texts_lost, 'article')} cannot be read any more and would stay as they are.",
        ]
    for change in CHANGES:
        examples = _spread([item for item in found.changes if item.change == change], samples)
        if examples:
            lines += ["", f"**{change}**", "", *map(_line, examples)]
    return "\n".join(lines)


def _line(change: QuoteChange) -> str:
    words = _plain(wording.brief(change.text, 160))
    return f"- “{words}” — {_speakers(change)} ({change.source})"


def _speakers(change: QuoteChange) -> str:
    before, after = (_plain(name or "nobody named") for name in (change.before, change.after))
    if change.change == "re-attributed":
        return f"{before} → {after}"
    return after if change.change == "gained" else before


def _plain(text: str) -> str:
    """Words of the news as Markdown that shows just them: no link, image or markup of theirs."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _samples(changes: Iterable[QuoteChange], number: int) -> dict[tuple[str, str], list[QuoteChange]]:
    by_kind: dict[tuple[str, str], list[QuoteChange]] = defaultdict(list)
    for change in changes:
        by_kind[change.source, change.change].append(change)
    return {kind: _spread(some, number) for kind, some in by_kind.items()}


def _spread(changes: Sequence[QuoteChange], number: int) -> list[QuoteChange]:
    """``number`` of them at even distances: the same changes always give the same examples."""
    if number <= 0:
        return []
    step = max(1, len(changes) // number)
    return list(changes[::step][:number])
