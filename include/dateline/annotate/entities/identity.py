"""Which entities of different articles are one: a key that two of them share only where that is safe.

A key is a folded name, a type and a context. The context is empty where the name alone tells (a person's full
name, an organisation's own name); otherwise it narrows: a place's GeoNames id, the country that an article is
about for "Supreme Court", an operator's id, or, for a bare surname, the article itself: it joins nobody.
Merging and splitting what this leaves apart or joins is an operator's decision, kept in the warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from dateline.annotate.entities.knowledge import TYPES, EntityType, KnowledgeBase
from dateline.annotate.entities.places import fold
from dateline.records import Entity

GENERIC = frozenset(files(__package__).joinpath("generic_bodies.txt").read_text(encoding="utf-8").split())
"""Words that many countries' institutions share."""


@dataclass(frozen=True, slots=True)
class EntityKey:
    """Entities with equal keys are taken to be one."""

    name: str
    type: EntityType
    context: str = ""


def entity_key(
    entity: Entity,
    *,
    article: str,
    others: Iterable[Entity] = (),
    knowledge: KnowledgeBase | None = None,
) -> EntityKey:
    """The key of one article's entity.

    ``article`` is the article's address; ``others`` are all its entities, from which its country is read.
    """
    type_ = TYPES.get(entity.label, "work")
    name = fold(entity.name)
    known = knowledge.find(entity.name, type_) if knowledge else None
    if known is not None:
        return EntityKey(fold(known.label), type_, f"id:{known.id}")
    if entity.geonames_id is not None:
        return EntityKey(name, type_, f"geonames:{entity.geonames_id}")
    if type_ == "person" and " " not in name:
        return EntityKey(name, type_, f"article:{article}")
    if type_ == "place" or (type_ == "organisation" and set(name.split()) <= GENERIC):
        return EntityKey(name, type_, f"country:{_country(others) or article}")
    return EntityKey(name, type_)


def _country(entities: Iterable[Entity]) -> str | None:
    """The country that weighs most in an article, in whatever form it is named."""
    weights: dict[str, float] = {}
    for entity in entities:
        if entity.country_code:
            weights[entity.country_code] = weights.get(entity.country_code, 0.0) + entity.salience
    return max(weights, key=lambda code: (weights[code], code)) if weights else None
