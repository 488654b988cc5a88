"""Whether readers must pay.

Order:
1. JSON-LD ``isAccessibleForFree``
2. ``article:content_tier`` and its likes
3. a teaser's shape: a short story on a page that asks readers to subscribe if they want to read on

Publishers overuse the first two, and the third is a guess; hence the low confidence of a yes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from dateline.clean.evidence import Evidence
from dateline.clean.markup import read_markup
from dateline.clean.rules import Found, Rule, first
from dateline.clean.vocabulary import alternation, words
from dateline.clean.wording import squeeze

_MOST_WORDS, _FEW_WORDS = 300, 90
_CALL = re.compile(alternation("paywalls.txt", "calls"), re.IGNORECASE)
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|[^\W_]|,)\s*$")
_DENSE_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""Scripts that put no spaces between words."""
_UNSEEN = tuple(words("tags.txt", "unseen") - {"title", "head"})
_TIERS = {"free": False, "metered": True, "locked": True, "premium": True, "paid": True}


def find_paywall(evidence: Evidence) -> Found[tuple[bool]]:
    """Whether the page declares itself closed to those who do not pay.

    The value is wrapped, for False is an answer.
    """
    return first(_RULES, evidence)


def teaser_shaped(evidence: Evidence, story: Sequence[str]) -> Found[tuple[bool]]:
    """Whether ``story``, the lines found, is what a page shows of an article to those who do not pay.

    It is where it is short, the page asks to subscribe in order to read on, and the story breaks off, is a
    few sentences, or has less than half of the words that the page says it has. A page that merely asks
    for subscribers beside a whole story is none.
    """
    words = sum(len(line.split()) + len(_DENSE_SCRIPT.findall(line)) // 2 for line in story)
    if not words or words > _MOST_WORDS or not _asks_to_pay(evidence):
        return Found(None)
    breaks_off = bool(_BREAKS_OFF.search(story[-1]))
    if breaks_off or words <= _FEW_WORDS or 2 * words < _declared_words(evidence):
        return Found((True,), "a teaser's shape", 0.6)
    return Found(None)


def _asks_to_pay(evidence: Evidence) -> bool:
    """The page is read anew: the tree has gone into the story. Only short stories come here."""
    tree = read_markup(evidence.page.html, charset=evidence.page.charset)
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    return bool(_CALL.search(squeeze(tree.text_content())))


def _declared_words(evidence: Evidence) -> int:
    count = evidence.linked("wordCount") or str((evidence.article or {}).get("wordCount", ""))
    return int(count) if count.isdecimal() and len(count) < 7 else 0


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
