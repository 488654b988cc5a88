"""The site's name.

Order: ``og:site_name``; JSON-LD publisher; ``application-name``; the source's name; the host.
"""

from __future__ import annotations

from dateline.clean.evidence import Evidence
from dateline.clean.rules import Found, Rule, first


def find_site_name(evidence: Evidence) -> Found[str]:
    """What the site calls itself."""
    return first(_RULES, evidence)


_RULES: tuple[Rule[str], ...] = (
    Rule("og:site_name", 0.9, lambda evidence: evidence.meta("og:site_name")),
    Rule("json-ld publisher", 0.85, lambda evidence: next(iter(evidence.publishers), None)),
    Rule(
        "application-name",
        0.7,
        lambda evidence: evidence.meta("application-name", "apple-mobile-web-app-title"),
    ),
    Rule("source", 0.7, lambda evidence: evidence.page.source_name),
    Rule("host", 0.4, lambda evidence: evidence.host.removeprefix("www.") or None),
)
