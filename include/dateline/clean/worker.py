"""The process in which pages are read, one after another, so that a page cannot take more than itself down.

It reads pickled pages from standard input and writes pickled results to standard output, each behind its
length. Before each page the soft CPU limit is moved to what this page may use; past it the kernel ends
the process. The parent (``dateline.clean.workers``) sees that and goes on with a new one.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import sys
from typing import BinaryIO

from dateline.clean.page import read_page
from dateline.clean.wire import HEADER, READY, frame, length
from dateline.records import Cleaned, Ending, Outcome, Page

MAX_MEMORY = 4 << 30
_WARMING = b"<p>Models and word lists are loaded before the first page, so that it does not pay for them.</p>"


def serve(requests: BinaryIO, replies: BinaryIO, *, cpu_seconds: float) -> None:
    """Say that this process is ready, then answer each page until the input ends."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    _read(Page(id="", url="http://localhost/", html=_WARMING))
    replies.write(frame(READY))
    replies.flush()
    while header := requests.read(HEADER.size):
        page = pickle.loads(requests.read(length(header)))
        _allow(cpu_seconds)
        replies.write(frame(pickle.dumps(_read(page))))
        replies.flush()


def _allow(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _read(page: Page) -> Cleaned:
    try:
        return read_page(page)
    except Exception as error:  # noqa: BLE001  a page must not end the batch, whatever it holds
        reason = f"{type(error).__name__}: {error}"[:300]
        return Cleaned(id=page.id, ending=Ending(outcome=Outcome.FAILED, reason=reason))


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies, cpu_seconds=float(sys.argv[1]))
