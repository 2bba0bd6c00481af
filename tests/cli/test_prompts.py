"""Prompts on the command line: listed, in the way of an act, answered with it, tried beforehand."""

from __future__ import annotations

from mashdesk.domain.prompts import PROMPTS
from tests.cli.conftest import Desk, contact


def test_what_was_taken_in_just_now_is_looked_at_before_prompts_are_told(desk: Desk) -> None:
    """No desk is open, and nothing else swept: still nobody is told that nothing stands."""
    baby = {**contact()["children"][0], "born": "2026-06-01"}
    ref = desk.take_in(children=[baby])
    told = desk("prompts", ref)
    assert "Unborn or under one" in told.out, told
    assert "Unborn or under one" in desk("show", ref).out
    # What a clock would have raised is another matter: nothing runs that would reopen it.
    assert "the clockwork has never run here" in told.err
    assert "What clocks that ran out would raise is not among these." in told.err
    desk("sweep")
    assert desk("prompts", ref).err == ""


def test_what_stands_in_the_way_is_named_and_answered_along_with_the_act(desk: Desk) -> None:
    ref = desk.take_in(source="3A")
    desk("rate", ref, "red", "--reason", "Bruises.")
    lower = ("rate", ref, "green", "--reason", "Seen and well.")
    refused = desk(*lower)
    assert refused.code == 6
    assert "If the rating goes red → green, it is lowered by 2 steps." in refused.err
    assert "Ask for a second pair of eyes." in refused.err
    assert "--answer NUMBER=acted:WHAT" in refused.err
    named = desk(*lower, "--json").json
    assert named["kind"] == "prompts_open"
    ((number, read),) = [(one["number"], one["read"]) for one in named["prompts"]]
    listed = desk("prompts", ref, "--json").json["prompts"]
    assert (number, "de-escalation", "serious") in [
        (one["id"], one["code"], one["severity"]) for one in listed
    ]
    unread = desk(*lower, "--answer", f"{number}=acted:Tom looked too.")
    assert unread.code == 6, unread
    assert f"{number}-{read}. The rating is lowered far" in unread.err
    said = desk(*lower, "--answer", f"{number}-{read}=acted:Tom looked too.")
    assert said.code == 0, said
    assert desk("prompts", "--answered").code == 3  # of which referral?
    answered = desk("prompts", ref, "--answered").out
    assert "acted: Tom looked too." in answered
    wrong = desk(*lower, "--answer", "twelve")
    assert wrong.code == 2
    assert "write it like 12-kfmw=acted:WHAT" in wrong.err


def test_a_prompt_is_tried_before_it_is_switched_on(desk: Desk) -> None:
    ref = desk.take_in(source="3A")
    desk("rate", ref, "amber", "--reason", "Bruises.")
    said = desk("try-prompt", "no-history-check", "--over", "4 weeks", by="tom")
    assert said.code == 0, said
    assert "It would have fired once in 28 days, of 1 referral received." in said.out
    assert ref in said.out
    tried = desk("try-prompt", "repeat-contact", "--set", "contacts=2", "--json", by="tom").json
    assert (tried["tried"]["fired"], tried["tried"]["looked"]) == (0, 1)
    refused = desk("try-prompt", "repeat-contact", "--set", "contacts=1", by="tom")
    assert refused.code == 3
    assert "contacts: is from 2 to 20" in refused.err
    barred = desk("try-prompt", "repeat-contact")  # a duty worker sets no policy
    assert barred.code == 4
    assert "may not see how often a prompt would have fired. Ask one of those who may: team" in (
        barred.err
    )


def test_a_prompt_is_set_for_the_hub_and_all_else_stays_as_it_was(desk: Desk) -> None:
    desk.take_in(source="3A")
    listed = desk("policy", "prompts", by="ada").out
    assert "repeat-contact: Repeated contacts; serious; on; contacts 3, months 12" in listed
    assert "timed-out: Timed out; grave; always on" in listed
    clocked = sum(kind.rule is None for kind in PROMPTS.values())
    counted = f"{len(PROMPTS)} prompts: {clocked} by a clock and always on, none of the others"
    assert listed.rstrip().endswith(f"{counted} switched off.")
    before = desk("policy", "show", by="ada").out
    setting = ("policy", "set-prompt", "repeat-contact", "--reason", "We see\npatterns late.")
    assert desk(*setting, "--set", "contacts=2").code == 4  # a duty worker sets none
    said = desk(*setting, "--set", "contacts=2", by="ada")
    assert said.code == 0, said
    assert desk(*setting, "--off", by="ada").code == 0
    after = desk("policy", "show", by="ada").out
    assert after.count("[prompts.repeat-contact]") == before.count("[prompts.repeat-contact]") + 1
    assert "Ada Admin: We see patterns late." in after
    (one,) = [
        one
        for one in desk("policy", "prompts", "--json", by="ada").json["prompts"]
        if one["code"] == "repeat-contact"
    ]
    assert one["on"] is False
    assert "contacts: is from 2 to 20" in desk(*setting, "--set", "contacts=1", by="ada").err
    assert "it is always on" in desk("policy", "set-prompt", "timed-out", "--off", "--reason",
                                     "Loud.", by="ada").err  # fmt: skip


def test_who_asks_of_one_record_does_not_wait_until_all_others_were_looked_at(desk: Desk) -> None:
    asked, other = desk.take_in(), desk.take_in(worry="Another.")
    for one in (asked, other):
        desk("rate", one, "red", "--reason", "He is hurt.")
    assert "Level of need and rating differ" in desk("show", asked).out

    def told() -> dict[str, int]:
        rows = desk("queue", "--json").json["queue"]["rows"]
        return {row["reference"]: row["prompts"] for row in rows}

    assert (bool(told()[asked]), bool(told()[other])) == (True, False)
    assert "Level of need and rating differ" in desk("prompts", other).out
    assert told()[other]
