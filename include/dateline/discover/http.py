"""What discovery needs of a client: one method, so that any client, or a test's, can be put in.

The fetch stage's client (``dateline.fetch.client``) satisfies it and brings the guard against private
addresses, politeness, retries and size limits; discovery never opens a connection by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


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
