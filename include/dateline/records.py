"""The records that pass between the stages, in the order in which an article meets them.

A record is immutable, validated when made, and travels as one JSON object a line. All instants are aware
datetimes; all days are calendar days in the source's own time zone; all text offsets count code points of
the exact text they belong to and are half-open (``text[start:end]``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Span = tuple[int, int]
"""``(start, end)`` in code points, half-open."""

Score = Annotated[float, Field(ge=0.0, le=1.0)]


class Record(BaseModel):
    """Base of every record: immutable, and an unknown field is an error rather than lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(StrEnum):
    """Where a candidate ended; each candidate of a day has exactly one."""

    LOADED = "loaded"  # a new article, or a new version of a known one
    UNCHANGED = "unchanged"  # 304, a known digest, or words equal to the current version
    DUPLICATE = "duplicate"  # another address of an article that this day already has
    ROBOTS = "robots"  # robots.txt forbids it, or could not be read because the server fails
    GONE = "gone"  # 404, 410
    BLOCKED = "blocked"  # 401, 402, 403, 429, 451: the publisher does not let us
    REFUSED = "refused"  # we do not go there: private address, bad scheme, too many redirects
    TOO_LARGE = "too large"  # more bytes, or more expansion, than the limits
    NOT_HTML = "not html"  # another content type
    NOT_AN_ARTICLE = "not an article"  # section page, video, gallery, not news
    NO_TEXT = "no text"  # an article page from which no text came
    TAKEN_DOWN = "taken down"  # a tombstone forbids loading it again
    FAILED = "failed"  # it could not be fetched or worked on; the reason says why


class FoundBy(StrEnum):
    """Which kind of discovery found a candidate."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    LIST = "list"
    WARC = "warc"
    WAYBACK = "wayback"
    CC_NEWS = "cc-news"


class WarcRef(Record):
    """Where one WARC record lies, so that a single seek reads it back.

    ``path`` is relative to the lake's root, or a full path or URI for a WARC that is not ours.
    ``offset`` and ``length`` are bytes of the (compressed) file.
    """

    path: str
    offset: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(ge=0)]


class Candidate(Record):
    """An address that discovery found for one day of one source, with its hints."""

    source: str
    url: str
    """The address to ask for, in canonical form (``dateline.discover.urls.canonical``)."""
    day: dt.date
    """The partition: a calendar day in the source's time zone."""
    found_by: FoundBy
    found_in: str
    """Address or path of the feed, sitemap, page, list or archive that named it."""
    title: str | None = None
    published_at: AwareDatetime | None = None
    modified_at: AwareDatetime | None = None
    stored: WarcRef | None = None
    """Set where the bytes already lie in a WARC: then nothing is fetched."""
    fetch_url: str | None = None
    """The address to fetch from where it is not ``url`` (a Wayback capture, for instance)."""

    @property
    def id(self) -> str:
        """Stable name of (source, day, url): 16 hexadecimal digits."""
        key = f"{self.source}\n{self.day.isoformat()}\n{self.url}"
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Capture(Record):
    """One fetched response, stored as a WARC response (or revisit) record."""

    url: str
    """The address asked for."""
    final_url: str
    """The address that answered, after redirects; for a web archive's copy, the address it is a copy of."""
    redirects: tuple[str, ...] = ()
    """Every address passed on the way, the first asked included, the last excluded."""
    fetched_at: AwareDatetime
    status: int
    content_type: str = ""
    charset: str | None = None
    """The charset by which the bytes are to be decoded (BOM, header, meta, then detection)."""
    etag: str | None = None
    last_modified: str | None = None
    digest: str
    """``sha256:`` and the hexadecimal digest of the decoded (un-gzipped) body."""
    size: int
    """Bytes of the decoded body."""
    warc: WarcRef
    revisit_of: WarcRef | None = None
    """For a revisit record: where the same body was stored before."""


class Ending(Record):
    """The outcome of a candidate that goes no further, with its reason in words."""

    outcome: Outcome
    reason: str = ""
    http_status: int | None = None


class Fetched(Record):
    """What fetching made of a candidate: a capture to work on, or an ending (then perhaps both)."""

    candidate: Candidate
    capture: Capture | None = None
    ending: Ending | None = None


class PageKind(StrEnum):
    ARTICLE = "article"
    LIVE_BLOG = "live blog"
    MEDIA = "media"  # video or gallery with no article around it
    SECTION = "section"
    NOT_NEWS = "not news"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"


