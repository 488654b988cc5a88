import pytest

from dateline.annotate.quotes import RawQuote


def test_a_surname_and_a_title_mean_the_full_name(speakers_of):
    text = (
        "Defence Secretary Omar Haddad flew to Malta.\n\n“We are late,” Mr Haddad said.\n\n"
        "“We will not be late again,” said Haddad."
    )
    quotes = speakers_of(text, ("“We are late,”", "Mr Haddad"), ("“We will not be late again,”", "Haddad"))
    assert [q.speaker for q in quotes] == ["Omar Haddad", "Omar Haddad"]
    assert {q.speaker_type for q in quotes} == {"person"}


def test_a_pronoun_means_the_last_subject_that_agrees_with_it(speakers_of):
    text = (
        "Grace Okafor met Peter Lindqvist in Oslo on Monday. Okafor praised the plan.\n\n"
        "“It is a good plan,” she said.\n\nLindqvist was less sure. “It is a costly plan,” he said."
    )
    quotes = speakers_of(text, ("“It is a good plan,”", "she"), ("“It is a costly plan,”", "he"))
    assert [(q.speaker, q.speaker_method) for q in quotes] == [
        ("Grace Okafor", "pronoun"),
        ("Peter Lindqvist", "pronoun"),
    ]


def test_names_inside_quotations_are_nobody_a_pronoun_means(speakers_of):
    text = "Tom Brandt spoke on Monday. “Hans Keller is a liar,” he said. “Keller knows it,” he added."
    quotes = speakers_of(text, ("“Hans Keller is a liar,”", "he"), ("“Keller knows it,”", "he"))
    assert [q.speaker for q in quotes] == ["Tom Brandt", "Tom Brandt"]


def test_whom_the_words_name_is_not_who_says_them(speakers_of):
    text = (
        "Omar Haddad met Leo Stone in Oslo. Haddad was late.\n\n“Haddad will not win,” he said. "
        "He said Haddad was tired. “My name is Omar Haddad,” said a man at the door."
    )
    quotes = speakers_of(
        text, ("“Haddad will not win,”", "he"), ("Haddad was tired", "He"), ("“My name is", "a man")
    )
    assert [q.speaker for q in quotes[:2]] == ["Leo Stone", "Leo Stone"]


def test_a_reporter_may_name_whoever_recalls_it(resolved):
    text = "Leo Stone came late. Stone missed the train twice, he recalled."
    start = text.index("Stone missed")
    said = RawQuote(
        parts=((start, text.index(", he")),),
        verbatim=(),
        kind="indirect",
        score=1.0,
        method="test",
        mention=(text.index("he recalled"), text.index(" recalled")),
    )
    (quote,) = resolved(text, [said])
    assert quote.speaker == "Leo Stone"


@pytest.mark.parametrize("source", ["A neighbour", "Leo Stone's lawyer", "One of the drivers"])
def test_a_pronoun_behind_somebody_unnamed_is_not_the_one_named_before(speakers_of, source):
    text = (
        f"“It is wrong,” said Tom Brandt.\n\n{source} said there had been no warning. “It was late,” he said."
    )
    quotes = speakers_of(
        text, ("“It is wrong,”", "Tom Brandt"), ("no warning", source), ("“It was late,”", "he")
    )
    assert quotes[2].speaker != "Tom Brandt"


def test_who_is_asked_speaks_and_not_who_asks(speakers_of):
    text = (
        "Mick Lynam leads the union. Asked by Nick Rowan whether it would strike, he said: “If we have to.” "
        "A reporter asked Lynam for a date. He replied: “Soon.”"
    )
    quotes = speakers_of(text, ("“If we have to.”", "he"), ("“Soon.”", "He"))
    assert [q.speaker for q in quotes] == ["Mick Lynam", "Mick Lynam"]


def test_what_speaks_as_a_thing_is_no_antecedent(speakers_of):
    text = "Ana Diaz left in May. “We owe much,” the letter said. “We will pay,” she said."
    quotes = speakers_of(text, ("“We owe much,”", "the letter"), ("“We will pay,”", "she"))
    assert quotes[1].speaker == "Ana Diaz"


