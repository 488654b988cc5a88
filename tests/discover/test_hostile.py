"""Whatever a site answers, discovery gives candidates or says what was wrong: it never breaks."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from collections.abc import Callable

import pytest
from discover.cdx import CDX
from discover.newsstand import TODAY, Answer, Desk, Site
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dateline.errors import SourceUnavailable
from dateline.records import Candidate
from dateline.sources import Source

Paper = Callable[..., Source]
HOST = "http://www.paper.example"
EXAMPLES = int(os.environ.get("DATELINE_TEST_EXAMPLES", "25"))
"""For each kind of document; more by hand, after a change."""
WHEN = f"{TODAY}T09:00:00Z"
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>P</title><atom:link rel="next" href="/x?2"/><item><title>A &amp; b</title>
<link>{HOST}/a</link><pubDate>Sat, 14 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/x?2"/>
<entry><title>A</title><link href="{HOST}/a"/>
<updated>{WHEN}</updated><published>{WHEN}</published></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "P",
        "next_url": "/x?2",
        "items": [{"id": "1", "url": f"{HOST}/a", "title": "A", "date_published": WHEN}],
    }
)
MAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{HOST}/a</loc><lastmod>{WHEN}</lastmod><n:news><n:publication_date>{WHEN}</n:publication_date>
<n:title>A</n:title></n:news></url></urlset>"""
INDEX = f"<sitemapindex><sitemap><loc>{HOST}/x?2</loc><lastmod>{WHEN}</lastmod></sitemap></sitemapindex>"
PAGE = f'<html><base href="/"><a href="a">A</a><a href="{HOST}/b">B</a></html>'
LIST = f"url,date,title\n{HOST}/a,{TODAY},A\n"
LINES = json.dumps({"url": f"{HOST}/a", "date": str(TODAY), "title": "A"}) + "\n"
ROWS = json.dumps([["urlkey", "timestamp", "original"], ["k", "20261114090000", f"{HOST}/a"], [], ["key"]])

SIGNS = ["<", ">", "&", "&#0;", "&#xD800;", "]]>", "<![CDATA[", "<!--", "<!DOCTYPE a [", '"', "'", "\\ud800"]
SIGNS += ["\\u0000", "http://[x", "//", "\x00", "\ufeff", "2026-11-14T99:99", "+99:99", "0001-01-01", "null"]
SIGNS += ["9999-12-31T23:59:59-12:00", "[", "]", "{", "}", "," * 50, "é", "1e999", "href=''", "<?xml"]
noise = st.one_of(st.binary(max_size=12), st.sampled_from(SIGNS).map(lambda sign: sign.encode("utf-8")))
edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), noise), max_size=6)


def spoilt(document: str, changes: list[tuple[float, int, bytes]]) -> bytes:
    """``document`` with some of its bytes replaced by others."""
    body = document.encode()
    for place, length, other in changes:
        at = int(place * len(body))
        body = body[:at] + other + body[at + length :]
    return body


FEED, MAPS = {"feeds": [f"{HOST}/x"]}, {"sitemaps": [f"{HOST}/x"]}
CASES = {
    "rss": (FEED, RSS),
    "atom": (FEED, ATOM),
    "json feed": (FEED, JSON),
    "sitemap": (MAPS, MAP),
    "index": (MAPS, INDEX),
    "feed as sitemap": (MAPS, ATOM),
    "section page": ({"sections": [{"url": f"{HOST}/x", "link": "/"}]}, PAGE),
    "csv": ({"addresses": [f"{HOST}/x"]}, LIST),
    "json lines": ({"addresses": [f"{HOST}/x"]}, LINES),
    "cdx": ({"archives": [{"kind": "wayback", "url": CDX}]}, ROWS),
}


def test_half_characters_and_controls_do_not_get_into_a_title(site: Site, desk: Desk, paper: Paper) -> None:
    spoilt_title = JSON.replace('"A"', '"A \\ud800\\u0000 wall \\ud83c\\udf0a"')
    [candidate] = desk.candidates(paper(feeds=[site.put(f"{HOST}/x", spoilt_title)]))
    assert candidate.title == "A   wall 🌊"
    assert Candidate.model_validate_json(candidate.model_dump_json()) == candidate


def test_half_characters_of_a_sitemap_do_not_hide_what_it_lists(site: Site, desk: Desk, paper: Paper) -> None:
    spoilt_map = MAP.replace("<n:title>A<", "<n:title>A&#xD800;<").replace("schemas/", "&#57343;/")
    [candidate] = desk.candidates(paper(sitemaps=[site.put(f"{HOST}/x", spoilt_map)]))
    assert candidate.title == "A\ufffd"
    assert Candidate.model_validate_json(candidate.model_dump_json()) == candidate


def test_a_feed_beyond_the_limit_gives_way_to_the_others(site: Site, desk: Desk, paper: Paper) -> None:
    huge = site.put(f"{HOST}/huge", RSS.encode() + bytes(50_000_000))
    bomb = gzip.compress(RSS.encode() + b" " * 50_000_000)
    packed = site.put(f"{HOST}/packed", bomb, Content_Encoding="gzip")
    good = site.put(f"{HOST}/x", RSS)
    assert desk.paths(paper(feeds=[huge, packed, good])) == {"/a"}
    larger, expands = desk.report.warnings
    assert "larger than" in larger
    assert "expands" in expands


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=edits)
@example(changes=[])
def test_no_answer_breaks_discovery(
    site: Site, desk: Desk, paper: Paper, case: str, changes: list[tuple[float, int, bytes]]
) -> None:
    way, document = CASES[case]
    answer = Answer(spoilt(document, changes))
    for address in ("www.paper.example/x", CDX.removeprefix("http://")):
        site.answers[address] = answer
    with contextlib.suppress(SourceUnavailable):
        for candidate in desk.candidates(paper(**way)):
            assert Candidate.model_validate_json(candidate.model_dump_json()) == candidate
