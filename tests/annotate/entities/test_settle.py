import pytest

from dateline.annotate.entities.found import Found, without_overlaps
from dateline.annotate.entities.settle import settle


def found(text, name, label, weight=1.0, fixed=False):
    start = text.index(name)
    return Found(start, start + len(name), label, weight, fixed)


def labels(text, items):
    return {text[item.start : item.end]: item.label for item in settle(text, items)}


def test_the_model_is_outvoted_by_a_person_of_that_surname():
    text = "Ngozi Adeyemi won. Adeyemi spoke."
    items = [found(text, "Ngozi Adeyemi", "PERSON"), Found(19, 26, "GPE", 1.0)]
    assert labels(text, items) == {"Ngozi Adeyemi": "PERSON", "Adeyemi": "PERSON"}


def test_a_trade_before_the_name_makes_a_person():
    text = "the lawyer Orla Finch spoke"
    assert labels(text, [found(text, "Orla Finch", "ORG")]) == {"Orla Finch": "PERSON"}


@pytest.mark.parametrize("name", ["Charles Sturt University", "Stability AI", "Feat Pictures"])
def test_an_organisations_closing_word_counts(name):
    text = f"{name} grew"
    assert labels(text, [found(text, name, "PERSON")]) == {name: "ORG"}


def test_a_country_stays_a_country():
    text = "Jordan said so"
    assert labels(text, [found(text, "Jordan", "PERSON")]) == {"Jordan": "GPE"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Instagram", "ORG"),
        ("Benghazi", "GPE"),
        ("Mill Lane", "FAC"),
        ("Bolton", "PERSON"),
        ("Ann Lane", "PERSON"),
    ],
)
def test_the_model_is_outvoted_by_what_is_nobodys_name(name, label):
    text = f"They met {name} on Monday"
    assert labels(text, [found(text, name, "PERSON")]) == {name: label}


def test_where_a_team_stands_in_a_table_its_name_elsewhere_does_not_matter():
    text = "Milan 2 Roma 0. He lives in Milan."
    items = [Found(0, 5, "ORG", 1.2, fixed=True), Found(28, 33, "GPE", 1.0)]
    assert [item.label for item in settle(text, items)] == ["ORG", "GPE"]


def test_of_overlapping_sightings_the_heaviest_stays():
    kept = without_overlaps(
        [Found(0, 10, "ORG", 1.0), Found(5, 15, "PERSON", 2.0), Found(20, 22, "GPE", 0.1)]
    )
    assert [(f.start, f.label) for f in kept] == [(5, "PERSON"), (20, "GPE")]


def test_a_name_beside_another_place_of_its_country_is_a_place():
    text = "They fled Kherson and Kharkiv on Monday"
    items = [found(text, "Kherson", "PERSON"), found(text, "Kharkiv", "GPE")]
    assert labels(text, items) == {"Kherson": "GPE", "Kharkiv": "GPE"}


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Tiffany Lynch, national chair of the federation, agreed", "Tiffany Lynch", "PERSON"),
        ("Beverly Hills, a city of stars, agreed", "Beverly Hills", "GPE"),
        ("Laura Ashley, a retailer of fabrics, agreed", "Laura Ashley", "ORG"),
    ],
)
def test_what_an_aside_says_of_a_name_counts(text, name, label):
    assert labels(text, [found(text, name, "GPE" if label == "GPE" else "ORG")]) == {name: label}