@pytest.mark.parametrize("source", ["the fact", "her efforts", "the storms"])
def test_what_carries_no_words_has_said_nothing(speakers_of, source):
    text = f"Ana Diaz left in May. In the end {source} said “we owe much” to all."
    (quote,) = speakers_of(text, ("“we owe much”", source))
    assert quote.speaker is None


@pytest.mark.parametrize("source", ["the banner", "a court filing", "the song"])
def test_what_carries_words_is_kept_as_described(speakers_of, source):
    text = f"Ana Diaz left in May. In the end {source} said “we owe much” to all."
    (quote,) = speakers_of(text, ("“we owe much”", source))
    assert (quote.speaker, quote.speaker_method) in [(source, "thing"), (source, "described organisation")]


@pytest.mark.parametrize("source", ["another", "a third", "47 percent", "observers"])
def test_one_or_some_of_many_are_people(speakers_of, source):
    text = f"Readers wrote in. “Not for me,” {source} said on Monday."
    (quote,) = speakers_of(text, ("“Not for me,”", source))
    assert (quote.speaker, quote.speaker_type, quote.speaker_method) == (source, "unnamed", "as described")


def test_they_is_the_one_without_a_name_whom_the_sentence_before_is_about(speakers_of):
    text = (
        "A source close to the family claimed that Emma Hart and Leo Hart had moved in with Bruce Hart. "
        "They told the paper: “He has good days.”"
    )
    (quote,) = speakers_of(text, ("“He has good days.”", "They"))
    assert (quote.speaker, quote.speaker_type) == ("A source", "unnamed")


def test_they_is_who_was_named_with_nameless_others(speakers_of):
    text = "Ana Ruiz and her colleagues asked for answers by May. “We are worried,” they wrote."
    (quote,) = speakers_of(text, ("“We are worried,”", "they"))
    assert quote.speaker == "Ana Ruiz"


def test_the_studio_is_the_one_that_the_sentence_before_is_about(speakers_of):
    text = (
        "Harrow Games has spoken for the first time since hackers stole files of Sony and Nintendo. "
        "“We are angry,” the studio wrote."
    )
    (quote,) = speakers_of(text, ("“We are angry,”", "the studio"))
    assert quote.speaker == "Harrow Games"


def test_the_singer_stays_who_was_clearly_called_so(speakers_of):
    text = (
        "Mara Lindqvist made her fans in Oslo happy on Friday. The singer greeted them.\n\n"
        "Her publicist, Yvette Stone, also shared photos of Lindqvist, who wore a silver dress. "
        "“What a night!” Stone wrote.\n\n"
        "In a video, the singer can be heard telling the crowd: “I came because I love you.”"
    )
    quotes = speakers_of(text, ("“What a night!”", "Stone"), ("“I came because I love you.”", "the singer"))
    assert [q.speaker for q in quotes] == ["Yvette Stone", "Mara Lindqvist"]


@pytest.mark.parametrize("source", ["She and her aides", "she and other Democrats"])
def test_who_is_joined_to_a_pronoun_speaks_with_whom_it_means(speakers_of, source):
    text = f"Ana Ruiz lost in May. {source} said “it is time to go”."
    (quote,) = speakers_of(text, ("“it is time to go”", source))
    assert quote.speaker == "Ana Ruiz"


@pytest.mark.parametrize("crowd", ["those", "allies", "many"])
def test_he_is_none_of_many(speakers_of, crowd):
    text = f"Leo Stone resigned. To {crowd} who said “he must go” he had one word. “No,” he said."
    quotes = speakers_of(text, ("“he must go”", crowd), ("“No,”", "he"))
    assert quotes[1].speaker == "Leo Stone"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("the Hull Police Department", "the police department"),
        ("the Vermont Principals’ Association", "the principals’ association"),
    ],
)
def test_a_body_is_meant_by_the_end_of_its_name(speakers_of, body, words):
    text = f"Leo Stone met {body} on Monday and Acme Foods on Tuesday. “We are sure,” {words} said."
    (quote,) = speakers_of(text, ("“We are sure,”", words))
    assert quote.speaker == body.removeprefix("the ")


