from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from mashdesk.cli.program import build_parser
from mashdesk.domain import commands as c
from tests.cli.conftest import Desk, contact


def version_of(desk: Desk, reference: str) -> int:
    return int(desk("show", reference, "--json").json["referral"]["version"])


def test_one_referral_is_worked_from_intake_to_feedback_without_a_screen(desk: Desk) -> None:
    ref = desk.take_in(consent=None)
    steps = [
        ("consent", ref, "obtained", "--by", "the mother"),
        ("need", ref, "--tick", "parenting_neglected", "--dash", "3", "--missing", "2026-11-02"),
        ("rate", ref, "Amber", "--reason", "Three days without a coat.", "--level", "3",
         "--differs-because", "He was given one."),
        ("claim", ref),
        ("ask", ref, "--question", "What do you know of Kit?"),
        ("chase", ref, "HLT", "--channel", "phone", "--person", "Nurse Bell"),
        ("answer", ref, "EDU", "relevant", "--words", "Attendance is 61%.", "--channel", "phone",
         "--person", "Mr Shah", "--view", "amber", "--searched", "Arbor"),
        ("answer", ref, "Police", "nothing held", "--channel", "e-mail", "--person", "PC Dunn"),
        ("withdraw", ref, "EH", "--reason", "Not needed after all."),
        ("note", ref, "Spoke to the mother."),
        ("decide", ref, "section_17", "--rationale", "Needs an assessment.",
         "--voice", "He is cold.", "--without", "HLT=No answer by today.",
         "--agency-words", "A social worker will visit.", "--receiver", "Team one",
         "--expected", "See him at home.", "--expected-by", "2026-11-24 12:00",
         "--would-change", "Another day without a coat.", "--level", "3",
         "--differs-because", "He was given one."),
        ("feedback", ref, "--told", "Ms Okafor", "--channel", "phone", "--words", "Assessed."),
        ("close", ref, "--note", "All told."),
    ]  # fmt: skip
    for step in steps:
        said = desk.considered(*step)
        assert said.code == 0, (step, said)
        assert ref in said.out
        checked = "Household check: no other contact" if step[0] == "need" else ""
        assert said.err.startswith(checked)
        assert bool(said.err) == bool(checked)
    record = desk("show", ref, "--json").json["referral"]
    assert record["state"] == "closed"
    assert record["level"] == 3
    assert (record["need"]["level"], record["need"]["missing"]) == (4, ["2026-11-02"])
    made = record["decision"]
    assert (made["outcome"], made["expected"]) == ("section_17", "See him at home.")
    assert made["would_change"] in desk("show", ref).out
    assert record["feedback"]["person"] == "Ms Okafor"
    assert [request["state"] for request in record["requests"]] == [
        "answered", "decided_without", "answered", "withdrawn",
    ]  # fmt: skip
    departures = desk("departures", by="tom")
    assert ref in departures.out
    assert desk("departures", "--acknowledge", by="tom").code == 0
    assert ref not in desk("departures", by="tom").out
    assert desk("reopen", ref, "--reason", "Something new.").code == 0
    assert ref in desk("queue").out


def test_a_decision_over_unanswered_requests_names_them_and_the_next_step(desk: Desk) -> None:
    ref = desk.take_in(source="3A")
    desk("rate", ref, "green", "--reason", "Little to go on.")
    desk("ask", ref, "HLT", "EDU", "POL", "--question", "Is he known to you?")
    early = desk("close", ref)
    assert "--without" not in early.err
    words = ("decide", ref, "no_further_action", "--rationale", "Nothing new.", "--voice", "Well.",
             "--agency-words", "Nothing new came up.", "--without", "POL=Late.")  # fmt: skip
    said = desk(*words)
    assert said.code == 3
    assert "Health (community), Education and early years have not answered" in said.err
    assert '--without HLT="WHY" --without EDU="WHY", or --without-rest "WHY"' in said.err
    # Whatever else is missing is named in the same answer, each under its option.
    bare = desk(*words[:5], "--level", "3", "--differs-because", "x", "--without", "POL=Late.")
    assert bare.code == 3
    for option in ("--without", "--voice", "--agency-words"):
        assert f"mashdesk: {option}:" in bare.err, bare.err
    said = desk.considered(*words, "--without-rest", "No need.")
    assert said.code == 0, said
    requests = desk("show", ref, "--json").json["referral"]["requests"]
    because = {one["agency"]: one["settled_because"] for one in requests}
    assert because == {"POL": "Late.", "HLT": "No need.", "EDU": "No need."}
    assert "Decided: no further action" in said.out
    assert desk("feedback", ref, "--not-told", "Anonymous.").code == 0
    assert desk.considered("close", ref).code == 0


