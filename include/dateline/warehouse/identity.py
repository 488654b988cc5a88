"""Which entities of different articles are one: those of one kind, one folded name and one context.

The context is empty where the name alone tells (a person's full name, an organisation's own name); otherwise
it narrows: a place's GeoNames id, the country that an article is about for "Supreme Court", its site for
"City Council" and where no country is named; for a bare surname and for somebody who is only described ("the
minister", "officials") the article itself, which joins nobody. Merging and splitting what this leaves apart
or joins is an operator's decision (:mod:`dateline.warehouse.merging`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from urllib.parse import urlsplit
from uuid import UUID

from dateline.records import Entity, Quote
from dateline.warehouse.incoming import Facts
from dateline.warehouse.keys import entity_key, kind_of, name_key

ADDRESSES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lord", "lady", "baron", "baroness", "dame"]
)
"""What stands before a bare surname: "Mrs Denby" is somebody else in the next article."""
GENERIC = frozenset(files(__package__).joinpath("generic_bodies.txt").read_text(encoding="utf-8").split())
"""Words that many countries' institutions share."""
LOCAL = frozenset({"board", "chamber", "city", "college", "council", "county", "district", "municipal",
                   "police", "school", "university"})  # fmt: skip
"""Those among them that many towns of a country share."""
DESCRIBED = frozenset({"role", "unnamed"})
"""Types of speakers that have no name of their own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An entity as the warehouse keys it."""

    entity_id: UUID
    name: str
    kind: str
    context: str = ""


@dataclass
class Identities:
    """The identities of one article's entities.

    ``url`` is the article's address; ``means`` the entities that an operator said are others in this article.
    """

    url: str
    facts: Facts
    means: Mapping[UUID, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._entities = {(entity.name, entity.label): entity for entity in self.facts.entities.entities}
        self._site = f"site:{urlsplit(self.url).netloc.removeprefix('www.') or self.url}"
        country = country_of(self.facts.entities.entities)
        self._country = f"country:{country}" if country else self._site
        self._found: dict[tuple[str, str, bool], Identity] = {}

    def of(self, name: str, label: str, *, described: bool = False) -> Identity:
        """The identity behind a name of this article; ``described`` where it is no name."""
        asked = (name, label, described)
        if asked not in self._found:
            self._found[asked] = self._identity(name, label, described)
        return self._found[asked]

    def of_speaker(self, quote: Quote) -> Identity | None:
        """The identity of a quote's speaker."""
        if quote.speaker is None:
            return None
        return self.of(
            quote.speaker, speaker_label(quote), described=(quote.speaker_type or "person") in DESCRIBED
        )

    def all(self) -> Iterable[Identity]:
        """The identities of everything that the article's entities, mentions and speakers name."""
        for entity in self.facts.entities.entities:
            self.of(entity.name, entity.label)
        for name, label in self.mentions():
            self.of(name, label)
        for quote in self.facts.quotes.quotes:
            self.of_speaker(quote)
        return self._found.values()

    def mentions(self) -> Counter[tuple[str, str]]:
        """How often each name is mentioned, by name and label."""
        return Counter((mention.name, mention.label) for mention in self.facts.entities.mentions)

    def entity(self, name: str, label: str) -> Entity | None:
        """What the article's entities say of the name."""
        return self._entities.get((name, label))

    def _identity(self, name: str, label: str, described: bool) -> Identity:
        context = f"article:{self.url}" if described else self._context(name, label)
        entity_id = entity_key(name, label, context)
        return Identity(self.means.get(entity_id, entity_id), name, kind_of(label), context)

    def _context(self, name: str, label: str) -> str:
        entity, kind, folded = self.entity(name, label), kind_of(label), name_key(name)
        if entity is not None and entity.geonames_id is not None:
            return f"geonames:{entity.geonames_id}"
        words = folded.split()
        if kind == "person" and len([word for word in words if word not in ADDRESSES]) < 2:
            return f"article:{self.url}"
        if kind == "place":
            code = entity.country_code if entity is not None else None
            return f"country:{code}" if code else self._country
        if kind == "organisation" and GENERIC.issuperset(words):
            return self._country if LOCAL.isdisjoint(words) else self._site
        return ""


def speaker_label(quote: Quote) -> str:
    """The entity label under which a speaker is found again among the article's entities."""
    return {"person": "PERSON", "organisation": "ORG", "group": "NORP"}.get(
        quote.speaker_type or "person", "PERSON"
    )


def country_of(entities: Iterable[Entity]) -> str | None:
    """The country that weighs most in an article, in whatever form it is named."""
    weights: dict[str, float] = {}
    for entity in entities:
        if entity.country_code:
            weights[entity.country_code] = weights.get(entity.country_code, 0.0) + entity.salience
    return max(weights, key=lambda code: (weights[code], code)) if weights else None
