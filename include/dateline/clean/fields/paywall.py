"""Whether readers must pay.

Order: JSON-LD ``isAccessibleForFree``; ``article:content_tier`` and its likes. Publishers overuse both,
hence the low confidence of a yes.
"""

from __future__ import annotations

from dateline.clean.evidence import Evidence
from dateline.clean.rules import Found, Rule, first

_TIERS = {"free": False, "metered": True, "locked": True, "premium": True, "paid": True}


def find_paywall(evidence: Evidence) -> Found[tuple[bool]]:
    """Whether the page declares itself closed to those who do not pay.

    The value is wrapped, for False is an answer.
    """
    return first(_RULES, evidence)


def _linked(evidence: Evidence) -> tuple[bool] | None:
    nodes = (
        [evidence.article]
        if evidence.article and "isAccessibleForFree" in evidence.article
        else evidence.nodes
    )
    for node in nodes:
        value = str((node or {}).get("isAccessibleForFree", "")).strip().lower()
        if value in ("true", "false", "1", "0", "yes", "no"):
            return (value in ("false", "0", "no"),)
    return None


def _tier(evidence: Evidence) -> tuple[bool] | None:
    tier = evidence.meta("article:content_tier", "content_tier", "access", "og:article:content_tier")
    return (_TIERS[tier.lower()],) if tier and tier.lower() in _TIERS else None


_RULES: tuple[Rule[tuple[bool]], ...] = (
    Rule("json-ld isAccessibleForFree", 0.7, _linked),
    Rule("article:content_tier", 0.7, _tier),
)
