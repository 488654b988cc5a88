import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator

import psycopg
import pytest
from fetch.misbehaving import Server, answer, in_turn
from hypothesis import given
from hypothesis import strategies as st

from dateline.fetch.client import Client
from dateline.fetch.failures import Disallowed, Unreachable
from dateline.fetch.robots import ObedientClient, PostgresRobots, Robots, RobotsFile, Rules
from dateline.replay.certificates import Authority
from dateline.settings import FetchSettings

URL = "http://www.post.example"


@pytest.fixture
def robots(settings: FetchSettings) -> Iterator[Robots]:
    client = Client(settings)
    yield Robots(client)
    client.close()


def refusal(rules: Rules, path: str) -> str | None:
    try:
        rules.check(f"{URL}{path}")
    except Disallowed as disallowed:
        return disallowed.reason
    return None


def plain(text: str, status: int = 200) -> bytes:
    return answer(status, text.encode(), Content_Type="text/plain")


def test_rules_for_us_come_before_those_for_everybody(robots: Robots, server: Server) -> None:
    server.on(
        "/robots.txt", plain("User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nDisallow: /private/\n")
    )
    rules = robots.rules(f"{URL}/a")
    assert refusal(rules, "/a") is None
    assert refusal(rules, "/private/b") == "robots.txt forbids it"


@pytest.mark.parametrize(
    ("pattern", "path", "free"),
    [
        ("/*?print=", "/a?print=1", False),
        ("/*.pdf$", "/a.pdf", False),
        ("/*.pdf$", "/a.pdf?x", True),
        ("/a", "/A", True),
        ("/a%3cd.html", "/a%3Cd.html", False),
        ("", "/a", True),
    ],
)
def test_patterns_are_read_as_the_standard_says(
    robots: Robots, server: Server, pattern: str, path: str, free: bool
) -> None:
    server.on("/robots.txt", plain(f"User-agent: *\nDisallow: {pattern}\n"))
    assert (refusal(robots.rules(URL), f"{path}") is None) is free


def test_the_longest_match_wins(robots: Robots, server: Server) -> None:
    server.on("/robots.txt", plain("User-agent: *\nDisallow: /news/\nAllow: /news/2026/\n"))
    assert refusal(robots.rules(URL), "/news/2026/a") is None
    assert refusal(robots.rules(URL), "/news/2025/a") is not None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_4xx_leaves_everything_free(robots: Robots, server: Server, status: int) -> None:
    server.on("/robots.txt", answer(status))
    assert refusal(robots.rules(URL), "/a") is None


@pytest.mark.parametrize("status", [500, 503])
def test_5xx_means_stay_away(robots: Robots, server: Server, status: int) -> None:
    server.on("/robots.txt", plain("User-agent: *\nAllow: /\n", status))
    assert f"status {status}" in str(refusal(robots.rules(URL), "/a"))


def test_no_answer_means_stay_away(robots: Robots, server: Server) -> None:
    server.on("/robots.txt", lambda sock, _request: sock.close())
    assert "cannot be read" in str(refusal(robots.rules(URL), "/a"))


def test_a_server_that_only_stumbles_is_asked_again(settings: FetchSettings, server: Server) -> None:
    server.on("/robots.txt", in_turn(answer(503), plain("User-agent: *\nDisallow: /x")))
    robots = Robots(Client(settings.model_copy(update={"retries": 1})))
    assert refusal(robots.rules(URL), "/a") is None


def test_redirects_are_followed(robots: Robots, server: Server) -> None:
    server.on("/robots.txt", answer(301, Location="http://other.example/rules.txt"))
    server.on("/rules.txt", plain("User-agent: *\nDisallow: /x"))
    assert refusal(robots.rules(URL), "/x")


def test_only_the_first_500_kilobytes_count(robots: Robots, server: Server) -> None:
    filler = "# words\n" * 64_000
    server.on("/robots.txt", plain(f"User-agent: *\nDisallow: /early\n{filler}\nDisallow: /late\n"))
    rules = robots.rules(URL)
    assert refusal(rules, "/early")
    assert refusal(rules, "/late") is None


def test_the_crawl_delay_may_be_a_fraction(robots: Robots, server: Server) -> None:
    server.on("/robots.txt", plain("User-agent: *\nCrawl-delay: 2.5\n"))
    assert robots.rules(URL).crawl_delay == 2.5


