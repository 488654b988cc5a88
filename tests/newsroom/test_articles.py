from __future__ import annotations

import pytest
from newsroom.filling import HOSTILE, RTL


def titles(admin, **params):
    return [row["title"] for row in admin.get("api/articles", params=params).json()["items"]]


def first(admin, **params):
    row = admin.get("api/articles", params=params).json()["items"][0]
    return admin.get(f"api/articles/{row['article_id']}").json()


def test_articles_come_newest_first_and_page_by_page(admin):
    whole = [row["article_id"] for row in admin.get("api/articles").json()["items"]]
    assert len(whole) == 5
    pages, cursor = [], None
    while True:
        page = admin.get("api/articles", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        pages += [row["article_id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == whole


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"words": "luxury"}, 4),
        ({"words": '"last and rusty lock"'}, 1),
        ({"words": "luxury -tuesday"}, 3),
        ({"source": "ridgeline"}, 1),
        ({"until": "2026-11-03"}, 1),
        ({"since": "2026-11-10", "until": "2026-11-10"}, 3),
        ({"corrected": "true"}, 1),
        ({"language": "ar"}, 1),
        ({"run": "run of 2026-11-11/0001", "dag": "ingest"}, 1),
        ({"run": "no such run"}, 0),
        ({"words": "%'; drop table"}, 0),
    ],
)
def test_a_filter_keeps_what_fits(admin, params, count):
    assert len(titles(admin, **params)) == count


def test_a_headline_is_words_whatever_it_holds(admin):
    assert titles(admin, source="ridgeline") == [HOSTILE]
    assert titles(admin, language="ar") == [RTL]


def test_a_headline_of_a_megabyte_is_cut_in_lists(admin):
    assert max(len(title) for title in titles(admin)) == 400


def test_quotes_and_people_lie_where_the_text_says(admin):
    article = first(admin, words='"last and rusty lock"')
    for mention in article["mentions"]:
        assert article["text"][mention["start"] : mention["end"]] == "Whitlock"
        assert mention["name"] == "Dana Whitlock"
    (quote,) = article["quotes"]
    (start,), (end,) = quote["part_starts"], quote["part_ends"]
    assert article["text"][start:end] == f"“{quote['text']}”"


def test_a_corrected_article_shows_what_changed_word_by_word(admin):
    article = first(admin, corrected=True)
    newest = article["versions"][0]["version_id"]
    told = admin.get(f"api/articles/{article['article_id']}/versions/{newest}/changes").json()
    assert [(run["kind"], run["text"]) for run in told["text"] if run["kind"] != "same"] == [
        ("new", " and rusty"),
        ("gone", "Monday"),
        ("new", "Tuesday"),
    ]


def test_a_first_version_changed_nothing(admin):
    article = first(admin, corrected=True)
    oldest = article["versions"][-1]["version_id"]
    answer = admin.get(f"api/articles/{article['article_id']}/versions/{oldest}/changes")
    assert answer.status_code == 404


def test_an_article_leads_down_to_its_warc_record_and_its_run(admin):
    version = first(admin, source="ridgeline")["versions"][0]
    assert version["warc_path"] == "day=2026-11-10/captures.warc.gz"
    assert version["dag_run_id"] == "run of 2026-11-10/0001"
    assert version["capture_digest"].startswith("sha256:")


def test_quotes_are_found_by_words_speaker_and_kind(admin):
    def count(**params):
        return len(admin.get("api/quotes", params=params).json()["items"])

    everything = count()
    assert everything == 5
    assert count(words="lock") == 4
    assert count(words='"last lock"') == 3
    assert count(speaker="whit") == everything
    assert count(speaker="w%t") == 0
    assert count(kind="indirect") == 0
    assert count(min_score=0.95) == 0
    assert count(limit=2) == 2


def test_quotes_page_without_repeating(admin):
    whole = [row["quote_id"] for row in admin.get("api/quotes").json()["items"]]
    page = admin.get("api/quotes", params={"limit": 2}).json()
    rest = admin.get("api/quotes", params={"cursor": page["next"]}).json()
    assert [row["quote_id"] for row in page["items"] + rest["items"]] == whole


def test_a_speaker_shows_days_outlets_and_words_carried_elsewhere(admin):
    (row,) = admin.get("api/speakers", params={"name": "whitlock"}).json()
    speaker = admin.get(f"api/speakers/{row['entity_id']}").json()
    assert speaker["name"] == "Dana Whitlock"
    assert sum(day["count"] for day in speaker["days"]) == speaker["quotes"] == 5
    assert {source["name"] for source in speaker["sources"]} == {"harbour", "ridgeline"}
    assert [(echo["articles"], echo["sources"]) for echo in speaker["echoes"]] == [(3, 2)]
