"""Frames between the parent and its workers: a length, then so many bytes."""

from __future__ import annotations

import struct

HEADER = struct.Struct(">Q")
READY = b"ready"


def frame(content: bytes) -> bytes:
    """``content`` behind its length."""
    return HEADER.pack(len(content)) + content


def length(header: bytes) -> int:
    """How many bytes follow a header."""
    size: int = HEADER.unpack(header)[0]
    return size
