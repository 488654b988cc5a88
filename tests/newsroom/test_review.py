from __future__ import annotations

import pytest
from warehouse.making import DAY, NEXT_RUN, NOON, story

from dateline.warehouse.load import load_batch
from dateline.warehouse.takedown import takedown
from dateline.warehouse.write import Lineage


def doubts(client, **params):
    return client.get("api/review", params=params).json()["items"]


def quote_of(client, quote_id):
    return next(
        (row for row in client.get("api/quotes").json()["items"] if row["quote_id"] == quote_id), None
    )


def judge(client, quote_id, **given):
    return client.put(f"api/review/{quote_id}", json=given)


def test_a_doubt_shows_the_words_around_and_who_else_is_named(editor):
    one = doubts(editor)[0]
    start = one["part_starts"][0] - one["context_start"]
    assert one["context"][start:].startswith(f"“{one['text']}”")
    assert one["people"] == [{"name": "Dana Whitlock", "kind": "person"}]


def test_what_was_judged_is_not_asked_again(editor):
    one, *others = doubts(editor)
    assert judge(editor, one["quote_id"], verdict="confirmed").status_code == 200
    left = [row["quote_id"] for row in doubts(editor)]
    assert left == [row["quote_id"] for row in others]


def test_a_correction_shows_in_quotes_with_who_made_it(editor):
    one = doubts(editor)[0]
    given = {"verdict": "corrected", "speaker": "  Maren   Oakley ", "speaker_type": "person"}
    assert judge(editor, one["quote_id"], **given).json()["set_by"] == "admin"
    row = quote_of(editor, one["quote_id"])
    assert (row["speaker"], row["speaker_method"]) == ("Maren Oakley", "override")
    (shown,) = [
        quote
        for quote in editor.get(f"api/articles/{one['article_id']}").json()["quotes"]
        if quote["quote_id"] == one["quote_id"]
    ]
    assert (shown["verdict"], shown["set_by"]) == ("corrected", "admin")
    assert editor.get("api/quotes", params={"speaker": "oakley"}).json()["items"]


def test_what_is_no_quote_leaves_the_quotes(editor):
    one = doubts(editor)[0]
    judge(editor, one["quote_id"], verdict="not a quote")
    assert quote_of(editor, one["quote_id"]) is None


def test_a_verdict_can_be_taken_back(editor):
    one = doubts(editor)[0]
    judge(editor, one["quote_id"], verdict="not a quote")
    assert editor.delete(f"api/review/{one['quote_id']}").status_code == 204
    assert quote_of(editor, one["quote_id"])["speaker"] == "Dana Whitlock"
    assert editor.delete(f"api/review/{one['quote_id']}").status_code == 404


def test_a_correction_survives_re_extraction(editor, own_url):
    one = next(row for row in doubts(editor) if row["source_id"] == "ridgeline")
    judge(editor, one["quote_id"], verdict="corrected", speaker="Maren Oakley")
    again = story("hostile", source="ridgeline", day=DAY, at=NOON)
    load_batch(own_url, again, run=NEXT_RUN, lineage=Lineage("2026-11-10/0001"))
    rows = editor.get("api/quotes", params={"source": "ridgeline"}).json()["items"]
    assert [(row["speaker"], row["quote_id"] == one["quote_id"]) for row in rows] == [("Maren Oakley", False)]


def test_how_often_the_machine_was_right_comes_out_by_source(editor):
    first, second, third, *_ = [row for row in doubts(editor) if row["source_id"] == "harbour"]
    judge(editor, first["quote_id"], verdict="confirmed")
    judge(editor, second["quote_id"], verdict="corrected", speaker="Maren Oakley")
    judge(editor, third["quote_id"], verdict="not a quote")
    (row,) = editor.get("api/review/accuracy").json()
    assert row == {"source_id": "harbour", "judged": 3, "confirmed": 1, "corrected": 1, "not_quotes": 1}


@pytest.mark.parametrize("speaker", [None, "", "   ", "x" * 201])
def test_a_correction_must_name_somebody(editor, speaker):
    one = doubts(editor)[0]
    assert judge(editor, one["quote_id"], verdict="corrected", speaker=speaker).status_code == 422


def test_a_speaker_who_was_taken_down_cannot_come_back_by_a_correction(editor, own_url, tmp_path):
    from upath import UPath

    one = next(row for row in doubts(editor) if row["source_id"] == "ridgeline")
    judge(editor, one["quote_id"], verdict="corrected", speaker="Maren Oakley")
    takedown(own_url, UPath(tmp_path), "Maren Oakley", reason="a request", asked_by="them")
    answer = judge(editor, one["quote_id"], verdict="corrected", speaker="Maren Oakley")
    assert answer.status_code in {404, 422}
    assert not editor.get("api/quotes", params={"speaker": "oakley"}).json()["items"]
