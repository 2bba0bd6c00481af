"""How a contact opens, by who sends it: written for training, in the words senders use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mashdesk.domain.contact import Source

OPENINGS: Mapping[Source, tuple[str, ...]] = MappingProxyType(
    {
        Source.RELATIVE: (
            "{child}'s grandmother rang in tears after the weekend visit.",
            (
                "An aunt, who looks after the children on Thursdays, walked in to say she can no "
                "longer keep quiet."
            ),
        ),
        Source.ACQUAINTANCE: (
            "A family friend rings; her own children play with {child}.",
            "The mother of a classmate has seen this for weeks and did not know whom to tell.",
        ),
        Source.SELF: (
            "{child} rang the hub from a friend's phone and asked for somebody to come.",
            "{child} walked into the council office after college and asked to speak to somebody.",
        ),
        Source.INDIVIDUAL: (
            "The landlord was at the address to mend a boiler.",
            "A football coach writes about a child in the under-twelves.",
        ),
        Source.SCHOOL: (
            "The designated safeguarding lead writes after speaking with {child} today.",
            "The form tutor, the head of year and the safeguarding lead have met about {child}.",
            "School rings first and will send the form today.",
        ),
        Source.EDUCATION: (
            "The education welfare officer visited after eleven days without attendance.",
            "The elective home education adviser could not see {child} on either visit.",
        ),
        Source.GP: (
            "Seen in surgery this morning with {parent}.",
            "The practice's safeguarding lead writes after the weekly meeting.",
        ),
        Source.HEALTH_VISITOR: (
            (
                "Home visit for the development check; third attempt, the first at which the "
                "door was opened."
            ),
            "The health visitor writes after the weekly clinic.",
        ),
        Source.SCHOOL_NURSE: (
            "{child} came to the drop-in and stayed after the others had gone.",
            "The school nurse writes after the vaccination session.",
        ),
        Source.PRIMARY_HEALTH: (
            "The dental practice writes: four appointments missed, the fifth was an emergency.",
            "The community midwife writes after the booking appointment.",
        ),
        Source.A_AND_E: (
            "Seen in the emergency department overnight and still on the ward.",
            "The paediatric liaison nurse writes about an attendance yesterday evening.",
        ),
        Source.OTHER_HEALTH: (
            "The speech and language therapist writes after three sessions.",
            "The ambulance crew's report reached the liaison nurse today.",
        ),
        Source.HOUSING: (
            "The housing officer inspected the flat after complaints of noise.",
            "A tenancy visit about arrears turned into a conversation about the children.",
        ),
        Source.ADULT_SOCIAL_CARE: (
            "The adult social worker reviewed {parent}'s care plan at home.",
            "{parent} is known to the learning disability team, who visited yesterday.",
        ),
        Source.COUNCIL_OTHER: (
            "The family support duty worker passes on what a visit showed.",
            "The youth service passes on what a detached worker was told in the park.",
        ),
        Source.OTHER_AUTHORITY: (
            "The family moved here nine days ago; the sending authority had a plan in place.",
            "A neighbouring authority's emergency team passes this on for follow-up.",
        ),
        Source.EARLY_HELP: (
            (
                "The early help worker has visited for eight weeks and does not see the change "
                "hoped for."
            ),
            "The lead professional asks for a step up after the review meeting.",
        ),
        Source.POLICE: (
            "Officers attended {street} at night after a call from a neighbour.",
            "Officers spoke with the family after an incident in the street.",
            "Notification following a call to the address, the second this month.",
        ),
        Source.LEGAL: (
            "The probation officer writes after supervision with {other}.",
            "The court's welfare officer asks the hub to look at what came up at a hearing.",
        ),
        Source.OTHER: (
            "The children's centre writes after the stay-and-play group.",
            "A food bank volunteer with safeguarding training rings.",
        ),
        Source.ANONYMOUS: (
            "The caller would not give a name and is afraid of being recognised.",
            "A letter without a name, posted locally.",
        ),
        Source.UNKNOWN: ("A message left overnight; the caller's name cannot be made out.",),
    }
)
