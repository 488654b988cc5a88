"""The headline.

Order:
1. the h1 that JSON-LD ``headline`` repeats
2. JSON-LD ``headline`` where og:title repeats it, or where it stands beside an h1 that og:title repeats
   and is not the title tag's wording for search engines
3. the h1 that og:title or the title tag repeats (with or without the site's name)
4. JSON-LD ``headline``
5. ``og:title`` or ``twitter:title`` without the site's name
6. the h1, where there is one only
7. microdata ``headline``
8. the title tag without the site's name
9. the title that discovery brought along
"""

from __future__ import annotations

import re

from dateline.clean.evidence import Evidence
from dateline.clean.rules import Found, Rule, first
from dateline.clean.wording import fold

_SEPARATOR = re.compile(r"\s+[|–—·•:~/\\-]\s+|\s*\|\s*|\s+::\s+")
_SEPARATOR_OR_MARK = re.compile(rf"{_SEPARATOR.pattern}|\s*[»«]\s*")
_QUOTED = re.compile(r"«[^«»]+»|»[^«»]+«")
_META = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title")
_MIN_CHARS = 8
_MAX_LABEL_CHARS = 20
_ELLIPSIS = ("…", "...")


def find_title(evidence: Evidence) -> Found[str]:
    """The story's headline as readers see it."""
    return first(_RULES, evidence)


def without_site(title: str, evidence: Evidence) -> str:
    """``title`` without the parts that name the site or its section.

    A part goes if it is the site's name or resembles its host, or if the h1 or headline is the rest.
    """
    parts = _parts(title)
    if len(parts) < 2:
        return title.strip()
    told = (*evidence.heard.headlines, evidence.linked("headline") or "")
    shown = {fold(text) for text in told if text and not _names_site(text, evidence)}
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            rest = _joined(parts[start:end])
            if fold(rest) in shown:
                return rest
    kept = list(parts)
    while len(kept) > 1 and _names_site(kept[-1][1], evidence):
        kept.pop()
    while len(kept) > 1 and _names_site(kept[0][1], evidence):
        kept.pop(0)
    if len(kept) > 1 and "|" in kept[-1][0] and len(kept[-1][1]) <= _MAX_LABEL_CHARS < len(kept[0][1]):
        kept.pop()
    return _joined(kept)


def _parts(title: str) -> list[tuple[str, str]]:
    """``(separator before, part)`` for each part of a title."""
    parts, position, before = [], 0, ""
    separator = _SEPARATOR if _QUOTED.search(title) else _SEPARATOR_OR_MARK
    for match in separator.finditer(title):
        parts.append((before, title[position : match.start()].strip()))
        before, position = match.group(), match.end()
    parts.append((before, title[position:].strip()))
    return [part for part in parts if part[1]]


def _joined(parts: list[tuple[str, str]]) -> str:
    return "".join(before * (i > 0) + part for i, (before, part) in enumerate(parts)).strip()


def _names_site(part: str, evidence: Evidence) -> bool:
    name = fold(part).replace(" ", "")
    if not name:
        return True
    known = [
        evidence.meta("og:site_name", "application-name"),
        evidence.page.source_name,
        *evidence.publishers,
    ]
    if any(
        name == (site := fold(text).replace(" ", ""))
        or (len(site) > 3 and site in name and len(name) < len(site) + 12)
        for text in known
        if text
    ):
        return True
    host = re.sub(r"^www\.|\W", "", evidence.host)
    bare = re.sub(r"(?:com|net|org|news|co|uk|de|fr)$", "", name)
    return len(bare) > 2 and bare in host and len(name) < 30


def _agreed_headline(evidence: Evidence) -> str | None:
    return _shown_as(evidence, [evidence.linked("headline")])


def _declared_headline(evidence: Evidence) -> str | None:
    headline = _linked_headline(evidence)
    if headline is None:
        return None
    words, social = fold(headline), fold(without_site(evidence.meta("og:title") or "", evidence))
    if words == social:
        return headline
    tag = fold(without_site(evidence.heard.title, evidence))
    return headline if social and words != tag and _shown_as(evidence, [evidence.meta("og:title")]) else None


def _repeated_headline(evidence: Evidence) -> str | None:
    return _shown_as(evidence, [*(evidence.meta(name) for name in _META), evidence.heard.title])


def _shown_as(evidence: Evidence, told: list[str | None]) -> str | None:
    """The h1 that one of ``told`` repeats: word by word, or as a part of it."""
    folded = [fold(text) for text in told if text]
    long_enough = [text for text in evidence.heard.headlines if len(text) >= _MIN_CHARS]
    for headline in long_enough:
        if fold(headline) in folded:
            return headline
    for headline in long_enough:
        words = fold(headline)
        if (
            len(words) >= 2 * _MIN_CHARS
            and any(words in text for text in folded)
            and not _names_site(headline, evidence)
        ):
            return headline
    return None


def _linked_headline(evidence: Evidence) -> str | None:
    headline = evidence.linked("headline")
    if (
        headline is None
        or headline.endswith(_ELLIPSIS)
        or len(headline) < _MIN_CHARS
        or _names_site(headline, evidence)
    ):
        return None
    return without_site(headline, evidence)


def _meta_title(evidence: Evidence) -> str | None:
    found = (without_site(title, evidence) for name in _META if (title := evidence.meta(name)))
    return next(
        (title for title in found if len(title) >= _MIN_CHARS and not title.endswith(_ELLIPSIS)), None
    )


def _only_headline(evidence: Evidence) -> str | None:
    headlines = [text for text in evidence.heard.headlines if not _names_site(text, evidence)]
    return headlines[0] if len(headlines) == 1 else None


def _title_tag(evidence: Evidence) -> str | None:
    return without_site(evidence.heard.title, evidence) or None


_RULES: tuple[Rule[str], ...] = (
    Rule("h1 and json-ld", 0.98, _agreed_headline),
    Rule("json-ld and og:title", 0.9, _declared_headline),
    Rule("h1", 0.95, _repeated_headline),
    Rule("json-ld", 0.9, _linked_headline),
    Rule("meta", 0.85, _meta_title),
    Rule("h1 alone", 0.7, _only_headline),
    Rule("microdata", 0.7, lambda evidence: evidence.item("headline")),
    Rule("title tag", 0.6, _title_tag),
    Rule("discovery", 0.5, lambda evidence: evidence.page.title_hint),
)
