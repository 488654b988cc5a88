"""Word lists of speaker resolution: pronouns, and nouns that mean people, groups and organisations."""

from __future__ import annotations

from typing import Literal

Gender = Literal["m", "f"]

PRONOUNS: dict[str, Gender | None] = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "hers": "f"}
PLURAL_PRONOUNS = frozenset(["they", "them", "both", "we"])
NEUTER_PRONOUNS = frozenset(["it", "which", "who", "that"])

MEN = frozenset(
    """man boy father dad husband son brother uncle grandfather nephew king prince duke lord gentleman widower
    businessman spokesman chairman congressman policeman fireman fisherman salesman actor waiter monk priest
    boyfriend guy stepfather grandson councilman assemblyman alderman footballer anchorman cameraman midfielder
    striker goalkeeper groom""".split()
)
WOMEN = frozenset(
    """woman girl mother mum mom wife daughter sister aunt grandmother niece queen princess duchess lady widow
    businesswoman spokeswoman chairwoman congresswoman policewoman actress waitress nun girlfriend stepmother
    granddaughter councilwoman assemblywoman mother-in-law bride midwife""".split()
)
PERSON_NOUNS = (
    frozenset(
        """academic accountant activist adviser advisor advocate agent aide ally ambassador analyst anchor announcer
    archaeologist archbishop architect artist assistant astronaut athlete attorney author banker baroness barrister
    biologist bishop boss broadcaster broker builder buyer candidate captain cardinal carer champion chancellor chair
    chairperson chemist chef chief child citizen clerk coach colleague columnist comedian commander commentator
    commissioner composer conductor constable consultant contractor coordinator coroner councillor counsel counsellor
    critic curator customer dancer dealer dean defendant defender delegate democrat deputy designer detective
    developer dictator diplomat director doctor driver economist editor employee engineer entrepreneur executive
    expert farmer fan fighter filmmaker financier founder friend gardener general geologist governor guard guest
    head headteacher historian homeowner host hunter inspector instructor insider investigator investor journalist
    judge justice juror landlord lawmaker lawyer leader lecturer legislator librarian lieutenant manager marshal
    mayor medic member mentor merchant minister mp musician neighbour neighbor novelist nurse officer official
    operator opponent organiser organizer owner painter parent partner passenger pastor patient pensioner person
    pharmacist photographer physician pilot pioneer player playwright poet politician pope preacher premier
    presenter president principal prisoner producer professor programmer prosecutor psychiatrist psychologist
    publisher pupil rabbi ranger rapper rector recruiter referee refugee reporter representative researcher resident
    reviewer rider runner sailor scholar scientist secretary senator sergeant sheriff shopkeeper shopper singer
    skipper soldier solicitor source speaker specialist spectator spokesperson staffer star strategist student
    subject superintendent supervisor supporter surgeon survivor suspect swimmer teacher teenager tenant tennis
    therapist tourist trader trainer traveller treasurer trustee vet veteran victim villager visitor volunteer voter
    warden whistleblower winner witness worker writer youngster chairman-elect president-elect frontrunner
    mp-elect newcomer pal vicar reverend curate choirmaster trooper rival contender postmaster""".split()
    )
    | MEN
    | WOMEN
)
SPOKESPEOPLE = frozenset(
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokespersons", "spokesmen", "representative"]
)
ORGANISATION_NOUNS = frozenset(
    """administration agency airline army association authority bank board body brand bureau cabinet campaign charity
    club coalition college commission committee company congress consortium corporation council court delegation
    department embassy fed federation firm force foundation government group hospital house institute institution
    jury league letter lobby magazine military ministry mission movement network newspaper office opposition
    organisation organization outlet panel paper parliament party police regulator report retailer school senate
    service site society start-up startup statement station store studio study team think-tank thinktank trust
    tribunal union university watchdog website""".split()
)
"""Nouns by which an organisation, or a paper that it published, is meant."""
CLOSING_PREPOSITIONS = frozenset(["of", "for", "at", "from", "to", "in", "with", "on", "by"])
