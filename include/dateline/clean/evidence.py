"""What a page says about itself, read once: the material of all metadata rules.

In: a tree and the page's record. Out: ``Evidence``, plain lists and dicts; no rule looks at the tree
again for anything but a byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from dateline.clean.linked_data import ARTICLE_TYPES, Node, read_linked_data, resolve, strings, types_of
from dateline.clean.vocabulary import words
from dateline.clean.wording import fold, squeeze
from dateline.records import Page

_BYLINE = re.compile(
    r"\b(?:by-?line|authors?|writer|contributor|reporter|journalist|autor(?:en|es|in)?)\b|author|byline",
    re.IGNORECASE,
)
_PUBLISHER_TYPES = words("types.txt", "publishers")
_BEGINS = re.compile(
    r"\s*(?:(?:(?:written|posted|submitted|published|reported) )?by|von|par|por|text|autorin/autor"
    r"|autor(?:en|in)?)\b\s*:?\s*(?=$|[^\W\d_])",
    re.IGNORECASE,
)
_BYLINE_TAGS = words("tags.txt", "bylines")
_NAMING = ("class", "id", "data-testid", "data-component")
_STAMP = re.compile(
    r"(?<![a-z])(?:date|time|publish|posted|pub)|timestamp|dateline|datum|fecha", re.IGNORECASE
)
_STAMP_TAGS = words("tags.txt", "dates")
_NEXT_PIECE = re.compile(r"(?<=[a-z0-9ß-öø-ÿ.!?:])\0(?=[A-ZÀ-ÖØ-Þ])")
"""Where one inner element of a headline ends and the next begins without white space: a kicker."""
_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|es)?|auteurs?|autori|writers?|contributors?|journalists?|reporters?|redakteure?"
    r"|people|profiles?|staff|by)/[\w%.~-]+/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_MAX_STAMP_CHARS = 120
_MAX_STAMPS = 40
_MIN_DATA_CHARS = 500
_MAX_BYLINE_CHARS, _MAX_PIECES = 200, 60
_MAX_TEXT, _MAX_CONTENT, _MAX_NAMES, _MAX_LABEL_CHARS = 1_000, 4_000, 200, 60
_ITEM_TAGS = {
    "meta": "content",
    "time": "datetime",
    "link": "href",
    "a": "href",
    "img": "src",
    "data": "value",
}


Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Byline:
    """An element that is marked as naming the authors, or that begins as bylines do."""

    text: str
    """One line an inner element."""
    strength: int
    """2: rel or itemprop author; 1: the class says so; 0: only its words do."""
    group: HtmlElement | None
    """The element around its parent: bylines of one group belong together."""


@dataclass(frozen=True, slots=True)
class TimeElement:
    """A ``time`` element or another one with a machine-readable date."""

    value: str
    text: str
    label: str
    """Words of its class, itemprop and those of its parent."""


@dataclass(slots=True)
class Heard:
    """What one walk over the tree gathers."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    """JSON-LD."""
    data: list[str] = field(default_factory=list)
    """Other scripts that carry data in JSON."""
    headlines: list[str] = field(default_factory=list)
    bylines: list[Byline] = field(default_factory=list)
    author_links: list[Byline] = field(default_factory=list)
    """Links to what their addresses call an author's page."""
    times: list[TimeElement] = field(default_factory=list)
    stamps: list[TimeElement] = field(default_factory=list)
    title: str = ""


