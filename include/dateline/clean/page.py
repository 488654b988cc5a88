"""One page into one article, or into the reason why not.

In: a ``Page`` (bytes and what is known of them). Out: ``Cleaned``. The tree is parsed once; metadata is
read from it before the body, which uses it up.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.clean.agencies import agency_credited, agency_with_rights
from dateline.clean.body.select import select_story
from dateline.clean.body.story import assemble
from dateline.clean.evidence import Evidence
from dateline.clean.fields.authors import find_credits
from dateline.clean.fields.image import find_image
from dateline.clean.fields.language import find_language
from dateline.clean.fields.modified import find_modified
from dateline.clean.fields.paywall import find_paywall, teaser_shaped
from dateline.clean.fields.published import find_published
from dateline.clean.fields.section import find_section
from dateline.clean.fields.site_name import find_site_name
from dateline.clean.fields.subtitle import find_subtitle
from dateline.clean.fields.tags import find_tags
from dateline.clean.fields.title import find_title
from dateline.clean.kind import kind_of
from dateline.clean.markup import Unreadable, read_markup
from dateline.clean.rules import Found
from dateline.clean.wording import squeeze
from dateline.discover.urls import same_article
from dateline.records import Article, Cleaned, Ending, Outcome, Page, PageKind

_GOES_ON = (PageKind.ARTICLE, PageKind.LIVE_BLOG)


def read_page(page: Page) -> Cleaned:
    """What the page holds.

    A page that is no article has both an ending and, where it holds words, the article that they would make.
    """
    try:
        evidence = Evidence.read(read_markup(page.html, charset=page.charset), page)
    except Unreadable as error:
        return Cleaned(id=page.id, ending=Ending(outcome=error.fields["outcome"], reason=error.reason))
    article, reason = _article(evidence)
    if not article.text:
        return Cleaned(
            id=page.id, ending=Ending(outcome=Outcome.NO_TEXT, reason="no running text on the page")
        )
    if article.kind not in _GOES_ON:
        ending = Ending(outcome=Outcome.NOT_AN_ARTICLE, reason=f"{article.kind}: {reason}")
        return Cleaned(id=page.id, article=article, ending=ending)
    return Cleaned(id=page.id, article=article)


def _article(evidence: Evidence) -> tuple[Article, str]:
    title = find_title(evidence)
    published = find_published(evidence)
    credited = find_credits(evidence)
    fields: dict[str, Found] = {
        "title": title,
        "subtitle": find_subtitle(evidence, title=title.value),
        "authors": credited.people,
        "organisations": credited.organisations,
        "published": published,
        "modified": find_modified(evidence, published=published.value),
        "section": find_section(evidence),
        "tags": find_tags(evidence),
        "image": find_image(evidence),
        "site_name": find_site_name(evidence),
    }
    paywall = find_paywall(evidence)
    text, blocks = assemble(select_story(evidence))
    lines = [text[block.start : block.end] for block in blocks]
    paywall = paywall if paywall.value else teaser_shaped(evidence, lines)
    fields["language"], detected = find_language(evidence, text=text)
    fields["agency"] = credited.agency if credited.agency.value else _credited_agency(lines, evidence)
    kind = kind_of(evidence, story=lines)
    values = {name: found.value for name, found in fields.items() if found.value is not None}
    article = Article(
        **values,
        url=_address(evidence),
        kind=kind.kind,
        language_detected=detected,
        paywalled=paywall.value[0] if paywall.value else None,
        text=text,
        blocks=blocks,
        provenance={
            name: found.provenance
            for name, found in {**fields, "paywalled": paywall}.items()
            if found.value is not None
        },
    )
    return article, kind.reason


def _address(evidence: Evidence) -> str:
    asked = evidence.page.url
    named = evidence.absolute(evidence.heard.links.get("canonical") or evidence.meta("og:url"))
    return same_article(asked, asked, named) or squeeze(asked)


def _credited_agency(lines: Sequence[str], evidence: Evidence) -> Found[str]:
    """The agency that the story's first or last lines credit, or a note about rights under it."""
    opening = (agency for line in lines[:2] if (agency := agency_credited(line, opening=True)))
    closing = (agency for line in lines[-2:] if (agency := agency_credited(line, opening=False)))
    agency = next(opening, None) or next(closing, None)
    if agency:
        return Found(agency, "text", 0.7)
    agency = agency_with_rights(evidence.page.html)
    return Found(agency, "rights", 0.7) if agency else Found(None)
