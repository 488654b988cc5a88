"""Parse articles once: texts in, spaCy docs out, kept between the stages as one DocBin a batch.

Entities and quotes are separate stages that read the same parse, so ``to_bytes`` and ``from_bytes`` carry
``(id, doc)`` pairs through a file of the lake. A doc's offsets are always those of the text that was given.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import spacy
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, DocBin

from dateline.errors import ConfigError, LakeError

PIECE = 50_000
"""Characters parsed at once: a longer text is parsed in pieces, so memory does not grow with one text."""
NEEDED = ("tok2vec", "transformer", "morphologizer", "tagger", "parser", "attribute_ruler", "ner")
"""The components whose output the stages read; any other is left out of the pipeline."""
_STORED = ("TAG", "POS", "MORPH", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE")
_ENDLESS = re.compile(r"(?:[^\w\s]|_|(?<=['’])[sS]){256}")
"""A run of marks that no writing has. spaCy takes them off a word one by one, each time reading all that is
left: a run of 50,000 took minutes, so words that hold one stay whole."""
_TIME = re.compile(
    r"\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\b\.?)?(?: (?:GMT|BST|UTC|CES?T|[ECMP][SD]?T|IST|AES?T))?+"
    r"(?:[ \t]*[:,–—-][ \t]*|[ \t]+)"
    r"(?=[“‘\"']?[A-Z])"
)
"""The time that opens an entry of a live report, and the beginning of its first sentence."""
_LONGEST_TIME = 8
"""Tokens that are read for it."""
_ABBREVIATED = (
    *("Adj.", "Adv.", "Ald.", "Amb.", "Assoc.", "Asst.", "Atty.", "Brig.", "Capt.", "Cde.", "Cdr."),
    *("Cllr.", "Cmdr.", "Cmdt.", "Col.", "Comdr.", "Const.", "Coun.", "Cpl.", "Dep.", "Det.", "Dets."),
    *("Dist.", "Engr.", "Ens.", "Flt.", "Fr.", "Hon.", "Insp.", "Ldr.", "Lt.", "Lts.", "Maj."),
    *("Messrs.", "Mme.", "Msgr.", "Mx.", "Ofc.", "Pfc.", "Pol.", "Pres.", "Pte.", "Ptl.", "Ptlm."),
    *("Pvt.", "Reps.", "Rt.", "Sec.", "Sens.", "Sgt.", "Sgts.", "Spc.", "Sqn.", "Sr.", "Supt."),
    *("Treas.", "Ven.", "Wg."),
)
"""Titles whose full stop spaCy takes for the end of a sentence: "said Det. Sgt. Ana Ruiz"."""
_UNPARTED = ("id", "Id", "wed", "Wed")
"""Words that spaCy reads as "I'd" and "we'd" without their apostrophes."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def model_for(language: str | None, models: Mapping[str, str]) -> str | None:
    """The model that reads ``language`` (``en``, ``en-GB``), or None where the settings name none."""
    return models.get((language or "").lower().replace("_", "-").partition("-")[0])


@lru_cache(maxsize=4)
def load_model(name: str) -> Language:
    """Load an installed spaCy package or a path, once a process, with only the needed components.

    Raises:
        ConfigError: there is no such package or folder, or it holds no parser.
    """
    folder = model_folder(name)
    pipeline = spacy.util.load_config(folder / "config.cfg")["nlp"]["pipeline"]
    nlp = spacy.load(folder, exclude=[part for part in pipeline if part not in NEEDED])
    if "parser" not in nlp.pipe_names:
        raise ConfigError(
            f"The spaCy model {name} has no dependency parser.",
            "Name another model in DATELINE_ANNOTATE__MODELS.",
            model=name,
        )
    nlp.add_pipe("dateline_paragraphs", first=True)
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.token_match = _whole(nlp.tokenizer.token_match)
        for word in (*_ABBREVIATED, *_UNPARTED):
            nlp.tokenizer.add_special_case(word, [{ORTH: word}])
    return nlp