@dataclass
class Evidence:
    """A page's statements about itself."""

    page: Page
    tree: HtmlElement
    heard: Heard
    nodes: list[Node]
    text: str = ""
    """The story's text, once it is known."""

    @classmethod
    def read(cls, tree: HtmlElement, page: Page) -> Evidence:
        heard = _listen(tree)
        return cls(page, tree, heard, read_linked_data(heard.scripts))

    def meta(self, *names: str) -> str | None:
        """The first content of the first named meta tag that has one."""
        return next((value for name in names for value in self.heard.metas.get(name, ()) if value), None)

    def metas(self, *names: str) -> list[str]:
        return [value for name in names for value in self.heard.metas.get(name, ())]

    def item(self, *names: str) -> str | None:
        """The first value of a microdata property."""
        return next((value for name in names for value in self.heard.items.get(name, ()) if value), None)

    def linked(self, *names: str) -> str | None:
        """The first string of a property of the article's JSON-LD node."""
        return next(
            (squeeze(text) for name in names for text in strings((self.article or {}).get(name))), None
        )

    def linked_nodes(self, name: str) -> list[Any]:
        return resolve((self.article or {}).get(name), self.nodes)

    @cached_property
    def article(self) -> Node | None:
        """The JSON-LD node that describes this page's story."""
        stories = [node for node in self.nodes if types_of(node) & ARTICLE_TYPES and _describes(node)]
        return max(stories, key=self._fit, default=None)

    @cached_property
    def host(self) -> str:
        try:
            return squeeze(urlsplit(self.page.url).hostname or "").lower()
        except ValueError:
            return ""

    @cached_property
    def publishers(self) -> list[str]:
        """Names of the organisations behind the page, as its JSON-LD and meta tags give them."""
        nodes = [node.get("name") for node in self.nodes if _publishes(node)]
        found = [
            *self.linked_names("publisher"),
            *(squeeze(text) for name in nodes for text in strings(name)),
        ]
        found += self.metas("og:site_name", "application-name", "publisher", "dc.publisher", "copyright")
        return list(dict.fromkeys(name for name in found if name))

    def linked_names(self, name: str) -> list[str]:
        return [squeeze(text) for item in self.linked_nodes(name) for text in strings(item)]

    @cached_property
    def descriptions(self) -> list[str]:
        """What the page says in a sentence about the story."""
        found = [
            *self.metas("description", "og:description", "twitter:description", "dc.description"),
            *strings((self.article or {}).get("description")),
            *strings((self.article or {}).get("alternativeHeadline")),
        ]
        return list(dict.fromkeys(text for text in map(squeeze, found) if text))

    def absolute(self, address: str | None) -> str | None:
        """An http address against the page's, or None."""
        if not address:
            return None
        try:
            joined = urljoin(self.page.url, squeeze(address))
            parts = urlsplit(joined)
        except ValueError:
            return None
        return joined if parts.scheme in ("http", "https") and parts.hostname else None

    def _fit(self, node: Node) -> tuple[int, int, int]:
        addresses = {
            *strings(node.get("url")),
            *strings(node.get("mainEntityOfPage")),
            *strings(node.get("@id")),
        }
        path = _path(self.page.url)
        headline = fold(next(iter(strings(node.get("headline"))), ""))
        titles = {fold(text) for text in (*self.heard.headlines[:2], self.meta("og:title") or "")}
        return (
            int(any(_path(address) == path for address in addresses) and path != "/"),
            int(bool(headline) and headline in titles),
            sum(name in node for name in ("headline", "datePublished", "author", "articleBody")),
        )


def _publishes(node: Node) -> bool:
    types = types_of(node)
    return bool(types & _PUBLISHER_TYPES) and "person" not in types


def _describes(node: Node) -> bool:
    return "headline" in node or "datePublished" in node or "articleBody" in node or "name" in node


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/") or "/"
    except ValueError:
        return "/"


def _listen(tree: HtmlElement) -> Heard:
    heard = Heard()
    for element in tree.iter():
        attributes = dict(element.items())
        hear = _BY_TAG.get(element.tag)
        if hear is not None:
            hear(element, attributes, heard)
        if "itemprop" in attributes:
            _hear_item(element, attributes, heard)
        names = (
            [attributes[name][:_MAX_NAMES] for name in _NAMING if name in attributes] if attributes else []
        )
        if element.tag in _BYLINE_TAGS:
            _hear_byline(element, attributes, names, heard)
        if names and element.tag in _STAMP_TAGS:
            _hear_stamp(element, attributes, names, heard)
    return heard


