"""The sightings of a text by name, and the groups of one entity's names made one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dateline.annotate.entities.found import Found
from dateline.annotate.entities.places import fold
from dateline.annotate.entities.titles import gender_of_title, title_before, whole_title

Key = tuple[str, str]
"""A group's label and name, the name in small letters without accents."""
NICKNAME = re.compile(r" [“‘\"'(][^“”‘\"()]+[”’\"')] ")
MANY_WORDS = 8
"""Words of a name that are looked at."""
ADDRESS = "\x00"
"""Between a surname and the title that it bears, in keys."""


@dataclass(slots=True, eq=False)
class Group:
    """All sightings of one entity."""

    name: str
    label: str
    items: list[Found] = field(default_factory=list)
    forms: dict[str, int] = field(default_factory=dict)
    """How often each spelling stands in the text."""
    apart: bool = False
    """Set of a surname with a title that is not theirs who are named in full."""


def grouped(text: str, items: list[Found]) -> dict[Key, Group]:
    """A group for each name, in the order of the text; a person's one word is apart with each title."""
    groups: dict[Key, Group] = {}
    for item in items:
        words = text[item.start : item.end]
        form = _form(words)
        key = item.label, fold(form)
        if item.label == "PERSON" and " " not in words:
            key = item.label, key[1] + _address(text, item)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(form, item.label)
        group.items.append(item)
        group.forms[form] = group.forms.get(form, 0) + 1
    for group in groups.values():
        if len(group.forms) > 1:
            group.name = max(group.forms, key=lambda form: (not form.isupper(), group.forms[form], form))
    return groups


def _form(words: str) -> str:
    """The words with single spaces and without a nickname between them."""
    parts = words.split()
    form = " ".join(parts)
    return NICKNAME.sub(" ", form) if len(parts) > 2 else form


def _address(text: str, item: Found) -> str:
    """What tells bearers of one surname apart: " mr" or " ms" for their gender, else their title."""
    title = title_before(text, item.start)
    return f"{ADDRESS}{gender_of_title(title) or whole_title(title)}" if title else ""


def merged(groups: dict[Key, Group], owners: dict[Key, Key]) -> dict[Key, Group]:
    """The groups that own themselves, each with what it owns, in the order of the text."""
    members: dict[Key, list[Group]] = {}
    for key, group in groups.items():
        members.setdefault(owners.get(key, key), []).append(group)
    return {key: _union(groups[key], same) for key, same in members.items()}


def _union(owner: Group, members: list[Group]) -> Group:
    if members == [owner]:
        return owner
    items = [item for group in members for item in group.items]
    forms: dict[str, int] = {}
    for group in members:
        for form, count in group.forms.items():
            forms[form] = forms.get(form, 0) + count
    return Group(owner.name, owner.label, items, forms, apart=any(group.apart for group in members))