def test_the_school_is_the_university_and_no_firm(speakers_of):
    text = "Acme Foods paid for a hall. Hartwell University opened it. “We are sure,” the school said."
    (quote,) = speakers_of(text, ("“We are sure,”", "the school"))
    assert quote.speaker == "Hartwell University"


def test_a_hospital_is_no_department(speakers_of):
    text = "The Texas Department of Public Safety closed the road. “We are sure,” the hospital said."
    (quote,) = speakers_of(text, ("“We are sure,”", "the hospital"))
    assert quote.speaker == "the hospital"


def test_the_nsc_statement_is_no_other_bodys(speakers_of):
    text = (
        "“They starve,” UNICEF said in a statement. The statement added that “it is late”. "
        "“Iran helped,” the NSC statement said."
    )
    quotes = speakers_of(
        text,
        ("“They starve,”", "UNICEF"),
        ("“it is late”", "The statement"),
        ("“Iran helped,”", "the NSC statement"),
    )
    assert [q.speaker for q in quotes] == ["UNICEF", "UNICEF", "NSC"]


def test_a_mother_of_two_is_no_mother_of_four(speakers_of):
    text = (
        "Sara Okoro is a mother of two. According to Amina Bello, 34, trade grew. "
        "“We feel safe,” says the mother of four."
    )
    (quote,) = speakers_of(text, ("“We feel safe,”", "the mother of four"))
    assert quote.speaker == "Amina Bello"


def test_what_nobody_is_said_to_have_said_has_no_speaker(resolved):
    text = "Leo Stone came late. “I ran,” he said. Stone was asked whether he had missed the train."
    start = text.index("whether")
    asked = RawQuote(
        parts=((start, len(text) - 1),), verbatim=(), kind="indirect", score=1.0, method="ccomp, verb, agent"
    )
    (quote,) = resolved(text, [asked])
    assert quote.speaker is None


def test_whom_somebody_speaks_about_counts_less_than_who_speaks(speakers_of):
    text = "Kyle Barron scored twice. Steve Doyle believes Barron can go further. “It is a joy,” he said."
    (quote,) = speakers_of(text, ("“It is a joy,”", "he"))
    assert quote.speaker == "Steve Doyle"


def test_a_new_trade_means_who_has_none_yet(speakers_of):
    text = (
        "Superintendent Tan Wei Ming, the director of the unit, said that victims were often foreigners. "
        "“They pay at once,” said Supt Tan.\n\n"
        "Ms Priya Nair, 29, lost $4,800 in May. “It looked real,” the marketing executive said."
    )
    quotes = speakers_of(
        text, ("“They pay at once,”", "Supt Tan"), ("“It looked real,”", "the marketing executive")
    )
    assert [q.speaker for q in quotes] == ["Tan Wei Ming", "Priya Nair"]


@pytest.mark.parametrize("trade", ["pollster", "chaplain", "epidemiologist"])
def test_a_trade_before_a_name_is_no_part_of_it(speakers_of, trade):
    text = f"“It is late,” her former {trade} and adviser Joel Benson said on Monday."
    (quote,) = speakers_of(text, ("“It is late,”", f"her former {trade} and adviser Joel Benson"))
    assert quote.speaker == "Joel Benson"


def test_a_prosecutor_is_not_who_was_named_last(speakers_of):
    text = "Meanwhile Daniel Robinson, 37, admitted it. “He was seen on Sunday,” the prosecutor said."
    (quote,) = speakers_of(text, ("“He was seen on Sunday,”", "the prosecutor"))
    assert quote.speaker == "the prosecutor"


def test_honours_behind_a_name_are_no_part_of_it(speakers_of):
    text = "Defending, Simon Drew KC said that it was late. “It is thin as paper,” Simon Drew KC said."
    (quote,) = speakers_of(text, ("“It is thin as paper,”", "Simon Drew KC"))
    assert quote.speaker == "Simon Drew"


