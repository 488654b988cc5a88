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
        self._keys: Keys = np.array([_LAST_KEY], np.uint64)
        self._names = np.array([""], object)

    def read(self, columns: Keys) -> list[list[str]]:
        """The string of each key in each column."""
        places = self._keys.searchsorted(columns)
        if (self._keys[places] != columns).any():
            self._learn(columns)
            places = self._keys.searchsorted(columns)
        names: list[list[str]] = self._names[places].tolist()
        return names

    def _learn(self, columns: Keys) -> None:
        self._keys = np.union1d(self._keys, columns)
        names = ["" if key == _LAST_KEY else self._strings[key] for key in self._keys.tolist()]
        self._names = np.array(names, object)


@lru_cache(maxsize=4)
def words_of(strings: StringStore) -> Words:
    """The words of ``strings``, kept from one article to the next."""
    return Words(strings)


@lru_cache(maxsize=4)
def labels_of(strings: StringStore) -> Labels:
    """The labels of ``strings``, kept from one article to the next."""
    return Labels(strings)
