"""The raw archive: WARC files that any reader of the format can open."""

from dateline.fetch.archive.reader import StoredResponse, read_capture
from dateline.fetch.archive.writer import WarcWriter, payload_digest

__all__ = ["StoredResponse", "WarcWriter", "payload_digest", "read_capture"]
