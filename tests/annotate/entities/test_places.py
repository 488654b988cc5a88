import pytest

from dateline.annotate.entities.places import gazetteer


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the Netherlands", "NL"),
        ("U.S.", "US"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("Scotland", "GB"),
    ],
)
def test_countries_are_found_by_their_usual_names(name, code):
    place = gazetteer().find(name)
    assert place is not None
    assert (place.kind, place.country_code) == ("country", code)


def test_a_city_of_many_namesakes_needs_its_country():
    assert gazetteer().locate("Cambridge", countries=frozenset()) is None
    assert gazetteer().locate("Cambridge", countries={"GB"}).country_code == "GB"
    assert gazetteer().locate("Cambridge", countries={"US"}).country_code == "US"


def test_a_city_that_dwarfs_its_namesakes_needs_none():
    assert gazetteer().locate("Birmingham", countries=frozenset()).country_code == "GB"


def test_regions_of_all_countries_are_places():
    assert gazetteer().find("Devon").country_code == "GB"
    assert gazetteer().locate("Ontario", countries={"CA"}).kind == "state"
    assert gazetteer().locate("Ontario", countries={"US"}).kind == "city"
    assert gazetteer().locate("Punjab", countries=frozenset()) is None


def test_one_of_a_people_is_no_people():
    assert {"dane", "nigerian", "dutchman"} <= gazetteer().members
    assert gazetteer().members.isdisjoint(["french", "danish", "danes"])


def test_peoples_have_countries():
    assert gazetteer().country_of_people("Zambians") == "ZM"
    assert gazetteer().country_of_people("Welsh") == "GB"
    assert gazetteer().country_of_people("people") is None


def test_an_unknown_name_is_no_place():
    assert gazetteer().find("Qwertyville") is None
    assert gazetteer().locate("Qwertyville", countries={"GB"}) is None