class Block(Record):
    """A run of an article's text that is one block of the page; blocks do not overlap."""

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH


class Provenance(Record):
    """Which rule gave a field, and how far it is to be trusted."""

    origin: str
    confidence: Score


class Precision(StrEnum):
    """How exactly an article's moment of publication is known."""

    INSTANT = "instant"  # the page gave a zone
    ZONE_ASSUMED = "zone assumed"  # the page gave a time without zone; the source's zone was taken
    DAY = "day"  # only the calendar day is known


class Moment(Record):
    """A moment of publication or change: a day, and the instant where it is known."""

    day: dt.date
    """Calendar day as the page states it (in the page's own zone)."""
    at: AwareDatetime | None = None
    """None where only the day is known; the page's own UTC offset is kept."""
    precision: Precision


class Article(Record):
    """A cleaned document. Paragraphs of ``text`` are separated by one blank line (``\\n\\n``)."""

    url: str
    """Canonical address: the article's identity."""
    kind: PageKind = PageKind.ARTICLE
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    """People, in the order of the byline."""
    organisations: tuple[str, ...] = ()
    """Bylines that are no people: desks, outlets."""
    agency: str | None = None
    """The news agency that is credited, by its common name (Reuters, AP, dpa …)."""
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1 code."""
    language_detected: str | None = None
    """What the text itself looks like, where that differs from the markup's word."""
    image: str | None = None
    site_name: str | None = None
    paywalled: bool | None = None
    text: str
    blocks: tuple[Block, ...] = ()
    provenance: dict[str, Provenance] = {}
    """By field name."""

    @property
    def text_digest(self) -> str:
        """SHA-256 of title and words with white space folded: equal words, equal digest."""
        words = " ".join(f"{self.title or ''}\n{self.text}".split())
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class Page(Record):
    """What cleaning needs of one capture."""

    id: str
    """The candidate's id, or the row's id in ``dateline clean``."""
    url: str
    html: bytes
    charset: str | None = None
    fetched_at: AwareDatetime | None = None
    source_timezone: str = "UTC"
    source_name: str | None = None
    title_hint: str | None = None
    published_hint: AwareDatetime | None = None


class Cleaned(Record):
    """What cleaning made of a page: an article, or an ending."""

    id: str
    article: Article | None = None
    ending: Ending | None = None


class Mention(Record):
    """A named entity's words at an offset in an article's text."""

    start: int
    end: int
    label: str
    """spaCy's English labels: PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, WORK_OF_ART …"""
    text: str
    name: str
    """The entity's canonical name within the article."""


class Entity(Record):
    """What mentions of one article refer to."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    """Other forms used in the article, without the name itself."""
    mentions: int
    in_title: bool = False
    in_first_paragraph: bool = False
    salience: Score = 0.0
    geonames_id: int | None = None
    country_code: str | None = None
    """ISO 3166-1 alpha-2."""


class Entities(Record):
    """All entities of one article's text."""

    id: str
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()


QuoteKind = Literal["direct", "mixed", "indirect"]
SpeakerType = Literal["person", "organisation", "group", "role", "unnamed"]


class Quote(Record):
    """An attributed content."""

    parts: tuple[Span, ...]
    """The whole attributed content, in order; more than one part where a cue clause breaks it."""
    verbatim: tuple[Span, ...] = ()
    """The strings inside quotation marks, marks included; empty for indirect speech."""
    kind: QuoteKind
    text: str
    """The words of ``parts``, joined by `` … `` where there are several, outer marks stripped."""
    mention: Span | None = None
    """The source's words."""
    mention_text: str | None = None
    cue: Span | None = None
    cue_text: str | None = None
    speaker: str | None = None
    """The resolved canonical name; None where it is not known surely enough."""
    speaker_type: SpeakerType | None = None
    speaker_score: Score | None = None
    speaker_method: str | None = None
    spokesperson: str | None = None
    """Who spoke for an organisation, where named."""
    score: Score
    """Calibrated probability that this is speech, rightly bounded."""
    method: str
    """The rule or model that made it."""


class Quotes(Record):
    """All quotes of one article's text."""

    id: str
    quotes: tuple[Quote, ...] = ()


class ExtractionRun(Record):
    """The code, model and settings behind derived rows."""

    code_version: str
    model: str
    model_version: str
    settings: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """Stable name of the combination: 16 hexadecimal digits."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]