def test_an_office_means_who_holds_it(speakers_of):
    text = (
        "Ana Ruiz, the mayor of Porto Novo, met the harbourmaster, Leo Stone, on Friday.\n\n"
        "“The wall will hold,” the mayor said. “It will not,” the harbourmaster replied."
    )
    quotes = speakers_of(
        text, ("“The wall will hold,”", "the mayor"), ("“It will not,”", "the harbourmaster")
    )
    assert quotes[0].speaker == "Ana Ruiz"
    assert quotes[0].speaker_method == "office"


def test_an_age_means_who_is_of_it(speakers_of):
    text = "Maria Jansen, 54, runs the bakery with Lena Vogt, 31. “We open at six,” the 54-year-old said."
    (quote,) = speakers_of(text, ("“We open at six,”", "the 54-year-old"))
    assert (quote.speaker, quote.speaker_method) == ("Maria Jansen", "age")


@pytest.mark.parametrize(("noun", "speaker"), [("singer", "Nora Lind"), ("front-runner", "the front-runner")])
def test_a_noun_stands_for_who_was_just_named_but_not_one_that_readers_must_know(speakers_of, noun, speaker):
    text = f"Nora Lind came to Oslo on Monday. She was late. “It is a good plan,” the {noun} said."
    (quote,) = speakers_of(text, ("“It is a good plan,”", f"the {noun}"))
    assert quote.speaker == speaker


def test_of_two_people_with_one_surname_neither_is_guessed(speakers_of):
    text = "Dana Whitlock and Peter Whitlock disagree about the wall. “It is late,” Whitlock said."
    (quote,) = speakers_of(text, ("“It is late,”", "Whitlock"))
    assert quote.speaker is None
    assert quote.mention_text == "Whitlock"


def test_a_name_below_the_threshold_is_left_out(speakers_of):
    text = "Grace Okafor met Nora Lind. “It is a good plan,” she said."
    assert speakers_of(text, ("“It is a good plan,”", "she"), min_score=0.99)[0].speaker is None


@pytest.mark.parametrize("words", ["Those", "Many", "Republicans"])
def test_a_word_with_a_capital_only_at_the_start_of_its_sentence_is_no_person(speakers_of, words):
    text = f"The road was closed on Monday. {words} who came said “it is not safe”."
    (quote,) = speakers_of(text, ("“it is not safe”", words))
    assert quote.speaker_type != "person"


def test_an_unnamed_source_is_kept_as_described(speakers_of):
    text = "“Nobody told us,” a source close to the talks said. “Nobody ever does,” officials said."
    quotes = speakers_of(
        text, ("“Nobody told us,”", "a source close to the talks"), ("“Nobody ever does,”", "officials")
    )
    assert [(q.speaker, q.speaker_type) for q in quotes] == [
        ("a source close to the talks", "unnamed"),
        ("officials", "unnamed"),
    ]


def test_an_organisation_speaks_for_itself_and_through_its_spokespeople(speakers_of):
    text = (
        "“We are sorry,” Northern Rail said in a statement. "
        "“The trains were late,” a spokesman for Northern Rail said."
    )
    quotes = speakers_of(
        text,
        ("“We are sorry,”", "Northern Rail"),
        ("“The trains were late,”", "a spokesman for Northern Rail"),
    )
    assert [(q.speaker, q.speaker_type) for q in quotes] == [("Northern Rail", "organisation")] * 2


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("The RSPCA", "RSPCA"), ("Doctors Without Borders", "Doctors Without Borders"), ("WebMD", "WebMD")],
)
def test_a_body_that_was_not_found_as_a_name_is_no_person(speakers_of, words, speaker):
    text = f"The road was closed on Monday. “It is not safe,” {words} said."
    (quote,) = speakers_of(text, ("“It is not safe,”", words))
    assert (quote.speaker, quote.speaker_type) == (speaker, "organisation")


