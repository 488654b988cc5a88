"""The demo newsroom's articles: well-formed, dated rightly, and with gold that a careful reader would sign.

``quotes`` lists every quotation of four or more words that stands in quotation marks; the words of a quote
that a cue clause or a paragraph's end breaks are joined by `` … ``. ``corrected_quotes`` is the same for the
text after a correction. ``features`` names what a page has that is hard to read by machine.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

DEMO = Path(__file__).resolve().parents[2] / "include" / "demo"
FIELDS = {
    "title", "subtitle", "kind", "authors", "agency", "published", "modified", "section", "tags", "paywall",
    "language", "features", "people", "quotes",
}  # fmt: skip
FIRST_DAY, DENSE_FROM, LAST_DAY = dt.date(2026, 10, 17), dt.date(2026, 11, 9), dt.date(2026, 11, 15)
ORGANISATIONS = {"Elbstern Lines", "Saltmere Council", "Summit & Range Electric"}
MARKS = {
    "single-marks": ("‘", "’"),
    "double-marks": ("“", "”"),
    "straight-double-marks": ('"', '"'),
    "straight-single-marks": ("'", "'"),
    "german-marks": ("„", "“"),
    "french-marks": ("«\u00a0", "\u00a0»"),
}
WANTED = {
    "single-marks": 15, "straight-single-marks": 3, "double-marks": 40, "straight-double-marks": 30,
    "german-marks": 1, "french-marks": 1, "apostrophes": 50, "nested": 10, "multi-paragraph": 10,
    "broken": 10, "partial": 10, "floating": 10, "alternating": 5, "pronoun-speaker": 40, "role-speaker": 15,
    "title-surname": 15, "surname-speaker": 30, "they-speaker": 5, "inverted-cue": 30, "according-to": 10,
    "acronym": 10, "indirect": 40, "spokesperson": 10, "nickname": 5, "scare-quotes": 3, "work-title": 5,
    "unnamed-official": 5, "joint-statement": 3, "same-surname": 3, "interview": 3, "live-blog": 1,
    "video": 2, "gallery": 1, "soft-paywall": 3, "wire-original": 3, "wire-copy": 5,
    "correction-loses-quote": 1,
    "correction-changes-figure": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    path: Path
    front: dict[str, Any]
    texts: tuple[str, ...]
    """The text, and where it was corrected the text from then on."""

    @property
    def outlet(self) -> str:
        return self.path.parent.name

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.path.stem[:10])

    @property
    def quotes(self) -> tuple[list[dict[str, Any]], ...]:
        return tuple(self.front[key] for key in ("quotes", "corrected_quotes") if key in self.front)

    def has(self, feature: str) -> bool:
        return feature in self.front["features"]


def read(path: Path) -> Page:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    texts = re.split(r"\n=== corrected [^\n]+\n", body)
    return Page(path, yaml.safe_load(front), tuple(text.strip() for text in texts))


PAGES = [read(path) for path in sorted((DEMO / "articles").glob("*/*.md"))]
ZONES = {
    outlet["id"]: ZoneInfo(outlet["timezone"])
    for outlet in yaml.safe_load((DEMO / "newsroom.yaml").read_text(encoding="utf-8"))["outlets"]
}
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.outlet}/{page.path.stem}")


def words(text: str) -> list[str]:
    return re.findall(r"\w[\w’'-]*", text)


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def marks(page: Page) -> tuple[str, str]:
    return next(pair for name, pair in MARKS.items() if page.has(name))


def open_at_the_end(paragraph: str, pair: tuple[str, str]) -> bool:
    """Whether a quotation opens in the paragraph and does not close; apostrophes do not count."""
    opening, closing = (re.escape(mark) for mark in pair)
    before = r"(?<!\w)" if pair[0] in "'\"" else ""
    rest = re.sub(rf"{before}{opening}.*?{closing}(?!\w)", "", paragraph, flags=re.DOTALL)
    return re.search(before + opening + r"(?=\w|\W?\w)", rest) is not None


@every_page
def test_the_front_matter_holds_the_fields_of_the_format(page: Page) -> None:
    front = page.front

    assert set(front) - {"corrected_quotes"} == FIELDS
    assert front["kind"] in {"article", "live blog", "video", "gallery"}
    assert all(isinstance(front[key], list) for key in ("authors", "tags", "features", "people", "quotes"))
    assert all(isinstance(item, str) for key in ("authors", "tags", "people") for item in front[key])
    assert isinstance(front["paywall"], bool)
    assert front["title"] and front["section"] and front["tags"]
    assert (front["modified"] is None) == (len(page.texts) == 1) == ("corrected_quotes" not in front)


@every_page
def test_the_moment_of_publication_carries_the_zone_of_the_outlet(page: Page) -> None:
    published = page.front["published"]

    assert published.utcoffset() == published.astimezone(ZONES[page.outlet]).utcoffset()
    assert published.date() == page.day
    assert FIRST_DAY <= page.day <= LAST_DAY
    assert page.front["modified"] is None or page.front["modified"] > published


@every_page
def test_an_article_has_the_length_of_one(page: Page) -> None:
    enough = 180 if page.front["kind"] in {"article", "live blog"} else 25

    assert all(enough <= len(text.split()) <= 620 for text in page.texts)


@every_page
def test_every_gold_quote_stands_in_the_text_between_marks(page: Page) -> None:
    for quotes, text in zip(page.quotes, page.texts, strict=True):
        position = 0
        for quote in quotes:
            assert len(words(quote["text"])) >= 4
            opening, closing = marks(page)
            for part in quote["text"].split(" … "):
                position = text.index(opening + part, position) + len(opening) + len(part)
                assert text.startswith((closing, "\n\n"), position), part


@every_page
def test_no_quotation_of_four_words_is_missing_from_the_gold(page: Page) -> None:
    if not page.front["quotes"]:
        return
    opening, closing = (re.escape(mark) for mark in marks(page))
    before = r"(?<!\w)" if opening in "'\"" else ""
    parts = {part for quote in page.front["quotes"] for part in quote["text"].split(" … ")}
    for paragraph in paragraphs(page.texts[0]):
        for found in re.findall(rf"{before}{opening}(.*?){closing}(?!\w)", paragraph):
            assert len(words(found)) < 4 or found in parts or page.has("work-title"), found


@every_page
def test_a_quotation_is_left_open_only_where_the_next_paragraph_opens_it_again(page: Page) -> None:
    if not page.front["quotes"]:
        return
    pair = marks(page)
    for text in page.texts:
        listed = paragraphs(text)
        left_open = [n for n, paragraph in enumerate(listed) if open_at_the_end(paragraph, pair)]
        assert bool(left_open) == page.has("multi-paragraph")
        assert all(listed[n + 1].startswith(pair[0]) for n in left_open)


@every_page
def test_every_speaker_and_person_is_named_in_full_on_the_page(page: Page) -> None:
    shown = " ".join([page.front["title"], page.front["subtitle"] or "", page.texts[0]])
    speakers = [quote["speaker"] for quote in page.front["quotes"] if quote["speaker"]]

    for name in [*speakers, *page.front["people"]]:
        assert all(word in words(shown) or word in shown for word in name.split()), name
    people = {name for name in speakers if name not in ORGANISATIONS and " and " not in name}
    assert people <= set(page.front["people"])


def test_the_newsroom_is_large_enough_and_dense_in_its_last_week() -> None:
    days = Counter(page.day for page in PAGES)

    assert len(PAGES) >= 120
    assert sum(count for day, count in days.items() if day >= DENSE_FROM) >= 88
    earlier = [days[FIRST_DAY + dt.timedelta(days=n)] for n in range((DENSE_FROM - FIRST_DAY).days)]
    assert set(earlier) == {1, 2}


def test_each_outlet_publishes_on_most_days_and_one_misses_a_day() -> None:
    week = defaultdict(set)
    for page in PAGES:
        if page.day >= DENSE_FROM:
            week[page.outlet].add(page.day)

    assert set(week) == set(ZONES)
    assert min(len(days) for days in week.values()) == 6


def test_no_two_pages_of_an_outlet_share_an_address_or_a_title() -> None:
    slugs = Counter((page.outlet, page.path.stem[11:]) for page in PAGES)
    titles = Counter(page.front["title"] for page in PAGES)

    assert max(slugs.values()) == max(titles.values()) == 1


def test_every_trouble_that_the_newsroom_is_there_for_is_in_it() -> None:
    found = Counter(feature for page in PAGES for feature in page.front["features"])

    assert {name: count for name, count in WANTED.items() if found[name] < count} == {}
    assert set(found) <= set(WANTED)


def test_people_are_quoted_on_several_days_and_by_several_outlets() -> None:
    seen = defaultdict(set)
    for page in PAGES:
        for quote in page.front["quotes"]:
            seen[quote["speaker"]].add((page.outlet, page.day))

    named = {name: places for name, places in seen.items() if name}
    assert sum(len(places) >= 3 for places in named.values()) >= 40
    assert sum(len({outlet for outlet, _ in places}) >= 2 for places in named.values()) >= 25


def test_one_wire_story_is_carried_by_three_outlets_and_two_by_one_each() -> None:
    originals = [page for page in PAGES if page.has("wire-original")]
    copies = [page for page in PAGES if page.has("wire-copy")]
    carried = Counter(max(originals, key=lambda page: shared(page, copy)).path.stem for copy in copies)

    assert all(copy.front["agency"] == "Meridian Wire" and not copy.front["authors"] for copy in copies)
    assert all(max(shared(page, copy) for page in originals) >= 0.6 for copy in copies)
    assert sorted(carried.values()) == [1, 1, 3]
    assert len({copy.front["title"] for copy in copies + originals}) == 8


def shared(original: Page, copy: Page) -> float:
    """Share of the copy's paragraphs that the original has too, whatever the house style of marks."""
    plain = [
        {" ".join(words(re.sub("[’']", "", p))) for p in paragraphs(page.texts[0])}
        for page in (original, copy)
    ]
    return len(plain[0] & plain[1]) / len(plain[1])


