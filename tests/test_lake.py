"""Files of the lake appear whole or not at all."""

import datetime as dt
import gzip

import pytest
from upath import UPath

from dateline.errors import LakeError
from dateline.lake import read_records, whole_file, write_records
from dateline.records import Candidate, FoundBy


def candidate(number: int) -> Candidate:
    return Candidate(
        source="post",
        url=f"https://post.example/{number}",
        day=dt.date(2026, 11, 9),
        found_by=FoundBy.FEED,
        found_in="https://post.example/feed.xml",
    )


def test_records_come_back_as_they_were_written(tmp_path):
    path = UPath(tmp_path) / "day" / "candidates.jsonl.gz"
    assert write_records(path, map(candidate, range(3))) == 3
    assert list(read_records(path, Candidate)) == [candidate(number) for number in range(3)]


def test_the_same_records_make_the_same_bytes(tmp_path):
    first, second = UPath(tmp_path) / "a", UPath(tmp_path) / "b"
    write_records(first, [candidate(1)])
    write_records(second, [candidate(1)])
    assert first.read_bytes() == second.read_bytes()


def test_a_writer_that_breaks_leaves_what_was_there(tmp_path):
    path = UPath(tmp_path) / "candidates.jsonl.gz"
    write_records(path, [candidate(1)])

    def breaks():
        yield candidate(2)
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        write_records(path, breaks())
    assert list(read_records(path, Candidate)) == [candidate(1)]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_nobody_sees_a_file_before_it_is_whole(tmp_path):
    path = UPath(tmp_path) / "captures.warc.gz"
    with whole_file(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"


def test_a_missing_file_names_itself_and_what_to_do(tmp_path):
    with pytest.raises(LakeError, match=r"nothing\.gz is missing.*stage before"):
        list(read_records(UPath(tmp_path) / "nothing.gz", Candidate))


def test_a_torn_file_is_refused(tmp_path):
    path = UPath(tmp_path) / "torn.gz"
    write_records(path, map(candidate, range(500)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(LakeError, match="torn"):
        list(read_records(path, Candidate))


def test_a_line_that_is_no_record_is_named_by_its_number(tmp_path):
    path = UPath(tmp_path) / "odd.gz"
    good = candidate(1).model_dump_json()
    path.write_bytes(gzip.compress(f'{good}\n{{"source": 1}}\n'.encode()))
    with pytest.raises(LakeError, match="line 2: not a Candidate"):
        list(read_records(path, Candidate))
