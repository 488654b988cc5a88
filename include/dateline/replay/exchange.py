"""What a site is asked and what it answers, whoever carries the bytes.

A :class:`Site` knows some hosts and turns a :class:`Request` into an :class:`Answer`. ``fitted`` then makes
the answer what this client asked for: a 304 where the client's copy is good, gzip where it takes it.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Protocol

_COMPRESSED_TYPES = ("text/", "application/json", "application/xml", "application/rss", "application/atom")
_COMPRESSED_FROM = 1_024


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are lower case, ``target`` is path and query as sent."""

    method: str
    scheme: str
    host: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; header names are spelled as they are sent, the body is not encoded for transfer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers.items() if key.lower() == name), None)


class Site(Protocol):
    """Whatever can stand in for one or more hosts."""

    @property
    def hosts(self) -> Collection[str]:
        """The names it answers for, in lower case."""

    def answer(self, request: Request, now: dt.datetime | None) -> Answer:
        """The answer to ``request`` as of ``now``; None is after everything was published."""


def text_answer(status: int, text: str) -> Answer:
    """A plain answer in words."""
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{text}\n".encode())


def fitted(answer: Answer, request: Request) -> Answer:
    """``answer`` as this client gets it: without a body if its copy is good, gzipped if it takes that."""
    if answer.status == 200 and _is_fresh(answer, request):
        return Answer(304, {key: value for key, value in answer.headers.items() if key != "Content-Type"})
    if _takes_gzip(request) and _gains_from_gzip(answer):
        headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return replace(answer, headers=headers, body=gzip.compress(answer.body, compresslevel=1, mtime=0))
    return answer


def _is_fresh(answer: Answer, request: Request) -> bool:
    known_tags = request.headers.get("if-none-match")
    if known_tags is not None:
        tag = answer.header("etag")
        return tag is not None and tag.removeprefix("W/") in {
            known.strip().removeprefix("W/") for known in known_tags.split(",")
        }
    since, changed = request.headers.get("if-modified-since"), answer.header("last-modified")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _takes_gzip(request: Request) -> bool:
    accepted = request.headers.get("accept-encoding", "").lower()
    return any(part.split(";")[0].strip() == "gzip" for part in accepted.split(","))


def _gains_from_gzip(answer: Answer) -> bool:
    content_type = (answer.header("content-type") or "").lower()
    return (
        len(answer.body) >= _COMPRESSED_FROM
        and answer.header("content-encoding") is None
        and content_type.startswith(_COMPRESSED_TYPES)
    )