def test_what_a_decision_sets_going_is_worked_without_a_screen(desk: Desk) -> None:
    def decided(outcome: str, *more: str) -> str:
        ref = desk.take_in(worry=f"A worry for {outcome}.")
        assert desk("rate", ref, "amber", "--reason", "Bruises.").code == 0
        said = desk.considered(
            "decide", ref, outcome, "--rationale", "Enough.", "--no-voice", "Three weeks old.",
            "--expected", "See him.", *more,
        )  # fmt: skip
        assert said.code == 0, said
        return ref

    def after(ref: str) -> Any:
        return desk("show", ref, "--json").json["referral"]["follow_up"]

    handed = decided("allocated_worker", "--receiver", "Ann Lee", "--receiver-account", "eli")
    assert desk("show", handed, "--json").json["referral"]["clock"] == "allocated"
    assert "to take it up by" in desk("show", handed).out
    told = ("--person", "Ann Lee", "--channel", "phone")
    assert "has an account here" in desk("acknowledge-allocation", handed, *told).err
    done = desk("acknowledge-allocation", handed, by="eli")
    assert done.code == 0, done
    assert after(handed)["allocations"][0]["ended"] == "acknowledged"
    stepped = decided("strategy_discussion")
    people = ("--took-part", "Police; DS Obi; chair", "--took-part", "Health; Dr Hall")
    wrong = desk("strategy", stepped, "--held", "2026-11-20 09:00", "--took-part", "Police")
    assert (wrong.code, "line 1" in wrong.err) == (3, True)
    held = desk(
        "strategy", stepped, "--held", "2026-11-20 09:00", *people, "--result", "joint_enquiry",
        "--decision", "Bruises.", "--action", "DS Obi; 2026-11-20 16:00; ask the father",
    )  # fmt: skip
    assert held.code == 0, held
    shown = desk("show", stepped).out
    assert "Police: DS Obi, chair" in shown
    assert "action 1: DS Obi, by Fri 20 Nov 2026 16:00: ask the father" in " ".join(shown.split())
    assert desk("feedback", stepped, "--not-told", "Anonymous.").code == 0
    left = desk.considered("close", stepped)
    assert (left.code, f"`mashdesk action {stepped} 1 done`" in left.err) == (6, True), left.err
    assert desk("action", stepped, "1", "dropped").code == 3
    assert desk("action", stepped, "1", "dropped", "--because", "arrested").code == 0
    assert "dropped" in desk("show", stepped).out
    helped = decided("early_help_single", "--review-at", "2026-12-01 10:00")
    assert desk("review-early-help", helped, "drifted", "--words", "No visit.").code == 0
    assert after(helped)["reviews"][0]["result"] == "drifted"
    assert desk("second-rating", helped, "red", "--took-part", "All.", "--reason", "New.").code == 0
    assert desk("oversight", helped, "--words", "See him today.", by="tom").code == 0
    shown = desk("show", helped).out
    assert "after the meeting red" in shown
    assert "See him today." in shown


def test_a_record_names_its_source_in_words_and_ends_no_question_with_a_full_stop(
    desk: Desk,
) -> None:
    ref = desk.take_in(source="3A")
    shown = desk("show", ref).out
    assert "GP\n" in shown
    assert "3A" not in shown
    desk("rate", ref, "green", "--reason", "Little to go on.")
    desk("ask", ref, "HLT", "--question", "Who lives there?")
    desk("chase", ref, "HLT", "--channel", "phone", "--person", "the nurse, Ms Bell?")
    shown = desk("show", ref).out
    assert "the nurse, Ms Bell? Dee Duty." in shown
    assert "?." not in shown


def test_work_is_given_taken_and_put_back(desk: Desk) -> None:
    ref = desk.take_in()
    assert desk("assign", ref, "tom team", "--reason", "Knows the family.").code == 0
    assert "Tom Team" in desk("show", ref).out
    assert desk("queue", "--worker", "tom").out.count(ref) == 1
    assert desk("release", ref, "--reason", "Away tomorrow.").code == 0
    assert desk("queue", "--mine", by="tom").out.count(ref) == 0
    nobody = desk("assign", ref, "toim", "--reason", "x")
    assert nobody.code == 5
    assert "did you mean 'tom'?" in nobody.err.lower()


