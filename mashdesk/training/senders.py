"""Who writes or rings: a name, an organisation, a number and a way, fitting the kind of source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from mashdesk.domain.contact import Channel, Source
from mashdesk.training import names


@dataclass(frozen=True, slots=True)
class Writer:
    """The sender as the contact names them; empty where they would not say."""

    name: str = ""
    organisation: str = ""
    telephone: str = ""


_FORMAL = (Channel.FORM, Channel.FORM, Channel.EMAIL, Channel.PHONE)
_SPOKEN = (Channel.PHONE, Channel.PHONE, Channel.WALK_IN)
_CHANNELS: Mapping[Source, tuple[Channel, ...]] = {
    Source.POLICE: (Channel.NOTIFICATION,),
    Source.RELATIVE: _SPOKEN,
    Source.ACQUAINTANCE: _SPOKEN,
    Source.SELF: _SPOKEN,
    Source.INDIVIDUAL: (Channel.PHONE, Channel.EMAIL),
    Source.ANONYMOUS: (Channel.PHONE, Channel.LETTER),
    Source.UNKNOWN: (Channel.PHONE,),
}
_ORGANISATIONS: Mapping[Source, tuple[str, ...]] = {
    Source.EDUCATION: ("Northbridge education welfare",),
    Source.GP: names.SURGERIES,
    Source.HEALTH_VISITOR: ("Northbridge health visiting",),
    Source.SCHOOL_NURSE: ("Northbridge school nursing",),
    Source.PRIMARY_HEALTH: ("Saltersford Dental Practice", "Northbridge community midwifery"),
    Source.A_AND_E: (names.HOSPITAL,),
    Source.OTHER_HEALTH: ("Northbridge community health",),
    Source.HOUSING: ("Northbridge Homes",),
    Source.ADULT_SOCIAL_CARE: ("Northbridge adult social care",),
    Source.COUNCIL_OTHER: ("Northbridge family support", "Northbridge youth service"),
    Source.OTHER_AUTHORITY: ("Eastmarch council, front door", "Holmefield council, front door"),
    Source.EARLY_HELP: ("Northbridge early help",),
    Source.POLICE: (names.POLICE,),
    Source.LEGAL: ("Northbridge probation", "Northbridge family court"),
    Source.OTHER: ("Mallow Court children's centre", "Northbridge food bank"),
}
AGENCY_OF: Mapping[Source, str] = {
    Source.POLICE: "POL",
    Source.HEALTH_VISITOR: "HLT",
    Source.SCHOOL_NURSE: "HLT",
    Source.OTHER_HEALTH: "HLT",
    Source.A_AND_E: "ACU",
    Source.EDUCATION: "EDU",
    Source.HOUSING: "HOU",
    Source.ADULT_SOCIAL_CARE: "ASC",
    Source.EARLY_HELP: "EH",
}
"""The agency of the usual roster that such a sender belongs to, where there is one."""
_NAMELESS = (Source.ANONYMOUS, Source.UNKNOWN)


def channel_of(rng: Random, source: Source) -> Channel:
    """How this kind of sender usually reaches the hub."""
    return rng.choice(_CHANNELS.get(source, _FORMAL))


def sender_of(rng: Random, source: Source, school: str, parent: names.Person) -> Writer:
    """The sender; `school` is the child's own, `parent` somebody a relative would belong to."""
    if source in _NAMELESS:
        return Writer()
    if source is Source.RELATIVE:
        family = parent.name.split()[-1]
        first = names.adult(rng).name.split()[0]
        return Writer(f"{first} {family}", "", names.mobile(rng))
    person = names.adult(rng).name
    if source is Source.SCHOOL:
        # Somebody on no roll is written about by the school they left.
        if not school.endswith(names.MARK):
            school = f"{rng.choice(names.SECONDARIES)} {names.MARK}"
        return Writer(person, school, names.telephone(rng))
    organisations = _ORGANISATIONS.get(source)
    if organisations is None:
        return Writer(person, "", names.mobile(rng))
    return Writer(person, f"{rng.choice(organisations)} {names.MARK}", names.telephone(rng))
