"""The language.

Order: JSON-LD ``inLanguage``; ``html lang``; ``og:locale`` and its likes; then the text itself, by
py3langid. The text overrules the markup where it is long enough and clear; a disagreement is recorded
either way.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dateline.clean.evidence import Evidence
from dateline.clean.rules import Found, Rule, first

_META = ("og:locale", "content-language", "language", "dc.language", "dcterms.language", "inlanguage")
_ENOUGH_CHARS, _SURE = 200, 0.99
_READ_CHARS = 2_000
_CODE = re.compile(r"^([A-Za-z]{2})(?:[-_].*)?$")
_SAME = (
    {"no", "nb", "nn", "da"},
    {"id", "ms"},
    {"hr", "sr", "bs"},
    {"xh", "zu"},
    {"cs", "sk"},
    {"gl", "pt", "es"},
)
_RENAMED = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}


def find_language(evidence: Evidence, *, text: str) -> tuple[Found[str], str | None]:
    """``(language with its origin, what the text looks like where that differs from the markup)``."""
    declared = first(_RULES, evidence)
    detected, probability = _detect(text[:_READ_CHARS]) if len(text) >= 20 else ("", 0.0)
    if not detected:
        return declared, None
    if declared.value is None:
        return Found(detected, "text", round(0.5 + 0.4 * probability, 2)), None
    if detected == declared.value or any({detected, declared.value} <= alike for alike in _SAME):
        return declared, None
    if probability >= _SURE and len(text) >= _ENOUGH_CHARS:
        return Found(detected, "text against markup", 0.9), detected
    return declared, detected


def _code(text: str | None) -> str | None:
    match = _CODE.match((text or "").strip())
    return _RENAMED.get(code := match.group(1).lower(), code) if match else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _detect(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return _RENAMED.get(language, language), float(probability)


_RULES: tuple[Rule[str], ...] = (
    Rule("json-ld", 0.9, lambda evidence: _code(evidence.linked("inLanguage"))),
    Rule(
        "html lang", 0.9, lambda evidence: _code(evidence.tree.get("lang") or evidence.tree.get("xml:lang"))
    ),
    Rule("meta", 0.8, lambda evidence: _code(evidence.meta(*_META))),
)
