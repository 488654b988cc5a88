"""Bytes become a tree, or a reason why not."""

from __future__ import annotations

from functools import partial

import pytest
from growth import processor_seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.clean.markup import MAX_BYTES, Unreadable, decode, read_markup
from dateline.records import Outcome

WORDS = "The mayor’s “lock” costs £3m, says Zoë"


def text_of(body: bytes, charset: str | None = None) -> str:
    return " ".join(read_markup(body, charset=charset).text_content().split())


def as_windows_1252_reads(raw: bytes) -> str:
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in raw
    )


def test_utf8_is_read_whatever_the_server_says() -> None:
    assert text_of(f"<p>{WORDS}</p>".encode(), "windows-1252") == WORDS


def test_windows_1252_under_a_header_that_says_utf8_is_read() -> None:
    assert text_of(f"<p>{WORDS}</p>".encode("cp1252"), "utf-8") == WORDS


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    assert text_of(f"<p>{WORDS}</p>".encode("cp1252"), "iso-8859-1") == WORDS


def test_the_markups_charset_counts_where_the_server_names_none() -> None:
    body = '<meta charset="windows-1251"><p>Мэр открыл дамбу</p>'.encode("cp1251")
    assert "Мэр открыл дамбу" in text_of(body)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert text_of(f"<p>{WORDS}</p>".encode(codec), "windows-1252") == WORDS


def test_text_encoded_twice_is_undone() -> None:
    assert text_of(f"<p>{as_windows_1252_reads(WORDS.encode())}</p>".encode()) == WORDS


def test_letters_that_only_look_encoded_twice_stay() -> None:
    text = "<p>Ã is a letter of Portuguese, as in São and irmã.</p>"
    assert decode(text.encode()) == text


def test_one_broken_byte_does_not_change_the_charset() -> None:
    body = f"<p>{WORDS * 5}</p>".encode().replace(b"costs", b"co\xffsts", 1)
    assert "mayor’s “lock”" in text_of(body)


def test_an_unknown_charset_is_no_obstacle() -> None:
    assert text_of(b"<p>Plain words</p>", "x-no-such") == "Plain words"


def test_nul_bytes_and_lone_surrogates_are_left_out() -> None:
    assert text_of(b"<p>Plain\x00 wo\xed\xa0\x80rds</p>").startswith("Plain wo")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.NO_TEXT),
        (b" \r\n\t", Outcome.NO_TEXT),
        (b"\x00" * 50, Outcome.NO_TEXT),
        (b"%PDF-1.7 <p>", Outcome.NOT_HTML),
        (b"\x89PNG\r\n\x1a\n<p>", Outcome.NOT_HTML),
        (b'{"title": "no page"}', Outcome.NOT_HTML),
        (bytes(range(128, 256)) * 20, Outcome.NOT_HTML),
        (b"<p>" + b" " * MAX_BYTES, Outcome.TOO_LARGE),
    ],
)
def test_what_is_no_page_ends_with_its_outcome(body: bytes, outcome: Outcome) -> None:
    with pytest.raises(Unreadable) as raised:
        read_markup(body)
    assert raised.value.fields["outcome"] is outcome
    assert raised.value.reason


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 2_000_000 + b"deep",
        b"<div " + b" ".join(b"a%d=1" % i for i in range(1_000_000)) + b"><p>wide</p>",
        b"<div " + b" ".join(b'a%d="x"' % i for i in range(300_000)) + b"><p>wide</p>",
        b"<!--" * 500_000 + b"<p>x",
        b"<p>x" + b"<p" * 500_000,
    ],
    ids=["nested", "attributes", "quoted attributes", "comments", "open tags"],
)
def test_monstrous_markup_is_parsed_in_seconds(body: bytes) -> None:
    assert processor_seconds(partial(read_markup, body)) < 5


def test_long_quoted_values_keep_their_tag_whole() -> None:
    tree = read_markup(b'<article data-state="' + b"x " * 20_000 + b'" class="story"><p>Words</p></article>')
    assert tree.find(".//article").get("class") == "story"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_tree_or_a_reason(body: bytes) -> None:
    try:
        assert read_markup(b"<p>" + body) is not None
    except Unreadable as error:
        assert isinstance(error.fields["outcome"], Outcome)
