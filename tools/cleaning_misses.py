"""What stands between cleaning's fields and their gold, page by page and counted by cause.

    .venv/bin/python tools/cleaning_misses.py          # the counts
    .venv/bin/python tools/cleaning_misses.py --pages  # and each page with both values

The pages are those of ../shared/eval. Causes are told from the page alone: which of its own statements the
gold repeats, and whether it states the gold at all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from dateline.clean.agencies import agency_named
from dateline.clean.evidence import Evidence
from dateline.clean.fields.title import without_site
from dateline.clean.markup import read_markup
from dateline.clean.page import read_page
from dateline.cli.clean import as_row
from dateline.records import Article, Page

SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval"
SETS = ("pages_andy_even", "pages_fundus")


def main() -> None:
    """Print a table for each set and field."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--pages", action="store_true", help="print every page that differs")
    arguments = asked.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not here: the pages to look at are not part of the project.")
    scorer = _scorer()
    for name in SETS:
        causes: Counter[tuple[str, str]] = Counter()
        for field, cause, shown in _misses(name, scorer):
            causes[field, cause] += 1
            if arguments.pages:
                print(f"{name} {field}: {cause}: {shown}")
        print(f"\n{name}")
        for (field, cause), count in sorted(causes.items(), key=lambda item: (item[0][0], -item[1])):
            print(f"{count:5}  {field:8} {cause}")


def _misses(name: str, scorer: ModuleType) -> Iterator[tuple[str, str, str]]:
    """``(field, cause, id with both values)`` of each difference."""
    for row in scorer.read(SHARED / "data" / f"{name}.jsonl"):
        html = gzip.decompress((SHARED / "data" / row["html"]).read_bytes())
        page = Page(id=row["id"], url=row["url"], html=html)
        article = read_page(page).article
        if article is None:
            continue
        evidence = Evidence.read(read_markup(html), page)
        gold, found = row["gold"], as_row(article)
        where = f"{row['id']} {row['url']}"
        if gold.get("title") and scorer.fold(gold["title"]) != scorer.fold(found["title"]):
            cause = _title_cause(gold["title"], evidence, scorer)
            yield "title", cause, f"{where}\n    gold {gold['title']!r}\n    ours {found['title']!r}"
        if gold.get("authors"):
            wanted, named = (
                {scorer.fold(who) for who in some} for some in (gold["authors"], found["authors"])
            )
            if wanted != named:
                cause = _authors_cause(gold["authors"], article, html, scorer)
                yield "authors", cause, f"{where}\n    gold {gold['authors']}\n    ours {found['authors']}"
        day = gold.get("published_date") or scorer.when(gold.get("published"))[0]
        if day and day != scorer.when(found["published_at"])[0]:
            cause = _day_cause(day, article, html)
            yield "day", cause, f"{where}\n    gold {day}\n    ours {found['published_at']}"


def _title_cause(gold: str, evidence: Evidence, scorer: ModuleType) -> str:
    """Which of the page's statements the gold repeats."""
    statements = {
        "the h1": evidence.heard.headlines,
        "the JSON-LD headline": [evidence.linked("headline")],
        "og:title": [evidence.meta("og:title")],
        "the title tag": [evidence.heard.title],
    }
    repeated = [
        name
        for name, texts in statements.items()
        if any(scorer.fold(gold) in _forms(text, evidence, scorer) for text in texts if text)
    ]
    if not repeated:
        return "the page states it nowhere in these words"
    return f"statements differ, the gold is {' and '.join(repeated)}"


def _forms(text: str, evidence: Evidence, scorer: ModuleType) -> set[str]:
    return {scorer.fold(text), scorer.fold(without_site(text, evidence))}


def _authors_cause(gold: list[str], article: Article, html: bytes, scorer: ModuleType) -> str:
    people = {scorer.fold(who) for who in article.authors}
    others = {scorer.fold(who) for who in article.organisations}
    left = [who for who in gold if scorer.fold(who) not in people]
    if not left:
        return "ours names more"
    if all(scorer.fold(who) in others for who in left):
        return "the gold names an organisation that we keep apart, mostly the outlet itself"
    if any(agency_named(who) for who in left):
        return "the gold names an agency that the page's list of authors does not"
    page = scorer.fold(html.decode("utf-8", "replace"))
    if not all(scorer.fold(who) in page for who in left):
        return "the page does not hold the name in this form"
    if any(" " not in who.strip() for who in left):
        return "the gold holds initials, a place or a single word"
    return "ours names others" if people else "no markup or wording marks the name as the author's"


def _day_cause(gold: str, article: Article, html: bytes) -> str:
    try:
        day = dt.date.fromisoformat(gold)
    except ValueError:
        return "the gold is no date"
    ours = article.published and article.published.day
    if article.modified and day == article.modified.day:
        return "the gold is the day of the last change"
    if ours and abs((ours - day).days) == 1:
        return "the neighbouring day"
    if not any(form.encode() in html for form in _day_forms(day)):
        return "the page states that day nowhere"
    return "the page states both days"


def _day_forms(day: dt.date) -> set[str]:
    months = (f"{day:%B}", f"{day:%b}")
    numbers = (f"{day.day}", f"{day:%d}")
    words = {f"{month} {number}" for month in months for number in numbers}
    words |= {f"{number} {month}" for month in months for number in numbers}
    return words | {day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}"}


def _scorer() -> Any:
    path = SHARED / "score_clean.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
