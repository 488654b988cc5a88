"""Why a request brought no page, sorted by what is to be done about it.

Each failure knows the outcome of the candidate that met it, whether another try may pass, and how it counts
for the health of its host.
"""

from __future__ import annotations

from enum import StrEnum

from dateline.errors import DatelineError
from dateline.records import Ending, Outcome


class FailureKind(StrEnum):
    """How a failure counts for its host."""

    HARD = "hard"  # the host does not exist, or is not who it says
    SOFT = "soft"  # the host answers, and does not let us
    TEMPORARY = "temporary"  # what passes: timeouts, resets, 5xx, 429


class FetchFailure(DatelineError):
    """A request that brought no page."""

    outcome = Outcome.FAILED
    kind: FailureKind | None = None
    passes = False
    """Whether another try soon may do better."""

    @property
    def ending(self) -> Ending:
        return Ending(outcome=self.outcome, reason=self.reason)


class Refused(FetchFailure):
    """We do not go there: a private address, a bad scheme, too many redirects."""

    outcome = Outcome.REFUSED


class TooLarge(FetchFailure):
    """More bytes, more expansion or more header than the limits."""

    outcome = Outcome.TOO_LARGE


class Disallowed(FetchFailure):
    """robots.txt forbids the address."""

    outcome = Outcome.ROBOTS


class RobotsUnreadable(Disallowed):
    """robots.txt could not be read, so that nothing of the host may be."""

    kind = FailureKind.TEMPORARY


class Malformed(FetchFailure):
    """An answer that cannot be read, and would be the same another time."""


class TooSlow(FetchFailure):
    """The answer was not complete within the total time."""

    kind = FailureKind.TEMPORARY


class Interrupted(FetchFailure):
    """The connection failed, timed out or broke."""

    kind = FailureKind.TEMPORARY
    passes = True


class Unreachable(FetchFailure):
    """There is no such host, or its certificate is not valid."""

    kind = FailureKind.HARD


class Resting(FetchFailure):
    """The host is left alone for a while, because it asked for that or because it keeps failing."""
