"""Errors that an operator can act on: what happened, to what, and what to do next."""

from __future__ import annotations


class DatelineError(Exception):
    """An error with its fields kept apart, so that a log, a page or a person can use each.

    ``reason`` says what happened and to which address, file or row; ``instruction`` says what to do next;
    ``fields`` holds the values behind the sentence (``source``, ``url``, ``path``, ``line`` …).
    """

    def __init__(self, reason: str, instruction: str = "", **fields: object) -> None:
        super().__init__(reason, instruction)
        self.reason = reason
        self.instruction = instruction
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.reason} {self.instruction}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.reason, self.instruction, self.fields))


def _rebuild(
    cls: type[DatelineError], reason: str, instruction: str, fields: dict[str, object]
) -> DatelineError:
    return cls(reason, instruction, **fields)


class ConfigError(DatelineError):
    """A setting or a configuration file cannot be used as it is."""


class SourceUnavailable(DatelineError):
    """A source could not be asked at all: trying again later may help."""


class SourceRefused(SourceUnavailable):
    """Every way to a source answered that it is not there, or not for us: asking at once again is no use."""


class WarehouseError(DatelineError):
    """The warehouse refused or could not be reached."""


class LakeError(DatelineError):
    """A file of the lake is missing, torn or not what its name says."""