def test_a_referral_returned_to_its_referrer_comes_back(desk: Desk) -> None:
    ref = desk.take_in()
    desk("rate", ref, "green", "--reason", "Little to go on.")
    said = desk(
        "return", ref, "--for", "information", "--message", "Who lives there?",
        "--reason", "Too little to go on.", "--wake", "2026-11-23 12:00",
    )  # fmt: skip
    assert said.code == 0, said
    assert "Mon 23 Nov 2026 12:00" in said.out
    assert "asked of referrer" in desk("show", ref).out
    assert desk("resume", ref, "--reason", "They answered.").code == 0
    assert "asked of referrer" not in desk("show", ref).out


def test_a_manager_gives_an_overdue_last_round_a_fresh_deadline(desk: Desk) -> None:
    ref = desk.take_in()
    desk("rate", ref, "red", "--reason", "Bruises.")
    for _ in range(4):
        desk.clock.advance(timedelta(hours=6))
        desk("sweep", by=None)
    said = desk("fresh-deadline", ref, "2026-11-24 12:00", "--reason", "Visit today.", by="tom")
    assert said.code == 0, said
    assert desk("fresh-deadline", ref, "2026-11-24 12:00", "--reason", "x").code == 4


def test_prompts_and_notices_are_listed_and_answered(desk: Desk) -> None:
    ref = desk.take_in()
    desk("rate", ref, "red", "--reason", "Bruises.")
    desk("assign", ref, "tom", "--reason", "On duty.")
    told = desk("notices", "--json", by="tom").json["notices"]
    assert [notice["reference"] for notice in told] == [ref]
    assert desk("notices", "--acknowledge", "999", by="tom").code == 5
    assert desk("notices", "--acknowledge", "all", by="tom").code == 0
    assert desk("notices", "--json", by="tom").json["notices"] == []
    desk.clock.advance(timedelta(hours=5))
    desk("sweep", by=None)
    prompts = desk("prompts", ref, "--json").json["prompts"]
    assert prompts
    number = f"{prompts[0]['id']}-{prompts[0]['read']}"
    listed = desk("prompts").out
    assert f"{number}. {ref}: " in listed
    # The record lists the same, but for its own reference at each.
    shown = desk("show", ref).out.splitlines()
    assert set(listed.replace(f"{ref}: ", "").splitlines()) <= set(shown)
    assert desk("answer-prompt", number, "acted", "--reason", "Visited.").code == 0
    assert desk("answer-prompt", "9999", "acted", "--reason", "x").code == 5


def test_what_was_taken_in_is_corrected_from_the_json_that_show_prints(desk: Desk) -> None:
    ref = desk.take_in()
    held = desk("show", ref, "--contact").json
    held["worry"] = "Came to school without a coat four days running."
    held["children"].append({"given_name": "Ada", "family_name": "Brown", "born": "2021-01-02"})
    said = desk("correct", ref, "-", "--reason", "A day was missed.", given=json.dumps(held))
    assert said.code == 0, said
    record = desk("show", ref, "--json").json["referral"]
    assert record["worry"] == held["worry"]
    assert len(record["children"]) == 2
    two = json.dumps([held, held])
    assert desk("correct", ref, "-", "--reason", "x", given=two).code == 3


def test_a_stale_act_is_refused_with_what_changed_and_by_whom(desk: Desk) -> None:
    ref = desk.take_in()
    read = str(version_of(desk, ref))
    assert desk("rate", ref, "green", "--reason", "Calm.", by="tom").code == 0
    said = desk("rate", ref, "amber", "--reason", "Worse.", "--version", read)
    assert said.code == 6
    assert "rating" in said.err
    assert "green" in said.err
    assert "Tom Team" in said.err
    assert desk("rate", ref, "amber", "--reason", "Worse.").code == 0


def test_long_words_come_from_input_and_not_from_the_command_line(desk: Desk) -> None:
    ref = desk.take_in()
    assert desk("rate", ref, "red", "--reason", "-", given="Seen by\nthe nurse.\n").code == 0
    assert "the nurse." in desk("show", ref).out
    empty = desk("note", ref, "-", given="")
    assert empty.code == 3
    assert "text" in empty.err


