"""The generation behind a person's name: the Jr. of "Robert F. Kennedy Jr.", the III of "Henry Ford III"."""

from __future__ import annotations

import re
from functools import lru_cache

_GENERATION = re.compile(r",? (jr|sr|jnr|snr|ii|iii|iv)\.?$", re.IGNORECASE)
_JUNIOR = re.compile(r",? (?:jr|sr|jnr|snr)\.?$", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def without_generation(name: str) -> str:
    """A person's name up to the surname."""
    return _GENERATION.sub("", name)


@lru_cache(maxsize=4_096)
def without_junior(name: str) -> str:
    """The same for a name that may be no person's, where II and III may count wars and games."""
    return _JUNIOR.sub("", name)


def generation_of(name: str) -> str:
    """``jr``, ``sr``, ``ii``, ``iii``, ``iv`` or nothing."""
    match = _GENERATION.search(name)
    return match.group(1).lower() if match else ""
