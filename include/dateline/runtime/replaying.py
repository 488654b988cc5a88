"""The replay server as a process of the stack: started, found, and its clock set."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from dateline.errors import DatelineError
from dateline.runtime import processes
from dateline.runtime.ports import LOOPBACK, free_port

NAME = "replay"


class ReplayFailed(DatelineError):
    """The replay server did not start or refuses."""


@dataclass(frozen=True)
class Replaying:
    """A running replay server: its port, and the certificate that clients must trust."""

    port: int
    ca_file: str

    @property
    def environment(self) -> dict[str, str]:
        """Settings that send every connection to it; addresses stay as they are published.

        Days are run by hand or by backfill: what is served ended in the past, so a run of yesterday would
        take all that carries no date for yesterday's.
        """
        return {
            "DATELINE_DAILY": "0",
            "DATELINE_FETCH__CONNECT_TO": json.dumps([f"::{LOOPBACK}:{self.port}"]),
            "DATELINE_FETCH__CA_BUNDLE": self.ca_file,
        }

    def set_clock(self, now: dt.datetime | None) -> None:
        """Move the made-up outlets' clock; None is after everything was published."""
        answer = requests.put(
            f"http://{LOOPBACK}:{self.port}/clock",
            json={"now": now.isoformat() if now else None},
            headers={"Host": "replay.invalid"},
            timeout=10,
        )
        if not answer.ok:
            raise ReplayFailed(f"The replay server refused its clock: {answer.text}")


def start(paths: Sequence[Path], *, folder: Path, preferred_port: int | None = None) -> Replaying:
    """Serve ``paths`` as a process of the stack in ``folder``, and wait until it listens.

    Raises:
        ReplayFailed: with the end of its log.
    """
    ready = folder / "replay.json"
    ready.unlink(missing_ok=True)
    command = [
        str(Path(sys.executable).parent / "dateline"),
        "replay",
        *(str(path.resolve()) for path in paths),
        f"--port={free_port(preferred_port)}",
        f"--ca-file={folder / 'replay-ca.pem'}",
        f"--ready-file={ready}",
        f"--log={folder / 'logs' / 'replay-requests.jsonl'}",
    ]
    processes.start(NAME, command, env={}, folder=folder)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if ready.exists():
            told = json.loads(ready.read_text())
            return Replaying(port=told["port"], ca_file=told["ca_file"])
        if not processes.running(NAME, folder=folder):
            break
        time.sleep(0.1)
    raise ReplayFailed(
        f"The replay server did not start:\n{processes.last_lines(NAME, folder=folder)}",
        f"Its log is {folder}/logs/{NAME}.log.",
    )
