"""Prompts are raised by considering what changed: once, by any desk, after a kill too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mashdesk.desk.prompts import considering, policy_change, raising
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Child, Reason
from mashdesk.domain.errors import NotRead, PromptsOpen
from mashdesk.domain.people import Verdict
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.prompts.weighing import NARROWED
from mashdesk.domain.rating import Rag
from mashdesk.store.views import PromptView
from tests.hub import Hub

TYLER = Child(given_name="Tyler", family_name="Osei", born=date(2010, 3, 1))


def known(hub: Hub, referral: int) -> int:
    """The number by which the first child of a referral is known."""
    number = hub.view(referral).children[0].individual
    assert number is not None
    return number


def again(hub: Hub, first: int, **changes: Any) -> int:
    """Another contact about the same child."""
    child = replace(TYLER, individual=known(hub, first))
    return hub.take_in(children=(child,), **changes)


def three(hub: Hub) -> tuple[int, int, int]:
    """Three contacts about one child within six weeks."""
    first = hub.take_in(children=(TYLER,))
    found = [first]
    for _ in range(2):
        hub.later(days=10)
        found.append(again(hub, first))
    return found[0], found[1], found[2]


def standing(hub: Hub, referral: int, by: Actor | None = None) -> dict[str, PromptView]:
    return {one.code: one for one in hub.view(referral, by).prompts if one.answered_at is None}


def answer(hub: Hub, referral: int, code: str) -> None:
    one = standing(hub, referral)[code]
    hub.do(c.AnswerPrompt(prompt=one.id, acted=True, reason="It was seen to.", read=one.read))


def consider(hub: Hub) -> int:
    return hub.desk.prompting.consider()


def test_the_third_contact_raises_prompts_on_all_that_are_open(hub: Hub) -> None:
    referrals = three(hub)
    hub.on(c.Claim, referrals[0])
    consider(hub)
    for referral in referrals:
        found = standing(hub, referral)
        assert {"repeat-contact", "escalating-frequency"} <= set(found)
        for one in referrals:
            assert hub.view(one).reference in found["repeat-contact"].evidence
    assert [one.kind for one in hub.desk.notices(hub.duty)] == ["prompt"]
    # Grave ones go to every team manager: one entry for each record.
    told = [one.reference for one in hub.desk.notices(hub.manager) if one.kind == "prompt"]
    assert len(told) == len(set(told)) == 3
    (mine,), (theirs, *_) = hub.desk.notices(hub.duty), hub.desk.notices(hub.manager)
    said = "2 prompts to answer: Contacts come faster (grave); Repeated contacts. Suggested: "
    assert said in mine.text
    assert said in theirs.text
    assert (mine.why, theirs.why) == (
        "you have this record", "grave prompts go to every team manager",
    )  # fmt: skip
    plain = hub.rated()
    consider(hub)
    rows = {row.id: row for row in hub.desk.queue(hub.duty).rows}
    assert all(rows[one].prompts >= 2 and rows[one].grave for one in referrals)
    assert not rows[plain].grave


def test_considering_twice_raises_nothing_twice(hub: Hub) -> None:
    three(hub)
    assert consider(hub) > 0
    before = hub.desk.prompts(hub.duty)
    assert consider(hub) == 0
    assert hub.another_desk().prompting.consider() == 0
    assert hub.desk.prompts(hub.duty) == before


def test_a_declined_prompt_comes_back_with_new_evidence_alone(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first, *_, last = three(hub)
    consider(hub)
    prompt = standing(hub, last)["repeat-contact"]
    said = "One incident, told thrice."
    hub.do(c.AnswerPrompt(prompt=prompt.id, acted=False, reason=said, read=prompt.read))
    hub.do(c.AddNote(referral=last, text="A note changes nothing."))
    consider(hub)
    assert "repeat-contact" not in standing(hub, last)
    hub.later(days=3)
    again(hub, first)
    consider(hub)
    assert "4 contacts" in standing(hub, last)["repeat-contact"].evidence


def test_an_answer_counts_for_the_evidence_it_was_written_to(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first, *_, last = three(hub)
    consider(hub)
    hub.answers_prompts = False
    read = standing(hub, last)
    answers = tuple(
        c.PromptAnswer(prompt=one.id, acted=False, reason="One incident.", read=one.read)
        for one in read.values()
    )
    # On another desk a contact comes in, and the prompt that stands takes it up.
    again(hub, first)
    hub.another_desk().prompting.consider()
    prompt = read["repeat-contact"]
    answer = c.AnswerPrompt(prompt=prompt.id, acted=False, reason="Told thrice.", read=prompt.read)
    with pytest.raises(NotRead, match="4 contacts about the same child"):
        hub.do(answer)
    with pytest.raises(PromptsOpen, match="4 contacts about the same child") as refused:
        hub.give_back(last, answers=answers)
    now = standing(hub, last)
    assert {one.code: one.read for one in refused.value.prompts} == {
        code: one.read for code, one in now.items() if one.read != read[code].read
    }
    hub.do(replace(answer, read=now["repeat-contact"].read))
    assert "repeat-contact" not in standing(hub, last)


def test_what_a_killed_desk_left_is_done_by_the_next(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    three(hub)

    def killed(*_: Any, **__: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(considering, "_write_fresh", killed)
        with pytest.raises(KeyboardInterrupt):
            consider(hub)
    assert hub.desk.prompts(hub.duty) == ()
    hub.another_desk().prompting.consider()
    assert any(one.code == "repeat-contact" for one in hub.desk.prompts(hub.duty))


def test_much_to_consider_gives_way_between_its_parts_to_whoever_works(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    referrals = three(hub)
    monkeypatch.setattr(raising, "WRITTEN", 1)
    raised: list[int] = []

    def somebody_looks() -> None:
        raised.append(sum(bool(standing(hub, one)) for one in referrals))

    hub.desk.prompting.consider(somebody_looks)
    assert {1, 2} <= set(raised), "what is done so far is there, and nobody waits for the rest"


def test_what_changed_between_reading_and_writing_is_considered_again(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    first, *_ = three(hub)
    write = considering._write
    times: list[int] = []

    def meanwhile(*given: Any) -> int:
        if not times:
            hub.on(c.Claim, first)
        times.append(1)
        return write(*given)

    monkeypatch.setattr(considering, "_write", meanwhile)
    consider(hub)
    assert "repeat-contact" in standing(hub, first)
    assert len(times) > 1


def test_ratings_that_rise_are_those_that_were_decided(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.rated(Rag.GREEN, children=(TYLER,))
    hub.later(days=60)
    second = again(hub, first)
    hub.rate(second, Rag.GREEN)
    hub.decide(second, final_rating=Rag.AMBER)
    hub.later(days=60)
    third = again(hub, first)
    hub.rate(third, Rag.RED)
    consider(hub)
    assert "green → amber → red" in standing(hub, third)["escalating-intensity"].evidence
    others = hub.desk.history.family(hub.duty, third).contacts
    assert [one.rating for one in others] == [Rag.AMBER, Rag.GREEN]


def test_what_is_sealed_while_others_are_considered_is_counted_in_none_of_them(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    *others, last = three(hub)
    hub.signed_in(Role.TEAM_MANAGER)
    monkeypatch.setattr(raising, "WRITTEN", 1)
    assert "repeat-contact" not in told_after_sealing(hub, last, others)


def test_what_is_sealed_while_a_policy_is_applied_is_counted_nowhere(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    hub.adopt(PRESETS["london"] + "\n[prompts.repeat-contact]\non = false\n")
    *others, last = three(hub)
    consider(hub)
    for one in others:
        hub.do(c.AddNote(referral=one, text="Rang the school."))
    hub.signed_in(Role.TEAM_MANAGER)
    hub.adopt(PRESETS["london"])
    monkeypatch.setattr(raising, "WRITTEN", 1)
    assert "repeat-contact" not in told_after_sealing(hub, last, others)


def told_after_sealing(hub: Hub, referral: int, others: list[int]) -> set[str]:
    """Which prompts the others have at any moment after a manager sealed this one, which is when
    the first part of them was written.
    """
    told: list[set[str]] = []

    def found() -> set[str]:
        return {code for one in others for code in standing(hub, one)}

    def somebody_seals() -> None:
        if told:
            told.append(found())
        elif "repeat-contact" in found():
            people = (hub.manager.user_id,)
            hub.on(c.Seal, referral, hub.manager, people=people, reason="A colleague's.")
            told.append(found())

    hub.desk.prompting.consider(somebody_seals)
    assert len(told) > 1
    return set().union(*told)


def test_two_desks_at_once_raise_each_prompt_once(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    _, _, last = three(hub)
    other, write = hub.another_desk(), considering._write
    times: list[int] = []

    def both(*given: Any) -> int:
        times.append(1)
        if len(times) == 1:
            other.prompting.consider()
        return write(*given)

    monkeypatch.setattr(considering, "_write", both)
    consider(hub)
    codes = [one.code for one in hub.view(last).prompts]
    assert len(codes) == len(set(codes))


def test_thresholds_that_change_are_applied_to_all_that_is_open(hub: Hub) -> None:
    first = hub.take_in(children=(TYLER,))
    hub.later(days=100)
    second = again(hub, first)
    consider(hub)
    assert "repeat-contact" not in standing(hub, first)
    hub.adopt(PRESETS["london"] + "\n[prompts.repeat-contact]\ncontacts = 2\n")
    consider(hub)
    assert "repeat-contact" in standing(hub, first)
    # However many there are, a manager has one entry.
    assert [one.text for one in hub.desk.notices(hub.manager)] == [
        f"{hub.view(first).reference} and others: the policy changed; 2 prompts were raised."
    ]
    hub.adopt(PRESETS["london"] + "\n[prompts.repeat-contact]\non = false\n")
    consider(hub)
    assert "repeat-contact" not in standing(hub, second)
    lapsed = next(one for one in hub.view(second).prompts if one.code == "repeat-contact")
    assert (lapsed.answered_by, lapsed.answer) == (
        "the desk",
        "stands no longer: The hub's policy no longer asks for it.",
    )


def test_two_known_as_one_child_share_their_contacts(hub: Hub) -> None:
    referrals = []
    for _ in range(3):
        referrals.append(hub.take_in(children=(TYLER,)))
        hub.later(days=10)
    consider(hub)
    assert "repeat-contact" not in standing(hub, referrals[2])
    who = [known(hub, one) for one in referrals]
    for other in who[1:]:
        hub.do(
            c.JudgeIdentity(one=who[0], other=other, verdict=Verdict.SAME, reason="Same school.")
        )
    consider(hub)
    assert "repeat-contact" in standing(hub, referrals[2])


def test_an_act_answers_its_own_prompt_by_itself(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    referral = hub.rated()
    hub.on(c.Claim, referral)
    consider(hub)
    assert "no-history-check" in standing(hub, referral)
    # A note waits in the record: no row is marked and nobody has an entry.
    assert [row.prompts for row in hub.desk.queue(hub.duty).rows] == [0]
    assert hub.desk.notices(hub.duty) == ()
    hub.do(c.OpenHistory(referral=referral))
    consider(hub)
    assert "no-history-check" not in standing(hub, referral)


def test_a_record_that_is_sealed_leaves_every_other_ones_evidence(hub: Hub) -> None:
    first, second, third = three(hub)
    consider(hub)
    grave = standing(hub, second)["escalating-frequency"]
    reference = hub.view(third).reference
    hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, third, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    # In the very act, and as it is considered: a grave one says less, and is not lost.
    for _ in range(2):
        found = standing(hub, second)["escalating-frequency"]
        assert found.id == grave.id
        assert found.evidence == NARROWED
        assert reference not in str(hub.view(second).prompts)
        # Of another not even that it was there: three were counted, and two are to be seen.
        assert "repeat-contact" not in {one.code for one in hub.view(first).prompts}
        consider(hub)
    assert "repeat-contact" in standing(hub, third, hub.manager)
    # A policy that changes something else takes nothing away that went by the sealing.
    hub.adopt(PRESETS["london"] + "\n[prompts.workload]\nheld = 9\n")
    consider(hub)
    assert "escalating-frequency" in standing(hub, second)


def test_what_is_raised_on_sealed_records_is_counted_for_nobody(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.take_in(children=(TYLER,))
    hub.later(days=200)
    again(hub, first)
    hub.later(days=200)
    third = again(hub, first)
    hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, third, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    consider(hub)
    hub.adopt(PRESETS["london"] + "\n[prompts.repeat-contact]\ncontacts = 2\n")
    consider(hub)
    assert "repeat-contact" in {one.code for one in hub.view(third, hub.manager).prompts}
    assert [one.text for one in hub.desk.notices(hub.manager) if "policy" in one.text] == [
        f"{hub.view(first).reference} and others: the policy changed; 2 prompts were raised."
    ]


def test_a_policy_that_changes_again_meanwhile_is_applied_to_all(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    first = hub.take_in(children=(TYLER,))
    hub.later(days=100)
    again(hub, first)
    consider(hub)
    hub.adopt(PRESETS["london"] + "\n[prompts.workload]\nheld = 9\n")
    keep_on = policy_change._keep_on
    parts: list[int] = []

    def killed(*given: Any) -> Any:
        if parts:
            raise KeyboardInterrupt
        parts.append(1)
        return keep_on(*given)

    with monkeypatch.context() as patched:
        patched.setattr(raising, "WRITTEN", 1)
        patched.setattr(policy_change, "_keep_on", killed)
        with pytest.raises(KeyboardInterrupt):
            consider(hub)
    hub.adopt(PRESETS["london"] + "\n[prompts.repeat-contact]\ncontacts = 2\n")
    consider(hub)
    assert "repeat-contact" in standing(hub, first)


def test_what_is_raised_while_a_policy_is_applied_lapses_with_it(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED)
    checklist_off = PRESETS["london"] + "\n[prompts.level-mismatch]\non = false\n"
    consider(hub)
    assert "level-mismatch" in standing(hub, referral)
    hub.adopt(checklist_off)
    keep_on = policy_change._keep_on

    def changed_meanwhile(*given: Any) -> Any:
        if given[-1]:
            hub.do(c.AddNote(referral=referral, text="Rang the school."))
        return keep_on(*given)

    monkeypatch.setattr(policy_change, "_keep_on", changed_meanwhile)
    consider(hub)
    assert "level-mismatch" not in standing(hub, referral)


def test_those_named_on_a_sealed_record_are_told_of_another_contact_about_its_child(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    first = hub.closed(children=(TYLER,))
    child = replace(TYLER, individual=known(hub, first))
    hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, first, hub.manager, people=(hub.manager.user_id,), reason="A colleague's.")
    consider(hub)
    second = hub.take_in(hub.manager, children=(child,))
    for _ in range(2):
        consider(hub)
    told = [one.text for one in hub.desk.notices(hub.manager) if one.referral == first]
    references = [hub.view(one, hub.manager).reference for one in (first, second)]
    assert told == [
        f"{references[0]}: there is another contact about a child of it, {references[1]}."
    ]
    everybody = (hub.duty, hub.actor(Role.SERVICE_MANAGER))
    for one in everybody:
        kinds = {each.kind for each in hub.desk.notices(one) if each.referral == first}
        assert kinds <= {"sealed"}


def test_a_grave_prompt_is_in_the_way_of_closing_and_answered_with_it(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    first = hub.take_in(children=(TYLER,))
    hub.rate(first)
    hub.decide(first)
    hub.feedback(first)
    for _ in range(2):
        hub.later(hours=1)
        again(hub, first)
    hub.answers_prompts = False
    close = c.Close(referral=first, version=hub.version(first))
    with pytest.raises(PromptsOpen) as refused:
        hub.do(close)
    assert {"escalating-frequency", "repeat-contact"} <= {one.code for one in refused.value.prompts}
    assert set(standing(hub, first)) >= {one.code for one in refused.value.prompts}
    hub.answers_prompts = True
    hub.do(close)
    view = hub.view(first)
    answered = {one.code: one.answer for one in view.prompts}
    assert answered["escalating-frequency"] == "declined: It was considered."


def test_a_worker_who_holds_too_much_is_told_once_and_managers_too(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    hub.adopt(PRESETS["london"] + "\n[prompts.workload]\nheld = 1\n")
    first, second = hub.rated(), hub.rated(Rag.RED)
    for referral in (first, second):
        hub.on(c.Claim, referral)
    consider(hub)
    assert "workload" not in standing(hub, first)
    assert "Asha Rao holds 2 red and amber" in standing(hub, second)["workload"].evidence
    assert [one.kind for one in hub.desk.notices(hub.manager)] == ["prompt"]
    hub.on(c.Release, second, reason="Too much.")
    consider(hub)
    assert "workload" not in standing(hub, second)


def test_domestic_abuse_again_is_prompted(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    abuse = (Reason.DOMESTIC_ABUSE,)
    first = hub.take_in(children=(TYLER,), reasons=abuse)
    hub.later(days=300)
    second = again(hub, first, reasons=abuse)
    consider(hub)
    assert hub.view(first).reference in standing(hub, second)["domestic-abuse-repeat"].evidence