@pytest.mark.parametrize(
    ("words", "by", "code"),
    [
        (["show", "MD-26-9999"], "dee", 5),
        (["show", "nonsense"], "dee", 5),
        (["rate", "REF", "red", "--reason", "x"], "bea", 4),
        (["rate", "REF", "red", "--reason", " "], "dee", 3),
        (["show", "REF"], "ada", 4),
        (["queue"], "ada", 4),
        (["note", "REF", "x"], "aud", 4),
        (["audit", "show"], "dee", 4),
        (["user", "list"], "dee", 4),
        (["close", "REF"], "dee", 6),
        (["reopen", "REF", "--reason", "x"], "dee", 6),
        (["decide", "REF", "nfa", "--rationale", "x"], "dee", 2),
        (["decide", "REF", "no_further_action", "--rationale", "x"], "dee", 6),
        (["ask", "REF", "--question", "x"], "dee", 6),
        (["ask", "REF", "XYZ", "--question", "x"], "dee", 5),
        (["answer", "REF", "POL", "nothing"], "dee", 5),
        (["rate", "REF", "purple", "--reason", "x"], "dee", 2),
        (["rate", "REF"], "dee", 2),
        (["queue"], "nobody", 4),
    ],
)
def test_each_refusal_has_its_exit_code_and_a_plain_sentence(
    desk: Desk, words: list[str], by: str, code: int
) -> None:
    ref = desk.take_in()
    said = desk(*(ref if word == "REF" else word for word in words), by=by)
    assert said.code == code, said
    assert said.out == ""
    assert said.err.startswith("mashdesk: ")
    assert "Traceback" not in said.err


def test_every_command_of_the_desk_can_be_given_on_the_command_line() -> None:
    doors = {
        c.TakeIn: "intake", c.Correct: "correct", c.RecordConsent: "consent", c.Rate: "rate",
        c.Claim: "claim", c.Assign: "assign", c.Release: "release", c.AskAgencies: "ask",
        c.Chase: "chase", c.RecordAnswer: "answer", c.Withdraw: "withdraw",
        c.ReturnToReferrer: "return", c.Resume: "resume", c.Decide: "decide",
        c.GiveFeedback: "feedback", c.Close: "close", c.Reopen: "reopen",
        c.GiveFreshDeadline: "fresh-deadline", c.AddNote: "note", c.View: "show",
        c.AnswerPrompt: "answer-prompt", c.Acknowledge: "notices",
        c.AcknowledgeDepartures: "departures", c.AddUser: "user", c.ShutAccount: "user",
        c.ResetPassword: "user", c.UnlockAccount: "user", c.ChangeRole: "user",
        c.AdoptPolicy: "policy",
        c.AddAgency: "agency", c.ReopenTimedOut: "sweep",
        c.Insist: "insist", c.ViewRequest: "request", c.ViewSentIn: "sent-in",
        c.TakeOn: "take-on", c.LetGo: "let-go",
        c.SendAnswer: "answer", c.RaiseChallenge: "challenge",
        c.AnswerChallenge: "answer-challenge",
        c.RecordNeed: "need", c.MakeReport: "report", c.TransferOut: "transfer-out",
        c.TakeInTransfer: "transfer-in", c.ReplyToTransfer: "transfer-reply",
        c.AcknowledgeTransfer: "transfer-ack",
        c.RecordStrategyDiscussion: "strategy", c.SettleAction: "action",
        c.SetHubContact: "hub-contact",
        c.AcknowledgeAllocation: "acknowledge-allocation",
        c.RecordEarlyHelpReview: "review-early-help", c.RateSecond: "second-rating",
        c.RecordOversight: "oversight",
        c.OpenHistory: "history", c.ConsiderHistory: "consider", c.AddMention: "mention",
        c.StateCorroboration: "corroborate",
        c.RecordRelationship: "relate", c.EndRelationship: "unrelate", c.JudgeIdentity: "same",
        c.UndoJudgement: "undo-judgement",
        c.Seal: "seal", c.Unseal: "unseal", c.BreakGlass: "break-glass",
        c.ReviewOverride: "review-override",
        c.SettleChallenge: "settle-challenge", c.AcceptAnswer: "accept", c.MoveUp: "move-up",
    }  # fmt: skip
    assert set(doors) == set(c.COMMANDS)
    helped = build_parser().format_help()
    for name in doors.values():
        assert re.search(rf"\n    {name}\s", helped), name


def test_every_session_ends_with_its_command(desk: Desk) -> None:
    desk("show", "MD-26-9999")
    desk("queue")
    rows = desk("audit", "show", "--json", by="aud").json["rows"]
    mine = [row["act"] for row in rows if row["actor"] == "Dee Duty"]
    assert mine.count("sign in") == mine.count("sign out") == 2


def test_the_same_contact_twice_is_refused_and_named(desk: Desk) -> None:
    ref = desk.take_in()
    again = json.dumps(contact())
    said = desk("intake", "-", given=again)
    assert said.code == 6
    assert ref in said.err
    assert desk("intake", "-", "--again", given=again).code == 0