def test_one_correction_takes_a_quote_away_and_one_only_mends_a_figure() -> None:
    [loses] = [page for page in PAGES if page.has("correction-loses-quote")]
    [mends] = [page for page in PAGES if page.has("correction-changes-figure")]

    assert len(loses.quotes[0]) == len(loses.quotes[1]) + 1
    assert mends.quotes[0] == mends.quotes[1]
    assert "£31m" in mends.texts[0] and "will pay £29m" in mends.texts[1]


def test_an_interview_names_the_speaker_of_each_turn_in_bold() -> None:
    for page in PAGES:
        if page.has("interview"):
            turns = [p for p in paragraphs(page.texts[0]) if re.match(r"\*\*[^*]+:\*\* ", p)]
            assert len(turns) >= 8


def test_a_live_blog_has_entries_with_their_times() -> None:
    [blog] = [page for page in PAGES if page.has("live-blog")]

    assert blog.front["kind"] == "live blog"
    assert len(re.findall(r"^## \d\d:\d\d ", blog.texts[0], flags=re.MULTILINE)) >= 6


def test_a_paywalled_page_has_more_than_the_two_paragraphs_that_are_shown() -> None:
    closed = [page for page in PAGES if page.front["paywall"]]

    assert {page.outlet for page in closed} == {"capital-ledger"}
    assert all(page.has("soft-paywall") and len(paragraphs(page.texts[0])) > 4 for page in closed)


def test_two_pages_are_in_other_languages() -> None:
    assert sorted(page.front["language"] for page in PAGES if page.front["language"]) == ["de", "fr"]
