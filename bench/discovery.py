"""How fast discovery reads a large sitemap or CC-NEWS file, and how much memory it takes.

    python bench/discovery.py [--entries 50000] [--of-day 50000]
    python bench/discovery.py --cc-news 500

A loopback server gives one sitemap of so many entries, so many of which are of the day asked, or one CC-NEWS
file of so many megabytes, one page in a hundred of which is the source's. Printed are the seconds from the
question to the last candidate, and the process's peak memory, imports and all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO

DAY = dt.date(2026, 11, 14)
HOST = "http://www.paper.example"
FOLDER = f"crawl-data/CC-NEWS/{DAY:%Y/%m}"
FILE = f"{FOLDER}/CC-NEWS-{DAY:%Y%m%d}060000-00001.warc.gz"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, default=50_000)
    options.add_argument("--of-day", type=int, default=50_000)
    options.add_argument("--cc-news", type=int, metavar="MEGABYTES")
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.port:
        measure(asked.port, cc_news=asked.cc_news is not None)
        return
    with tempfile.TemporaryFile() as file:
        if asked.cc_news:
            write_cc_news(file, asked.cc_news)
        else:
            file.write(sitemap(asked.entries, asked.of_day))
        with serving(file) as port:
            again = [sys.executable, __file__, "--port", str(port)]
            subprocess.run(again + (["--cc-news", "1"] if asked.cc_news else []), check=True)


def sitemap(entries: int, of_day: int) -> bytes:
    """A sitemap with dates in lastmod only, every second address with a tracking parameter."""
    rows = []
    for number in range(entries):
        day = DAY if number < of_day else DAY - dt.timedelta(days=1 + number % 3000)
        moment = f"{day}T{number % 24:02d}:{number % 60:02d}:{number // 60 % 60:02d}+00:00"
        query = "?utm_source=map&amp;page=1" if number % 2 else ""
        rows.append(
            f"<url><loc>{HOST}/news/local/council-backs-wall-after-winter-{number}/{query}</loc>"
            f"<lastmod>{moment}</lastmod><changefreq>daily</changefreq><priority>0.5</priority></url>"
        )
    body = "".join(rows)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def write_cc_news(file: IO[bytes], megabytes: int) -> None:
    """A WARC of requests and responses of 30 KB that hardly compress, each a gzip member."""
    number = 0
    while file.tell() < megabytes * 1_000_000:
        host = HOST if number % 100 == 0 else f"http://other-{number % 50}.example"
        url = f"{host}/{number}"
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + os.urandom(30_000)
        for kind, block in (("request", b"GET / HTTP/1.1\r\n\r\n"), ("response", page)):
            head = (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DAY}T07:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Length: {len(block)}\r\n"
                f"Content-Type: application/http; msgtype={kind}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 1))
        number += 1


@contextmanager
def serving(file: IO[bytes]) -> Iterator[int]:
    """Serve ``file``, by ranges where asked, and the list that names it, on a free loopback port."""
    size = file.seek(0, os.SEEK_END)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(("robots.txt", "warc.paths.gz")):
                found = gzip.compress(FILE.encode()) if self.path.endswith(".gz") else None
                self.answer(200 if found else 404, found or b"")
                return
            asked = self.headers["Range"]
            first, last = (int(part) for part in asked[6:].split("-")) if asked else (0, size - 1)
            last = min(last, size - 1)
            file.seek(first)
            part = file.read(last + 1 - first)
            self.answer(206 if asked else 200, part, f"bytes {first}-{last}/{size}")

        def answer(self, status: int, body: bytes, part: str | None = None) -> None:
            self.send_response(status)
            if part:
                self.send_header("Content-Range", part)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def measure(port: int, *, cc_news: bool) -> None:
    from dateline.discover import discover
    from dateline.fetch import Client, ObedientClient, Robots
    from dateline.settings import FetchSettings
    from dateline.sources import Source

    client = Client(FetchSettings(connect_to=(f"::127.0.0.1:{port}",), min_interval=0))
    archive = {"kind": "cc-news", "url": "http://commoncrawl.example"}
    way = {"archives": [archive]} if cc_news else {"sitemaps": [f"{HOST}/sitemap.xml"]}
    source = Source.model_validate({"id": "paper", "name": "The Paper", "home": HOST} | way)
    now = dt.datetime.combine(DAY, dt.time(23), tzinfo=dt.UTC)
    before, used = time.perf_counter(), time.process_time()
    http = ObedientClient(client, Robots(client))
    count = sum(1 for _ in discover(source, DAY, http=http, now=now))
    seconds, cpu = time.perf_counter() - before, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} candidates in {seconds:.2f} s ({cpu:.2f} s of CPU), peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