def _hear_meta(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    content = squeeze(attributes.get("content", "")[:_MAX_CONTENT])
    if content:
        for attribute in ("property", "name", "http-equiv"):
            if name := attributes.get(attribute):
                heard.metas.setdefault(name.strip().lower(), []).append(content)


def _hear_script(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    kind, text = attributes.get("type", ""), element.text or ""
    if "ld+json" in kind:
        heard.scripts.append(text)
    elif len(text) > _MIN_DATA_CHARS and ("json" in kind or '{"' in text):
        heard.data.append(text)


def _hear_link(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    for relation in attributes.get("rel", "").lower().split():
        heard.links.setdefault(relation, attributes.get("href", ""))


def _hear_title(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    if not heard.title and (parent := element.getparent()) is not None and parent.tag != "svg":
        heard.title = _words_in(element, _MAX_TEXT)


def _hear_headline(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    if text := squeeze(_NEXT_PIECE.sub(" ", "\0".join(_pieces(element))).replace("\0", "")[:_MAX_TEXT]):
        heard.headlines.append(text)


def _hear_time(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    label = [attributes.get(name, "") for name in ("class", "itemprop", "pubdate", "id", "data-testid")]
    if (parent := element.getparent()) is not None:
        label += [parent.get("class", ""), squeeze((parent.text or "")[:_MAX_LABEL_CHARS])]
    value = squeeze(attributes.get("datetime", ""))
    heard.times.append(TimeElement(value, _words_in(element, _MAX_STAMP_CHARS), " ".join(label).lower()))


_BY_TAG = {
    "meta": _hear_meta,
    "script": _hear_script,
    "link": _hear_link,
    "title": _hear_title,
    "h1": _hear_headline,
    "time": _hear_time,
}


def _hear_item(element: HtmlElement, attributes: Attributes, heard: Heard) -> None:
    attribute = _ITEM_TAGS.get(element.tag, "")
    value = attributes.get("content") or attributes.get(attribute)
    if value is None or element.tag == "a":
        value = _words_in(element, _MAX_TEXT) or value or ""
    for name in attributes["itemprop"].lower().split():
        heard.items.setdefault(name, []).append(squeeze(value[:_MAX_TEXT]))


def _hear_byline(element: HtmlElement, attributes: Attributes, names: list[str], heard: Heard) -> None:
    """An element that is marked, named or worded as a byline, or leads to an author's page."""
    if attributes and _marks_author(attributes):
        strength = 2
    elif names and any(map(_names_byline, names)):
        strength = 1
    elif element.text and _BEGINS.match(element.text):
        strength = 0
    elif element.tag == "a" and _AUTHORS_PAGE.search(attributes.get("href", "")[-_MAX_NAMES:]):
        heard.author_links += _byline(element, 0)
        return
    else:
        return
    heard.bylines += _byline(element, strength)


def _marks_author(attributes: Attributes) -> bool:
    return "author" in attributes.get("rel", "").split() or "author" in attributes.get("itemprop", "").lower()


def _byline(element: HtmlElement, strength: int) -> list[Byline]:
    """The element as a byline, with what it labels where it is only the label "Author"; none if too long."""
    parent = element.getparent()
    text = squeeze("\n".join(_pieces(element)), keep_lines=True)
    if parent is not None and _BEGINS.fullmatch(text) and element.tail and element.tail.strip():
        text = squeeze(f"{text}: {element.tail[:_MAX_BYLINE_CHARS]}")
    around = parent.getparent() if parent is not None else None
    return [Byline(text, strength, around)] if 2 < len(text) <= _MAX_BYLINE_CHARS else []


def _hear_stamp(element: HtmlElement, attributes: Attributes, names: list[str], heard: Heard) -> None:
    """An element that is named for a date and holds little but one."""
    if len(heard.stamps) >= _MAX_STAMPS or not any(map(_names_date, names)):
        return
    text = _words_in(element, 4 * _MAX_STAMP_CHARS)
    if len(text) <= _MAX_STAMP_CHARS and any(char.isdigit() for char in text):
        value = squeeze(attributes.get("datetime", ""))
        heard.stamps.append(TimeElement(value, text, " ".join(names).lower()))


@lru_cache(maxsize=8_192)
def _names_byline(names: str) -> bool:
    return _BYLINE.search(names) is not None


@lru_cache(maxsize=8_192)
def _names_date(names: str) -> bool:
    return _STAMP.search(names) is not None


def _words_in(element: HtmlElement, limit: int) -> str:
    return squeeze(element.text_content()[:limit])


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The texts within, without style sheets and scripts."""
    return (piece for piece in islice(element.itertext(), _MAX_PIECES) if "{" not in piece)