def _whole(known: Callable[[str], object] | None) -> Callable[[str], object]:
    """What the tokenizer is to leave whole: what it left so before, and words with endless runs of marks."""

    def match(word: str) -> object:
        return _ENDLESS.search(word) or (known(word) if known is not None else None)

    return match


@Language.component("dateline_paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Start a sentence with every paragraph, and behind the time that opens it in a live report.

    This comes before the parser looks for the other starts.
    """
    _start_behind_time(doc, 0)
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
            _start_behind_time(doc, token.i + 1)
    return doc


def _start_behind_time(doc: Doc, first: int) -> None:
    """In "11:20 GMT Speaking on the radio" the sentence begins with "Speaking"."""
    if first < len(doc) and doc[first].text[:1].isdigit():
        opening = doc[first : first + _LONGEST_TIME]
        match = _TIME.match(opening.text)
        behind = opening.char_span(match.end(), match.end() + 1, alignment_mode="expand") if match else None
        if behind:
            behind[0].is_sent_start = True


def parse(texts: Iterable[tuple[str, str]], *, model: str, batch_size: int = 16) -> Iterator[tuple[str, Doc]]:
    """Parse ``(id, text)`` pairs with ``model``; yield ``(id, doc)`` in the same order."""
    nlp = load_model(model)
    pieces = ((piece, (identity, is_last)) for identity, text in texts for piece, is_last in _pieces(text))
    gathered: list[Doc] = []
    for doc, (identity, is_last) in nlp.pipe(pieces, as_tuples=True, batch_size=batch_size):
        gathered.append(doc)
        if is_last:
            yield identity, _joined(gathered)
            gathered = []


def _joined(pieces: list[Doc]) -> Doc:
    return pieces[0] if len(pieces) == 1 else Doc.from_docs(pieces, ensure_whitespace=False)


def to_bytes(docs: Iterable[tuple[str, Doc]]) -> bytes:
    """Pack parsed articles into one DocBin; the ids travel in ``user_data``."""
    box = DocBin(attrs=_STORED, store_user_data=True)
    for identity, doc in docs:
        doc.user_data = {"id": identity}
        box.add(doc)
    return box.to_bytes()


def from_bytes(data: bytes, *, model: str) -> Iterator[tuple[str, Doc]]:
    """Unpack what ``to_bytes`` packed, with the vocabulary of the same ``model``.

    Raises:
        LakeError: the bytes are no DocBin.
    """
    try:
        box = DocBin(store_user_data=True).from_bytes(data)
    except Exception as error:
        raise LakeError("The parsed batch is torn.", "Run the stage parse again.", model=model) from error
    for doc in box.get_docs(load_model(model).vocab):
        yield doc.user_data["id"], doc


def model_folder(name: str) -> Path:
    """The data folder of a path, of a package by ``spacy package``, or of one that has ``model_path()``."""
    folder = Path(name)
    if not folder.is_dir() and importlib.util.find_spec(name) is not None:
        package = import_module(name)
        found = package.model_path() if hasattr(package, "model_path") else Path(str(package.__file__)).parent
        folder = Path(found)
    configs = [*folder.glob("config.cfg"), *sorted(folder.glob("*/config.cfg"))]
    if not configs:
        raise ConfigError(
            f"There is no spaCy model {name}.",
            "Install it into this environment, or name another one in DATELINE_ANNOTATE__MODELS.",
            model=name,
        )
    return configs[0].parent


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Cut ``text`` after a paragraph, else after a space, else anywhere; the pieces join to the text."""
    text = _SURROGATE.sub("\ufffd", text)
    start = 0
    while len(text) - start > PIECE:
        cut = _cut(text, start, start + PIECE)
        yield text[start:cut], False
        start = cut
    yield text[start:], True


def _cut(text: str, start: int, limit: int) -> int:
    for separator in ("\n", ". ", " "):
        at = text.rfind(separator, start + PIECE // 2, limit)
        if at >= 0:
            return at + len(separator)
    return limit
