"""What senders write: the worry by its reason, what else they tell, and what they hope for.

Written for training. `{child}` is the child the contact is chiefly about, `{parent}` and `{other}`
are adults of the household; sentences avoid he and she, so that any child fits. Quoted words are a
child's own. None claims anything of earlier contacts: that the record tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mashdesk.domain.contact import Reason

WORRIES: Mapping[Reason, tuple[str, ...]] = MappingProxyType(
    {
        Reason.ANTI_SOCIAL: (
            (
                "{child} was with older boys who threw stones at buses, the third time since "
                "September."
            ),
            (
                "Neighbours describe {child} out past midnight with a group, drinking, fires lit "
                "in the bins."
            ),
        ),
        Reason.ARREST: (
            (
                "{child} was arrested for shoplifting food and clothes; nobody came to the "
                "station for six hours."
            ),
            (
                "{child} was arrested with a knife and says it was carried for protection on the "
                "way home."
            ),
        ),
        Reason.CHILD_MENTAL_HEALTH: (
            (
                "{child} took tablets and told nobody until the evening. "
                '{child} says: "I just wanted it to stop."'
            ),
            "There are fresh cuts on both arms. {child} does not want {parent} to know.",
            "{child} has not left the bedroom in daylight for five weeks and eats alone at night.",
        ),
        Reason.DOMESTIC_ABUSE: (
            "{other} had pushed {parent} against the door; {child} was on the stairs and saw it.",
            (
                "{parent} says {other} has left and will not come back. Neighbours rang. "
                "The children were upstairs."
            ),
            '{child} says: "When the shouting starts I go into the bathroom and lock it."',
        ),
        Reason.EMOTIONAL_ABUSE: (
            "{child} is told daily to be the reason the family is unhappy, in front of others.",
            "{child} flinches when {parent} shouts, and asks to stay behind every day.",
        ),
        Reason.HOMELESSNESS: (
            "The family is leaving temporary accommodation on Friday and has nowhere to go.",
            "{child} has slept on three sofas this month since {parent} put {child} out.",
        ),
        Reason.MISSING: (
            (
                "{child} was missing for two nights and will not say where; it is the fifth time "
                "this term."
            ),
            (
                "{child} came back with a new phone and a bruised lip after being missing since "
                "Saturday."
            ),
        ),
        Reason.NEGLECT: (
            "{child} comes in hungry and in the same clothes, with sores untreated for two weeks.",
            (
                "The home is cold, no food in the cupboards, mattresses without sheets, and a "
                "dog's mess on the floor."
            ),
            (
                "Teeth and head lice go untreated although help was arranged twice. {child} "
                "falls asleep in the daytime."
            ),
        ),
        Reason.PARENTAL_MENTAL_HEALTH: (
            (
                "{parent} has stopped taking medication, does not sleep and speaks of being "
                "watched through the wall."
            ),
            "{parent} cannot get out of bed most days; {child} gets everybody else ready.",
        ),
        Reason.PARENTAL_SUBSTANCE_MISUSE: (
            "{parent} was drunk at collection twice this week and meant to drive.",
            "There was foil and a pipe on a low table while {child} played beside it.",
            "{parent} has missed every appointment since the relapse in the spring.",
        ),
        Reason.PHYSICAL_ABUSE: (
            (
                "{child} has bruises on the upper arm in the shape of fingers; the accounts of "
                "how differ."
            ),
            '{child} says: "He uses the belt when I get it wrong." A mark is visible on the leg.',
            "A burn on the hand, four days old, not shown to a doctor.",
        ),
        Reason.SEXUAL_EXPLOITATION: (
            (
                "{child} is collected from school by a man in a car, and has money and vapes "
                "nobody bought."
            ),
            (
                "Messages on {child}'s phone ask for pictures; {child} calls the sender a "
                "boyfriend, aged 24."
            ),
        ),
        Reason.SEXUAL_ABUSE: (
            (
                "{child} told a friend what {other} does when {parent} is at work, then said it "
                "was a joke."
            ),
            (
                "{child} says things about sex no child should know and is afraid to be alone "
                "with {other}."
            ),
        ),
        Reason.CRIMINAL_EXPLOITATION: (
            "{child} was found at a train station forty miles away with two phones and cash.",
            (
                "{child} owes money to older boys and is sent on errands by bicycle; {parent} "
                "has been threatened."
            ),
        ),
        Reason.TRAFFICKING: (
            "{child} works in a car wash, has no papers and is never alone with a visitor.",
            (
                "{child} says a family that is not {child}'s own brought {child} here to clean "
                "and mind babies."
            ),
        ),
        Reason.FGM: (
            (
                "A long trip to see {parent}'s aunts is booked; {child} was told it is a special "
                "celebration."
            ),
            (
                "{parent} disclosed her own cutting at an appointment and is pressed by "
                "relatives about {child}."
            ),
        ),
        Reason.FORCED_MARRIAGE: (
            "{child} has heard of an engagement from a cousin and is afraid of the summer flight.",
            (
                "{child}'s passport and phone have been taken; {child} asked a teacher how to be "
                "found."
            ),
        ),
        Reason.RADICALISATION: (
            "{child} shares videos of attacks and says those who died deserved it.",
            "{child} speaks of a group met through a game, who tell {child} to prepare.",
        ),
        Reason.FABRICATED_ILLNESS: (
            (
                "Three hospitals, eleven attendances; what {parent} reports has never been seen "
                "by staff."
            ),
            "{child} uses a wheelchair at home and walks without help when the family is away.",
        ),
        Reason.PRIVATE_FOSTERING: (
            (
                "{child} has lived with a friend of the family since June; nobody has told the "
                "council."
            ),
            "The adult at home is not a relative; the parents are abroad and send money at times.",
        ),
        Reason.UNACCOMPANIED: (
            "{child} arrived by lorry, gives an age under eighteen and has nobody here.",
            (
                "{child} was found at the services overnight, speaks little English, and has an "
                "uncle's number only."
            ),
        ),
        Reason.DISABILITY: (
            (
                "{child}'s needs have grown and the family is at breaking point; short breaks "
                "stopped in March."
            ),
            (
                "{child} cannot speak; new marks and sudden distress at transfers worry those "
                "who know {child}."
            ),
        ),
        Reason.YOUNG_CARER: (
            "{child} gives {parent} injections, cooks and misses two mornings a week to do it.",
            "{child} interprets at every appointment and has not seen friends since the diagnosis.",
        ),
    }
)

YOUNGEST: Mapping[Reason, int] = MappingProxyType(
    {
        Reason.ANTI_SOCIAL: 10,
        Reason.ARREST: 10,
        Reason.CHILD_MENTAL_HEALTH: 10,
        Reason.EMOTIONAL_ABUSE: 4,
        Reason.MISSING: 11,
        Reason.SEXUAL_EXPLOITATION: 11,
        Reason.SEXUAL_ABUSE: 4,
        Reason.CRIMINAL_EXPLOITATION: 11,
        Reason.TRAFFICKING: 13,
        Reason.FGM: 4,
        Reason.FORCED_MARRIAGE: 14,
        Reason.RADICALISATION: 11,
        Reason.UNACCOMPANIED: 13,
        Reason.YOUNG_CARER: 8,
    }
)
"""From what age the sentences in WORRIES make sense, where that is more than three years."""

DETAILS: tuple[str, ...] = (
    "Nobody else in the home was seen.",
    "{parent} was told that this would be passed on and was angry, then relieved.",
    "{parent} does not know about this contact.",
    "{parent} has asked for help before and says none came.",
    "An interpreter will be needed for {parent}.",
    "There may be a second address; it is not known.",
    "A dog at the address is not safe to visit alone.",
    "We have known the family for two years.",
    "We gave {parent} advice earlier this term.",
)

VOICE: tuple[str, ...] = (
    "{child} was spoken to alone and would like to see the same person again.",
    "{child} has not been spoken to yet.",
    'Asked about home, {child} said: "It is fine" and looked at the door.',
    "Attendance this term is 71 per cent.",
)
"""What is told of children old enough to be asked."""

EXPECTS: tuple[str, ...] = (
    "Somebody to see {child} today.",
    "A visit this week and to be told what was decided.",
    "A professionals' meeting; we will attend.",
    "Support for {parent}, who is trying hard.",
    "Advice on what we should do next.",
    "That the hub puts this together with what others hold.",
    "Early help for the whole family, with their agreement.",
    "Not said.",
)
