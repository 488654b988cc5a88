"""What an element calls itself, where that is something other than the story.

In: an element. Out: the name of a region ("related", "caption", "comments" …), or None. Decided by the tag, the
role, and the single words of class, id and data attributes: ``article-related--box`` holds the word "related",
``correlated`` does not. One word may mislead (``page-with-sidebar``), so who asks must check how much text a region
holds before dropping it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

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
_WORDS = {
    "navigation": "nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager sitemap topbar masthead skiplink",
    "related": "related relatedlinks relatedarticles relatedcontent recirc recirculation recommended recommendation recommendations recommend trending popular mostpopular mostread "
    "mostviewed readmore seealso alsolike youmaylike morestories morefrom moreon readnext upnext nextarticle crosslink "
    "crosslinks teaser teasers teaserlist outbrain taboola zergnet revcontent promo promos promotion promobox linkbox ligatus",
    "newsletter": "newsletter newsletters signup subscribe subscription subscriptions mailchimp optin mailinglist",
    "share": "share shares sharing sharebar sharebuttons sharetools addtoany addthis sharethis social socials socialmedia followus sociable shariff",
    "comments": "comments commentlist disqus respond livefyre coral viafoura openweb spotim fbcomments",
    "caption": "caption captions wpcaption imagecaption photocredit imagecredit imagedescription imgdescription photodescription figdescription credit credits copyright attribution gallery slideshow carousel lightbox",
    "byline": "byline bylines author authors authorbox authorbio authorinfo bio contributor contributors",
    "meta": "timestamp datetime pubdate published publishdate postmeta metadata readtime readingtime",
    "advert": "ad ads advert adverts advertisement advertising advertorial adslot adunit adsbygoogle sponsor sponsored sponsors dfp adbox adcontainer banner",
    "consent": "cookie cookies consent gdpr onetrust privacy didomi cmp",
    "overlay": "modal popup overlay tooltip lightbox drawer offcanvas",
    "tags": "tags taglist tagcloud keywords topics hashtags",
    "paywall": "paywall regwall registerwall piano subscriberonly",
    "footer": "footer footnotes colophon",
    "aside": "sidebar rail rightrail leftrail siderail widget widgets infobox factbox",
    "player": "player videoplayer jwplayer audioplayer podcast",
    "hidden": "hidden hide invisible visuallyhidden sronly screenreader",
    "print": "noprint printonly",
}
_NAME_OF_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}
_ASIDE_WORDS = frozenset({"has", "with", "no", "not", "without", "non", "above", "below"})
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ATTRIBUTES = ("class", "id", "data-testid", "data-component", "data-module", "data-type", "itemprop")
_MAX_ATTRIBUTE = 400


def region_of(element: HtmlElement) -> str | None:
    """The name of the region that ``element`` opens, or None."""
    attributes = element.attrib
    if (name := _BY_TAG.get(element.tag)) is not None:
        return name
    if not attributes:
        return None
    if element.tag == "blockquote":
        return "embed" if _EMBEDS.search(attributes.get("class", "")) else None
    if (role := attributes.get("role")) is not None and (name := _BY_ROLE.get(role.lower())) is not None:
        return name
    if (
        attributes.get("aria-hidden") == "true"
        or "hidden" in attributes
        or _HIDDEN_STYLE.search(attributes.get("style", ""))
    ):
        return "hidden"
    for attribute in _ATTRIBUTES:
        if (value := attributes.get(attribute)) is not None and (
            name := name_of(value[:_MAX_ATTRIBUTE])
        ) is not None:
            return name
    return None


@lru_cache(maxsize=16_384)
def name_of(value: str) -> str | None:
    """The region that the words of an attribute's value name."""
    words = _said([word.lower() for word in _SPLIT.split(value) if word])
    for word in words:
        if (name := _NAME_OF_WORD.get(word)) is not None:
            return name
    for pair in zip(words, words[1:], strict=False):
        if (name := _NAME_OF_WORD.get("".join(pair))) is not None:
            return name
    return None


def _said(words: list[str]) -> list[str]:
    """``words`` without those that say what else is there or not there: ``with-sidebar``, ``no-ads``."""
    return [word for before, word in zip(["", *words], words, strict=False) if before not in _ASIDE_WORDS]
