"""How fast discovery reads a large sitemap, and how much memory it takes.

    python bench/discovery.py [--entries 50000] [--of-day 50000]

A loopback server gives one sitemap of so many entries, so many of which are of the day asked; printed are the
seconds from the question to the last candidate, and the process's peak memory, imports and all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DAY = dt.date(2026, 11, 14)
HOST = "http://www.paper.example"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, default=50_000)
    options.add_argument("--of-day", type=int, default=50_000)
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.port:
        measure(asked.port)
        return
    with serving(sitemap(asked.entries, asked.of_day)) as port:
        subprocess.run([sys.executable, __file__, "--port", str(port)], check=True)


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


class serving:  # noqa: N801 - used as a function
    """Serve ``body`` at every address of a free loopback port."""

    def __init__(self, body: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> int:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_port

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def measure(port: int) -> None:
    from dateline.discover import discover
    from dateline.fetch.client import Client
    from dateline.settings import FetchSettings
    from dateline.sources import Source

    client = Client(FetchSettings(connect_to=(f"::127.0.0.1:{port}",), min_interval=0))
    source = Source(id="paper", name="The Paper", home=HOST, sitemaps=(f"{HOST}/sitemap.xml",))
    now = dt.datetime.combine(DAY, dt.time(23), tzinfo=dt.UTC)
    before, used = time.perf_counter(), time.process_time()
    count = sum(1 for _ in discover(source, DAY, http=client, now=now))
    seconds, cpu = time.perf_counter() - before, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} candidates in {seconds:.2f} s ({cpu:.2f} s of CPU), peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
