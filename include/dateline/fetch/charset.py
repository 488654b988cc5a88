"""By which charset a page's bytes are to be read: byte order mark, header, ``<meta>``, then detection.

A declaration counts only where it explains the bytes: servers send a default ``charset=utf-8`` with pages
that are windows-1252, and the other way round.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([a-zA-Z0-9_:.\-]+)""")
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_META_WITHIN = 4_096
_SAMPLE = 65_536
_WIDER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "gb2312": "gb18030",
    "cp1252": "windows-1252",
}
"""What browsers read in place of a label, by Python's name of the codec."""
_GUESSED = [
    *("cp1252", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
"""One charset a script; left free, detection prefers rare Latin code pages to windows-1252."""
_NOT_OF_THE_WEB = ("idna", "punycode", "unicode", "raw-unicode", "utf-7")


def find_charset(body: bytes, content_type: str) -> str:
    """The charset of an HTML page, as a name that Python knows."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return name
    for label in _declared(body, content_type):
        declared = _known(label)
        if declared and _explains(declared, body):
            return declared
    return _detect(body)


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    if match := _HEADER.search(content_type):
        yield match[1]
    head = body[:_META_WITHIN]
    for pattern in (_META, _XML):
        if found := pattern.search(head):
            yield found[1].decode("ascii")


def _known(label: str) -> str | None:
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name.startswith(
        ("idna", "punycode", "unicode", "raw-unicode", "utf-7")
    ):
        return None
    return _WIDER.get(info.name, info.name)


def _explains(name: str, body: bytes) -> bool:
    if body.isascii():
        return not name.startswith(("utf-16", "utf-32"))
    if name == "utf-8":
        return _mostly_utf8(body)
    if _is_utf8(body):
        return False
    try:
        body.decode(name)
    except UnicodeError:
        return name == "windows-1252"
    return True


def _mostly_utf8(body: bytes) -> bool:
    """Whether UTF-8 makes more characters beyond ASCII than it breaks; one torn byte spoils no page."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken == 0 or sum(char > "\x7f" for char in text) > 2 * broken


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _detect(body: bytes) -> str:
    if _mostly_utf8(body):
        return "utf-8"
    best = charset_normalizer.from_bytes(body[:_SAMPLE], cp_isolation=_GUESSED).best()
    return (_known(best.encoding) if best else None) or "windows-1252"
