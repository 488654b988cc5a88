"""What keeps the page's door: who asks, proof that a change was meant, and headers that bind the browser.

A browser sends Airflow's cookie along with any request, also one that a foreign page starts. A change is
therefore taken only from our own origin and with a token that only our page can read.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Newsroom-Token"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as the server that hosts the page knows them."""

    name: str
    may_change: bool
    may_take_down: bool = False


def change_token(secret: str, person: Person) -> str:
    """The proof that a change of this person's comes from our page."""
    return hmac.new(secret.encode(), f"newsroom change\n{person.name}".encode(), hashlib.sha256).hexdigest()


def change_fault(headers: Headers, secret: str, person: Person) -> str | None:
    """Why a change is not taken, or None where it is."""
    if not person.may_change:
        return "You may read here, but not change anything."
    if not _same_origin(headers):
        return "The request came from another site."
    given = headers.get(TOKEN_HEADER, "")
    if not hmac.compare_digest(given.encode(), change_token(secret, person).encode()):
        return f"The header {TOKEN_HEADER} is missing or stale: GET api/me gives it."
    return None


def _same_origin(headers: Headers) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class SafeHeaders:
    """Adds ``HEADERS`` to every answer, errors included; what is not static is not kept by caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, content in HEADERS.items():
                    headers.setdefault(name, content)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_safely)
