import codecs

import pytest

from dateline.fetch.charset import find_charset

WORDS = "Café “déjà vu” — naïve façade, Zürich. " * 20


def page(text: str, charset: str, *, meta: str = "") -> bytes:
    head = f'<meta charset="{meta}">' if meta else ""
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(charset)


def test_a_byte_order_mark_comes_first() -> None:
    assert find_charset(codecs.BOM_UTF8 + page(WORDS, "utf-8"), "text/html; charset=windows-1252") == "utf-8"
    assert find_charset(codecs.BOM_UTF16_LE + page(WORDS, "utf-16-le"), "text/html") == "utf-16-le"


def test_the_header_comes_before_the_meta_element() -> None:
    body = page("Привет, мир. " * 20, "windows-1251", meta="koi8-r")
    assert find_charset(body, "text/html; charset=windows-1251") == "cp1251"


def test_the_meta_element_counts_where_the_header_says_nothing() -> None:
    assert find_charset(page("Привет, мир. " * 20, "koi8-r", meta="koi8-r"), "text/html") == "koi8-r"


def test_the_old_form_of_the_meta_element_is_read() -> None:
    head = b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    assert find_charset(head + "Привет, мир".encode("windows-1251"), "text/html") == "cp1251"


def test_the_xml_declaration_is_read() -> None:
    body = b'<?xml version="1.0" encoding="iso-8859-2"?><html>' + "Łódź żółw".encode("iso-8859-2")
    assert find_charset(body, "application/xhtml+xml") == "iso8859-2"


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=", "text/html; charset=nonsense-8"])
def test_without_a_usable_declaration_utf8_is_recognised(header: str) -> None:
    assert find_charset(page(WORDS, "utf-8"), header) == "utf-8"


def test_a_declaration_that_the_bytes_contradict_is_passed_over() -> None:
    body = page(WORDS, "windows-1252")
    charset = find_charset(body, "text/html; charset=utf-8")
    assert WORDS in body.decode(charset)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("The minister said “we can’t wait”, and paid £400. ", "windows-1252"),
        ("Über die Brücke fährt größer, schön und ähnlich. ", "windows-1252"),
        ("Привет, мир. Это страница новостей о городе. ", "windows-1251"),
        ("これはニュースのページです。東京で昨日。", "shift_jis"),
        ("Αυτή είναι μια σελίδα ειδήσεων για την Αθήνα. ", "windows-1253"),
    ],
)
def test_an_undeclared_charset_is_detected(text: str, charset: str) -> None:
    body = page(text * 10, charset)
    assert text in body.decode(find_charset(body, "text/html"))


def test_a_single_byte_charset_is_not_believed_of_utf8() -> None:
    assert find_charset(page(WORDS, "utf-8"), "text/html; charset=iso-8859-1") == "utf-8"


def test_latin1_is_read_as_browsers_do() -> None:
    assert find_charset(page(WORDS, "windows-1252"), "text/html; charset=iso-8859-1") == "windows-1252"


def test_one_torn_byte_does_not_turn_a_page_of_utf8_into_something_else() -> None:
    assert find_charset(page(WORDS, "utf-8") + b"\xe2\x80", "text/html; charset=utf-8") == "utf-8"


def test_plain_ascii_keeps_what_is_declared() -> None:
    assert find_charset(b"<p>plain</p>", "text/html; charset=windows-1251") == "cp1251"
    assert find_charset(b"<p>plain</p>", "") == "utf-8"
