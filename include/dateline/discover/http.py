"""What discovery needs of a client: one method, so that any client, or a test's, can be put in.

The fetch stage's client (``dateline.fetch.client``) satisfies it and brings the guard against private
addresses, politeness, retries and size limits; discovery never opens a connection by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dateline.discover.state import Copy, DiscoveryState
from dateline.errors import SourceUnavailable


class HttpResponse(Protocol):
    """An answer, whatever its status."""

    @property
    def status(self) -> int: ...

    @property
    def url(self) -> str:
        """The address that answered, after redirects."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By name, in any case."""

    @property
    def body(self) -> bytes:
        """Decoded from its Content-Encoding; not from ``.gz``, where the file itself is compressed."""


class Http(Protocol):
    """Asks one address."""

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> HttpResponse:
        """Ask for ``url`` and follow redirects.

        ``max_bytes`` is the limit of the decoded body, in place of the client's own; the caller that names
        it also takes any expansion up to it (a sitemap of 50 MB may travel as 1 MB).

        Raises:
            DatelineError: no answer came, or it broke a limit. An error status is an answer.
        """


def ask(
    http: Http, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
) -> HttpResponse:
    """Ask for ``url`` and take only an answer that can be used: 200, 206 or 304.

    Raises:
        DatelineError: no answer, or an error status.
    """
    response = http.get(url, headers=headers, max_bytes=max_bytes)
    if response.status not in (200, 206, 304):
        raise SourceUnavailable(
            f"{url} answered {response.status}.",
            "Look at it in a browser; if it has moved, change the source's entry (dateline source check).",
            url=url,
            status=response.status,
        )
    return response


def ask_again(http: Http, url: str, state: DiscoveryState) -> tuple[str, bytes]:
    """The address that answered and the body of ``url``; of the copy in ``state`` where nothing changed."""
    copy = state.copy(url)
    response = ask(http, url, headers=_validators(copy) if copy else None)
    if response.status == 304 and copy:
        return response.url, copy.body
    found = {name.lower(): value for name, value in response.headers.items()}
    etag, last_modified = found.get("etag"), found.get("last-modified")
    if etag or last_modified:
        state.keep_copy(url, Copy(response.body, etag, last_modified))
    return response.url, response.body


def _validators(copy: Copy) -> dict[str, str]:
    headers = {"If-None-Match": copy.etag, "If-Modified-Since": copy.last_modified}
    return {name: value for name, value in headers.items() if value}
