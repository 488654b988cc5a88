from dateline.annotate.entities.lines import DATE, Lines

TEXT = (
    "BUDGET VOTE TONIGHT\nThe vote follows a long debate about what the town can still\nafford.\n"
    "Fulham 1 Carlisle 0"
)


def test_lines_in_capitals_and_tables_are_told_apart():
    lines = Lines(TEXT)
    assert [TEXT[a:b] for a, b in lines.capitals()] == ["BUDGET VOTE TONIGHT"]
    assert [TEXT[a:b] for a, b in lines.tables()] == ["Fulham 1 Carlisle 0"]
    assert lines.in_capitals(3) and not lines.in_capitals(TEXT.index("vote"))


def test_only_a_long_line_without_a_stop_wraps():
    lines = Lines(TEXT)
    assert not lines.wraps_at(TEXT.index("\n"))
    assert lines.wraps_at(TEXT.index("\nafford"))
    assert not lines.wraps_at(TEXT.index("\nFulham"))


def test_months_and_days_are_dates():
    assert all(DATE.match(words) for words in ("December", "Oct. 7", "Tuesday"))
    assert not DATE.match("Mayfair")


def test_a_headline_in_title_case_is_told_from_prose_and_from_other_headlines():
    text = "Mayor Opens Bridge Over the Arle\nMayor opens bridge over the Arle\nAna Ruiz and Leo Hart spoke."
    lines = Lines(text)
    assert [lines.is_title_case(start) for start in lines.starts] == [True, False, False]
