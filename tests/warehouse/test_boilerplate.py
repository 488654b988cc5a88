"""What one batch learned of a host's lines, the next one knows."""

from dateline.clean.boilerplate import KEPT_PAGES, Boilerplate
from dateline.warehouse.boilerplate import known_boilerplate, remember_boilerplate

HOST = "www.post.example"
LINE = "Sign up for our morning newsletter"


def learned(*addresses: str) -> Boilerplate:
    boilerplate = Boilerplate()
    for address in addresses:
        boilerplate.learn(HOST, address, [LINE])
    return boilerplate


def drops(url: str) -> bool:
    story = [LINE, "A first paragraph of a story that is long enough to keep its place. " * 3]
    known = known_boilerplate(url, [HOST], min_pages=3)
    return known.recurring(HOST, story, address="/new")[0]


def test_a_line_is_dropped_once_enough_pages_of_several_batches_had_it(warehouse_url):
    remember_boilerplate(warehouse_url, learned("/1"))
    assert not drops(warehouse_url)
    remember_boilerplate(warehouse_url, learned("/1"))
    assert not drops(warehouse_url), "the same page again teaches nothing"
    remember_boilerplate(warehouse_url, learned("/2"))
    assert drops(warehouse_url)


def test_a_line_on_every_page_is_not_kept_with_all_of_them(warehouse_url):
    remember_boilerplate(warehouse_url, learned(*(f"/{number}" for number in range(20))))
    remember_boilerplate(warehouse_url, learned(*(f"/more/{number}" for number in range(20))))
    known = known_boilerplate(warehouse_url, [HOST], min_pages=3)
    assert {len(pages) for _, _, pages in known.rows()} == {KEPT_PAGES}


def test_other_hosts_are_left_alone(warehouse_url):
    assert known_boilerplate(warehouse_url, ["other.example"], min_pages=3).lines == {}
