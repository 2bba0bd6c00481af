"""What colleagues and agencies write in the course of a shift: for training, nobody said it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mashdesk.domain.follow_up import ReviewResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.training.draws import Mix

RATING_REASONS: Mapping[Rag, tuple[str, ...]] = MappingProxyType(
    {
        Rag.RED: (
            "Immediate risk of serious harm: the injury, its account and who is at home tonight.",
            "Nothing known that keeps the child safe before the end of the day.",
        ),
        Rag.AMBER: (
            "Risk of harm, not imminent; a pattern over weeks, and a protective adult in the home.",
            "Harm likely if nothing changes; the child is safe where they are today.",
        ),
        Rag.GREEN: (
            "Concerns about wellbeing that could grow; the family would accept help.",
            "No immediate risk described; checks will show whether this stands alone.",
        ),
        Rag.BLUE: ("A request for information; no concern of its own.",),
    }
)
RAISED = "What came in since makes harm likelier than first thought."
LOWERED = "The first answers show protective adults and no earlier concern."
RAISED_TOLD = "More has come in. Please look at this one sooner."
LOWERED_TOLD = "What is known so far is less grave. Your answer is still needed, by the new time."

QUESTIONS = (
    "What do you hold on these children and the adults of the household in the last two years?",
    "Any contact, incident or concern since January, and your own view of the risk?",
    "Please search for every child named and the adults, and say which systems you searched.",
)
SEARCHED: Mapping[str, str] = MappingProxyType(
    {
        "POL": "crime and intelligence, custody, missing",
        "HLT": "child health, health visiting, school nursing",
        "ACU": "emergency department, maternity",
        "EDU": "pupil database, attendance, exclusions",
        "EH": "early help module",
        "PRO": "case management",
        "YJS": "case management",
        "HOU": "tenancy, repairs",
        "ASC": "adult records",
        "AMH": "mental health records",
        "SUB": "treatment records",
        "DAS": "client records",
    }
)
ANSWER_KINDS: Mix[AnswerKind] = MappingProxyType(
    {AnswerKind.RELEVANT: 55, AnswerKind.NOTHING: 30, AnswerKind.NOT_RELEVANT: 15}
)
ANSWER_WORDS: Mapping[AnswerKind, tuple[str, ...]] = MappingProxyType(
    {
        AnswerKind.RELEVANT: (
            "Three contacts since spring, the last two weeks ago; one adult is known for violence.",
            "Attendance fell from 94 to 71 per cent; two late collections by an unknown adult.",
            "Open to us since June. Two appointments missed, both rearranged by the parent.",
            "A call to the address last month, no further action; the children were seen asleep.",
            "The older child told a colleague of feeling unsafe at weekends. Not followed up yet.",
        ),
        AnswerKind.NOTHING: ("Nothing held on anybody named, at this address or the last.",),
        AnswerKind.NOT_RELEVANT: (
            "Routine contact only; nothing that bears on the worry.",
            "One entry about an adult, nine years old, unconnected with children.",
        ),
    }
)
SHARING: Mix[Sharing] = MappingProxyType(
    {Sharing.HUB: 80, Sharing.NOT_FAMILY: 12, Sharing.DECISION_MAKER: 8}
)
VIEWS: Mix[Rag | None] = MappingProxyType({None: 60, Rag.GREEN: 18, Rag.AMBER: 16, Rag.RED: 6})

CHASED = (
    "Rang the desk; they will answer within the hour.",
    "Left a message; the practitioner is in a conference until lunch.",
    "Spoke to the team's duty line; the request had not been seen, it has now.",
)
NOTES = (
    "The parent rang back; would like to be spoken to after four.",
    "School confirms that the child is in today and well looked after until half past three.",
    "The address given is the grandmother's; the family lives two streets on.",
    "The sender has sent the promised form; nothing new in it.",
    "The interpreter is booked for tomorrow morning.",
)
RETURNED = (
    "Please ask the parent for consent, or say why that is not safe.",
    "Please say who lives in the home and what the child said, in the child's own words.",
    "Which school does the youngest attend, and who collects?",
)
REPLIED = "The sender replied with what was asked for."
RETURNED_REASON = "It cannot be weighed without this; nothing described needs an answer today."
ASSIGNED = (
    "To even out the list before the next handover.",
    "You know the school and the health visitor there.",
)

RATIONALES: Mapping[DecisionOutcome, tuple[str, ...]] = MappingProxyType(
    {
        DecisionOutcome.STRATEGY: (
            "Reasonable cause to suspect significant harm: the account, and what police hold.",
        ),
        DecisionOutcome.ASSESSMENT: (
            "The answers show a pattern, the family is willing; an assessment is proportionate.",
        ),
        DecisionOutcome.ALLOCATED: (
            "Open to a worker who knows the family; passed on today and asked to be acknowledged.",
        ),
        DecisionOutcome.EARLY_HELP_SINGLE: ("One need, one service, and the parent agrees.",),
        DecisionOutcome.EARLY_HELP_MULTI: (
            "Several needs below the threshold; the family agrees to a plan and a lead.",
        ),
        DecisionOutcome.UNIVERSAL: (
            "Met by school and health visitor; nothing found in the checks.",
        ),
        DecisionOutcome.SPECIALIST: ("Needs a specialist service rather than social care.",),
        DecisionOutcome.ADVICE: ("Advice given to the sender, who will keep watch.",),
        DecisionOutcome.NFA: (
            "Checks clean, an innocent account that fits, the child well; no further action.",
        ),
    }
)
AGENCY_WORDS: Mapping[DecisionOutcome, str] = MappingProxyType(
    {
        DecisionOutcome.STRATEGY: "A strategy discussion is held today; you will be asked to it.",
        DecisionOutcome.ASSESSMENT: "A social worker sees the family; what you sent is with them.",
        DecisionOutcome.ALLOCATED: "The worker who knows the family has it, with what you sent.",
        DecisionOutcome.EARLY_HELP_SINGLE: "Early help with one service; the parent agreed.",
        DecisionOutcome.EARLY_HELP_MULTI: "Early help with a plan; you may be asked to join it.",
        DecisionOutcome.UNIVERSAL: "School and health visitor go on as they do; nothing more.",
        DecisionOutcome.SPECIALIST: "Passed to a specialist service, who will ring you.",
        DecisionOutcome.ADVICE: "The sender was advised. Tell us if anything new comes up.",
        DecisionOutcome.NFA: "No further action by social care. Tell us if anything new comes up.",
    }
)
VOICES = (
    "Says home is mostly all right and would like the shouting to stop.",
    "Too young to be asked; seen settled in a carer's arms.",
    "Not spoken to yet: asking now would not be safe; planned with school.",
)
WOULD_CHANGE = (
    "Another contact about any child of the household, or the parent no longer taking part.",
    "Anything seen or said that does not fit what the family told.",
)
SPOKEN_TO = ("The parent, by phone; the school.", "The parent and the health visitor.")
EXPECTED: Mapping[DecisionOutcome, str] = MappingProxyType(
    {
        DecisionOutcome.STRATEGY: "Hold a strategy discussion with police and health today.",
        DecisionOutcome.ASSESSMENT: "See the child alone, and the family at home, within ten days.",
        DecisionOutcome.ALLOCATED: "Read what is new, see the child, say what changes.",
        DecisionOutcome.EARLY_HELP_SINGLE: "Agree one plan with the parent; tell us if they stop.",
        DecisionOutcome.EARLY_HELP_MULTI: "Bring family and services together; one lead worker.",
    }
)
ASKED_AGAIN = "Asked again once the help was explained: the parent agrees to be offered it."
REFERRER_WORDS = "Thank you. This is what was decided and who sees the family next."
TAKEN_UP = "Has it, has read it, and sees the child this week."
DISCUSSED = "The agencies agree on what is known and on who does what next."
SETTLED = "Done; they rang to say so."

DISCUSSED_ACTIONS = (
    "See the child alone and ask what a usual day is like.",
    "Check what is held on every adult of the household.",
)
REVIEWED: Mapping[ReviewResult, str] = MappingProxyType(
    {
        ReviewResult.WENT_WELL: "The family took part; what was agreed is done.",
        ReviewResult.DRIFTED: "Two visits did not happen and nobody noticed.",
    }
)
WITHOUT = "Decided on what is known; the answer is still wanted when it comes."
FEEDBACK = (
    "Told what was decided and who will be in touch, and thanked.",
    "Told the outcome and asked to contact us again if anything changes.",
)
NOT_TOLD = "The sender gave no name and cannot be reached."
CLOSED = "Outcome sent; nothing outstanding."
