"""Section, tags, image, site name, subtitle, language and paywall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.clean.evidence import Evidence
from dateline.clean.fields.image import find_image
from dateline.clean.fields.language import find_language
from dateline.clean.fields.paywall import find_paywall, teaser_shaped
from dateline.clean.fields.section import find_section
from dateline.clean.fields.site_name import find_site_name
from dateline.clean.fields.subtitle import find_subtitle
from dateline.clean.fields.tags import find_tags

Read = Callable[..., Evidence]
ENGLISH = (
    "The council voted on Monday to raise the wall along the quay after a winter of closures and floods. " * 3
)
GERMAN = "Der Stadtrat hat am Montag beschlossen, die Mauer am Ufer nach dem Winter zu erhöhen. " + (
    "Die Arbeiten sollen im März beginnen, und der Landkreis will ein Drittel der Kosten übernehmen. "
    "Bürgermeisterin Dana Weiß sagte, das sei kein Luxus, sondern das letzte Schloss der Stadt."
)


def linked(fields: str) -> str:
    node = f'{{"@type": "NewsArticle", "headline": "Wall", {fields}}}'
    return f'<script type="application/ld+json">{node}</script><p>x'


def test_the_section_is_declared_or_the_last_crumb_before_the_page(evidence: Read) -> None:
    assert find_section(evidence(linked('"articleSection": ["Local", "News"]'))).value == "Local"
    crumbs = (
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"},'
        '{"item": {"name": "Local"}}, {"name": "Council backs wall"}]}</script><h1>Council backs wall</h1>'
    )
    assert find_section(evidence(crumbs)).value == "Local"


def test_tags_are_split_and_named_once(evidence: Read) -> None:
    html = '<meta name="news_keywords" content="Floods, council; floods,,id:77"><p>x'
    assert find_tags(evidence(html)).value == ("Floods", "council")
    assert find_tags(evidence(linked('"keywords": ["Floods", "Harbour"]'))).value == ("Floods", "Harbour")


def test_the_image_is_absolute(evidence: Read) -> None:
    assert (
        find_image(evidence(linked('"image": {"url": "/wall.jpg"}'))).value
        == "https://www.example.org/wall.jpg"
    )
    assert find_image(evidence('<meta property="og:image" content="data:image/png;x"><p>x')).value is None


def test_the_site_is_named_by_itself_or_by_its_host(evidence: Read) -> None:
    assert find_site_name(evidence(linked('"publisher": {"name": "Harbour Post"}'))).value == "Harbour Post"
    assert find_site_name(evidence("<p>x")).value == "example.org"


def test_the_subtitle_never_repeats_the_title(evidence: Read) -> None:
    html = '<meta name="description" content="A winter of closures ends."><p>x'
    assert find_subtitle(evidence(html), title="Wall").value == "A winter of closures ends."
    assert find_subtitle(evidence(html), title="A winter of closures ends").value is None


@pytest.mark.parametrize(
    ("markup", "text", "language", "detected"),
    [
        ('<html lang="en-GB">', ENGLISH, "en", None),
        ("<html>", GERMAN, "de", None),
        ('<html lang="en">', GERMAN, "de", "de"),
        ('<html lang="en">', "Bonjour à tous", "en", None),
        ('<html lang="nb">', "", "no", None),
    ],
)
def test_the_text_overrules_the_markup_only_where_it_is_clear(
    evidence: Read, markup: str, text: str, language: str, detected: str | None
) -> None:
    found, differs = find_language(evidence(f"{markup}<body><p>x"), text=text)
    assert (found.value, differs if len(text) > 20 else None) == (language, detected)


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        (linked('"isAccessibleForFree": false'), (True,)),
        (linked('"isAccessibleForFree": "True"'), (False,)),
        ('<meta property="article:content_tier" content="metered"><p>x', (True,)),
        ("<p>x", None),
    ],
)
def test_a_paywall_is_known_by_declaration(evidence: Read, html: str, closed: tuple[bool] | None) -> None:
    assert find_paywall(evidence(html)).value == closed


STORY = [
    "The letter came on a Sunday, unsigned.",
    "It was addressed to the clerk and concerned a bench that…",
]
CALL = "<p>Subscribe to continue reading this article</p>"


@pytest.mark.parametrize(
    ("html", "story", "closed"),
    [
        (CALL, STORY, True),
        ("<p>Weiterlesen mit dem Abo</p>", STORY, True),
        ("<p>Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.</p>", STORY, True),
        ("<p>Suscríbete para seguir leyendo</p>", STORY, True),
        (linked('"wordCount": 900') + CALL, [ENGLISH], True),
        (CALL, [ENGLISH * 2], None),
        (CALL, [ENGLISH * 10], None),
        ("<p>Subscribe to our newsletter</p>", STORY, None),
        ("<script>var text = 'Subscribe to continue reading'</script><p>x", STORY, None),
        (CALL, [], None),
    ],
)
def test_a_paywall_is_known_by_a_teasers_shape(
    evidence: Read, html: str, story: list[str], closed: bool | None
) -> None:
    assert teaser_shaped(evidence(html), story).value == ((closed,) if closed else None)