def test_a_file_of_junk_forbids_nothing(robots: Robots, server: Server) -> None:
    server.on("/robots.txt", answer(200, bytes(range(256)) * 40))
    assert refusal(robots.rules(URL), "/a") is None


def test_each_origin_is_asked_once(robots: Robots, server: Server) -> None:
    for url in (f"{URL}/a", f"{URL}/b", "http://other.example/a", "http://www.post.example:81/a"):
        robots.rules(url)
    assert [request.host for request in server.log] == [
        "www.post.example",
        "other.example",
        "www.post.example:81",
    ]


def test_processes_share_what_was_read(settings: FetchSettings, server: Server, crawl_url: str) -> None:
    server.on("/robots.txt", plain("User-agent: *\nDisallow: /x\n"))
    with psycopg.connect(crawl_url, autocommit=True) as connection:
        for _ in range(2):
            robots = Robots(Client(settings), store=PostgresRobots(connection))
            assert refusal(robots.rules(URL), "/x")
        assert len(server.log) == 1
        connection.execute("UPDATE crawl.robots SET expires_at = now()")
        Robots(Client(settings), store=PostgresRobots(connection)).rules(URL)
    assert len(server.log) == 2


def test_after_robots_txt_the_host_is_left_alone_as_long_as_it_asks(
    settings: FetchSettings, server: Server
) -> None:
    server.on("/robots.txt", plain("User-agent: *\nCrawl-delay: 0.4\n"))
    client = Client(settings)
    http = ObedientClient(client, Robots(client))
    for _ in range(3):
        http.get(f"{URL}/feed")
    times = [request.at for request in server.log]
    assert [request.path for request in server.log] == ["/robots.txt", "/feed", "/feed", "/feed"]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.4


def test_a_source_that_needs_more_room_has_it_from_the_first_request(
    settings: FetchSettings, server: Server
) -> None:
    client = Client(settings)
    ObedientClient(client, Robots(client), min_interval=0.4).get(f"{URL}/feed")
    first, second = (request.at for request in server.log)
    assert second - first >= 0.4


def test_discovery_asks_for_nothing_forbidden_but_for_a_sitemap_that_is_offered(
    settings: FetchSettings, server: Server
) -> None:
    server.on("/robots.txt", plain(f"User-agent: *\nDisallow: /private/\nSitemap: {URL}/private/map.xml\n"))
    server.on("/private/map.xml", plain("<urlset/>"))
    server.on("/to-private", answer(302, Location="/private/feed"))
    client = Client(settings)
    http = ObedientClient(client, Robots(client))
    assert http.get(f"{URL}/private/map.xml").status == 200
    for path in ("/private/feed", "/to-private"):
        with pytest.raises(Disallowed):
            http.get(f"{URL}{path}")
    assert "/private/feed" not in server.paths()


def test_an_invalid_certificate_is_told_as_that_and_not_as_robots_txt(settings: FetchSettings) -> None:
    server = Server(tls=Authority().server_context())
    client = Client(settings.model_copy(update={"connect_to": (f"::127.0.0.1:{server.port}",)}))
    with contextlib.closing(server), pytest.raises(Unreachable, match="certificate"):
        Robots(client).rules("https://www.post.example/a")


LINES = [b"User-agent: *", b"User-agent: Dateline", b"Disallow: /", b"Allow:", b"Disallow: /*$*"]
LINES += [
    b"Crawl-delay: -1",
    b"Crawl-delay: 1e999",
    b"Crawl-delay: nan",
    b"Request-rate: 0/0",
    b"Disallow: %",
]
LINES += [b"Sitemap: http://[x", b"Visit-time: 9999-0", b"\xff\xfe", b"*" * 50, b"Disallow: " + b"/*" * 30]


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(LINES), max_size=8).map(b"\n".join)))
def test_whatever_the_file_holds_it_is_read(body: bytes) -> None:
    file = RobotsFile(URL, dt.datetime.now(dt.UTC), body.decode("utf-8", "replace"))
    rules = Rules(file, max_crawl_delay=30.0)
    assert 0 <= rules.crawl_delay <= 30
    refusal(rules, "/a" * 30)
