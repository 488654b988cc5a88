"""The strings behind a parse's numbers, read a column at a time.

spaCy's store decodes a string anew each time it is asked. Words are many, so they are remembered in a
dictionary; labels (relations, tags, types) are few, so that all columns of them are looked up at once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore

Keys = NDArray[np.uint64]
_MOST_WORDS = 65_536
_LAST_KEY = 2**64 - 1


class Words(dict[int, str]):
    """The strings of a store by their keys."""

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings

    def __missing__(self, key: int) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        word = self[key] = self._strings[key]
        return word

    def read(self, column: Keys) -> list[str]:
        """The string of each key."""
        return list(map(self.__getitem__, column.tolist()))


class Labels:
    """The few strings of a store that name what a parser may say of a token."""

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings
        self._known = self._named(np.array([_LAST_KEY], np.uint64))

    def read(self, columns: Keys) -> list[list[str]]:
        """The string of each key in each column."""
        keys, names = self._known
        places = keys.searchsorted(columns)
        if (keys[places] != columns).any():
            keys, names = self._known = self._named(np.union1d(keys, columns))
            places = keys.searchsorted(columns)
        read: list[list[str]] = names[places].tolist()
        return read

    def _named(self, keys: Keys) -> tuple[Keys, NDArray[np.object_]]:
        """Sorted keys, the last of them no label's, so that a place is found for any; their strings."""
        names = ["" if key == _LAST_KEY else self._strings[key] for key in keys.tolist()]
        return keys, np.array(names, object)


@lru_cache(maxsize=4)
def words_of(strings: StringStore) -> Words:
    """The words of ``strings``, kept from one article to the next."""
    return Words(strings)


@lru_cache(maxsize=4)
def labels_of(strings: StringStore) -> Labels:
    """The labels of ``strings``, kept from one article to the next."""
    return Labels(strings)
