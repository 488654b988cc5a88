import pytest

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.headlines import without_headline_words
from dateline.annotate.entities.lines import Lines

BODY = "\n\nJane Falk spoke on Monday. “No,” Falk said."


def names(headline, taken):
    text = headline + BODY
    items = [
        Found(text.index(name), text.index(name) + len(name), "PERSON", 1.0) for name in (taken, "Jane Falk")
    ]
    return text[slice(*_span(without_headline_words(text, items, Lines(text))[0]))]


def _span(found):
    return found.start, found.end


@pytest.mark.parametrize(
    ("headline", "taken", "left"),
    [
        ("Falk Slams Critics Over Bridge Plan", "Falk Slams", "Falk"),
        ("Marlow Hears About Falk Bridge Plan", "Hears About Falk", "Falk"),
        ("Tim Falk Slams Critics Over Bridge Plan", "Tim Falk", "Tim Falk"),
        ("Falk Falk Slams Critics Over Bridge", "Falk Falk", "Falk Falk"),
        ("Owen Reed Slams Critics Over Bridge Plan", "Owen Reed", "Owen Reed"),
        ("Falk Slams and his critics over the bridge plan say so", "Falk Slams", "Falk Slams"),
    ],
)
def test_of_a_name_in_a_headline_the_known_surname_is_left(headline, taken, left):
    assert names(headline, taken) == left
