"""Sending one request and reading its answer within the limits; what goes wrong becomes a failure of ours."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPException

import requests
import urllib3

from dateline.fetch.decoding import decoder_for
from dateline.fetch.exchange import REDIRECTS, Exchange, Limits, Wanted
from dateline.fetch.failures import FetchFailure, Interrupted, Malformed, TooLarge, Unreachable
from dateline.fetch.politeness import Turn
from dateline.fetch.transport import GuardedAdapter
from dateline.settings import FetchSettings

_EXPANSION_FREE = 1_000_000
_PIECE = 65_536


def send(
    adapter: GuardedAdapter,
    request: requests.PreparedRequest,
    *,
    settings: FetchSettings,
    limits: Limits,
    wanted: Wanted,
    turn: Turn,
) -> Exchange:
    """Send ``request`` and read the answer, its body only where it is ``wanted`` or a redirect's.

    Raises:
        FetchFailure: no whole answer came, or it broke a limit.
    """
    started_at = dt.datetime.now(dt.UTC)
    timeout = (settings.timeout_connect, settings.timeout_read)
    with _named_failures(str(request.url)):
        answer = adapter.send(request, stream=True, timeout=timeout)
        turn.answered()
        raw: urllib3.HTTPResponse = answer.raw
        exchange = _exchange(request, raw, started_at)
        try:
            if raw.status not in REDIRECTS and not wanted(raw.status, answer.headers):
                return exchange
            payload, body = _read(raw, limits)
            if raw.isclosed():
                raw.release_conn()
            return replace(exchange, payload=payload, body=body, read=True)
        finally:
            raw.close()


def _exchange(
    request: requests.PreparedRequest, raw: urllib3.HTTPResponse, started_at: dt.datetime
) -> Exchange:
    return Exchange(
        url=str(request.url),
        request_headers=tuple(request.headers.items()),
        started_at=started_at,
        peer=getattr(raw.connection, "peer", None),
        status=raw.status,
        reason=raw.reason or "",
        http_version=f"HTTP/{raw.version / 10:.1f}",
        headers=tuple((name, _on_one_line(value)) for name, value in raw.headers.iteritems()),
    )


def _on_one_line(value: str) -> str:
    """A header's value with CR, LF and NUL replaced by spaces, as RFC 9110 (5.5) asks of who reads one."""
    return " ".join(value.replace("\0", " ").splitlines())


def _read(raw: urllib3.HTTPResponse, limits: Limits) -> tuple[bytes, bytes]:
    decoder = decoder_for(raw.headers.get("Content-Encoding", ""))
    payload, body = bytearray(), bytearray()
    for chunk in raw.stream(_PIECE, decode_content=False):
        payload += chunk
        for piece in decoder.feed(chunk):
            body += piece
            if len(body) > limits.max_bytes:
                if limits.truncate:
                    return bytes(payload), bytes(body[: limits.max_bytes])
                raise TooLarge(f"the body is larger than {limits.max_bytes} bytes")
            if limits.max_expansion and len(body) > max(_EXPANSION_FREE, limits.max_expansion * len(payload)):
                raise TooLarge(f"the body expands by more than {limits.max_expansion:g}:1")
        if len(payload) > limits.max_bytes:
            raise TooLarge(f"the body is larger than {limits.max_bytes} bytes")
    if not decoder.finished:
        raise Interrupted("the encoded body ended early")
    return bytes(payload), bytes(body)


@contextmanager
def _named_failures(url: str) -> Iterator[None]:
    """Turn what requests, urllib3 and sockets raise into our failures."""
    try:
        yield
    except FetchFailure:
        raise
    except (requests.exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader) as error:
        raise Malformed(f"the header is broken: {_words(error)}", url=url) from error
    except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as error:
        raise Interrupted("the server did not answer in time", url=url) from error
    except _NETWORK_ERRORS as error:
        if _caused_by(error, ssl.SSLCertVerificationError):
            raise Unreachable(f"the certificate is not valid: {_words(error)}", url=url) from error
        raise Interrupted(f"the connection broke: {_words(error)}", url=url) from error


_NETWORK_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    HTTPException,
    OSError,
    ValueError,
)


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    inner = _inner(error)
    return isinstance(error, kind) or (inner is not None and _caused_by(inner, kind))


def _words(error: BaseException) -> str:
    """The innermost message, without the chain of wrappers' names."""
    inner = _inner(error)
    if inner is not None:
        return _words(inner)
    return str(error.args[-1]) if error.args else type(error).__name__


def _inner(error: BaseException) -> BaseException | None:
    wrapped = (*error.args, getattr(error, "reason", None))
    return next((item for item in wrapped if isinstance(item, BaseException)), None)
