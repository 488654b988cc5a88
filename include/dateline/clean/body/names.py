"""What an element calls itself, where that is something other than the story.

In: an element. Out: the name of a region ("related", "caption", "comments" …), or None. Decided by the
tag, the role, and the single words of class, id and data attributes: ``article-related--box`` holds the
word "related", ``correlated`` does not. One word may mislead (``page-with-sidebar``), so who asks must
check how much text a region holds before dropping it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from dateline.clean.vocabulary import sections, words

_BY_TAG = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "figcaption": "caption",
    "figure": "caption",
    "form": "form",
    "menu": "navigation",
    "amp-ad": "advert",
    "caption": "caption",
    "header": "header",
    "address": "byline",
}
_EMBEDS = re.compile(
    r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|reddit-embed|fb-post|bluesky-embed|tweet-blockquote"
)
_BY_ROLE = {
    "navigation": "navigation",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "navigation",
    "dialog": "overlay",
    "alertdialog": "overlay",
    "search": "form",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "share",
    "tooltip": "overlay",
    "doc-footnote": "footer",
}
_NOT_SAID = words("regions.txt", "not said")
_NAME_OF_WORD = {
    word: name
    for name in sections("regions.txt")
    if name != "not said"
    for word in words("regions.txt", name)
}
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ATTRIBUTES = ("class", "id", "data-testid", "data-component", "data-module", "data-type", "itemprop")
_MAX_ATTRIBUTE = 400


def region_of(element: HtmlElement) -> str | None:
    """The name of the region that ``element`` opens, or None."""
    if (name := _BY_TAG.get(element.tag)) is not None:
        return name
    attributes = dict(element.items())
    if not attributes:
        return None
    if element.tag == "blockquote":
        return "embed" if _EMBEDS.search(attributes.get("class", "")) else None
    if (name := _BY_ROLE.get(attributes.get("role", "").lower())) is not None:
        return name
    if _is_hidden(attributes):
        return "hidden"
    for attribute in _ATTRIBUTES:
        if attribute in attributes and (name := name_of(attributes[attribute][:_MAX_ATTRIBUTE])) is not None:
            return name
    return None


def _is_hidden(attributes: dict[str, str]) -> bool:
    return (
        attributes.get("aria-hidden") == "true"
        or "hidden" in attributes
        or ("style" in attributes and _HIDDEN_STYLE.search(attributes["style"]) is not None)
    )


@lru_cache(maxsize=16_384)
def name_of(value: str) -> str | None:
    """The region that the words of an attribute's value name."""
    said = _said([word.lower() for word in _SPLIT.split(value) if word])
    pairs = (first + second for first, second in pairwise(said))
    return next((name for word in (*said, *pairs) if (name := _NAME_OF_WORD.get(word)) is not None), None)


def _said(parts: list[str]) -> list[str]:
    """``parts`` without those that say what else is there or not there: ``with-sidebar``, ``no-ads``."""
    return [part for before, part in zip(["", *parts], parts, strict=False) if before not in _NOT_SAID]
