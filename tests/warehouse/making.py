"""Small made-up batches: what the stages would hand to loading."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from dateline.records import (
    Article,
    Block,
    Candidate,
    Capture,
    Cleaned,
    Ending,
    Entities,
    Entity,
    ExtractionRun,
    Fetched,
    FoundBy,
    Mention,
    Moment,
    Outcome,
    Precision,
    Quote,
    Quotes,
    WarcRef,
)
from dateline.warehouse.incoming import BatchRecords

DAY = dt.date(2026, 11, 10)
NOON = dt.datetime(2026, 11, 10, 12, 0, tzinfo=dt.UTC)
RUN = ExtractionRun(code_version="1", model="md", model_version="3.8.0")
NEXT_RUN = ExtractionRun(code_version="2", model="md", model_version="3.8.0")

WORDS = (
    "The wall is not a luxury, said Dana Whitlock.\n\n"
    "“It is the town's last lock,” Whitlock told the council on Monday."
)


def story(
    slug: str,
    text: str = WORDS,
    *,
    address: str | None = None,
    source: str = "harbour",
    day: dt.date = DAY,
    at: dt.datetime = NOON,
    title: str | None = "Council backs the wall",
    annotated: bool = True,
    **fields: Any,
) -> BatchRecords:
    """A batch of one article, found under ``address`` (default: its own)."""
    url = f"https://example.org/{slug}"
    candidate = Candidate(
        source=source, url=address or url, day=day, found_by=FoundBy.FEED, found_in="https://example.org/feed"
    )
    published = Moment(day=day, at=at - dt.timedelta(hours=1), precision=Precision.INSTANT)
    values = {"published": published, "authors": ("Maren Oakley",), "language": "en", **fields}
    article = Article(url=url, title=title, text=text, blocks=_blocks(text), **values)
    fetched = Fetched(candidate=candidate, capture=capture_of(candidate.url, text, at))
    cleaned = Cleaned(id=candidate.id, article=article)
    if not annotated:
        return BatchRecords([fetched], [cleaned])
    entities, quotes = annotation(candidate.id, text)
    return BatchRecords([fetched], [cleaned], [entities], [quotes])


def ended(slug: str, outcome: Outcome, *, reason: str = "", day: dt.date = DAY) -> BatchRecords:
    candidate = Candidate(
        source="harbour", url=f"https://example.org/{slug}", day=day, found_by=FoundBy.FEED, found_in="feed"
    )
    return BatchRecords([Fetched(candidate=candidate, ending=Ending(outcome=outcome, reason=reason))])


def together(*batches: BatchRecords) -> BatchRecords:
    return BatchRecords(
        [item for batch in batches for item in batch.fetched],
        [item for batch in batches for item in batch.cleaned],
        [item for batch in batches for item in batch.entities],
        [item for batch in batches for item in batch.quotes],
    )


def capture_of(url: str, text: str, at: dt.datetime) -> Capture:
    body = text.encode("utf-8", "surrogatepass")
    return Capture(
        url=url,
        final_url=url,
        fetched_at=at,
        status=200,
        content_type="text/html",
        charset="utf-8",
        digest="sha256:" + hashlib.sha256(body).hexdigest(),
        size=len(body),
        warc=WarcRef(path="day=2026-11-10/captures.warc.gz", offset=0, length=len(body)),
    )


def annotation(name: str, text: str) -> tuple[Entities, Quotes]:
    """Every “…” as a quote of Dana Whitlock, every Whitlock as a mention of her."""
    mentions, at = [], text.find("Whitlock")
    while at >= 0:
        mentions.append(Mention(start=at, end=at + 8, label="PERSON", text="Whitlock", name="Dana Whitlock"))
        at = text.find("Whitlock", at + 1)
    known = [Entity(name="Dana Whitlock", label="PERSON", aliases=("Whitlock",), mentions=len(mentions))]
    quotes, at = [], text.find("“")
    while at >= 0:
        end = text.find("”", at) + 1
        quotes.append(
            Quote(
                parts=((at, end),),
                verbatim=((at, end),),
                kind="direct",
                text=text[at + 1 : end - 1],
                mention=(mentions[0].start, mentions[0].end) if mentions else None,
                mention_text="Whitlock" if mentions else None,
                speaker="Dana Whitlock",
                speaker_type="person",
                speaker_score=0.9,
                speaker_method="full name",
                score=0.95,
                method="pairs",
            )
        )
        at = text.find("“", end)
    entities = Entities(id=name, mentions=tuple(mentions), entities=tuple(known) if mentions else ())
    return entities, Quotes(id=name, quotes=tuple(quotes))


def _blocks(text: str) -> tuple[Block, ...]:
    blocks, start = [], 0
    for part in text.split("\n\n"):
        if part:
            blocks.append(Block(start=start, end=start + len(part)))
        start += len(part) + 2
    return tuple(blocks)
