"""Who made an article is nobody of whom it tells."""

from __future__ import annotations

import pytest

from dateline.annotate.speakers.bylines import bylines
from dateline.records import Mention

STORY = "The council voted on Monday night to close the old bridge."


def lines_of_makers(text: str, *names: str) -> list[str]:
    mentions = [
        Mention(start=at, end=at + len(name), label="PERSON", text=name, name=name)
        for name in names
        if (at := text.index(name)) >= 0
    ]
    return [text[start:end] for start, end in bylines(text, mentions)]


@pytest.mark.parametrize(
    "line",
    [
        "By Tom Hale",
        "BY TOM HALE",
        "Words by Tom Hale",
        "Tom Hale",
        "Tom Hale, Health Reporter",
        "Tom Hale | The Valley Times",
        "Tom Hale in Lagos",
        "Tom Hale and Ana Diaz",
    ],
)
def test_a_line_in_front_of_the_story_names_its_writer(line: str) -> None:
    name = line[line.upper().index("TOM HALE") :][:8]
    assert lines_of_makers(f"{line}\n\n{STORY}", name) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Tom Hale",
        "(Reporting by Tom Hale; editing by Ana Diaz)",
        "Picture: Tom Hale/AP",
        "19:55Tom Hale",
        "9:05 Tom Hale",
    ],
)
def test_a_line_that_says_who_made_it_does_so_anywhere(line: str) -> None:
    assert lines_of_makers(f"{STORY}\n\n{line}\n\n{STORY}", "Tom Hale") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Tom Hale said no.",
        "Tom Hale: “We never saw it coming”",
        "Tom Hale resigns over bridge",
        "By Monday Tom Hale had resigned.",
    ],
)
def test_what_tells_of_somebody_is_no_byline(line: str) -> None:
    assert lines_of_makers(f"{line}\n\n{STORY}", "Tom Hale") == []


def test_behind_the_beginning_a_name_alone_is_a_heading() -> None:
    assert lines_of_makers(f"{STORY}\n\nTom Hale\n\n{STORY}", "Tom Hale") == []
