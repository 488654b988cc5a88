"""What PostgreSQL cannot store is replaced, character for character, so that every offset stays right.

NUL and lone surrogates become U+FFFD; how many did is kept with the row.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import PydanticSerializationError

from dateline.records import Record

_BAD = re.compile("[\x00\ud800-\udfff]")


def scrub[R: Record](record: R) -> tuple[R, bytes, int]:
    """The storable form of a record, its JSON bytes, and how many characters were replaced."""
    try:
        payload = record.__pydantic_serializer__.to_json(record)
        if b"\\u0000" not in payload:
            return record, payload, 0
    except PydanticSerializationError:
        pass
    counter = [0]
    clean = type(record).model_validate(_scrubbed(record.model_dump(), counter))
    return clean, clean.__pydantic_serializer__.to_json(clean), counter[0]


def _scrubbed(value: Any, counter: list[int]) -> Any:
    match value:
        case str():
            clean, replaced = _BAD.subn("\ufffd", value)
            counter[0] += replaced
            return type(value)(clean) if type(value) is not str else clean
        case dict():
            return {_scrubbed(name, counter): _scrubbed(item, counter) for name, item in value.items()}
        case list() | tuple():
            return type(value)(_scrubbed(item, counter) for item in value)
    return value
