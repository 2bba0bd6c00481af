"""What a decision can be, in the field's terms and the dataset's groups."""

from __future__ import annotations

from enum import StrEnum


class OutcomeGroup(StrEnum):
    """The London dataset's groups."""

    STEPPED_UP = "stepped up"
    STEPPED_ACROSS = "stepped across"
    SIGNPOSTED = "signposted or NFA"
    TRANSFERRED = "transferred"


class DecisionOutcome(StrEnum):
    """What the hub decided. Returning to the referrer is none: it keeps a clock of its own."""

    STRATEGY = "strategy_discussion"
    ASSESSMENT = "section_17"
    ALLOCATED = "allocated_worker"
    EARLY_HELP_SINGLE = "early_help_single"
    EARLY_HELP_MULTI = "early_help_multi"
    UNIVERSAL = "universal_services"
    SPECIALIST = "specialist_service"
    ADVICE = "advice_given"
    TRANSFERRED = "transferred"
    NFA = "no_further_action"

    @property
    def label(self) -> str:
        return _OUTCOMES[self][0]

    @property
    def group(self) -> OutcomeGroup:
        return _OUTCOMES[self][1]


class AskedFor(StrEnum):
    """What a referrer is asked for when a contact is returned to them."""

    INFORMATION = "information"
    CONSENT = "consent"
    BOTH = "both"

    @property
    def label(self) -> str:
        return _ASKED_FOR[self]


_ASKED_FOR = {
    AskedFor.INFORMATION: "more information",
    AskedFor.CONSENT: "consent",
    AskedFor.BOTH: "more information and consent",
}

_OUTCOMES: dict[DecisionOutcome, tuple[str, OutcomeGroup]] = {
    DecisionOutcome.STRATEGY: ("strategy discussion / section 47 enquiry", OutcomeGroup.STEPPED_UP),
    DecisionOutcome.ASSESSMENT: ("section 17 child-in-need assessment", OutcomeGroup.STEPPED_UP),
    DecisionOutcome.ALLOCATED: ("passed to allocated worker or team", OutcomeGroup.STEPPED_UP),
    DecisionOutcome.EARLY_HELP_SINGLE: ("early help, single agency", OutcomeGroup.STEPPED_ACROSS),
    DecisionOutcome.EARLY_HELP_MULTI: ("early help, multi-agency", OutcomeGroup.STEPPED_ACROSS),
    DecisionOutcome.UNIVERSAL: ("universal services", OutcomeGroup.SIGNPOSTED),
    DecisionOutcome.SPECIALIST: ("specialist service", OutcomeGroup.SIGNPOSTED),
    DecisionOutcome.ADVICE: ("advice given", OutcomeGroup.SIGNPOSTED),
    DecisionOutcome.TRANSFERRED: (
        "transferred to another hub or authority",
        OutcomeGroup.TRANSFERRED,
    ),
    DecisionOutcome.NFA: ("no further action", OutcomeGroup.SIGNPOSTED),
}
