"""How time grows with the input, told apart from whatever else the machine does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from dateline.garbage import without_collecting

Work = Callable[[], object]

TRIES = 3
SLACK = 3.0
"""Times the proportion that still passes: a large input leaves the processor's caches."""
START_UP = 0.1
"""Seconds that any work may take beside what grows."""


def assert_linear(prepare: Callable[[int], Work], *, small: int, large: int) -> None:
    """Hold that the work on ``large`` takes at most ``SLACK`` times the proportion of that on ``small``.

    ``prepare`` makes work of a size, anew for each try and outside what is measured. One try that holds is
    enough: growth that is not linear shows in every one, a stall of the machine does not.
    """
    proportion, tries = large / small, []
    for _ in range(TRIES):
        few, many = (processor_seconds(prepare(size)) for size in (small, large))
        if many < SLACK * proportion * few + START_UP:
            return
        tries.append(f"{few:.4f} s, then {many:.4f} s")
    raise AssertionError(f"{proportion:g} times the input took more than its share: {'; '.join(tries)}")


def processor_seconds(work: Work) -> float:
    """Seconds of the processor that this thread gave to ``work``.

    Without the garbage collector, which goes over all objects of the process, whoever made them.
    """
    with without_collecting():
        started = time.thread_time()
        work()
        return time.thread_time() - started
