"""Which words introduce speech: the groups of ``cues.tsv``, by inflected form."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

GROUPS = ("say", "speech", "write", "document", "judge", "order", "commit", "think")

_VOWELS = "aeiou"


@lru_cache(maxsize=1)
def verbs() -> dict[str, frozenset[str]]:
    """Every inflected form of a cue verb, with the groups it belongs to."""
    forms: dict[str, set[str]] = {}
    for group, words in _table().items():
        if group in GROUPS:
            for word in words:
                for form in inflect(word):
                    forms.setdefault(form, set()).add(group)
    return {form: frozenset(groups) for form, groups in forms.items()}


@lru_cache(maxsize=1)
def nouns() -> frozenset[str]:
    """Nouns that hold what somebody said: statement, claim, belief, and their plurals."""
    words = _table()["nouns"]
    return frozenset(words) | {_third_person(word) for word in words}


@lru_cache(maxsize=1)
def feelings() -> frozenset[str]:
    """Adjectives that say how somebody stands to a content: sure, worried, opposed."""
    return frozenset(_table()["feelings"])


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Every word that introduces speech, or may."""
    return frozenset(("according", *verbs(), *nouns(), *feelings()))


def inflect(verb: str) -> set[str]:
    """The forms of an English verb: ``deny`` gives deny, denies, denied, denying."""
    irregular = _table("irregular.tsv").get(verb, [])
    forms = {verb, _third_person(verb), *irregular}
    stem = verb[:-1] if verb.endswith("e") else verb
    if not any(form.endswith("ing") for form in irregular):
        forms.add((verb if verb.endswith(("ee", "ye", "oe")) else stem) + "ing")
    if not irregular:
        forms.add(f"{verb[:-1]}ied" if _ends_in_consonant_y(verb) else f"{stem}ed")
    return forms


def forms_of(*verbs: str) -> frozenset[str]:
    """All forms of several verbs."""
    return frozenset(form for verb in verbs for form in inflect(verb))


def _third_person(word: str) -> str:
    if _ends_in_consonant_y(word):
        return f"{word[:-1]}ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _ends_in_consonant_y(word: str) -> bool:
    return word.endswith("y") and word[-2] not in _VOWELS


@lru_cache(maxsize=2)
def _table(name: str = "cues.tsv") -> dict[str, list[str]]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {key: words.split() for key, words in rows}
