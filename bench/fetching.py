"""How fast fetching is, how exactly it keeps intervals, and whether its memory stays flat.

python bench/fetching.py throughput    fetches a second, one process, no intervals
python bench/fetching.py intervals     200 hosts with an interval of one second each
python bench/fetching.py memory        peak memory at 1,000 captures and at --captures
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import itertools
import json
import multiprocessing
import random
import resource
import socket
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import NamedTuple

from upath import UPath

from dateline.fetch import CrawlState, WarcWriter, fetch_all, open_state
from dateline.records import Candidate, FoundBy
from dateline.settings import FetchSettings

PAGE_BYTES = 40_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["throughput", "intervals", "memory"])
    parser.add_argument("--captures", type=int, default=None, help="default 3000, 2000, 50000")
    parser.add_argument("--warehouse", help="PostgreSQL URL: keep intervals there instead of in memory")
    arguments = parser.parse_args()
    bench = {"throughput": throughput, "intervals": intervals, "memory": memory}[arguments.what]
    print(json.dumps(bench(arguments.captures, arguments.warehouse), indent=1))


def throughput(captures: int | None, warehouse: str | None) -> dict[str, object]:
    """Fetches a second, archive included."""
    count = captures or 3_000
    run = _run(count, hosts=50, interval=0.0, warehouse=warehouse)
    return {
        "captures": count,
        "seconds": round(run.seconds, 1),
        "captures_per_second": round(count / run.seconds),
        "captures_per_second_of_our_cpu": round(count / run.cpu_seconds),
    }


def intervals(captures: int | None, warehouse: str | None) -> dict[str, object]:
    """The gaps between requests to one host, by the server's own clock."""
    count, hosts, interval = captures or 2_000, 200, 1.0
    run = _run(count, hosts=hosts, interval=interval, warehouse=warehouse)
    by_host: dict[str, list[float]] = defaultdict(list)
    for host, moment in run.log:
        by_host[host].append(moment)
    gaps = sorted(b - a for moments in by_host.values() for a, b in itertools.pairwise(sorted(moments)))
    requests_a_host = count // hosts + 1
    return {
        "hosts": len(by_host),
        "requests": len(run.log),
        "gaps_shorter_than_interval": sum(gap < interval for gap in gaps),
        "shortest_gap": round(gaps[0], 4),
        "median_gap": round(gaps[len(gaps) // 2], 4),
        "longest_gap": round(gaps[-1], 4),
        "seconds": round(run.seconds, 1),
        "least_seconds_possible": (requests_a_host - 1) * interval,
    }


def memory(captures: int | None, warehouse: str | None) -> dict[str, object]:
    """Peak resident memory of a process of its own for each number of captures."""
    peaks = {}
    for count in (1_000, captures or 50_000):
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_peak, args=(count, warehouse, writer))
        process.start()
        peaks[f"{count} captures, MB"] = round(reader.recv() / 1_000)
        process.join()
    return peaks


def _peak(count: int, warehouse: str | None, result: Connection) -> None:
    _run(count, hosts=50, interval=0.0, warehouse=warehouse)
    result.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


class _Run(NamedTuple):
    seconds: float
    cpu_seconds: float
    """Of this process, all threads; the server has its own."""
    log: list[tuple[str, float]]


def _run(count: int, *, hosts: int, interval: float, warehouse: str | None) -> _Run:
    with (
        _server() as (port, log),
        tempfile.TemporaryDirectory() as folder,
        open_state(warehouse) if warehouse else contextlib.nullcontext() as state,
    ):
        settings = FetchSettings(connect_to=(f"::127.0.0.1:{port}",), min_interval=interval)
        begun, used = time.monotonic(), time.process_time()
        captured = _fetch(_candidates(count, hosts), UPath(folder), settings, state)
        seconds, cpu_seconds = time.monotonic() - begun, time.process_time() - used
        assert captured == count, f"{captured} of {count} captured"
        return _Run(seconds, cpu_seconds, log())


def _fetch(
    candidates: Iterable[Candidate], lake: UPath, settings: FetchSettings, state: CrawlState | None
) -> int:
    shared = {}
    if state:
        shared = {"politeness": state.politeness, "robots": state.robots, "health": state.health}
    with WarcWriter(lake / "captures.warc.gz", root=lake) as writer:
        fetched = fetch_all(candidates, writer=writer, settings=settings, sources={}, **shared)  # type: ignore[arg-type]
        return sum(item.capture is not None and item.ending is None for item in fetched)


def _candidates(count: int, hosts: int) -> Iterator[Candidate]:
    run = random.randrange(10**9)
    for number in range(count):
        url = f"http://h{number % hosts}-{run}.example/{number}"
        yield Candidate(
            source="bench", url=url, day=dt.date(2026, 11, 9), found_by=FoundBy.LIST, found_in="bench"
        )


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, object]]:
    """A server in a process of its own; gives its port and a function that brings its log."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()

    def log() -> list[tuple[str, float]]:
        ours.send("log")
        return ours.recv()

    try:
        yield ours.recv(), log
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    pipe.send(listening.getsockname()[1])
    asyncio.run(_answer(listening, pipe))


async def _answer(listening: socket.socket, pipe: Connection) -> None:
    log: list[tuple[str, float]] = []
    words = random.Random(1).choices(
        ["council", "river", "wall", "said", "on", "Monday", "the", "of"], k=PAGE_BYTES // 5
    )
    page = f"<html><body><p>{' '.join(words)}</p></body></html>".encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                log.append((head.partition(b"Host: ")[2].partition(b"\r\n")[0].decode(), time.time()))
                path = head.split(b" ", 2)[1]
                found = not path.endswith(b"robots.txt")
                body = page + path if found else b""
                status = b"200 OK" if found else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 %b\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, len(body), body)
                )
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, sock=listening)
    asyncio.get_running_loop().add_reader(pipe.fileno(), lambda: (pipe.recv(), pipe.send(log)))
    await server.serve_forever()


if __name__ == "__main__":
    main()
