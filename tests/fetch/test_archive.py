import contextlib
import datetime as dt
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import boto3
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from fetch.misbehaving import Request, Server, answer, candidate
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from upath import UPath
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.errors import LakeError
from dateline.fetch.archive import WarcWriter, payload_digest, read_capture
from dateline.fetch.client import Client
from dateline.fetch.exchange import Exchange
from dateline.fetch.known import Known
from dateline.records import Ending, Fetched, Outcome, WarcRef
from dateline.settings import FetchSettings

URL = "http://www.post.example/a"
NOW = dt.datetime(2026, 11, 9, 7, 30, 0, 123456, tzinfo=dt.UTC)
PAGE = b"<html><p>hello</p></html>"


def exchange(url: str = URL, **fields: object) -> Exchange:
    values: dict[str, object] = {
        "url": url,
        "request_headers": (("Host", "www.post.example"), ("User-Agent", "Dateline/0")),
        "started_at": NOW,
        "peer": "192.0.2.7",
        "status": 200,
        "reason": "OK",
        "http_version": "HTTP/1.1",
        "headers": (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        "payload": PAGE,
        "body": PAGE,
        "read": True,
    }
    return Exchange(**(values | fields))  # type: ignore[arg-type]


def known(ref: WarcRef) -> Known:
    return Known(
        url=URL,
        fetched_at=NOW,
        etag=None,
        last_modified=None,
        content_type="text/html",
        charset="utf-8",
        digest="sha256:0",
        size=len(PAGE),
        warc=ref,
    )


def ending(url: str, outcome: Outcome = Outcome.GONE) -> Fetched:
    return Fetched(candidate=candidate(url), ending=Ending(outcome=outcome))


def records(path: UPath) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]


def check(path: UPath) -> None:
    warcio = Path(sys.executable).with_name("warcio")
    done = subprocess.run([warcio, "check", "-v", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "digest pass" in done.stdout


def test_a_capture_is_read_back_by_its_reference(lake: UPath) -> None:
    with WarcWriter(lake / "day=1" / "captures.warc.gz", root=lake) as writer:
        refs = [writer.store([exchange(payload=b"<p>%d" % number)]) for number in range(5)]
    assert refs[3].path == "day=1/captures.warc.gz"
    stored = read_capture(refs[3], lake)
    assert (stored.url, stored.status, stored.body, stored.fetched_at) == (URL, 200, b"<p>3", NOW)
    assert stored.headers[1:] == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))


def test_the_reference_is_exactly_one_gzip_member(lake: UPath) -> None:
    with WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        ref = writer.store([exchange()])
        writer.store([exchange()])
    data = (lake / "captures.warc.gz").read_bytes()[ref.offset : ref.offset + ref.length]
    assert gzip.decompress(data).startswith(b"WARC/1.1\r\n")


