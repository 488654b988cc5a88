"""The replay server's own address, ``replay.invalid``: where it stands, and what time it is there.

``GET /status`` tells; ``PUT /clock`` with ``{"now": "2026-11-12T09:00:00+00:00"}`` moves the virtual clock,
and ``{"now": null}`` or ``{}`` puts it after everything.
"""

from __future__ import annotations

import datetime as dt
import json
import threading

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from dateline.replay.exchange import Answer, text_answer

CONTROL_HOST = "replay.invalid"


class Clock:
    """The virtual now that all sites share; None is after everything was published."""

    def __init__(self, now: dt.datetime | None = None) -> None:
        self._now = now
        self._lock = threading.Lock()

    @property
    def now(self) -> dt.datetime | None:
        with self._lock:
            return self._now

    def set(self, now: dt.datetime | None) -> None:
        if now is not None and now.tzinfo is None:
            raise ValueError("the virtual clock needs an instant with a zone offset")
        with self._lock:
            self._now = now


class _ClockOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")
    now: AwareDatetime | None = None


def control_answer(method: str, path: str, body: bytes, clock: Clock, status: dict[str, object]) -> Answer:
    """Answer a request to :data:`CONTROL_HOST`; ``status`` is what the server knows of itself."""
    if method == "PUT" and path == "/clock":
        try:
            clock.set(_ClockOrder.model_validate_json(body or b"{}").now)
        except ValidationError as error:
            return text_answer(
                400, f'Send {{"now": instant with offset, or null}}: {error.errors()[0]["msg"]}.'
            )
    elif method != "GET" or path not in ("/status", "/clock"):
        return text_answer(404, "Here are GET /status, GET /clock and PUT /clock.")
    now = clock.now
    told = {"now": now.isoformat() if now else None, **(status if path == "/status" else {})}
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(told).encode())
