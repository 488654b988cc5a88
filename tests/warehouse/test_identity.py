"""Which names of different articles are one entity, before anybody decides otherwise."""

from __future__ import annotations

import pytest

from dateline.records import Entities, Entity, Quote, Quotes
from dateline.warehouse.identity import Identities, Identity
from dateline.warehouse.incoming import Facts


def entity(name: str, label: str, **fields: object) -> Entity:
    return Entity(name=name, label=label, mentions=1, **fields)  # type: ignore[arg-type]


def identity(asked: Entity, url: str = "https://a.example/1", others: tuple[Entity, ...] = ()) -> Identity:
    return article(url, asked, *others).of(asked.name, asked.label)


def article(url: str, *entities: Entity) -> Identities:
    return Identities(url, Facts(Entities(id="1", entities=entities), Quotes(id="1"), b""))


def test_a_full_name_is_one_person_in_all_articles() -> None:
    first, second = entity("Ana Ruiz", "PERSON"), entity("ana RUIZ", "PERSON")
    assert identity(first).entity_id == identity(second, "https://b.example/2").entity_id


@pytest.mark.parametrize("name", ["Smith", "Mrs Smith", "Lord Smith"])
def test_a_bare_surname_joins_nobody(name: str) -> None:
    smith = entity(name, "PERSON")
    assert identity(smith).entity_id != identity(smith, "https://a.example/2").entity_id


def test_one_name_of_two_kinds_is_two_entities() -> None:
    person, firm = entity("Paris Hill", "PERSON"), entity("Paris Hill", "ORG")
    assert identity(person).entity_id != identity(firm).entity_id


def test_a_supreme_court_belongs_to_its_country_and_a_city_council_to_its_site() -> None:
    kenya = (entity("Kenyan", "NORP", country_code="KE", salience=0.4),)
    assert identity(entity("Supreme Court", "ORG"), others=kenya).context == "country:KE"
    assert identity(entity("Supreme Court", "ORG")).context == "site:a.example"
    assert identity(entity("City Council", "ORG"), others=kenya).context == "site:a.example"


def test_places_are_told_apart_by_geonames_else_by_country_or_site() -> None:
    assert identity(entity("London", "GPE", geonames_id=2643743)).context == "geonames:2643743"
    assert identity(entity("Devon", "GPE", country_code="GB")).context == "country:GB"
    assert identity(entity("Saltmere", "GPE")).context == "site:a.example"


@pytest.mark.parametrize(
    ("speaker_type", "context"),
    [("unnamed", "article:https://a.example/1"), ("role", "article:https://a.example/1"), ("person", "")],
)
def test_who_is_only_described_joins_nobody(speaker_type: str, context: str) -> None:
    quote = Quote(
        parts=((0, 1),), kind="direct", text="x", speaker="a source", speaker_type=speaker_type, score=1,
        method="",
    )  # fmt: skip
    found = article("https://a.example/1").of_speaker(quote)
    assert found is not None and found.context == context


def test_a_name_means_what_an_operator_said_it_means_in_this_article() -> None:
    smith = entity("John Smith", "PERSON")
    usual, other = identity(smith).entity_id, identity(entity("Jo Lee", "PERSON")).entity_id
    told = Identities("https://a.example/1", article("u", smith).facts, {usual: other})
    assert told.of("John Smith", "PERSON").entity_id == other
