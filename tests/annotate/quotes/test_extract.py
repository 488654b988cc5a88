"""What find_quotes finds in hand-written articles: spans, kinds, cues and the source's words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from growth import assert_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline.annotate.quotes import RawQuote, find_quotes

Parse = Callable[[str], Doc]


def quotes_of(doc: Doc) -> list[RawQuote]:
    return find_quotes(doc, min_score=0.3)


def words(doc: Doc, span: tuple[int, int] | None) -> str | None:
    return doc.text[slice(*span)] if span else None


def the_quote(doc: Doc) -> RawQuote:
    (quote,) = quotes_of(doc)
    return quote


@pytest.mark.parametrize(
    ("text", "cue", "mention"),
    [
        ("“We will rebuild the harbour,” Ana Diaz said.", "said", "Ana Diaz"),
        ("“We will rebuild the harbour,” said Ana Diaz, the mayor.", "said", "Ana Diaz"),
        ("Ana Diaz told reporters on Monday: “We will rebuild the harbour.”", "told", "Ana Diaz"),
        ("‘We will rebuild the harbour,’ said Ms Diaz.", "said", "Ms Diaz"),
        ("“We will rebuild the harbour,” she added.", "added", "she"),
        ("“We will rebuild the harbour,” said a spokesman for the port.", "said", "a spokesman for the port"),
        ("“We will rebuild it,” said the mayor of Port Ellis, Ana Diaz.", "said", "Ana Diaz"),
        ("“We will rebuild the harbour,” Ana Diaz, who grew up there, said.", "said", "Ana Diaz"),
        ("“We will rebuild the harbour,” said Ana Diaz and Tom Reed.", "said", "Ana Diaz and Tom Reed"),
        ("“We will rebuild the harbour,” the 29-year-old said.", "said", "the 29-year-old"),
        ("“We will rebuild the harbour,” said Ana Holtz-Diaz.", "said", "Ana Holtz-Diaz"),
        ("The repairs were “a waste of money”, according to Ana Diaz.", "according to", "Ana Diaz"),
        ("“We will rebuild the harbour and its wall.” — Ana Diaz", "—", "Ana Diaz"),
    ],
)
def test_a_quote_has_its_cue_and_its_sources_words(doc_of: Parse, text: str, cue: str, mention: str) -> None:
    doc = doc_of(text)
    quote = next(quote for quote in quotes_of(doc) if quote.verbatim)
    assert words(doc, quote.cue) == cue
    assert words(doc, quote.mention) == mention


def test_a_quote_broken_by_its_cue_is_one_quote_of_two_parts(doc_of: Parse) -> None:
    doc = doc_of("“We will rebuild,” Ana Diaz said, “and we will start at once.”")
    quote = the_quote(doc)
    assert [words(doc, part) for part in quote.parts] == [
        "“We will rebuild,”",
        "“and we will start at once.”",
    ]
    assert quote.kind == "direct"


def test_words_outside_the_marks_belong_to_a_mixed_quote(doc_of: Parse) -> None:
    doc = doc_of("Ana Diaz said that the plan was “a disaster for the town”.")
    quote = the_quote(doc)
    assert quote.kind == "mixed"
    assert words(doc, quote.parts[0]) == "that the plan was “a disaster for the town”"
    assert words(doc, quote.verbatim[0]) == "“a disaster for the town”"


@pytest.mark.parametrize(
    ("text", "content", "mention"),
    [
        (
            "Ana Diaz said that the harbour would open in May.",
            "that the harbour would open in May",
            "Ana Diaz",
        ),
        ("The harbour will open in May, according to Ana Diaz.", "The harbour will open in May", "Ana Diaz"),
        ("The harbour, Ana Diaz said, will open in May.", "The harbour", "Ana Diaz"),
        ("Ana Diaz promised to open the harbour in May.", "to open the harbour in May", "Ana Diaz"),
        ("New Delhi: The minister said the harbour was closed.", "the harbour was closed", "The minister"),
        (
            "HOUSTON (AP) — The harbour will open in May, prosecutors said.",
            "The harbour will open in May",
            "prosecutors",
        ),
    ],
)
def test_speech_without_marks_is_indirect(doc_of: Parse, text: str, content: str, mention: str) -> None:
    doc = doc_of(text)
    quote = quotes_of(doc)[0]
    assert quote.kind == "indirect"
    assert quote.verbatim == ()
    assert words(doc, quote.parts[0]) == content
    assert words(doc, quote.mention) == mention


@pytest.mark.parametrize(
    "text",
    [
        "Her first novel, “The Long Way Home to Port Ellis”, won a prize last year.",
        "Everyone calls the bridge “Big Bertha” because of its size.",
        "The so-called “experts” left by the back door.",
    ],
)
def test_titles_nicknames_and_scare_quotes_are_no_quotes(doc_of: Parse, text: str) -> None:
    assert not [quote for quote in quotes_of(doc_of(text)) if quote.verbatim]


def test_the_paragraphs_of_a_long_quotation_share_its_source(doc_of: Parse) -> None:
    doc = doc_of(
        "“We will rebuild,” said Ana Diaz. “It is our harbour.\n\n“It was our fathers’ harbour too.”"
    )
    first, second = quotes_of(doc)
    assert second.continues == 0
    assert words(doc, second.mention) == words(doc, first.mention) == "Ana Diaz"


def test_a_closing_paragraph_may_name_the_source_of_the_whole(doc_of: Parse) -> None:
    doc = doc_of("“It is our harbour and we love it.\n\n“It was our fathers’ harbour too,” said Ana Diaz.")
    assert [words(doc, quote.mention) for quote in quotes_of(doc)] == ["Ana Diaz", "Ana Diaz"]


def test_a_paragraph_that_is_only_a_quotation_takes_the_source_before_it(doc_of: Parse) -> None:
    doc = doc_of(
        "“We will rebuild the harbour,” said Ana Diaz.\n\n“It will take at least two years.”\n\nWork began."
    )
    first, second = (quote for quote in quotes_of(doc) if quote.verbatim)
    assert second.continues == quotes_of(doc).index(first)


def test_bare_quotations_one_after_another_are_turns_of_a_dialogue(doc_of: Parse) -> None:
    doc = doc_of(
        "Ana Diaz crossed the road.\n\n“Have you come to see what you bought here?”"
        "\n\n“I have come to see who works.”"
        "\n\n“Then you will need much better shoes.”"
        "\n\n“I have brought two pairs of them.”"
    )
    first, second, third, fourth = quotes_of(doc)
    assert words(doc, first.mention) == "Ana Diaz"
    assert (second.mention, second.method) == (None, "marks, reply")
    assert (quotes_of(doc)[third.continues or 0], quotes_of(doc)[fourth.continues or 0]) == (first, second)


def test_speech_within_reported_speech_belongs_to_the_inner_speaker(doc_of: Parse) -> None:
    doc = doc_of("Ana Diaz said Tom Reed told her: “You will never rebuild this harbour.”")
    quote = next(quote for quote in quotes_of(doc) if quote.verbatim)
    assert words(doc, quote.mention) == "Tom Reed"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Reacting, the mayor of the town, Ana Diaz, described it as “a farce”.", "Ana Diaz"),
        ("Shiv Sena (UBT) leader Aaditya Thorat tweeted, “It is a farce.”", "Aaditya Thorat"),
        ("JOHANNESBURG - Police Minister Senzo Mchale called it “a farce”.", "Police Minister Senzo Mchale"),
        ("“It is a farce,” said the 61-year-old in Mandarin.", "the 61-year-old"),
        ("The win prompted Ana Diaz to call it “a farce”.", "Ana Diaz"),
        ("A federal judge on Friday called it “a farce”.", "A federal judge"),
        ("The minister and his colleague Ana Diaz on Friday called it “a farce”.", "his colleague Ana Diaz"),
    ],
)
def test_the_source_is_who_speaks_and_no_more(doc_of: Parse, text: str, source: str) -> None:
    doc = doc_of(text)
    (quote,) = [quote for quote in quotes_of(doc) if quote.verbatim]
    assert (words(doc, quote.mention) or "").endswith(source)
    assert "JOHANNESBURG" not in (words(doc, quote.mention) or "")


def test_who_is_asked_is_not_the_source_of_the_question(doc_of: Parse) -> None:
    doc = doc_of("Asked by Ana Diaz whether he would resign, Tom Reed said the matter was closed.")
    question = next(quote for quote in quotes_of(doc) if words(doc, quote.parts[0]).startswith("whether"))
    assert words(doc, question.mention) == "Ana Diaz"


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether he would resign, Tom Reed smiled.",
        "Tom Reed was asked whether he would resign.",
        "Tom Reed is expected to fly over the region.",
        "Not everyone thinks that Tom Reed will resign.",
        "Tom Reed declined to comment on the plan.",
        "Tom Reed added 17 points and 11 rebounds.",
    ],
)
def test_what_nobody_is_said_to_say_is_no_quote(doc_of: Parse, text: str) -> None:
    assert quotes_of(doc_of(text)) == []


def test_each_half_of_a_sentence_has_the_verb_that_it_hangs_below(doc_of: Parse) -> None:
    doc = doc_of(
        "Analysts called the update “ugly and late”, while Ana Diaz of Shore Capital called it “a farce”."
    )
    sources = [words(doc, quote.mention) for quote in quotes_of(doc) if quote.verbatim]
    assert sources == ["Analysts", "Ana Diaz of Shore Capital"]


def test_who_was_told_is_no_part_of_what_was_said(doc_of: Parse) -> None:
    doc = doc_of("Bruno Cautray told AFP Martel's room for manoeuvre was shrinking.")
    (quote,) = quotes_of(doc)
    assert words(doc, quote.parts[0]) == "Martel's room for manoeuvre was shrinking"


def test_what_is_told_behind_the_cue_is_no_part_of_the_quotation(doc_of: Parse) -> None:
    doc = doc_of("“I used to be afraid,” says Ana Diaz, curled up on a sofa in her home. “Now I crave it.”")
    (quote,) = quotes_of(doc)
    assert (quote.kind, [words(doc, part) for part in quote.parts]) == (
        "direct",
        ["“I used to be afraid,”", "“Now I crave it.”"],
    )


def test_what_stands_by_itself_behind_the_cue_is_no_part_of_the_quotation(doc_of: Parse) -> None:
    doc = doc_of("“I am standing on top of my family,” he said, his voice breaking.")
    (quote,) = [quote for quote in quotes_of(doc) if quote.verbatim]
    assert (quote.kind, quote.parts) == ("direct", quote.verbatim)


def test_a_quotation_may_go_on_without_marks_behind_its_cue(doc_of: Parse) -> None:
    doc = doc_of(
        "“Only you, Dinesh,” she said, would use the occasion to tell the court of your love of country."
    )
    assert any("would use the occasion" in doc.text[slice(*quote.parts[-1])] for quote in quotes_of(doc))


def test_the_place_in_front_of_a_story_is_nobodys_words(doc_of: Parse) -> None:
    doc = doc_of("SINGAPORE - The number of scams rose in the first half, the police said on Monday.")
    assert (words(doc, the_quote(doc).parts[0]) or "").startswith("The number of scams")


def test_a_list_of_facts_with_labels_is_no_transcript(doc_of: Parse) -> None:
    rows = (
        "Record: 40-0, 31 KOs",
        "Size: 7-foot-1, 216 lbs",
        "Record: 16-0, 13 KOs",
        "Size: 6-foot-4, 210 lbs",
    )
    assert quotes_of(doc_of("\n".join(rows))) == []


def test_the_turns_of_a_transcript_need_no_marks(doc_of: Parse) -> None:
    doc = doc_of(
        "REED: Will the harbour open in May?\n\nDIAZ: It will open in April.\n\n"
        "REED: Are you quite sure about that?\n\nDIAZ: I am as sure as I can be."
    )
    turns = [quote for quote in quotes_of(doc) if quote.method == "transcript, label"]
    assert [words(doc, quote.mention) for quote in turns] == ["REED", "DIAZ", "REED", "DIAZ"]
    assert words(doc, turns[1].parts[0]) == "It will open in April."


def test_of_questions_and_answers_the_answers_are_kept_without_a_name(doc_of: Parse) -> None:
    doc = doc_of("Q: Will the harbour open in May?\n\nA: It will open in April, God willing.")
    (turn,) = (quote for quote in quotes_of(doc) if quote.method == "transcript, label")
    assert (words(doc, turn.parts[0]), turn.mention) == ("It will open in April, God willing.", None)


def test_scores_are_probabilities_and_a_threshold_holds(doc_of: Parse) -> None:
    doc = doc_of(
        "“We will rebuild,” Ana Diaz said. She likes “tiny” boats and hopes to sail. Its “soul” is gone."
    )
    every, sure = find_quotes(doc), find_quotes(doc, min_score=0.8)
    assert all(0 <= quote.score <= 1 for quote in every)
    assert len(sure) < len(every)
    assert all(quote.score >= 0.8 for quote in sure)


@pytest.mark.parametrize("text", ["", " ", "\n", "”", "\ud800"])
def test_next_to_nothing_gives_nothing(doc_of: Parse, text: str) -> None:
    assert quotes_of(doc_of(text)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [*"“”\"'‘’«»—,.:🙂", "said", "Ana", "Diaz", "that", "he", "\n\n", "e\u0301", "\u200f", "to",
             "according", "A:", "Q:", "שלום", "\u00a0", "it is good", "\ud800", "REED:", "\x00"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_whatever_the_text_every_span_lies_in_it(doc_of: Parse, pieces: list[str]) -> None:
    text = " ".join(pieces)
    doc = doc_of(text)
    assert len(doc.text) == len(text)
    quotes = find_quotes(doc)
    for number, quote in enumerate(quotes):
        for start, end in [*quote.parts, *quote.verbatim, *filter(None, (quote.cue, quote.mention))]:
            assert 0 <= start < end <= len(text)
        assert list(quote.parts) == sorted(quote.parts)
        assert quote.continues is None or quote.continues < number


@pytest.mark.parametrize(
    "sentence",
    [
        "“We will rebuild,” Ana Diaz said, and “it is good” he added. ",
        "Ana said that Tom said ",
        '" ',
        "“Yes ",
        "PORT ELLIS, Ana Diaz, ",
        "PORT ELLIS SAID ",
        "\nPort Ellis - said ",
    ],
)
def test_time_grows_linearly_with_one_endless_line(doc_of: Parse, sentence: str) -> None:
    assert_linear(lambda count: partial(find_quotes, doc_of(sentence * count)), small=50, large=500)
