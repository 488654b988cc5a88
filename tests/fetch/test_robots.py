from collections.abc import Iterator

import psycopg
import pytest
from fetch.misbehaving import Server, answer, in_turn

from dateline.fetch.client import Client
from dateline.fetch.failures import Disallowed
from dateline.fetch.robots import PostgresRobots, Robots, Rules
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
