"""One article has one address, and what is asked for stays an address that answers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.discover.urls import Address, absolute, canonical, resolve, same_article

STORY = "https://www.paper.example/news/wall"


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://WWW.Paper.EXAMPLE/news/wall",
        "https://www.paper.example:443/news/wall",
        "http://www.paper.example:80/news/wall",
        "https://www.paper.example./news/wall",
        "https://user:secret@www.paper.example/news/wall",
        "  https://www.paper.example/news/wall\n",
        "https://www.paper.example/new\ns/wall",
        "https://www.paper.example/sport/../news/./wall",
        "https://www.paper.example/../news/wall",
        "https://www.paper.example//news//wall",
        "https://www.paper.example/%6Eews/w%61ll",
        "https://www.paper.example/news/wall#comments",
        "https://www.paper.example/news/wall?",
        "https://www.paper.example/news/wall/",
        "http://www.paper.example/news/wall",
    ],
)
def test_spellings_of_one_address(url: str) -> None:
    assert canonical(url) == STORY


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=rss&utm_medium=feed",
        "UTM_Source=rss",
        "fbclid=x&gclid=y&msclkid=z",
        "mc_cid=1&mc_eid=2",
        "at_medium=rss&at_campaign=y",
        "ns_mchannel=rss",
        "cmp=rss",
        "ref=rss",
        "source=newsletter",
        "smid=tw-share",
        "_ga=1.2",
        "__twitter_impression=true",
        "wt.mc=x",
        "&amp;utm_source=rss",
    ],
)
def test_tracking_parameters_are_dropped(query: str) -> None:
    assert resolve(f"{STORY}?{query}") == Address(STORY, STORY)


@pytest.mark.parametrize(
    "query", ["id=7", "cid=7", "gallery=3", "page=2", "ref=4711", "source=4", "eid=9", "keyword=x", "p=1"]
)
def test_parameters_that_may_choose_the_article_stay(query: str) -> None:
    assert canonical(f"{STORY}?{query}") == f"{STORY}?{query}"


def test_the_order_of_parameters_does_not_count_but_is_kept_when_asking() -> None:
    assert resolve(f"{STORY}?b=2&a=1") == Address(f"{STORY}?a=1&b=2", f"{STORY}?b=2&a=1")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.paper.example/amp/news/wall",
        "https://www.paper.example/news/wall/amp/",
        "https://www.paper.example/news/wall.amp",
        "https://www.paper.example/news/wall?amp",
        "https://www.paper.example/news/wall?outputType=amp",
        "https://amp.paper.example/news/wall",
        "https://m.paper.example/news/wall",
        "https://mobile.paper.example/news/wall",
        "https://www.paper.example/print/news/wall",
        "https://www.paper.example/news/wall/print",
        "https://www.paper.example/news/wall?print=1",
        "https://www.paper.example/news/wall?view=print",
    ],
)
def test_other_views_are_one_article_and_are_asked_for_as_found(url: str) -> None:
    address = resolve(url)
    assert address and address.identity == STORY
    assert address.fetch == url


@pytest.mark.parametrize(
    ("url", "fetch"),
    [
        ("https://www.google.com/amp/s/www.paper.example/news/wall", STORY),
        ("https://www.google.com/amp/s/www.paper.example/news/wall/amp", f"{STORY}/amp"),
        ("https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example/news/wall?usqp=mq", STORY),
        ("https://cdn.ampproject.org/v/s/www.paper.example/news/wall", STORY),
    ],
)
def test_amp_caches_give_way_to_the_publisher(url: str, fetch: str) -> None:
    assert resolve(url) == Address(STORY, fetch)


def test_words_that_only_look_like_views_stay() -> None:
    for path in (
        "/amp",
        "/print",
        "/news/amplifier",
        "/amp-news/wall",
        "/news/print-is-dead",
        "/news/amp/wall/more",
    ):
        assert canonical(f"https://www.paper.example{path}") == f"https://www.paper.example{path}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://m.bbc.co.uk/news/1", "https://www.bbc.co.uk/news/1"),
        ("https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A"),
        ("https://m.news.paper.example/a", "https://news.paper.example/a"),
        ("https://m.uk/a", "https://m.uk/a"),
    ],
)
def test_mobile_hosts(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url", ["https://paper.example/a", "https://www.paper.example/a", "https://m.paper.example/a"]
)
@pytest.mark.parametrize("home", ["https://www.paper.example/", "https://paper.example/"])
def test_the_home_pages_spelling_of_the_host_counts(url: str, home: str) -> None:
    assert canonical(url, home=home) == f"{home}a"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://xn--bcher-kva.example/%c3%a4", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://x.example/a b?q=ü", "https://x.example/a%20b?q=%C3%BC"),
        ("https://x.example/a%2Fb", "https://x.example/a%2Fb"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("https://x.example/%zz", "https://x.example/%25zz"),
        ("https://x.example", "https://x.example/"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[::1]:8080/a/", "http://[::1]:8080/a"),
        ("http://x.example:8080/a", "http://x.example:8080/a"),
    ],
)
def test_encodings_hosts_and_ports(url: str, expected: str) -> None:
    assert canonical(url) == expected


def test_a_wayback_capture_is_the_article_it_captured() -> None:
    capture = (
        "https://web.archive.org/web/20201103070809id_/http://www.paper.example:80/news/wall/?utm_source=x"
    )
    address = resolve(capture)
    assert address and address.identity == STORY
    assert address.fetch.startswith("https://web.archive.org/web/20201103070809id_/http://")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "words",
        "/news/wall",
        "ftp://x.example/a",
        "javascript:alert(1)",
        "mailto:desk@x.example",
        "data:text/html,x",
        "http://",
        "http:///a",
        "https://x.example:99999/a",
        "https://x.example:0/a",
        "https://x.example:port/a",
        "https://[::1/a",
        "https://a..b/",
        "https://good.example\\@evil.example/",
        "https://x.example/" + "a" * 5000,
    ],
)
def test_hopeless_addresses_give_none(url: str) -> None:
    assert canonical(url) is None


wild = st.text(max_size=60)
pieces = ["https://", "http://", "www.", "m.", "amp.", "x.example", "bücher.de", ":80", ":443", ":0", "[::1]"]
pieces += [
    "/",
    "//",
    "/amp",
    "/print",
    "/../",
    "/.",
    "..",
    ".amp",
    "?",
    "&",
    ";",
    "amp=1",
    "b=",
    "utm_source=a",
]
pieces += ["%2f", "%41", "%", "#", "@", "\\", " ", "\n", "é", "\ud800", "web/20200101id_/"]
pieces += ["www.google.com/amp/s/", "a.cdn.ampproject.org/c/s/"]
parts = st.sampled_from(pieces)


@given(st.one_of(wild, wild.map("https://x.example/".__add__), st.lists(parts, max_size=9).map("".join)))
def test_canonical_never_raises_and_is_its_own_canonical_form(url: str) -> None:
    first = canonical(url)
    if first is not None:
        assert canonical(first) == first
        assert first.startswith(("http://", "https://"))
        first.encode("ascii")
        fetch = resolve(url)
        assert fetch and canonical(fetch.fetch) == first


SLUGS = st.from_regex(r"[a-z]{2,9}(-[a-z]{2,9}){1,3}", fullmatch=True)
HOSTS = st.sampled_from(["", "www.", "m.", "mobile.", "amp.", "WWW."])
VIEWS = st.sampled_from(
    ["", "/", "/amp", "/amp/", "/print", ".amp", "?amp=1", "?print=1", "?outputType=amp", "//"]
)
TAGS = st.lists(st.sampled_from(["utm_source=feed", "fbclid=x", "utm_campaign=%C3%A9", "ref=rss", "gclid=1"]))


@given(
    SLUGS, HOSTS, VIEWS, TAGS, st.sampled_from(["", "#top", "#"]), st.sampled_from(["http", "https", "HTTPS"])
)
def test_an_article_has_one_identity_however_it_is_dressed(
    slug: str, host: str, view: str, tags: list[str], fragment: str, scheme: str
) -> None:
    query = "&".join(tags)
    dressed = f"{scheme}://{host}paper.example/news/x/../{slug}{view}"
    dressed += f"{'&' if '?' in view else '?'}{query}{fragment}" if query else fragment
    plain = f"https://www.paper.example/news/{slug}"
    assert canonical(dressed, home="https://www.paper.example/") == plain
    assert (
        canonical(f"https://web.archive.org/web/20261114id_/{dressed}", home="https://www.paper.example/")
        == plain
    )


@given(wild, wild, st.one_of(st.none(), wild))
def test_same_article_never_raises(requested: str, final: str, named: str | None) -> None:
    same_article(requested, final, named)


ARTICLE = "https://www.paper.example/news/2026/11/14/council-backs-flood-wall"


@pytest.mark.parametrize(
    ("final", "named", "identity"),
    [
        (f"{ARTICLE}?utm_source=rss", ARTICLE, ARTICLE),
        (f"{ARTICLE}?print=1", None, ARTICLE),
        (ARTICLE, "https://www.paper.example/local/council-backs-flood-wall-4711", "https://www.paper.example/local/council-backs-flood-wall-4711"),
        (ARTICLE, "https://news.paper.example/2026/council-backs-wall", "https://news.paper.example/2026/council-backs-wall"),
        (ARTICLE, "https://www.paper.example/", ARTICLE),
        (ARTICLE, "https://www.paper.example/news", ARTICLE),
        (ARTICLE, "https://www.paper.example/404", ARTICLE),
        (ARTICLE, "https://other.example/2026/council-backs-flood-wall", ARTICLE),
        (ARTICLE, "/news/relative-is-not-plausible-1", ARTICLE),
        (ARTICLE, "javascript:void(0)", ARTICLE),
        (ARTICLE, "", ARTICLE),
        ("https://www.paper.example/", None, ARTICLE),
        ("https://www.paper.example/login?next=x", None, ARTICLE),
        ("https://www.paper.example/error/not-found", "https://www.paper.example/", ARTICLE),
        ("https://new-name.example/2026/council-backs-flood-wall", None, "https://new-name.example/2026/council-backs-flood-wall"),
        ("https://new-name.example/2026/council-backs-wall", "https://new-name.example/2026/c-b-w", "https://new-name.example/2026/c-b-w"),
    ],
)  # fmt: skip
def test_the_identity_after_the_fetch(final: str, named: str | None, identity: str) -> None:
    assert same_article(ARTICLE, final, named) == identity


def test_a_front_page_asked_for_is_itself() -> None:
    home = "https://www.paper.example/"
    assert same_article(home, home, home) == home


def test_links_of_a_page() -> None:
    base = "https://x.example/news/"
    assert absolute(base, "wall") == "https://x.example/news/wall"
    assert absolute(base, " //y.example/a#top ") == "https://y.example/a"
    for nothing in (None, "", "#top", "mailto:a@b", "http://[::1", "javascript:x"):
        assert absolute(base, nothing) is None


def test_addresses_are_told_without_loading_what_reads_feeds_and_pages() -> None:
    script = "import sys, dateline.discover.urls; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"dateline.records", "pydantic", "requests", "fastwarc", "psycopg"} & set(loaded)
