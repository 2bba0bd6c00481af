"""The chronology: what a reader in court looks for, its sources, and what corroborates what."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mashdesk.desk.reads.chronology_file import THIS_FILE, Made, made_by, written
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven
from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.domain.follow_up import Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import MentionKind, Verdict
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.store.views.chronology import (
    ChronologyEntry,
    ChronologyFilter,
    ChronologyForm,
    EntryKind,
)
from tests.desk.kin import answer_of, mention, person_of
from tests.desk.transfers import parcel
from tests.hub import Hub


def made(hub: Hub) -> Made:
    return made_by(hub.desk, hub.duty)


def told(hub: Hub, referral: int, *kinds: EntryKind) -> list[ChronologyEntry]:
    wanted = ChronologyFilter(kinds=kinds)
    return list(hub.desk.history.chronology(hub.duty, referral=referral, wanted=wanted).entries)


def test_what_a_return_and_a_decision_say_stands_behind_what_it_is(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here = hub.rated()
    hub.give_back(here)
    hub.on(c.Resume, here, reason="They rang.")
    by_when = hub.now() + timedelta(days=2)
    hub.decide(here, outcome=DecisionOutcome.ASSESSMENT, receiver="Ann Lee", expected_by=by_when)
    (returned, _) = told(hub, here, EntryKind.RETURN)
    assert returned.words == "Asked of the referrer: What did he say?\nWhy: not enough to go on"
    (decided,) = told(hub, here, EntryKind.DECISION)
    assert decided.words == (
        "Why: Advice is enough.\nThe child's voice: He says that he is often hungry.\n"
        "Goes to: Ann Lee\nExpected: See him this week.\nBy: Sun 22 Nov 2026 09:30"
    )


def test_a_chronology_tells_consent_differences_discussions_reviews_and_who_had_the_work(
    hub: Hub,
) -> None:
    here = hub.take_in(consent=ConsentGiven(form=Consent.OBTAINED, by="the mother"))
    hub.on(c.Claim, here)
    refused = ConsentGiven(form=Consent.REFUSED, reason="She fears the father.")
    hub.on(c.RecordConsent, here, consent=refused)
    hub.rate(here, Rag.GREEN)
    raised = c.RaiseChallenge(referral=here, against=Against.RATING, wants="red", why="Bruises.")
    hub.do(raised, hub.other_duty)
    answer = c.AnswerChallenge(challenge=1, version=1, reply=Reply.STANDS, answer="Explained.")
    hub.do(answer, hub.duty)
    hub.do(c.AcceptAnswer(challenge=1, version=2), hub.other_duty)
    hub.do(c.RecordOversight(referral=here, words="See him."), hub.manager)
    hub.on(
        c.RecordStrategyDiscussion, here, held_at=hub.now(),
        participants=(Participant("Police", "DS Obi"), Participant("Health", "Dr Hall")),
        result=StrategyResult.JOINT_ENQUIRY, decision="A joint enquiry.",
    )  # fmt: skip
    hub.decide(
        here, outcome=DecisionOutcome.EARLY_HELP_SINGLE, consent_because="She asks for it now."
    )
    gone: dict[str, Any] = {"result": ReviewResult.CONSENT_WITHDRAWN, "withdrawn_by": "Lisa Brown"}
    hub.on(c.RecordEarlyHelpReview, here, words="They moved on.", **gone)

    assert [(one.title, one.words) for one in told(hub, here, EntryKind.CONSENT)] == [
        ("Consent: obtained", ""),
        ("Consent: refused", "She fears the father."),
        ("Consent: withdrawn", "They moved on."),
    ]
    assert told(hub, here, EntryKind.CONSENT)[0].source == "the mother"
    differences = told(hub, here, EntryKind.CHALLENGE)
    assert [one.words for one in differences] == ["Bruises.", "Explained.", ""]
    assert [one.by for one in differences] == ["Bo Lund", "Asha Rao", "Bo Lund"]
    (discussed,) = told(hub, here, EntryKind.STRATEGY)
    assert "DS Obi (Police)" in str(discussed.words)
    for kind in (EntryKind.REVIEW, EntryKind.OVERSIGHT, EntryKind.WORKER, EntryKind.CLOSING):
        assert told(hub, here, kind), kind


def test_prompts_answers_missed_deadlines_and_chases_are_told(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here = hub.rated(Rag.RED)
    hub.ask(here, "POL")
    hub.later(hours=5)
    hub.sweep()
    prompt = hub.desk.prompts(hub.duty)[0]
    answer = c.AnswerPrompt(prompt=prompt.id, acted=True, reason="Rang them.", read=prompt.read)
    hub.do(answer)
    hub.on_request(c.Chase, here, "POL", channel=Channel.PHONE, person="PC 1", note="No.")
    assert [one.words for one in told(hub, here, EntryKind.PROMPT)] == ["Rang them."]
    missed = told(hub, here, EntryKind.DEADLINE)
    assert {(one.source, one.by) for one in missed} == {("the desk itself",) * 2}
    assert told(hub, here, EntryKind.DEADLINE)
    assert "No." in [one.words for one in told(hub, here, EntryKind.REQUEST)]


def test_marked_words_are_read_in_a_chronology_by_those_who_decide_alone(hub: Hub) -> None:
    here = hub.rated()
    hub.ask(here, "POL")
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="An informant.",
               sharing=Sharing.DECISION_MAKER)  # fmt: skip
    for who, words in ((hub.duty, "An informant."), (hub.actor(Role.BUSINESS), None)):
        (answer,) = hub.desk.history.chronology(
            who, household=here, wanted=ChronologyFilter(kinds=(EntryKind.ANSWER,))
        ).entries
        assert answer.words == words


def test_an_exported_chronology_says_who_made_it_when_how_it_was_narrowed_and_what_is_not_in_it(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    here = hub.rated()
    wanted = ChronologyFilter((EntryKind.CONTACT,), "pol", "no coat")
    for only, said in (
        (wanted, ("of the kinds contact and told by POL and with the words “no coat”",)),
        (None, ("Not narrowed.",)),
    ):
        view = hub.desk.history.chronology(hub.duty, referral=here, wanted=only)
        for form in (ChronologyForm.TEXT, ChronologyForm.MARKDOWN, ChronologyForm.CSV):
            text = written(view, form, made(hub)).replace("\\", "")
            by = "Made Fri 20 Nov 2026 09:30 by Asha Rao, duty senior social worker, Northbridge."
            for words in (*said, by, "out of their sight are not in it"):
                assert words in text, (form, words)
        values = json.loads(written(view, ChronologyForm.JSON, made(hub)))
        assert values["made_by"]["name"] == "Asha Rao"
        assert values["only"]["agency"] == ("pol" if only else "")
        assert values["left_out"] == view.hidden
        assert "out of their sight" in values["sight"]


def test_an_exported_chronology_is_no_formula_and_no_markup(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    worry = "=HYPERLINK(1)\n# not a heading\n---\n- nor a list"
    here = hub.take_in(worry=worry, sender_name="@Hall")
    view = hub.desk.history.chronology(hub.duty, referral=here)
    rows = list(csv.reader(io.StringIO(written(view, ChronologyForm.CSV, made(hub)))))
    entries = [row for row in rows[1:] if row[1] != THIS_FILE]
    assert entries[0][6].startswith("'=HYPERLINK")
    lines = written(view, ChronologyForm.MARKDOWN, made(hub)).splitlines()
    assert not [line for line in lines if line[:1] in {"-", "="} or line.startswith("# not")]
    values = json.loads(written(view, ChronologyForm.JSON, made(hub)))
    assert values["entries"][0]["words"] == view.entries[0].words
    assert "source: school: @Hall" in written(view, ChronologyForm.TEXT, made(hub))


# What an earlier hub told.


def test_an_earlier_hubs_history_is_told_and_found_as_from_that_hub(hub: Hub) -> None:
    here = hub.do(c.TakeInTransfer(parcel=parcel(hub))).referral
    assert here is not None
    earlier = [one for one in told(hub, here) if one.hub]
    assert {one.hub for one in earlier} == {"Southport, MD-26-0001"}
    kinds = {one.kind for one in earlier}
    assert {EntryKind.CONTACT, EntryKind.RATING, EntryKind.DECISION} <= kinds
    (decided,) = [one for one in earlier if one.kind is EntryKind.DECISION]
    assert "They moved to Southport." in str(decided.words)
    text = written(hub.desk.history.chronology(hub.duty, referral=here), ChronologyForm.TEXT,
                   made(hub))  # fmt: skip
    assert "from Southport, MD-26-0001" in text
    found = [hit for hit in hub.desk.history.search(hub.duty, "moved Southport").hits
             if hit.referral == here]  # fmt: skip
    assert [hit.kind for hit in found] == ["earlier hub"]


# What is stated.


def state(hub: Hub, referral: int, words: str = "He saw it too.", **more: object) -> None:
    more.setdefault("stance", Stance.CORROBORATED)
    hub.do(c.StateCorroboration(referral=referral, words=words, **more))  # type: ignore[arg-type]


def test_what_corroborates_an_item_is_told_with_who_stated_it_until_it_is_taken_back(
    hub: Hub,
) -> None:
    here = hub.rated()
    hub.ask(here, "POL", "EDU")
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="Two call-outs.")
    police = answer_of(hub, here)
    state(hub, here, answer=police)
    state(hub, here, source="Ms Hall, by phone", stance=Stance.CONTRADICTED, words="Not so.")
    hub.answer(here, "EDU", answer=AnswerKind.RELEVANT, words="Often late.")
    state(hub, here, item=ItemKind.ANSWER, of=answer_of(hub, here), answer=police)
    contact, *_ = told(hub, here, EntryKind.CONTACT)
    assert [(one.stance, one.source, one.by, one.words) for one in contact.stated] == [
        (Stance.CORROBORATED, "Police answer 20 Nov 2026", "Asha Rao", "He saw it too."),
        (Stance.CONTRADICTED, "Ms Hall, by phone", "Asha Rao", "Not so."),
    ]
    by_agency = {one.agency: one.stated for one in told(hub, here, EntryKind.ANSWER)}
    assert not by_agency["POL"]
    assert [one.source for one in by_agency["EDU"]] == ["Police answer 20 Nov 2026"]
    view = hub.desk.history.chronology(hub.duty, referral=here)
    for form in ChronologyForm:
        text = written(view, form, made(hub))
        assert "Police answer 20 Nov 2026" in text
        assert "He saw it too." in text
    titles = [event.title for event in hub.view(here).events]
    assert "The contact is corroborated by Police answer 20 Nov 2026." in titles
    state(hub, here, answer=police, stance=Stance.TAKEN_BACK, words="Of another child.")
    assert [one.source for one in told(hub, here, EntryKind.CONTACT)[0].stated] == [
        "Ms Hall, by phone"
    ]


def test_what_rests_on_words_out_of_sight_is_stated_to_nobody_who_may_not_read_them(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    here, hidden = hub.rated(), hub.rated()
    hub.ask(hidden, "POL")
    hub.answer(hidden, "POL", answer=AnswerKind.RELEVANT, words="A placement.")
    secret, manager = answer_of(hub, hidden), hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, hidden, manager, people=(manager.user_id,), reason="staff family")
    hub.ask(here, "POL")
    hub.answer(here, "POL", answer=AnswerKind.RELEVANT, words="An informant.",
               sharing=Sharing.DECISION_MAKER)  # fmt: skip
    state(hub, here, "The informant saw it.", answer=answer_of(hub, here))
    placed = c.StateCorroboration(
        referral=here, stance=Stance.CORROBORATED, answer=secret, words="The placement said so."
    )
    with pytest.raises(Invalid, match="that you may read"):
        hub.do(placed)
    hub.do(placed, manager)
    business = hub.actor(Role.BUSINESS)
    for who, count in ((manager, 2), (hub.duty, 1), (business, 0)):
        view = hub.desk.history.chronology(who, referral=here)
        assert sum(len(one.stated) for one in view.entries) == count, who.name
    seen = repr((hub.desk.open(business, here).events, hub.desk.history.open(business, here)))
    assert "informant saw" not in seen
    assert "placement" not in seen
    assert hub.desk.history.search(business, "informant").count == 0
    assert hub.desk.history.search(hub.duty, "placement").count == 0


def test_only_an_item_of_this_record_is_spoken_of_and_by_one_other_source(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    here, other = hub.rated(), hub.rated()
    for one in (here, other):
        hub.ask(one, "POL")
        hub.answer(one, "POL", answer=AnswerKind.RELEVANT, words="Two call-outs.")
    mine = answer_of(hub, here)
    theirs = answer_of(hub, other)
    for wrong in (
        {"item": ItemKind.ANSWER, "of": theirs, "source": "x"},
        {"item": ItemKind.ANSWER, "of": mine, "answer": mine},
        {"item": ItemKind.EVENT, "of": 9999, "source": "x"},
        {"item": ItemKind.CONTACT, "of": 3, "source": "x"},
        {"answer": mine, "source": "x"},
        {"answer": 9999},
        {},
    ):
        with pytest.raises(Invalid):
            state(hub, here, **wrong)
    state(hub, here, item=ItemKind.ANSWER, of=mine, answer=theirs)
    assert told(hub, here, EntryKind.ANSWER)[0].stated[0].source.startswith("Police answer")


# The mark of a row.


def test_a_row_is_marked_for_a_repeat_and_for_links_that_everybody_may_know(hub: Hub) -> None:
    ada = Child(given_name="Ada", family_name="Stone")
    one, other, alone = hub.take_in(), hub.take_in(children=(ada,)), hub.take_in(children=(ada,))
    hidden = hub.rated(children=(replace(ada, given_name="Zed"),))
    for referral in (other, hidden):
        mention(hub, referral, MentionKind.VEHICLE, value="AB12 CDE")
    manager = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, hidden, manager, people=(manager.user_id,), reason="staff family")

    def marked(who: Actor) -> list[int]:
        hub.desk.prompting.consider()
        return sorted(row.id for row in hub.desk.queue(who).rows if row.linked)

    assert marked(hub.duty) == []
    assert marked(manager) == [hidden]
    mention(hub, one, MentionKind.VEHICLE, value="AB12 CDE")
    assert marked(hub.duty) == [one, other]
    hub.do(
        c.JudgeIdentity(
            one=person_of(hub, other), other=person_of(hub, alone), verdict=Verdict.SAME,
            reason="The same home.",
        )
    )  # fmt: skip
    assert marked(hub.duty) == [one, other, alone]
