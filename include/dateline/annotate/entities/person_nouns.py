"""Nouns that mean a person: kinship, trades and offices. Before a name they make it a person's."""

from __future__ import annotations

MEN = frozenset(
    """man boy father dad husband son brother uncle grandfather nephew king prince duke lord gentleman widower
    businessman spokesman chairman congressman policeman fireman fisherman salesman waiter monk priest
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
        """academic accountant activist actor adviser advisor advocate agent aide ally ambassador analyst anchor announcer
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
