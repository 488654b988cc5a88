"""Pages are worked on apart from each other, in order, in bounded time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dateline.clean import Boilerplate, clean_page, clean_pages
from dateline.records import Outcome, Page
from dateline.settings import CleanSettings

Make = Callable[..., Page]
NOTE = "The Harbour Post is owned by its readers and by nobody else at all."


def story(number: int, note: str = "") -> str:
    text = f"Story {number} says a thing that no other story of this small town has ever said, at length. "
    paragraphs = "".join(f"<p>{text}{i}.</p>" for i in range(6))
    return f"<html><body><article><h1>Story {number}</h1>{paragraphs}<p>{note}</p></article>"


def heavy() -> str:
    """A page that costs far more than a second."""
    return "<html><body>" + "<div class='c'><p>One <a href='/x'>two</a> three, four.</p></div>" * 120_000


def test_one_page_is_cleaned(page: Make) -> None:
    cleaned = clean_page(page(story(1)))
    assert cleaned.article is not None and cleaned.article.text.startswith("Story 1 says")


def test_many_pages_keep_their_order(page: Make) -> None:
    pages = [page(story(number), id=str(number), url=f"https://a.example/{number}") for number in range(12)]
    assert [cleaned.id for cleaned in clean_pages(pages, settings=CleanSettings(processes=2))] == [
        p.id for p in pages
    ]


def test_a_page_that_takes_too_long_is_given_up_and_the_others_go_on(page: Make) -> None:
    pages = [page(story(1), id="a"), page(heavy(), id="b"), page(story(2), id="c")]
    first, given_up, last = clean_pages(pages, settings=CleanSettings(cpu_seconds=0.5))
    assert first.article is not None and last.article is not None
    assert given_up.ending is not None and given_up.ending.outcome is Outcome.FAILED
    assert "0.5 s of CPU" in given_up.ending.reason


def test_pages_are_asked_for_only_as_they_are_needed(page: Make) -> None:
    asked: list[int] = []

    def endless() -> Iterator[Page]:
        number = 0
        while True:
            asked.append(number)
            yield page(story(number), id=str(number))
            number += 1

    cleaned = clean_pages(endless(), settings=CleanSettings(processes=1))
    assert [next(cleaned).id for _ in range(3)] == ["0", "1", "2"]
    cleaned.close()  # type: ignore[attr-defined]
    assert len(asked) < 12


def test_lines_that_recur_are_dropped_from_every_page_of_the_run(page: Make) -> None:
    pages = [
        page(story(number, NOTE), id=str(number), url=f"https://a.example/{number}") for number in range(3)
    ]
    boilerplate = Boilerplate(min_pages=3)
    articles = [cleaned.article for cleaned in clean_pages(pages, boilerplate=boilerplate)]
    assert all(
        article is not None and NOTE not in article.text and "Story" in article.text for article in articles
    )
    assert all(article is not None and article.blocks[-1].end == len(article.text) for article in articles)
    assert list(boilerplate.rows(min_pages=3))


@pytest.mark.parametrize("keep", [False, True])
def test_pages_that_are_no_articles_keep_their_words_only_on_request(page: Make, keep: bool) -> None:
    (cleaned,) = clean_pages([page(story(1), url="https://a.example/")], keep_refused=keep)
    assert cleaned.ending is not None and cleaned.ending.outcome is Outcome.NOT_AN_ARTICLE
    assert (cleaned.article is not None) is keep
