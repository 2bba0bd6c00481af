"""Every prompt's rule: what must raise it, and what must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mashdesk.domain.contact import Consent, Reason
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.prompts import PROMPTS, Moment, Proposal
from mashdesk.domain.prompts.snapshot import Asked, Load, Snapshot, Ticked, Young
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from tests.domain.seen import BORN, THIS, TODAY, contact, found, related, seen, this

ABUSE = (Reason.DOMESTIC_ABUSE,)
LOST = (Reason.MISSING,)
DECIDE = Proposal(moment=Moment.DECIDING, rating=Rag.AMBER, voice="He is afraid.")
NFA = Proposal(moment=Moment.DECIDING, outcome=DecisionOutcome.NFA, voice="No.")
LOWER = Proposal(moment=Moment.LOWERING, rating=Rag.GREEN)
OLDER = date(2011, 11, 20)
GREEN = this(rating=Rag.GREEN)


def lowering(rating: Rag) -> Proposal:
    return Proposal(moment=Moment.LOWERING, rating=rating)


def asked(number: int = 7, *, open_: bool = True, view: Rag | None = None) -> Asked:
    return Asked(number, "Health", open_, view)


def two_children(*ages: int) -> Snapshot:
    """Two children with a contact each besides this one: neither child has three."""
    own = this()
    children = tuple(
        Young(number, tuple(sorted((contact(days, number), own))), BORN)
        for number, days in enumerate(ages, 1)
    )
    return seen(own=own, children=children)


MUST: list[tuple[str, Snapshot, Proposal | None, dict[str, int], str]] = [
    ("repeat-contact", seen(contact(30), contact(360)), None, {}, "3 contacts about the same"),
    ("repeat-contact", seen(contact(100), contact(364)), None, {}, "20 Nov 2026"),
    ("repeat-contact", seen(contact(400)), None, {"contacts": 2, "months": 24}, "2 contacts"),
    ("escalating-frequency", seen(contact(20), contact(42)), None, {}, "3 contacts within 6"),
    ("escalating-frequency", seen(contact(60), contact(160), contact(300)), None, {}, "shorter"),
    (
        "escalating-intensity",
        seen(contact(9), contact(5, rating=Rag.GREEN)),
        None,
        {},
        "green → green → amber",
    ),
    ("sibling-concern", seen(siblings=(related(700),)), None, {}, "1 contact about a sibling"),
    ("linked-network", seen(links=(related(9, "the same adult"),)), None, {}, "the same adult"),
    (
        "domestic-abuse-repeat",
        seen(contact(200, reasons=ABUSE), own=this(reasons=frozenset(ABUSE))),
        None,
        {},
        "in this contact, and before in MD-26-0201",
    ),
    ("consent-blocked", seen(consent=Consent.REFUSED), None, {}, "rated amber"),
    (
        "consent-blocked",
        seen(consent=Consent.NOT_SOUGHT, own=this(rating=Rag.RED)),
        None,
        {},
        "red",
    ),
    (
        "consent-blocked",
        seen(
            own=this(rating=Rag.GREEN),
            consent=Consent.WITHDRAWN,
            ticked=Ticked(("is exploited",)),
        ),
        None,
        {},
        "is exploited",
    ),
    (
        "consent-blocked",
        seen(consent=Consent.REFUSED),
        Proposal(moment=Moment.RETURNING, asked_for=AskedFor.CONSENT),
        {},
        "If it is returned for consent alone, that risk waits",
    ),
    (
        "consent-blocked",
        seen(own=GREEN, consent=Consent.REFUSED, ticked=Ticked(scored_4=True)),
        None,
        {},
        "scored at level 4",
    ),
    (
        "consent-blocked",
        seen(own=GREEN, consent=Consent.REFUSED),
        replace(DECIDE, level=4),
        {},
        "If it is rated amber, put at level 4 now, risk stands, and consent is not given.",
    ),
    ("level-mismatch", seen(own=GREEN, ticked=Ticked(scored_4=True)), None, {}, "is scored points"),
    ("returned-drifting", seen(returned=(3, 9)), None, {}, "returned to the referrer 2 times"),
    (
        "returned-drifting",
        seen(returned=(3,)),
        Proposal(moment=Moment.RETURNING),
        {},
        "that is return 2",
    ),
    ("early-help-withdrawn", seen(withdrawn=(contact(90),)), None, {}, "consent withdrawn"),
    (
        "reluctant-older-child",
        seen(born=OLDER, consent=Consent.REFUSED),
        NFA,
        {},
        "a child aged 15 not engaging (consent refused)",
    ),
    ("voice-missing", seen(), replace(DECIDE, voice=" "), {}, "voice is blank"),
    (
        "voice-missing",
        seen(own=this(reasons=frozenset(ABUSE))),
        replace(DECIDE, voice="", no_voice="a baby"),
        {},
        "and there is domestic abuse",
    ),
    (
        "missing-episodes",
        seen(
            contact(40, reasons=LOST), contact(89, reasons=LOST), own=this(reasons=frozenset(LOST))
        ),
        None,
        {},
        "3 missing incidents within 90 days",
    ),
    (
        "missing-episodes",
        seen(ticked=Ticked(missing=frozenset(TODAY - timedelta(days=n) for n in (1, 2, 3)))),
        None,
        {},
        "3 missing incidents",
    ),
    (
        "dv-matrix-mismatch",
        seen(own=this(rating=Rag.GREEN), ticked=Ticked(dv_scale=3)),
        None,
        {},
        "scale 3, and the rating green",
    ),
    (
        "dv-matrix-mismatch",
        seen(own=this(rating=Rag.RED), ticked=Ticked(dv_scale=2)),
        None,
        {},
        "scale 2",
    ),
    (
        "dv-matrix-mismatch",
        seen(ticked=Ticked(dv_scale=4)),
        lowering(Rag.BLUE),
        {},
        "the rating blue",
    ),
    (
        "level-mismatch",
        seen(own=this(rating=Rag.BLUE), ticked=Ticked(("is exploited",))),
        None,
        {},
        "is exploited",
    ),
    (
        "level-mismatch",
        seen(own=this(rating=Rag.RED), ticked=Ticked()),
        None,
        {},
        "no level 4 indicator",
    ),
    ("level-mismatch", seen(own=this(rating=Rag.RED)), None, {}, "no checklist of need"),
    (
        "level-mismatch",
        seen(
            own=this(rating=Rag.GREEN),
            ticked=Ticked(("is exploited", "is harmed")),
            explained=frozenset({(("is exploited",), Rag.GREEN)}),
        ),
        None,
        {},
        "is harmed",
    ),
    ("answer-outstanding", seen(requests=(asked(),)), LOWER, {}, "not answered yet: Health"),
    ("answer-outstanding", seen(requests=(asked(),)), DECIDE, {}, "1 request"),
    ("de-escalation", seen(own=this(rating=Rag.RED)), lowering(Rag.GREEN), {}, "by 2 steps"),
    (
        "de-escalation",
        seen(requests=(asked(open_=False, view=Rag.RED),)),
        lowering(Rag.GREEN),
        {},
        "Health sees red",
    ),
    ("challenge-open", seen(challenges=(4,)), None, {}, "1 professional difference"),
    (
        "unborn-or-infant",
        seen(born=TODAY - timedelta(days=364)),
        None,
        {},
        "a child under 1, and neglect",
    ),
    ("unborn-or-infant", seen(born=TODAY, own=this(rating=Rag.RED)), None, {}, "a child under 1"),
    (
        "unborn-or-infant",
        seen(children=(Young(1, (this(),), None, unborn=True),)),
        None,
        {},
        "an unborn child",
    ),
    (
        "unborn-or-infant",
        seen(
            own=this(reasons=frozenset({Reason.MISSING})),
            born=TODAY,
            ticked=Ticked(physical_abuse=True),
        ),
        None,
        {},
        "a child under 1, and physical abuse",
    ),
    (
        "voice-missing",
        seen(ticked=Ticked(domestic_abuse=True)),
        replace(DECIDE, voice="", no_voice="Not seen yet."),
        {},
        "there is domestic abuse",
    ),
    ("disability", seen(own=this(reasons=frozenset({Reason.DISABILITY}))), None, {}, "disability"),
    ("disability", seen(ticked=Ticked(disability=True)), None, {}, "on the checklist"),
    ("workload", seen(load=Load(2, "Asha Rao", 9, THIS)), None, {}, "Asha Rao holds 9"),
    ("no-history-check", seen(history_opened=False), None, {}, "none known yet"),
    (
        "no-history-check",
        seen(contact(9), history_opened=False, state=ReferralState.DECIDED),
        None,
        {},
        "It is rated, and nobody has opened",
    ),
]

MUST_NOT: list[tuple[str, Snapshot, Proposal | None, dict[str, int]]] = [
    ("repeat-contact", seen(contact(30)), None, {}),
    ("repeat-contact", seen(contact(200), contact(366)), None, {}),
    ("repeat-contact", two_children(10, 20), None, {}),
    ("escalating-frequency", seen(contact(20), contact(43)), None, {}),
    ("escalating-frequency", seen(contact(100), contact(200), contact(300)), None, {}),
    ("escalating-frequency", seen(contact(300), contact(400), contact(900)), None, {}),
    ("escalating-intensity", seen(contact(5), contact(9, rating=Rag.AMBER)), None, {}),
    ("escalating-intensity", seen(contact(5), own=this(rating=Rag.GREEN)), None, {}),
    ("sibling-concern", seen(siblings=(related(800),)), None, {}),
    ("sibling-concern", seen(siblings=(related(9, considered=True),)), None, {}),
    ("sibling-concern", seen(siblings=(related(9),)), replace(DECIDE, words="See MD-26-0209."), {}),
    ("linked-network", seen(links=(related(9, "the same adult", considered=True),)), None, {}),
    ("domestic-abuse-repeat", seen(contact(9, reasons=ABUSE)), None, {}),
    ("domestic-abuse-repeat", seen(contact(9), own=this(reasons=frozenset(ABUSE))), None, {}),
    ("consent-blocked", seen(consent=Consent.OVERRIDDEN), None, {}),
    ("consent-blocked", seen(consent=Consent.REFUSED, own=this(rating=Rag.GREEN)), None, {}),
    ("consent-blocked", seen(consent=None), None, {}),
    (
        "consent-blocked",
        seen(own=GREEN, consent=Consent.REFUSED),
        replace(DECIDE, rating=Rag.GREEN, level=3),
        {},
    ),
    ("returned-drifting", seen(returned=(3,)), None, {}),
    ("returned-drifting", seen(), Proposal(moment=Moment.RETURNING), {}),
    ("early-help-withdrawn", seen(), None, {}),
    ("reluctant-older-child", seen(born=BORN, consent=Consent.REFUSED), NFA, {}),
    ("reluctant-older-child", seen(born=OLDER), NFA, {}),
    (
        "reluctant-older-child",
        seen(born=OLDER, consent=Consent.REFUSED),
        replace(NFA, outcome=DecisionOutcome.ASSESSMENT),
        {},
    ),
    ("voice-missing", seen(), DECIDE, {}),
    ("voice-missing", seen(), replace(DECIDE, voice="", no_voice="a baby"), {}),
    ("voice-missing", seen(), LOWER, {}),
    (
        "missing-episodes",
        seen(
            contact(40, reasons=LOST), contact(91, reasons=LOST), own=this(reasons=frozenset(LOST))
        ),
        None,
        {},
    ),
    ("missing-episodes", seen(contact(4, reasons=LOST), contact(9)), None, {}),
    ("dv-matrix-mismatch", seen(ticked=Ticked(dv_scale=3)), None, {}),
    ("dv-matrix-mismatch", seen(own=this(rating=Rag.RED), ticked=Ticked(dv_scale=4)), None, {}),
    ("dv-matrix-mismatch", seen(ticked=Ticked()), None, {}),
    ("level-mismatch", seen(ticked=Ticked(("is exploited",))), None, {}),
    ("level-mismatch", seen(), None, {}),
    (
        "level-mismatch",
        seen(own=this(rating=Rag.RED), ticked=Ticked(dv_scale=4, scored_4=True)),
        None,
        {},
    ),
    (
        "level-mismatch",
        seen(
            own=this(rating=Rag.GREEN),
            ticked=Ticked(("is exploited",)),
            explained=frozenset({(("is exploited",), Rag.GREEN)}),
        ),
        None,
        {},
    ),
    (
        "level-mismatch",
        seen(own=this(rating=Rag.RED), ticked=Ticked(("is exploited",))),
        replace(LOWER, differs="It was a year ago."),
        {},
    ),
    ("answer-outstanding", seen(requests=(asked(open_=False),)), LOWER, {}),
    (
        "answer-outstanding",
        seen(requests=(asked(),)),
        replace(DECIDE, without=frozenset({7})),
        {},
    ),
    ("answer-outstanding", seen(requests=(asked(),)), None, {}),
    ("de-escalation", seen(), lowering(Rag.GREEN), {}),
    ("de-escalation", seen(own=this(rating=Rag.GREEN)), lowering(Rag.RED), {}),
    (
        "de-escalation",
        seen(requests=(asked(open_=False, view=Rag.GREEN),)),
        lowering(Rag.GREEN),
        {},
    ),
    ("challenge-open", seen(), None, {}),
    ("unborn-or-infant", seen(born=TODAY - timedelta(days=366)), None, {}),
    (
        "unborn-or-infant",
        seen(born=TODAY, own=this(reasons=frozenset({Reason.HOMELESSNESS}))),
        None,
        {},
    ),
    ("unborn-or-infant", seen(born=TODAY, own=this(rating=Rag.RED)), None, {"red": 0}),
    ("disability", seen(), None, {}),
    ("workload", seen(load=Load(2, "Asha Rao", 8, THIS)), None, {}),
    ("workload", seen(load=Load(2, "Asha Rao", 9, THIS + 1)), None, {}),
    ("no-history-check", seen(), None, {}),
    ("no-history-check", seen(own=this(rating=None), history_opened=False), None, {}),
    ("no-history-check", seen(history_opened=False), None, {"contacts": 1}),
    ("no-history-check", seen(history_opened=False, state=ReferralState.DECIDED), None, {}),
    (
        "no-history-check",
        seen(contact(9), history_opened=False, state=ReferralState.CLOSED),
        None,
        {},
    ),
]


def named(row: tuple[Any, ...]) -> str:
    return str(row[0])


@pytest.mark.parametrize("row", MUST, ids=named)
def test_a_rule_speaks_with_its_evidence(row: Any) -> None:
    code, snapshot, proposal, figures, words = row
    evidence = found(code, snapshot, proposal, **figures)
    assert evidence is not None
    assert words in evidence.text
    assert evidence.text.endswith(".")
    assert evidence.items


@pytest.mark.parametrize("row", MUST_NOT, ids=named)
def test_a_rule_keeps_silent_without_cause(row: Any) -> None:
    code, snapshot, proposal, figures = row
    assert found(code, snapshot, proposal, **figures) is None


def test_every_prompt_of_the_catalogue_is_there_and_every_rule_is_tried_both_ways() -> None:
    """The catalogue of prompts, beside the clocks' own."""
    catalogue = {
        "repeat-contact", "escalating-frequency", "escalating-intensity", "sibling-concern",
        "linked-network", "domestic-abuse-repeat", "consent-blocked", "returned-drifting",
        "early-help-withdrawn", "reluctant-older-child", "voice-missing", "missing-episodes",
        "dv-matrix-mismatch", "level-mismatch", "answer-outstanding", "answer-overdue",
        "timed-out", "de-escalation", "challenge-open", "allocated-not-acknowledged",
        "feedback-due", "unborn-or-infant", "disability", "workload", "no-history-check",
    }  # fmt: skip
    assert catalogue <= set(PROMPTS)
    ruled = {code for code, kind in PROMPTS.items() if kind.rule is not None}
    assert {row[0] for row in MUST} == {row[0] for row in MUST_NOT} == ruled


def test_the_grave_ones_go_to_managers_and_each_suggests_something() -> None:
    grave = {code for code, kind in PROMPTS.items() if kind.grave}
    assert {"consent-blocked", "escalating-frequency", "timed-out"} <= grave
    assert all(kind.suggests.endswith(".") for kind in PROMPTS.values())
    assert all(
        one.least <= one.usual <= one.most for kind in PROMPTS.values() for one in kind.thresholds
    )
