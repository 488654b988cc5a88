import json

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.cli.commands import register
from dateline.cli.reading import Reading, as_page, runs, said_by
from dateline.errors import DatelineError
from dateline.records import Article, Entity, Mention, Quote

TEXT = "“We will rebuild <soon>,” Ana Ruiz said.\n\nShe left."


@pytest.fixture(scope="module")
def command():
    register(app)
    return lambda *words: CliRunner().invoke(app, ["read", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def reading():
    quote = Quote(
        parts=((0, 25),), verbatim=((0, 25),), kind="direct", text="We will rebuild <soon>,",
        speaker="Ana Ruiz", speaker_type="person", speaker_score=0.97, speaker_method="full name",
        score=0.9, method="verb",
    )  # fmt: skip
    mention = Mention(start=26, end=34, label="PERSON", text="Ana Ruiz", name="Ana Ruiz")
    entity = Entity(name="Ana Ruiz", label="PERSON", mentions=1)
    return Reading(Article(url="file:///a", title="Rebuilding", text=TEXT), (mention,), (entity,), (quote,))


def test_runs_say_what_each_stretch_is(reading):
    found = list(runs(reading, 0, TEXT.index("\n")))
    assert "".join(run.text for run in found) == TEXT.splitlines()[0]
    assert [(run.quote, run.verbatim, run.entity) for run in found] == [
        (1, True, None),
        (None, False, None),
        (None, False, "person"),
        (None, False, None),
    ]
    assert found[0].hint == said_by(reading.quotes[0]) == "Ana Ruiz (0.97)"


def test_the_page_is_whole_and_escapes_the_text(reading):
    page = as_page(reading)
    assert "We will rebuild &lt;soon&gt;" in page
    assert '<span class=" person" title="Ana Ruiz">Ana Ruiz</span>' in page
    assert "<script" not in page


def test_a_text_file_is_shown_with_its_speakers(command, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(
        "Ana Ruiz, the mayor, spoke on Monday.\n\n“We will rebuild it all,” she said.", encoding="utf-8"
    )
    result = command(path)
    assert result.exit_code == 0
    assert "Who said what" in result.output
    assert "Ana Ruiz" in result.output


def test_json_and_page_of_an_html_file(command, tmp_path):
    filler = "<p>The council met again to talk of the wall and of the money that it will take to build.</p>"
    filler = "<p>The council met again to talk of the wall and of the money that it will take to build.</p>"
    paragraphs = filler * 3 + filler.replace("council", "committee") * 3
    path = tmp_path / "article.html"
    path.write_text(
        "<html lang=en><head><title>Wall backed</title></head><body><article><h1>Wall backed</h1>"
        f"<p>“We will rebuild it all,” Ana Ruiz said.</p>{paragraphs}</article></body></html>",
        encoding="utf-8",
    )
    result = command(path, "--json", "--html", tmp_path / "out.html")
    row = json.loads(result.output)
    assert row["annotated"] is True
    assert [quote["speaker"] for quote in row["quotes"] if quote["kind"] == "direct"] == ["Ana Ruiz"]
    assert "Ana Ruiz" in (tmp_path / "out.html").read_text("utf-8")


def test_a_language_without_a_model_is_shown_and_marked(command, tmp_path):
    path = tmp_path / "artikel.txt"
    path.write_text("„Wir bauen alles wieder auf“, sagte Anna Schulz.", encoding="utf-8")
    assert "Not annotated: no model reads “de”" in command(path, "--language", "de").output
    assert json.loads(command(path, "--language", "de", "--json").output)["annotated"] is False


def test_a_missing_file_says_what_to_do(command, tmp_path):
    with pytest.raises(DatelineError) as caught:
        command(tmp_path / "none.txt")
    assert caught.value.instruction
