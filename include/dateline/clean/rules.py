"""How a field is found: an ordered list of rules, of which the first that answers gives value and origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.records import Provenance

if TYPE_CHECKING:
    from dateline.clean.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Rule[T]:
    """One way to know a field: a name for its origin, how far to trust it, and a look at the evidence."""

    origin: str
    confidence: float
    look: Callable[[Evidence], T | None]


@dataclass(frozen=True, slots=True)
class Found[T]:
    """A field's value with its origin; ``value`` is None where no rule answered."""

    value: T | None
    origin: str = ""
    confidence: float = 0.0

    @property
    def provenance(self) -> Provenance:
        return Provenance(origin=self.origin, confidence=self.confidence)


def first[T](rules: Iterable[Rule[T]], evidence: Evidence) -> Found[T]:
    """The answer of the first rule that has one; an empty string or tuple is no answer."""
    for rule in rules:
        if value := rule.look(evidence):
            return Found(value, rule.origin, rule.confidence)
    return Found(None)
