import pytest

from dateline.annotate.entities.identity import entity_key
from dateline.annotate.entities.knowledge import KnowledgeBase, KnownEntity
from dateline.records import Entity


def entity(name, label, **fields):
    return Entity(name=name, label=label, mentions=1, **fields)


def test_a_full_name_is_one_person_in_all_articles():
    first = entity_key(entity("Ana Ruiz", "PERSON"), article="https://a.example/1")
    assert first == entity_key(entity("ana RUIZ", "PERSON"), article="https://b.example/2")


def test_a_bare_surname_joins_nobody():
    smith = entity("Smith", "PERSON")
    assert entity_key(smith, article="https://a.example/1") != entity_key(
        smith, article="https://a.example/2"
    )


def test_one_name_of_two_types_is_two_entities():
    person, place = entity("Paris Hill", "PERSON"), entity("Paris Hill", "ORG")
    assert entity_key(person, article="a") != entity_key(place, article="a")


def test_a_supreme_court_belongs_to_its_country():
    court = entity("Supreme Court", "ORG")
    kenya = [entity("Kenyan", "NORP", country_code="KE", salience=0.4)]
    india = [entity("India", "GPE", country_code="IN", salience=0.4)]
    assert entity_key(court, article="a", others=kenya).context == "country:KE"
    assert entity_key(court, article="a", others=kenya) != entity_key(court, article="b", others=india)
    assert entity_key(court, article="a").context == "country:a"


def test_places_are_told_apart_by_geonames():
    london = entity("London", "GPE", geonames_id=2643743)
    assert entity_key(london, article="a").context == "geonames:2643743"


def test_an_operators_id_wins_where_its_name_is_unambiguous():
    knowledge = KnowledgeBase(
        [
            KnownEntity(id="Q1", label="Ana Ruiz", aliases=("A. Ruiz",), type="person"),
            KnownEntity(id="Q2", label="Jo Lee", type="person"),
            KnownEntity(id="Q3", label="Jo Lee", type="person"),
        ]
    )
    assert entity_key(entity("A. Ruiz", "PERSON"), article="a", knowledge=knowledge).context == "id:Q1"
    assert entity_key(entity("Jo Lee", "PERSON"), article="a", knowledge=knowledge).context == ""
    assert knowledge.find("Ana Ruiz", "organisation") is None


@pytest.mark.parametrize("label", ["CARDINAL", "NONSENSE"])
def test_an_unknown_label_still_has_a_key(label):
    assert entity_key(entity("X", label), article="a").type == "work"
