"""What an answer means for its candidate: a page to work on, or an ending."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from dateline.fetch.failures import FailureKind
from dateline.records import Ending, Outcome

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_GONE = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 407, 429, 451})
_OTHER_FORMATS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"RIFF": "RIFF",
    b"ID3": "MP3",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


def media_type(content_type: str) -> str:
    """The type without its parameters."""
    return content_type.partition(";")[0].partition(",")[0].strip().lower()


def may_be_page(_status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer's body is worth reading; a missing type is judged by the bytes."""
    return media_type(headers.get("Content-Type", "")) in (_HTML | {""})


def judge(status: int, content_type: str, body: bytes) -> Ending | None:
    """The ending that an answer (after redirects) means, or None for a page."""
    if status in _GONE:
        return _ending(Outcome.GONE, status)
    if status in _BLOCKED:
        return _ending(Outcome.BLOCKED, status)
    if not 200 <= status < 300:
        return _ending(Outcome.FAILED, status)
    declared = media_type(content_type)
    if declared not in (_HTML | {""}):
        return _ending(Outcome.NOT_HTML, status, f"content type {declared}")
    if not body.strip():
        return _ending(Outcome.NO_TEXT, status, "the body is empty")
    return _judge_bytes(status, declared, body)


def failure_kind(status: int) -> FailureKind | None:
    """How a status counts for the health of its host; a missing page says nothing against it."""
    if status == 429 or status >= 500:
        return FailureKind.TEMPORARY
    return FailureKind.SOFT if status in _BLOCKED else None


def _judge_bytes(status: int, declared: str, body: bytes) -> Ending | None:
    start = body[:1_024].lstrip()
    found = next((name for mark, name in _OTHER_FORMATS.items() if body.startswith(mark)), None)
    if found:
        return _ending(
            Outcome.NOT_HTML, status, f"the type says {declared or 'nothing'}, the bytes are {found}"
        )
    if not declared and not start.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return _ending(Outcome.NOT_HTML, status, "no content type, and the bytes do not look like HTML")
    return None


def _ending(outcome: Outcome, status: int, reason: str = "") -> Ending:
    return Ending(outcome=outcome, http_status=status, reason=reason or _phrase(status))


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"
