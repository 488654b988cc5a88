"""Lines that recur on a host's pages are dropped, and never an article's own."""

from __future__ import annotations

from dateline.clean.boilerplate import KEPT_PAGES, Boilerplate

NOTE = "Support our newsroom with a monthly gift."
STORY = [f"Paragraph {number} tells what happened on the quay that morning." for number in range(6)]


def learned(*, pages: int, min_pages: int = 3) -> Boilerplate:
    boilerplate = Boilerplate(min_pages=min_pages)
    for number in range(pages):
        boilerplate.learn(
            "a.example", f"https://a.example/{number}", [f"Story {number} is about something else.", NOTE]
        )
    return boilerplate


def dropped(boilerplate: Boilerplate, texts: list[str], host: str = "a.example") -> list[str]:
    flags = boilerplate.recurring(host, texts, address="https://a.example/new")
    return [text for text, flag in zip(texts, flags, strict=True) if flag]


def test_a_line_of_enough_pages_is_dropped_whatever_its_case_and_spacing() -> None:
    assert dropped(learned(pages=3), [*STORY, "Support our newsroom  with a monthly gift"]) == [
        "Support our newsroom  with a monthly gift"
    ]


def test_the_page_itself_counts_as_one() -> None:
    assert dropped(learned(pages=2), [*STORY, NOTE]) == [NOTE]
    assert dropped(learned(pages=1), [*STORY, NOTE]) == []


def test_learning_a_page_again_changes_nothing() -> None:
    boilerplate = Boilerplate(min_pages=3)
    for _ in range(5):
        boilerplate.learn("a.example", "https://a.example/1", [NOTE])
    assert dropped(boilerplate, [*STORY, NOTE]) == []


def test_hosts_are_kept_apart() -> None:
    assert dropped(learned(pages=9), [*STORY, NOTE], host="b.example") == []


def test_copies_of_one_story_lose_nothing() -> None:
    boilerplate = Boilerplate(min_pages=3)
    for number in range(5):
        boilerplate.learn("a.example", f"https://a.example/{number}", STORY)
    assert dropped(boilerplate, STORY) == []


def test_short_lines_are_not_judged() -> None:
    boilerplate = Boilerplate(min_pages=2)
    for number in range(4):
        boilerplate.learn("a.example", f"https://a.example/{number}", ["He left."])
    assert dropped(boilerplate, [*STORY, "He left."]) == []


def test_rows_carry_the_memory_to_a_database_and_back_as_a_union() -> None:
    one, other = learned(pages=2), learned(pages=20)
    for host, line, pages in other.rows():
        assert -(2**63) <= line < 2**63 and len(pages) <= KEPT_PAGES
        one.add(host, line, pages)
    assert dropped(one, [*STORY, NOTE]) == [NOTE]
    fresh = Boilerplate(min_pages=3)
    fresh.merge(one)
    assert sorted(fresh.rows()) == sorted(one.rows())
    assert all(len(pages) >= 3 for _, _, pages in fresh.rows(min_pages=3))
