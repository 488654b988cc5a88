"""XML, HTML and compressed bytes from strangers: opened within limits, without entities.

A sitemap or feed may be a bomb: gzip that unpacks to gigabytes, entities that expand to billions, an entity
that names ``/etc/passwd`` or an address inside our network. None of it is legitimate in a feed, so a
document that declares entities is refused whole, before any parser sees it.
"""

from __future__ import annotations

import re
import zlib

from lxml import etree, html

from dateline.errors import DatelineError


class BadDocument(DatelineError):
    """A feed, sitemap or list that cannot be read as what it should be."""


def plain_bytes(body: bytes, *, url: str, max_bytes: int) -> bytes:
    """``body``, ungzipped if it is gzip, with at most ``max_bytes``.

    Raises:
        BadDocument: it is torn, or unpacks to more.
    """
    while body[:2] == b"\x1f\x8b":
        body = _gunzip(body, url=url, max_bytes=max_bytes)
    if len(body) > max_bytes:
        raise _too_large(url, max_bytes)
    return body


_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)


def refuse_entities(body: bytes, *, url: str) -> None:
    """Raise BadDocument where ``body`` declares entities, in an 8-bit encoding or in UTF-16 or UTF-32."""
    text = body.replace(b"\0", b"") if b"\0" in body[:64] else body
    if b"<!ENTITY" in text and _DOCTYPE.search(text):
        raise BadDocument(
            f"{url} declares XML entities, which no feed or sitemap needs and attackers use.",
            "Tell the publisher, or take the address out of the source's entry.",
            url=url,
        )


def read_html(body: bytes) -> html.HtmlElement | None:
    """The tree of a page, in UTF-8 where its bytes are that; None where there is nothing to read."""
    if not body.strip():
        return None
    parser = html.HTMLParser(recover=True, no_network=True, encoding="utf-8" if _is_utf8(body) else None)
    try:
        return html.document_fromstring(body, parser=parser, ensure_head_body=True)
    except etree.ParserError:  # nothing but a comment
        return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _gunzip(body: bytes, *, url: str, max_bytes: int) -> bytes:
    unpacked = bytearray()
    while body[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacked += stream.decompress(body, max_bytes + 1 - len(unpacked))
        except zlib.error as error:
            raise _torn(url, str(error)) from error
        if len(unpacked) > max_bytes:
            raise _too_large(url, max_bytes)
        if not stream.eof:
            raise _torn(url, "it ends in the middle")
        body = stream.unused_data
    return bytes(unpacked)


def _torn(url: str, reason: str) -> BadDocument:
    return BadDocument(
        f"{url} is torn gzip: {reason}.", "Try again later; the publisher may be writing it.", url=url
    )


def _too_large(url: str, max_bytes: int) -> BadDocument:
    return BadDocument(
        f"{url} holds more than {max_bytes:,} bytes.",
        "Raise DATELINE_DISCOVER__MAX_SITEMAP_BYTES if it is legitimate.",
        url=url,
    )
