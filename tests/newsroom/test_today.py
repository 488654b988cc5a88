from __future__ import annotations

from warehouse.tables import one

from dateline.records import Outcome

DAY = "2026-11-10"


def test_the_funnel_is_what_the_warehouse_counts(admin, read_url):
    told = admin.get(f"api/days/{DAY}").json()
    losses = {loss["outcome"]: loss["count"] for step in told["steps"] for loss in step["losses"]}
    for outcome in Outcome:
        if outcome is not Outcome.LOADED:
            counted = one(
                read_url, "SELECT count(*) FROM outcome WHERE day = %s AND outcome = %s", DAY, outcome
            )
            assert losses[outcome] == counted
    counts = [step["count"] for step in told["steps"]]
    assert counts[-1] == one(
        read_url, "SELECT count(*) FROM outcome WHERE day = %s AND outcome = 'loaded'", DAY
    )
    assert counts == sorted(counts, reverse=True)


def test_every_address_found_is_in_the_funnel_once(admin):
    told = admin.get(f"api/days/{DAY}").json()
    lost = sum(loss["count"] for step in told["steps"] for loss in step["losses"])
    assert told["steps"][0]["count"] == told["steps"][-1]["count"] + lost + told["waiting"]
    assert told["waiting"] == 2


def test_a_day_is_compared_with_the_same_weekday_before(admin):
    told = admin.get(f"api/days/{DAY}").json()
    assert told["compared"] == "2026-11-03"
    assert told["steps"][0]["before"] == 1


def test_a_source_that_could_not_be_asked_shows_though_it_gave_nothing(admin):
    sources = {row["source_id"]: row for row in admin.get(f"api/days/{DAY}").json()["sources"]}
    assert sources["silent"]["state"] == "failed"
    assert sources["silent"]["reason"] == "no feed of it could be read"


def test_a_day_without_news_is_empty_and_no_fault(admin):
    told = admin.get("api/days/2019-01-01").json()
    assert [step["count"] for step in told["steps"]] == [0] * 6


def test_a_step_leads_to_its_addresses_and_reasons(admin):
    page = admin.get(f"api/days/{DAY}/outcomes", params={"outcome": "gone,failed"}).json()
    assert {(row["outcome"], row["reason"]) for row in page["items"]} == {
        ("gone", "it was gone"),
        ("failed", "it was failed"),
    }


def test_addresses_come_in_pages_that_neither_repeat_nor_leave_out(admin, read_url):
    seen, cursor = [], None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = admin.get(f"api/days/{DAY}/outcomes", params=params).json()
        seen += [row["candidate_id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == one(read_url, "SELECT count(*) FROM outcome WHERE day = %s", DAY)


def test_an_address_is_found_by_a_word_of_its_reason(admin):
    page = admin.get(f"api/days/{DAY}/outcomes", params={"words": "WAS ROBOTS"}).json()
    assert [row["outcome"] for row in page["items"]] == ["robots"]


def test_a_run_of_the_day_is_named(admin):
    assert [run["dag_run_id"] for run in admin.get(f"api/days/{DAY}").json()["runs"]["of_day"]] == [
        "run of 2026-11-10/0001"
    ]
