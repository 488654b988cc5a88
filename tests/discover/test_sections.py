"""Section pages give the links that look like articles, on recent days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from discover.newsstand import TODAY, Desk, Site

from dateline.records import FoundBy
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "http://www.paper.example"
PAGE = """<html><head><base href="/news/"></head><body>
<a href="wall-4711.html">Council   backs <b>wall’s</b></a>
<a href="/news/wall-4711.html#comments">12 comments</a>
<a href="/2026/11/13/story-4712.html">Yesterday</a> <a href="/sport/">Sport</a> <a href="mailto:a@b">Mail</a>
<a href="https://other.example/story-1.html">Elsewhere</a> <a>no link</a> <a href="http://[broken">broken</a>
"""


def section(paper: Paper) -> Source:
    return paper(sections=[{"url": f"{HOST}/news/", "link": r"-\d+\.html$"}])


def test_links_that_match_become_candidates_once(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/news/", PAGE)
    (candidate,) = desk.candidates(section(paper))
    assert candidate.url == "https://www.paper.example/news/wall-4711.html"
    assert (candidate.title, candidate.found_by) == ("Council backs wall’s", FoundBy.SECTION)
    assert candidate.found_in == f"{HOST}/news/"


def test_a_base_that_is_no_address_is_none(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/news/", PAGE.replace('href="/news/"', 'href="//["'))
    assert "/news/wall-4711.html" in desk.paths(section(paper))


def test_a_link_that_names_its_day_belongs_to_it(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/news/", PAGE)
    yesterday = TODAY - dt.timedelta(days=1)
    assert desk.paths(section(paper), yesterday) == {"/news/wall-4711.html", "/2026/11/13/story-4712.html"}


def test_an_old_day_does_not_ask_section_pages(site: Site, desk: Desk, paper: Paper) -> None:
    site.put(f"{HOST}/news/", PAGE)
    assert desk.paths(section(paper), dt.date(2026, 11, 1)) == set()
    assert site.asked == []


def test_an_empty_page_and_bytes_that_are_no_page(site: Site, desk: Desk, paper: Paper) -> None:
    for body in (b"", b"   ", b"\x00\xff\xfe", b"<"):
        site.put(f"{HOST}/news/", body)
        assert desk.paths(section(paper)) == set()
