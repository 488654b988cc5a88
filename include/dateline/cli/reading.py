"""An annotated article made readable: runs of text with what they are, for the terminal and for a page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dateline.records import Article, Entity, Mention, Quote

KINDS = {
    "PERSON": "person", "ORG": "organisation", "NORP": "group",
    "GPE": "place", "LOC": "place", "FAC": "place",
}  # fmt: skip
STYLES = {
    "person": "bold cyan",
    "organisation": "bold magenta",
    "place": "green",
    "group": "green",
    "other": "blue",
}
QUOTED = "yellow"
REPORTED = "italic"
LISTED = 12
"""Entities named below the article in the terminal."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with what was found in it; ``unread_language`` is set where no model reads its language."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    unread_language: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "article": self.article.model_dump(mode="json"),
            "annotated": self.unread_language is None,
            "mentions": [mention.model_dump(mode="json") for mention in self.mentions],
            "entities": [entity.model_dump(mode="json") for entity in self.entities],
            "quotes": [quote.model_dump(mode="json") for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    quote: int | None
    """The number of the quote that it belongs to, from 1."""
    verbatim: bool
    entity: str | None
    """``person``, ``organisation``, ``place``, ``group`` or ``other``."""
    hint: str
    """What a reader wants to know of it: the speaker, or the entity's full name."""


def runs(reading: Reading, start: int, end: int) -> Iterator[Run]:
    """``text[start:end]`` cut where a quote or a mention begins or ends."""
    text = reading.article.text
    quotes = [(span, n) for n, quote in enumerate(reading.quotes, 1) for span in quote.parts]
    verbatim = [span for quote in reading.quotes for span in quote.verbatim]
    edges = {start, end}
    for span in [*(s for s, _ in quotes), *verbatim, *((m.start, m.end) for m in reading.mentions)]:
        edges.update(edge for edge in span if start < edge < end)
    cuts = sorted(edges)
    for left, right in itertools.pairwise(cuts):
        quote = next((n for (a, b), n in quotes if a <= left < b), None)
        mention = next((m for m in reading.mentions if m.start <= left < m.end), None)
        hint = mention.name if mention else said_by(reading.quotes[quote - 1]) if quote else ""
        kind = KINDS.get(mention.label, "other") if mention else None
        yield Run(text[left:right], quote, any(a <= left < b for a, b in verbatim), kind, hint)


def said_by(quote: Quote) -> str:
    """The speaker with how sure it is: "Ana Ruiz (0.97)"."""
    if quote.speaker is None:
        return f"unresolved: {quote.mention_text}" if quote.mention_text else "unresolved"
    spoke = f", by {quote.spokesperson}" if quote.spokesperson else ""
    return f"{quote.speaker}{spoke} ({quote.speaker_score:.2f})"


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the lines that hold words."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def print_reading(reading: Reading, console: Console) -> None:
    """The article in the terminal: names and quotes coloured, then who said what."""
    article = reading.article
    if article.title:
        console.print(Text(article.title, style="bold underline"))
    for fact in facts(reading):
        console.print(Text(fact, style="dim"))
    for start, end in paragraphs(article.text):
        console.print()
        console.print(_coloured(runs(reading, start, end)))
    if reading.unread_language is None:
        console.print()
        console.print(_quote_table(reading.quotes))
        console.print(_entity_line(reading.entities))


def facts(reading: Reading) -> list[str]:
    """The lines under the headline."""
    article = reading.article
    when = article.published and (article.published.at or article.published.day)
    lines = [
        ", ".join(article.authors),
        " · ".join(str(part) for part in (article.site_name, when, article.language) if part),
        article.url,
    ]
    if reading.unread_language is not None:
        lines.append(
            f"Not annotated: no model reads “{reading.unread_language}” (DATELINE_ANNOTATE__MODELS)."
        )
    return [line for line in lines if line]


def _coloured(some: Iterator[Run]) -> Text:
    line = Text()
    number: int | None = None
    for run in some:
        if run.quote and run.quote != number:
            line.append(f"[{run.quote}] ", style="dim")
        number = run.quote
        style = QUOTED if run.verbatim else REPORTED if run.quote else ""
        line.append(run.text, style=f"{style} {STYLES[run.entity]}".strip() if run.entity else style)
    return line


def _quote_table(quotes: Sequence[Quote]) -> Table:
    table = Table("#", "speaker", "sure", "how", "words", title="Who said what", title_justify="left")
    for number, quote in enumerate(quotes, 1):
        sure = f"{quote.speaker_score:.2f}" if quote.speaker_score is not None else "–"
        speaker = escape(quote.speaker or f"({quote.mention_text or 'unknown'})")
        words = quote.text if len(quote.text) <= 90 else f"{quote.text[:89]}…"
        table.add_row(
            str(number), speaker, sure, quote.speaker_method or "–", escape(words.replace("\n", " "))
        )
    return table


def _entity_line(entities: Sequence[Entity]) -> Text:
    line = Text()
    for entity in entities[:LISTED]:
        line.append(entity.name, style=STYLES[KINDS.get(entity.label, "other")])
        line.append(f" {entity.mentions}   ", style="dim")
    return line


def as_page(reading: Reading) -> str:
    """The same as a self-contained HTML page."""
    template = files(__package__).joinpath("reading.html.jinja").read_text(encoding="utf-8")
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            article=reading.article,
            facts=facts(reading),
            paragraphs=[list(runs(reading, start, end)) for start, end in paragraphs(reading.article.text)],
            quotes=reading.quotes,
            entities=[(entity, KINDS.get(entity.label, "other")) for entity in reading.entities],
            said_by=said_by,
        )
    )
