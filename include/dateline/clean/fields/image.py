"""The lead image.

Order: ``og:image``; JSON-LD ``image``; ``twitter:image``; microdata ``image``.
"""

from __future__ import annotations

from dateline.clean.evidence import Evidence
from dateline.clean.linked_data import strings
from dateline.clean.rules import Found, Rule, first


def find_image(evidence: Evidence) -> Found[str]:
    """Address of the picture that stands for the story."""
    return first(_RULES, evidence)


def _linked(evidence: Evidence) -> str | None:
    for image in evidence.linked_nodes("image"):
        address = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
        if found := next((url for text in strings(address) if (url := evidence.absolute(text))), None):
            return found
    return None


_RULES: tuple[Rule[str], ...] = (
    Rule(
        "og:image",
        0.9,
        lambda evidence: evidence.absolute(evidence.meta("og:image", "og:image:url", "og:image:secure_url")),
    ),
    Rule("json-ld", 0.85, _linked),
    Rule(
        "twitter:image",
        0.8,
        lambda evidence: evidence.absolute(evidence.meta("twitter:image", "twitter:image:src")),
    ),
    Rule("microdata", 0.7, lambda evidence: evidence.absolute(evidence.item("image", "thumbnailurl"))),
)
