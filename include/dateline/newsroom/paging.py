"""Pages of a long list by cursor: it names the last row seen, so that rows may come and go meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from dateline.errors import DatelineError

LONGEST_PAGE = 200


class BadCursor(DatelineError):
    """A cursor that this list never gave out."""


class Page[T](BaseModel):
    """Some rows of a list, and the cursor of those after them; no cursor: these were the last."""

    items: list[T]
    next: str | None = None


def page[T](found: Sequence[T], *, limit: int, place: Callable[[T], Sequence[Any]]) -> Page[T]:
    """A page of at most ``limit`` of ``found``, which was asked for one row more than that."""
    items = list(found[:limit])
    more = len(found) > limit
    return Page(items=items, next=_encode(place(items[-1])) if more else None)


def place_of(cursor: str | None, *, names: Sequence[str]) -> dict[str, Any]:
    """The values of a cursor by name, or all None where there is no cursor.

    Raises:
        BadCursor: it is not one of this list's.
    """
    if cursor is None:
        return dict.fromkeys(names)
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(names) or not all(map(_plain, values)):
        raise BadCursor("This is no cursor of this list.", "Begin again without `cursor`.")
    return dict(zip(names, values, strict=True))


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([value if _plain(value) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode("ascii")
