import gzip
import random
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.fetch.decoding import decoder_for
from dateline.fetch.failures import Malformed


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


ENCODERS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "GZIP, br": lambda data: brotli.compress(gzip.compress(data)),
}


def decode(encoding: str, data: bytes, *, step: int) -> bytes:
    decoder = decoder_for(encoding)
    body = b"".join(
        piece for start in range(0, len(data), step) for piece in decoder.feed(data[start : start + step])
    )
    assert decoder.finished
    return body


@pytest.mark.parametrize("encoding", ENCODERS)
@given(data=st.binary(max_size=3_000), step=st.integers(1, 700))
def test_what_was_encoded_comes_back_however_it_is_cut(encoding: str, data: bytes, step: int) -> None:
    assert decode(encoding, ENCODERS[encoding](data), step=step) == data


def test_deflate_without_the_zlib_header_is_understood() -> None:
    assert decode("deflate", raw_deflate(b"words " * 999), step=7) == b"words " * 999


def test_gzip_members_in_a_row_are_one_body() -> None:
    assert decode("gzip", gzip.compress(b"one ") + gzip.compress(b"two"), step=5) == b"one two"


def test_bytes_behind_the_gzip_are_ignored() -> None:
    assert decode("gzip", gzip.compress(b"one") + b"\0\0\0", step=99) == b"one"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_comes_out_in_small_pieces(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(20_000_000))
    pieces = list(decoder_for(encoding).feed(bomb))
    assert sum(map(len, pieces)) == 20_000_000
    assert max(map(len, pieces)) <= 300_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_ends_early_is_not_finished(encoding: str) -> None:
    data = ENCODERS[encoding](random.Random(1).randbytes(9_000))
    decoder = decoder_for(encoding)
    list(decoder.feed(data[:-20]))
    assert not decoder.finished


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_bytes_that_are_not_so_encoded_are_malformed(encoding: str) -> None:
    with pytest.raises(Malformed):
        list(decoder_for(encoding).feed(b"<html><p>plain text after all</p></html>" * 20))


@pytest.mark.parametrize("encoding", ["compress", "zstd", "gzip, gzip, gzip, gzip"])
def test_encodings_that_we_did_not_ask_for_are_malformed(encoding: str) -> None:
    with pytest.raises(Malformed):
        decoder_for(encoding)
