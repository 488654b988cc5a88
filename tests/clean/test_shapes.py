"""Pages as content systems of all kinds shape them, each beside what a reader would call its article.

``shapes/NAME.html`` is the page, ``shapes/NAME.txt`` what must come out. To write the latter anew after a
change that was meant, look at it and store it: ``python tests/clean/test_shapes.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.clean.page import read_page
from dateline.records import BlockKind, Cleaned, Page

SHAPES = Path(__file__).parent / "shapes"
MARKS = {BlockKind.HEADING: "# ", BlockKind.LIST_ITEM: "- ", BlockKind.QUOTE: "> "}


@pytest.mark.parametrize("path", sorted(SHAPES.glob("*.html")), ids=lambda path: path.stem)
def test_what_comes_out_is_the_article_and_nothing_else(path: Path) -> None:
    assert _told(_cleaned(path)) == path.with_suffix(".txt").read_text("utf-8")


def _cleaned(path: Path) -> Cleaned:
    return read_page(Page(id="1", url=f"https://www.example.org/news/{path.stem}", html=path.read_bytes()))


def _told(cleaned: Cleaned) -> str:
    """The fields that a reader would check, then the text with a mark before all but paragraphs."""
    article = cleaned.article
    assert article is not None
    published = article.published and (article.published.at or article.published.day)
    fields = {
        "outcome": cleaned.ending and cleaned.ending.outcome,
        "kind": article.kind,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": ", ".join(article.authors),
        "agency": article.agency,
        "published": published and f"{published.isoformat()} ({article.published.precision})",
        "language": article.language,
        "paywalled": article.paywalled,
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value not in (None, "")]
    blocks = [f"{MARKS.get(b.kind, '')}{article.text[b.start : b.end]}" for b in article.blocks]
    return "\n".join(lines) + "\n\n" + "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    for page in sorted(SHAPES.glob("*.html")):
        page.with_suffix(".txt").write_text(_told(_cleaned(page)), "utf-8")
