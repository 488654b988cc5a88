"""Undoing Content-Encoding piece by piece, so that a bomb is noticed before it has gone off."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from dateline.fetch.failures import Malformed

ACCEPTED = "gzip, deflate, br"
_PIECE = 65_536
_MOST_LAYERS = 3


class Decoder(Protocol):
    """Turns encoded bytes into decoded pieces of bounded size."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode more bytes.

        Raises:
            Malformed: they are not what the header says.
        """

    @property
    def finished(self) -> bool:
        """Whether the data so far is whole."""


def decoder_for(content_encoding: str) -> Decoder:
    """The decoder for a Content-Encoding header.

    Raises:
        Malformed: it names an encoding that we did not ask for, or a pile of them.
    """
    names = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    names = [name for name in names if name != "identity"]
    if len(names) > _MOST_LAYERS or any(name not in _DECODERS for name in names):
        raise Malformed(f"content encoding {content_encoding!r} is not one that we asked for")
    decoder: Decoder = _Plain()
    for name in reversed(names):
        decoder = _Layers(decoder, _DECODERS[name]())
    return decoder


class _Plain:
    finished = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data:
            yield data


class _Layers:
    """``outer`` was applied last and is undone first."""

    def __init__(self, outer: Decoder, inner: Decoder) -> None:
        self._outer = outer
        self._inner = inner

    @property
    def finished(self) -> bool:
        return self._outer.finished and self._inner.finished

    def feed(self, data: bytes) -> Iterator[bytes]:
        for piece in self._outer.feed(data):
            yield from self._inner.feed(piece)


class _Zlib:
    """gzip (also several members in a row) or zlib; ``window`` is zlib's ``wbits``."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)
        self._begun = False

    @property
    def finished(self) -> bool:
        return self._stream.eof or not self._begun

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream.eof:
                if not data.startswith(b"\x1f"):
                    return
                self._stream = zlib.decompressobj(self._window)
            self._begun = True
            try:
                piece = self._stream.decompress(data, _PIECE)
            except zlib.error as error:
                raise Malformed(f"the content encoding is broken: {error}") from error
            if piece:
                yield piece
            data = self._stream.unconsumed_tail or self._stream.unused_data
            if not piece and not self._stream.eof:
                return


class _Deflate:
    """``deflate`` is zlib by the standard and raw deflate at many servers."""

    def __init__(self) -> None:
        self._stream: _Zlib | None = None

    @property
    def finished(self) -> bool:
        return self._stream is None or self._stream.finished

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None and data:
            is_zlib = data[0] & 0x0F == 8 and data[0] >> 4 <= 7
            self._stream = _Zlib(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        if self._stream is not None:
            yield from self._stream.feed(data)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    @property
    def finished(self) -> bool:
        return not self._begun or self._stream.is_finished()

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            while piece or not self._stream.can_accept_more_data():
                yield piece
                piece = self._stream.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise Malformed(f"the content encoding is broken: {error}") from error


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": _Deflate,
    "br": _Brotli,
}
