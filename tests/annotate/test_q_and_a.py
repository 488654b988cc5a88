"""Interviews that are printed as questions and answers with a full stop behind the letter."""

from dateline.annotate import annotate_texts
from dateline.settings import AnnotateSettings

INTERVIEW = """Lena Abara is the new head of the Harbour Museum. We spoke to her on Tuesday about her plans.

Q. Are you going to move the collection?

A. Not this year. We need to count it first, and that will take until the spring.

Q. What about the old ferry?

A. The ferry is staying. It is the reason that people come to us at all.
"""


def test_the_answers_are_of_whom_the_interview_is_with() -> None:
    settings = AnnotateSettings()
    rows = [("1", INTERVIEW, None)]
    [(entities, quotes)] = annotate_texts(rows, model=settings.models["en"], settings=settings)
    assert [(quote.speaker, quote.text.split(".")[0]) for quote in quotes.quotes] == [
        ("Lena Abara", "Not this year"),
        ("Lena Abara", "The ferry is staying"),
    ]
    assert [entity.name for entity in entities.entities if entity.label == "PERSON"] == ["Lena Abara"]


def test_of_several_named_before_the_questions_the_last_one_is_asked() -> None:
    settings = AnnotateSettings()
    others = "Milan Hesse owns the museum. Geri Hall sold it to him.\n\n"
    rows = [("1", others + INTERVIEW, None)]
    [(_, quotes)] = annotate_texts(rows, model=settings.models["en"], settings=settings)
    assert {quote.speaker for quote in quotes.quotes} == {"Lena Abara"}
