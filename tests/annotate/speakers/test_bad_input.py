from functools import partial

import pytest
from growth import Work, assert_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from dateline.annotate.quotes import RawQuote
from dateline.annotate.speakers import resolve
from dateline.records import Mention

ODD = st.text(
    alphabet=st.sampled_from("Ana he said “”'\n.,-\u202e\u0301😀 they I 36-year-old"),
    min_size=1,
    max_size=200,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(ODD, st.data())
def test_any_spans_of_any_text_come_back_unharmed(text, data):
    position = st.integers(0, len(text))
    spans = [tuple(sorted(pair)) for pair in data.draw(st.lists(st.tuples(position, position), max_size=6))]
    raw = [
        RawQuote((span,), (span,), "direct", 1.0, "test", mention=data.draw(st.sampled_from([None, *spans])))
        for span in spans
    ]
    doc = Doc(Vocab(), words=[text], spaces=[False])
    resolved = resolve(doc, raw, (), ())
    assert [quote.parts for quote in resolved] == [quote.parts for quote in raw]


@pytest.mark.parametrize("piece", ["Ana said , he said . ", "the minister , ", "“ he ” "])
def test_time_grows_linearly(piece):
    def resolving(times: int) -> Work:
        words = piece.split() * times
        doc = Doc(Vocab(), words=words)
        ends = [len(piece) * (i + 1) - 1 for i in range(times)]
        raw = [
            RawQuote(((e - 2, e),), ((e - 2, e),), "direct", 1.0, "test", mention=(e - 2, e)) for e in ends
        ]
        names = tuple(
            Mention(
                start=e - len(piece) + 1, end=e - len(piece) + 4, label="PERSON", text="Ana", name="Ana Ruiz"
            )
            for e in ends
        )
        return partial(resolve, doc, raw, names, ())

    assert_linear(resolving, small=500, large=4_000)
