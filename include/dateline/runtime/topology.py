"""Which processes make up Airflow: the list that the local stack starts and docker-compose.yaml repeats."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

ON_ONE_MACHINE = ("--skip-serve-logs",)
"""Airflow's log servers would listen on every interface; on one machine the API server reads the logs from
the disk."""
WORKER = ("celery", "worker")


@dataclass(frozen=True)
class Component:
    """One long-running process of Airflow: its name and the words after ``airflow``."""

    name: str
    command: tuple[str, ...]
    flags: tuple[str, ...] = ()
    """Only where all of them share a machine."""


CORE = (
    Component("api-server", ("api-server",)),
    Component("scheduler", ("scheduler",), ON_ONE_MACHINE),
    Component("dag-processor", ("dag-processor",)),
    Component("triggerer", ("triggerer",), ON_ONE_MACHINE),
)


@dataclass(frozen=True)
class Topology:
    """How tasks are run: by the scheduler's machine alone, or by Celery workers that take them from Redis."""

    executor: Literal["local", "celery"] = "local"
    workers: int = 0
    concurrency: int = 2
    """Tasks at once in one Celery worker."""

    @property
    def components(self) -> tuple[Component, ...]:
        """The processes on one machine, in the order in which they start."""
        return (*CORE, *self.celery_workers)

    @property
    def celery_workers(self) -> tuple[Component, ...]:
        return tuple(self._worker(number) for number in range(1, self.workers + 1))

    @property
    def parallelism(self) -> int:
        """Tasks that may run at once, over all workers."""
        if self.executor == "celery":
            return max(1, self.workers * self.concurrency)
        return max(4, 2 * (os.cpu_count() or 1))

    def _worker(self, number: int) -> Component:
        name = f"worker-{number}"
        own = ("--celery-hostname", f"{name}@dateline", "--concurrency", str(self.concurrency))
        return Component(name, WORKER, (*ON_ONE_MACHINE, *own))


LOCAL = Topology()