def test_request_response_digests_address_and_redirects_are_all_there(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    redirect = exchange(status=302, reason="Found", payload=b"", headers=(("Location", "/b"),))
    with WarcWriter(path, root=lake) as writer:
        ref = writer.store([redirect, exchange(f"{URL}/b")])
    check(path)
    found = records(path)
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "response", "request"]
    _, response, body = found[3]
    assert body == PAGE
    assert response["WARC-Date"] == "2026-11-09T07:30:00.123456Z"
    assert response["WARC-IP-Address"] == "192.0.2.7"
    assert response["WARC-Payload-Digest"] == payload_digest(PAGE)
    with path.open("rb") as stream:
        request = [record.http_headers for record in ArchiveIterator(stream)][4]
    assert (request.protocol, request.statusline) == ("GET", "/a/b HTTP/1.1")
    assert found[4][1]["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert read_capture(ref, lake).url == f"{URL}/b"


def test_fastwarc_reads_it_and_agrees_on_every_digest(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        writer.store([exchange()])
    kinds = WarcRecordType.response | WarcRecordType.request
    with path.open("rb") as stream:
        for record in FastIterator(stream, record_types=kinds, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            assert record.verify_payload_digest()
            if record.record_type is WarcRecordType.response:
                assert (record.http_headers.status_code, record.reader.read()) == (200, PAGE)


@pytest.mark.parametrize(
    "headers",
    [
        (("X-Name", "caf\u00e9"), ("X-Bytes", "\xff\x80")),
        (("X-\u00e9", "1"),),
        (("Content-Type", ""),),
        (("Content-Length", "999"), ("Content-Type", "text/html")),
    ],
)
def test_odd_headers_are_stored_as_they_came(lake: UPath, headers: tuple[tuple[str, str], ...]) -> None:
    path = lake / "captures.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        writer.store([exchange(headers=headers, reason="D\u00e9j\u00e0 vu")])
    check(path)


def test_the_body_is_stored_encoded_and_read_back_decoded(lake: UPath, server: Server) -> None:
    payload = gzip.compress(PAGE)
    server.on(
        "/a",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(payload), payload),
    )
    client = Client(FetchSettings(connect_to=(f"::127.0.0.1:{server.port}",), min_interval=0))
    with WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        ref = writer.store(client.get(URL).hops)
    check(lake / "captures.warc.gz")
    stored = read_capture(ref, lake)
    assert stored.body == PAGE
    assert stored.payload_digest == payload_digest(payload)
    assert stored.header("x-archive-orig-transfer-encoding") == "chunked"


def test_a_revisit_leads_to_the_body_that_it_refers_to(lake: UPath) -> None:
    with WarcWriter(lake / "one.warc.gz", root=lake) as writer:
        ref = writer.store([exchange()])
    path = lake / "two.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        same = writer.revisit([exchange()], known(ref), payload_digest=payload_digest(PAGE))
        unmodified = writer.revisit([exchange(status=304, payload=b"")], known(ref))
    check(path)
    profiles = [
        headers["WARC-Profile"].rpartition("/")[2] for kind, headers, _ in records(path) if kind == "revisit"
    ]
    assert profiles == ["identical-payload-digest", "server-not-modified"]
    assert read_capture(same, lake).body == read_capture(unmodified, lake).body == PAGE


# Files that are complete, or not there


def test_the_file_appears_only_when_it_is_complete(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        writer.store([exchange()])
        assert not path.exists()
    assert path.exists()
    assert sorted(file.name for file in lake.iterdir()) == ["captures.warc.gz", "captures.warc.gz.journal"]


def test_after_an_error_the_next_writer_goes_on(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with pytest.raises(RuntimeError), WarcWriter(path, root=lake) as writer:
        writer.store([exchange()])
        writer.settle(ending("http://a.example/1"))
        raise RuntimeError
    assert not path.exists()
    with WarcWriter(path, root=lake) as writer:
        assert [item.candidate.url for item in writer.done.values()] == ["http://a.example/1"]
        writer.store([exchange()])
    assert [kind for kind, _, _ in records(path)].count("response") == 2


@pytest.mark.parametrize("torn_off", [1, 7, 60, 300])
def test_a_torn_end_is_cut_and_what_was_whole_is_kept(lake: UPath, torn_off: int) -> None:
    path = lake / "captures.warc.gz"
    client = candidate(URL)
    with pytest.raises(RuntimeError), WarcWriter(path, root=lake) as writer:
        writer.store([exchange()])
        writer.settle(ending(client.url))
        writer.store([exchange("http://www.post.example/b")])
        writer.settle(ending("http://www.post.example/b"))
        raise RuntimeError
    partial = Path(str(lake)) / ".captures.warc.gz.partial"
    os.truncate(partial, partial.stat().st_size - torn_off)
    with WarcWriter(path, root=lake) as writer:
        assert list(writer.done) == [client.id]
    check(path)
    assert [kind for kind, _, _ in records(path)] == ["warcinfo", "response", "request"]


def test_a_torn_journal_vouches_for_what_it_still_says(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with pytest.raises(RuntimeError), WarcWriter(path, root=lake) as writer:
        writer.settle(ending("http://a.example/1"))
        writer.settle(ending("http://a.example/2"))
        raise RuntimeError
    journal = Path(str(lake)) / ".captures.warc.gz.journal.partial"
    os.truncate(journal, journal.stat().st_size - 10)
    with WarcWriter(path, root=lake) as writer:
        assert [item.candidate.url for item in writer.done.values()] == ["http://a.example/1"]


def test_a_finished_file_is_added_to_so_that_references_hold(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with WarcWriter(path, root=lake) as writer:
        first = writer.store([exchange()])
        writer.settle(ending("http://a.example/1"))
    with WarcWriter(path, root=lake) as writer:
        assert len(writer.done) == 1
        second = writer.store([exchange("http://www.post.example/b")])
    assert read_capture(first, lake).url == URL
    assert read_capture(second, lake).url == "http://www.post.example/b"


def test_two_processes_do_not_write_one_file(lake: UPath) -> None:
    path = lake / "captures.warc.gz"
    with WarcWriter(path, root=lake), pytest.raises(LakeError, match="another process"), WarcWriter(path):
        pass


# WARCs of others, and other places


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A WARC 1.0 with chunked and gzipped bodies left as they came, as other crawlers write it."""
    path = tmp_path / "foreign.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        body = gzip.compress(PAGE)
        chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        headers = [
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
        ]
        for number in range(3):
            writer.write_record(
                writer.create_warc_record(
                    f"{URL}/{number}",
                    "response",
                    payload=BytesIO(chunked),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                )
            )
    return path


def references(path: Path) -> list[WarcRef]:
    with path.open("rb") as stream:
        iterator = ArchiveIterator(stream)
        return [
            WarcRef(path=str(path), offset=iterator.get_record_offset(), length=iterator.get_record_length())
            for _ in iterator
        ]


def test_a_foreign_file_is_read_where_it_lies(foreign: Path, lake: UPath) -> None:
    assert [read_capture(ref, lake).body for ref in references(foreign)] == [PAGE] * 3
    assert read_capture(references(foreign)[1], lake).url == f"{URL}/1"


def test_a_foreign_file_is_read_over_http_by_ranges(foreign: Path, lake: UPath, server: Server) -> None:
    data = foreign.read_bytes()

    def ranges(sock, request: Request) -> None:
        first, last = map(int, request.headers["range"].removeprefix("bytes=").split("-"))
        sock.sendall(answer(206, data[first : last + 1], Content_Type="application/octet-stream"))

    server.on("/crawl.warc.gz", ranges)
    client = Client(FetchSettings(connect_to=(f"::127.0.0.1:{server.port}",), min_interval=0))
    ref = references(foreign)[2].model_copy(update={"path": "http://data.example/crawl.warc.gz"})
    assert read_capture(ref, lake, http=client).url == f"{URL}/2"
    with pytest.raises(LakeError, match="needs a client"):
        read_capture(ref, lake)


@pytest.mark.parametrize(("offset", "length"), [(3, 50), (10_000, 50)])
def test_a_reference_that_leads_nowhere_is_an_error_that_names_it(
    foreign: Path, lake: UPath, offset: int, length: int
) -> None:
    with pytest.raises(LakeError, match=rf"foreign\.warc\.gz at {offset}"):
        read_capture(WarcRef(path=str(foreign), offset=offset, length=length), lake)
    with pytest.raises(LakeError, match=r"missing\.warc\.gz"):
        read_capture(WarcRef(path="missing.warc.gz", offset=0, length=1), lake)


@given(st.integers(0, 1_500), st.integers(0, 255), st.booleans())
def test_a_damaged_file_is_read_or_is_an_error_that_names_it(position: int, value: int, packed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = UPath(folder)
        with WarcWriter(root / "captures.warc.gz", root=root) as writer:
            ref = writer.store([exchange()])
        data = bytearray((root / "captures.warc.gz").read_bytes()[ref.offset :])
        data = data if packed else bytearray(gzip.decompress(data))
        data[position % len(data)] = value
        (root / "damaged.warc").write_bytes(data)
        with contextlib.suppress(LakeError):
            read_capture(WarcRef(path="damaged.warc", offset=0, length=0), root)


def test_a_stored_bomb_is_refused(lake: UPath) -> None:
    bomb = exchange(payload=gzip.compress(bytes(60_000_000)), headers=(("Content-Encoding", "gzip"),))
    with WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        ref = writer.store([bomb])
    with pytest.raises(LakeError, match="larger than 1000000 bytes"):
        read_capture(ref, lake, max_bytes=1_000_000)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[UPath]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    endpoint = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="lake")
    yield UPath("s3://lake", endpoint_url=endpoint)
    server.stop()


def test_a_lake_on_object_storage_works_the_same(bucket: UPath) -> None:
    path = bucket / "day=1" / "captures.warc.gz"
    with WarcWriter(path, root=bucket) as writer:
        ref = writer.store([exchange()])
        writer.settle(ending("http://a.example/1"))
        assert not path.exists()
    assert ref.path == "day=1/captures.warc.gz"
    assert read_capture(ref, bucket).body == PAGE
    with WarcWriter(path, root=bucket) as writer:
        assert len(writer.done) == 1
        writer.store([exchange()])
    assert read_capture(ref, bucket).body == PAGE
