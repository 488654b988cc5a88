"""From a page's bytes to a tree, whatever the bytes are.

In: bytes and the charset that the server named, if any. Out: an lxml tree whose text is clean Unicode, or
an ``Unreadable`` that says why there is none. Servers name wrong charsets, store UTF-8 that was encoded
twice, send archives and pictures as HTML, and cut pages short; a page is given up only where no reader
could read it either.
"""

from __future__ import annotations

import codecs
import re
from functools import partial

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement

from dateline.errors import DatelineError
from dateline.records import Outcome

MAX_BYTES = 20_000_000
MAX_TAG_CHARS = 5_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""All elements of one class: lxml.html's own lookup asks Python code for each element that is touched."""
_NOT_HTML = (
    b"%PDF",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"\x28\xb5\x2f\xfd",
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype|[a-z][a-z0-9]{0,14})[\s/>]", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_ENCODED_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_RUN_OF_WESTERN, _SAMPLE = 1.5, 20_000
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,40}})\s[^<>]{{{MAX_TAG_CHARS},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TWICE_ENCODED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{1,3}"
)


class Unreadable(DatelineError):
    """The bytes hold no page; ``fields["outcome"]`` is where the candidate ends."""


def read_markup(body: bytes, *, charset: str | None = None) -> HtmlElement:
    """Parse a page.

    Raises:
        Unreadable: empty, too large, or no HTML.
    """
    if len(body) > MAX_BYTES:
        raise _unreadable(Outcome.TOO_LARGE, f"{len(body):,} bytes, more than {MAX_BYTES:,}")
    if not body.strip(b"\x00 \t\r\n"):
        raise _unreadable(Outcome.NO_TEXT, "the page is empty")
    if body.startswith(_NOT_HTML):
        raise _unreadable(Outcome.NOT_HTML, "the bytes are a file of another type")
    text = decode(body, charset=charset)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise _unreadable(Outcome.NO_TEXT, "the page is empty")
    if not _TAG.search(text):
        raise _unreadable(Outcome.NOT_HTML, "the bytes hold no HTML tag")
    return _parse(text)


def decode(body: bytes, *, charset: str | None = None) -> str:
    """The page as Unicode without characters that no text holds.

    Order: byte order mark; UTF-8 where the bytes are valid UTF-8; the server's charset; the markup's; UTF-8
    with a few broken bytes; windows-1252 where it looks Western; detection; windows-1252.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _plain(body[len(mark) :].decode(name, "replace"))
    meta = _META_CHARSET.search(body[:4096])
    declared = (charset, meta.group(1).decode("ascii") if meta else None)
    ways = (
        partial(_strict, body, "utf-8"),
        *(partial(_strict, body, name) for name in declared if name),
        partial(_nearly_utf8, body),
        partial(_western, body),
        partial(_detected, body),
    )
    text = next((text for way in ways if (text := way()) is not None), None)
    return _plain(_undo_double_encoding(text if text is not None else body.decode("cp1252", "replace")))


def _strict(body: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
        if not getattr(codec, "_is_text_encoding", True):
            return None
        label = "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name
        return body.decode(label)
    except (LookupError, UnicodeError, ValueError):
        return None


def _nearly_utf8(body: bytes) -> str | None:
    text = _ENCODED_SURROGATE.sub(b"", body).decode("utf-8", "replace")
    broken, sound = text.count("\ufffd"), len(re.findall("[^\x00-\x7f\ufffd]", text))
    return text if broken * 20 <= sound else None


def _western(body: bytes) -> str | None:
    """windows-1252 where letters beyond ASCII stand alone: scripts that need no ASCII write them in runs."""
    runs = _HIGH_RUN.findall(body[:_SAMPLE])
    return _strict(body, "cp1252") if sum(map(len, runs)) <= _RUN_OF_WESTERN * len(runs) else None


def _detected(body: bytes) -> str | None:
    found = from_bytes(body[:_SAMPLE]).best()
    return _strict(body, found.encoding) if found is not None else None


def _undo_double_encoding(text: str) -> str:
    """Give back the letters of UTF-8 that was read as windows-1252 and encoded again."""
    if text.isascii():
        return text
    pairs = _TWICE_ENCODED.findall(text)
    if len(pairs) < 3 or 2 * sum(map(len, pairs)) < len(re.findall("[^\x00-\x7f]", text)):
        return text
    return _TWICE_ENCODED.sub(_encoded_once, text)


def _encoded_once(pair: re.Match[str]) -> str:
    raw = b"".join(_cp1252_byte(char) for char in pair.group())
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return pair.group()


def _cp1252_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)]) if ord(char) < 256 else b"?"


def _plain(text: str) -> str:
    return _NOT_TEXT.sub("", text) if _NOT_TEXT.search(text) else text


def _parse(text: str) -> HtmlElement:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    text = _closed(_LONG_TAG.sub(_without_attributes, _XML_DECLARATION.sub("", text)))
    try:
        tree = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise _unreadable(Outcome.NO_TEXT, f"no tree came from the markup: {error}") from error
    if tree is None:
        raise _unreadable(Outcome.NO_TEXT, "no tree came from the markup")
    return tree


def _closed(text: str) -> str:
    """``text`` without the marks of comments that never end, each of which costs a search to the end."""
    end = text.rfind("-->") + 1
    return text[:end] + text[end:].replace("<!--", "")


def _without_attributes(tag: re.Match[str]) -> str:
    """A tag as it is if its length comes from quoted values, bare if it holds thousands of attributes.

    The parser compares each attribute of a tag with all before it.
    """
    return f"<{tag.group(1)}" if len(_QUOTED.sub("", tag.group())) > MAX_TAG_CHARS else tag.group()


def _unreadable(outcome: Outcome, reason: str) -> Unreadable:
    return Unreadable(reason, "Look at the page's bytes in the raw zone.", outcome=outcome)