def test_the_publisher_is_the_house_that_commas_set_off(speakers_of):
    text = (
        "The publisher, Harrow & Quill, stood by the book. “It is true,” the publisher, Harrow & Quill, said."
    )
    (quote,) = speakers_of(text, ("“It is true,”", "the publisher"))
    assert (quote.speaker, quote.speaker_type) == ("Harrow & Quill", "organisation")


def test_a_party_speaks_as_a_whole_and_some_of_it_as_described(speakers_of):
    text = "“It is late,” the Conservatives said. “It is early,” some Conservatives said."
    whole, some = speakers_of(
        text, ("“It is late,”", "the Conservatives"), ("“It is early,”", "some Conservatives")
    )
    assert (whole.speaker, some.speaker) == ("Conservatives", "some Conservatives")


def test_whom_a_body_has_is_named_though_nothing_else_says_so(speakers_of):
    text = "“It is a lifeline,” said the ACLU's Chase Strangio. “We won today,” Strangio said."
    quotes = speakers_of(
        text, ("“It is a lifeline,”", "the ACLU's Chase Strangio"), ("“We won today,”", "Strangio")
    )
    assert [q.speaker for q in quotes] == ["Chase Strangio", "Chase Strangio"]


def test_a_named_spokesperson_is_kept_beside_the_organisation(speakers_of):
    text = "“We are sorry,” a spokesman for Leeds City Council, Leo Stone, said on Monday."
    (quote,) = speakers_of(text, ("“We are sorry,”", "a spokesman for Leeds City Council, Leo Stone"))
    assert (quote.speaker, quote.spokesperson) == ("Leeds City Council", "Leo Stone")


def test_two_who_speak_together_are_both_named(speakers_of):
    text = "Grace Okafor and Peter Lindqvist wrote the report. “We agree,” Okafor and Lindqvist said."
    (quote,) = speakers_of(text, ("“We agree,”", "Okafor and Lindqvist"))
    assert (quote.speaker, quote.speaker_type) == ("Grace Okafor and Peter Lindqvist", "group")


def test_a_quote_that_continues_another_has_its_speaker(speakers_of):
    text = "“The first part,” Grace Okafor said.\n\n“The second part.”"
    first, second = speakers_of(text, ("“The first part,”", "Grace Okafor"), ("“The second part.”", 0))
    assert second.speaker == "Grace Okafor"
    assert second.speaker_score < first.speaker_score


def test_a_quote_without_source_goes_to_who_was_just_introduced(speakers_of):
    text = (
        "“I was nervous,” Grace Okafor said.\n\nPeter Lindqvist won his match in two hours.\n\n"
        "“I was never nervous.”"
    )
    _, floating = speakers_of(text, ("“I was nervous,”", "Grace Okafor"), ("“I was never nervous.”", None))
    assert floating.speaker == "Peter Lindqvist"


def test_a_heading_has_the_speaker_of_the_quote_it_is_cut_from(speakers_of):
    text = (
        "‘No water for three days’\n\nMo Hill left.\n\n“We have had no water for three days,” Ana Ruiz said."
    )
    heading, _ = speakers_of(
        text, ("‘No water for three days’", None), ("“We have had no water for three days,”", "Ana Ruiz")
    )
    assert (heading.speaker, heading.speaker_method) == ("Ana Ruiz", "same words")


def test_both_are_never_one_body(speakers_of):
    text = "The Harbour Trust met Ana Diaz on Monday. “We need more time,” both said."
    (quote,) = speakers_of(text, ("“We need more time,”", "both"))
    assert quote.speaker is None


def test_they_can_be_one_person(speakers_of):
    text = "Robin Hale drew the posters. “It is the same concrete,” they said."
    (quote,) = speakers_of(text, ("“It is the same concrete,”", "they"))
    assert quote.speaker == "Robin Hale"


@pytest.mark.parametrize("source", ["I", "there"])
def test_the_writers_own_words_are_no_source(speakers_of, source):
    text = f"Ana Ruiz sat down. “I am tired,” she said. Was {source} more? “Yes, very tired indeed.”"
    quotes = speakers_of(text, ("“I am tired,”", "she"), ("“Yes, very tired indeed.”", source))
    assert quotes[1].speaker == "Ana Ruiz"
