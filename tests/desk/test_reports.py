"""Hand-off reports and letters: who is given what, in every form, as a file that is one's own."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mashdesk.desk.reads.report_desk import demand_room, file_named
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Child, Reason, Source
from mashdesk.domain.errors import NotNow, NotPermitted, Stale, Trouble
from mashdesk.domain.follow_up import Action, Participant, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import Adult
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.report import ReportForm, ReportKind
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.domain.sharing import Found, Passage, Search
from tests.desk.kin import person_of, same
from tests.hub import Hub

HUB_WORDS, FAMILY_WORDS, DECIDER_WORDS = "two call-outs", "an informant rang", "a covert matter"

WITHHELD = (HUB_WORDS, FAMILY_WORDS, DECIDER_WORDS, "PNC", "bruise", "uncle")
"""What nobody outside the hub is given."""


def answered(hub: Hub) -> int:
    """A decided referral whose police answer has a passage under each marking."""
    referral = hub.rated(Rag.RED, worry="He came to school bruised.", household="his uncle")
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",))
    (request,) = hub.ask(referral, "POL")
    pip = hub.actor(Role.PRACTITIONER)
    asked = hub.desk.agency.open(pip, request)
    hub.do(
        c.SendAnswer(
            request=request,
            version=hub.request(referral, "POL").version,
            answer=AnswerKind.RELEVANT,
            passages=(
                Passage(HUB_WORDS),
                Passage(FAMILY_WORDS, Sharing.NOT_FAMILY),
                Passage(DECIDER_WORDS, Sharing.DECISION_MAKER),
            ),
            searches=(Search(asked.children[0].id, "PNC", Found.FOUND),),
            view=Rag.RED,
        ),
        pip,
    )
    decide(hub, referral)
    return referral


def decide(hub: Hub, referral: int) -> None:
    hub.decide(
        referral,
        outcome=DecisionOutcome.ADVICE,
        rationale="The bruise was explained.",
        voice="He likes his uncle.",
        agency_words="The family was advised.",
        referrer_words="We advised the family.",
    )


def made(hub: Hub, referral: int, path: Path, **order: Any) -> str:
    view = hub.view(referral)
    said: dict[str, Any] = {"kind": ReportKind.HAND_OFF, "form": ReportForm.MARKDOWN, **order}
    command = c.MakeReport(referral=referral, version=view.version, **said)
    hub.desk.reports.write(hub.duty, view, command, path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("receiver", "given", "kept"),
    [
        ("social-care", (HUB_WORDS, FAMILY_WORDS, "PNC", "uncle", "bruised"), (DECIDER_WORDS,)),
        ("POL", (HUB_WORDS, FAMILY_WORDS), (DECIDER_WORDS,)),
        (
            "outside",
            ("neglect", "Kai Brown", "Come and talk to us."),
            (*WITHHELD, "The family was advised", "red; sees"),
        ),
        (
            "FRS",
            ("asked, and answered", "The family was advised"),
            WITHHELD,
        ),
        (
            "family",
            ("about Kai", "We gave advice", "Come and talk to us.", "right to ask", "call 999"),
            (HUB_WORDS, FAMILY_WORDS, DECIDER_WORDS, "Police", "bruise", "uncle", "Hall", "Asha"),
        ),
    ],
)  # fmt: skip
def test_each_receiver_is_given_what_their_standing_allows_and_no_word_more(
    sqlite_hub: Hub, tmp_path: Path, receiver: str, given: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    said = made(
        sqlite_hub, answered(sqlite_hub), tmp_path / "r.md",
        receiver=receiver, name="Home-Start" if receiver == "outside" else "",
        words="Come and talk to us.",
    )  # fmt: skip
    assert [words for words in given if words not in said] == []
    assert [words for words in kept if words in said] == []


def test_what_is_not_for_the_family_is_marked_and_what_is_kept_back_is_told(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    said = made(sqlite_hub, answered(sqlite_hub), tmp_path / "r.md", receiver="social-care")
    assert f"**\\[Not to be shared with the family\\]** {FAMILY_WORDS}" in said
    assert "A passage is kept back" in said
    assert "; told by Pip" in said
    assert "The checklist points to:** level 4" in said


def test_adults_and_what_the_strategy_discussion_asks_of_whom_are_told(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    adult = Adult(given_name="Ana", family_name="Brown", role="mother", lives_with=True)
    referral = hub.rated(adults=(adult,))
    decide(hub, referral)
    hub.on(
        c.RecordStrategyDiscussion, referral, held_at=hub.now(),
        result=StrategyResult.JOINT_ENQUIRY, decision="Seen tonight.",
        participants=(
            Participant("Police", "PC Dunn"),
            Participant("Health", "Nurse Bell"),
            Participant("Social care", "Asha Rao"),
        ),
        actions=(Action("PC Dunn", "visits the home", hub.now() + timedelta(hours=3)),),
    )  # fmt: skip
    said = made(hub, referral, tmp_path / "r.md", receiver="social-care")
    assert "Ana Brown, mother, lives with the children" in said
    assert "**PC Dunn:** visits the home, by Fri 20 Nov 2026 12:30" in said
    outside = made(hub, referral, tmp_path / "o.md", receiver="outside", name="Home-Start")
    assert "Ana" not in outside
    assert "visits the home" not in outside


def test_who_takes_the_child_on_reads_of_the_familys_other_contacts_and_what_weighing_them_found(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, reasons = sqlite_hub, (Reason.DOMESTIC_ABUSE,)
    earlier = hub.closed(reasons=reasons, sender_name="Mr Pry", source=Source.ACQUAINTANCE)
    secret = hub.take_in(worry="A secret.")
    hub.later(days=3)
    referral = hub.rated()
    for other in (secret, referral):
        same(hub, person_of(hub, earlier), person_of(hub, other))
    hub.on(c.ConsiderHistory, referral, others=(secret,), words="It fits.")
    hub.later(minutes=1)
    hub.on(c.ConsiderHistory, referral, others=(earlier,), words="A pattern, as in MD-26-0002.")
    hub.decide(
        referral, outcome=DecisionOutcome.STRATEGY, expected="Meet today.", receiver="Ann Lee"
    )
    whole = made(hub, referral, tmp_path / "r.md", receiver="social-care")
    for said in (
        "Other contacts of the child and the family since 23 Nov 2024",
        "**20 Nov 2026, MD-26-0001:** Kai Brown, the same child: domestic violence",
        "**Weighed by Asha Rao:** A pattern, as in MD-26-0002.",
        "**Strategy discussion to be held:** by Tue 24 Nov 2026 09:31, as the hub's policy has it",
        "**To do it by:** no time was set; agree one with the hub",
        "**Level of need:** not judged",
    ):
        assert said in whole, said
    assert "Mr Pry" not in whole
    read = [one for one in hub.desk.audit_rows(hub.manager) if one.act == "read in a history"]
    assert {one.reference for one in read} == {"MD-26-0001", "MD-26-0002"}
    for receiver in ("POL", "FRS", "family"):
        agreed = {"agreed_with": "DI Shah"} if receiver == "family" else {}
        part = made(hub, referral, tmp_path / f"{receiver}.md", receiver=receiver, **agreed)
        assert "MD-26-0001" not in part
    boss = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, secret, boss, people=(boss.user_id, hub.duty.user_id), reason="x")
    after = made(hub, referral, tmp_path / "s.md", receiver="social-care")
    assert "MD-26-0002" not in after
    assert "A pattern, as in a record not open to you." in after
    # Who is whom in a sealed record goes into no file; it must not say that nothing is known.
    hub.on(c.Seal, referral, boss, people=(boss.user_id, hub.duty.user_id), reason="x")
    own = made(hub, referral, tmp_path / "own.md", receiver="social-care")
    assert "Hand-off report MD-26-0003" in own
    assert "The record is sealed: ask the hub which others it knows of." in own
    assert "No other contact" not in own


def test_a_family_is_told_in_plain_sentences_what_was_decided_and_follows_and_nothing_of_who_told(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    children = (Child(given_name="Kai", family_name="Brown"), Child(given_name="", family_name="B"))
    referral = hub.rated(children=children)
    hub.decide(
        referral, outcome=DecisionOutcome.EARLY_HELP_MULTI, receiver="Park Family Centre",
        expected_by=hub.now() + timedelta(days=7),
    )  # fmt: skip
    hub.do(c.SetHubContact(contact="Duty desk, 020 7946 0000"), hub.admin)
    said = made(hub, referral, tmp_path / "f.md", receiver="family", name="Ana Brown")
    for words in (
        "# What was decided about Kai and your unborn baby",
        "several services together could help your family",
        "It goes to Park Family Centre.",
        "to be done by 27 Nov 2026.",
        "we ask how the help is going",
        "You can reach us here: Duty desk, 020 7946 0000.",
        "Somebody will listen and answer you.",
    ):
        assert words in said, words
    for hidden in ("Hall", "Park Primary", "school", "hungry", "amber", "neglect", "Asha"):
        assert hidden not in said, hidden
    own = made(hub, referral, tmp_path / "y.md", receiver="young-person", name="Kai")
    assert "# What was decided about you" in own
    assert "all the children that we were told of together, not for you alone" in own
    delicate = hub.rated(reasons=(Reason.DOMESTIC_ABUSE,))
    hub.decide(
        delicate, outcome=DecisionOutcome.STRATEGY, receiver="IDVA", expected="Meet.",
        expected_by=hub.now() + timedelta(days=1),
    )  # fmt: skip
    own = made(
        hub, delicate, tmp_path / "d.md", receiver="young-person", agreed_with="DI Shah"
    )  # fmt: skip
    assert "talk together about your safety" in own
    assert "not for you alone" not in own
    assert [words for words in ("IDVA", "21 Nov", "domestic") if words in own] == []
    order = c.MakeReport(
        referral=delicate, version=hub.version(delicate), kind=ReportKind.HAND_OFF,
        form=ReportForm.PDF, receiver="family", agreed_with="DI Shah",
    )  # fmt: skip
    outcome = hub.desk.reports.write(hub.duty, hub.view(delicate), order, tmp_path / "d.pdf")
    assert "letter made for The family, as PDF. Give it only into the hands" in outcome.message


@pytest.mark.parametrize("found", [{"dash": 15}, {"indicators": ("family_dangerous_person",)}])
def test_where_a_checklist_tells_of_danger_at_home_the_letter_names_neither_receiver_nor_time(
    sqlite_hub: Hub, tmp_path: Path, found: dict[str, Any]
) -> None:
    hub = sqlite_hub
    referral = hub.rated(reasons=(Reason.NEGLECT,))
    hub.on(c.RecordNeed, referral, **found)
    hub.decide(
        referral, outcome=DecisionOutcome.ASSESSMENT, receiver="The refuge", expected="Visit.",
        expected_by=hub.now() + timedelta(days=1), differs_because="Nobody is safe to ask there.",
    )  # fmt: skip
    said = made(hub, referral, tmp_path / "f.md", receiver="family")
    assert "assessment" in said
    assert [words for words in ("refuge", "21 Nov") if words in said] == []
    order = c.MakeReport(
        referral=referral, version=hub.version(referral), kind=ReportKind.HAND_OFF,
        form=ReportForm.PDF, receiver="family",
    )  # fmt: skip
    outcome = hub.desk.reports.write(hub.duty, hub.view(referral), order, tmp_path / "f.pdf")
    assert "Give it only into the hands" in outcome.message


def test_a_report_is_a_private_new_file_and_an_act_in_the_audit(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, referral, file = sqlite_hub, answered(sqlite_hub), tmp_path / "r.html"
    before = hub.view(referral)
    made(hub, referral, file, receiver="early-help", form=ReportForm.HTML)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    last = hub.desk.audit_rows(hub.manager)[0]
    told = "Hand-off report made for Early help team, as HTML."
    assert (last.act, last.actor, last.reason) == ("make a report", "Asha Rao", told)
    after = hub.view(referral)
    assert (after.events[0].title, after.version) == (told, before.version)
    with pytest.raises(Trouble, match="There is a file at"):
        made(hub, referral, file, receiver="early-help")
    with pytest.raises(Trouble, match="There is no folder"):
        made(hub, referral, tmp_path / "no" / "r.md", receiver="early-help")
    assert len([e for e in hub.view(referral).events if e.kind == "report"]) == 1


def test_nothing_is_written_for_who_may_not_or_nobody_or_before_it_is_decided(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, file = sqlite_hub, tmp_path / "r.md"
    undecided = hub.rated()
    with pytest.raises(NotNow, match="Nothing is decided"):
        made(hub, undecided, file, receiver="social-care")
    referral = answered(hub)
    with pytest.raises(Invalid, match="is not one there is"):
        made(hub, referral, file, receiver="nobody")
    with pytest.raises(Invalid, match="which service"):
        made(hub, referral, file, receiver="outside")
    view, bea = hub.view(referral), hub.actor(Role.BUSINESS)
    order = c.MakeReport(
        referral=referral, version=view.version, kind=ReportKind.HAND_OFF,
        form=ReportForm.MARKDOWN, receiver="social-care",
    )  # fmt: skip
    with pytest.raises(NotPermitted, match="writes letters"):
        hub.desk.reports.write(bea, view, order, file)
    hub.on(c.Reopen, referral, reason="a call")
    with pytest.raises(Stale):
        hub.desk.reports.write(hub.duty, view, order, file)
    assert not file.exists()


def test_a_letter_holds_only_words_meant_for_the_referrer(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    said = made(hub, answered(hub), tmp_path / "l.md", kind=ReportKind.LETTER)
    assert "We advised the family." in said
    assert "K.B." in said
    hidden = (HUB_WORDS, FAMILY_WORDS, DECIDER_WORDS, "bruise", "uncle", "Kai", "neglect", "advice")
    assert [words for words in hidden if words in said] == []


def test_while_section_47_stands_the_family_is_told_only_as_somebody_agreed(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    referral = hub.rated(Rag.RED, source=Source.RELATIVE, reasons=(Reason.PHYSICAL_ABUSE,))
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY, referrer_words="We are looking at it.")
    letter = {"kind": ReportKind.LETTER}
    for order in ({"receiver": "family"}, letter):
        with pytest.raises(Invalid, match="telling the family can put the child at risk"):
            made(hub, referral, tmp_path / "f.md", **order)
    assert not (tmp_path / "f.md").exists()
    made(hub, referral, tmp_path / "s.md", receiver="social-care")
    made(hub, referral, tmp_path / "l.md", **letter, agreed_with="DI Shah, police")
    assert "agreed with DI Shah, police" in hub.view(referral).events[0].text
    hub.on(
        c.RecordStrategyDiscussion, referral, held_at=hub.now(),
        result=StrategyResult.NO_ENQUIRY, decision="It was explained.",
        participants=(Participant("Police", "DI Shah"),), actions=(),
    )  # fmt: skip
    made(hub, referral, tmp_path / "f.md", receiver="family")
    # A letter that is read at home goes by hand too, whoever in the family it is to.
    posted = c.MakeReport(
        referral=referral, version=hub.version(referral), kind=ReportKind.LETTER,
        form=ReportForm.PDF,
    )  # fmt: skip
    outcome = hub.desk.reports.write(hub.duty, hub.view(referral), posted, tmp_path / "h.pdf")
    assert "as PDF. Give it only into the hands" in outcome.message
    # Of a discussion decided on anew, one that was over by then says nothing.
    hub.later(minutes=1)
    hub.on(c.Reopen, referral, reason="Another injury.")
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY)
    with pytest.raises(Invalid, match="telling the family can put the child at risk"):
        made(hub, referral, tmp_path / "again.md", receiver="family")


def test_a_letter_greets_by_name_is_signed_and_says_how_the_hub_is_reached(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    referral = answered(hub)
    text = made(hub, referral, tmp_path / "before.md", kind=ReportKind.LETTER)
    for said in ("Dear Ms Hall,", "about K.B.", "Yours sincerely,", "Asha Rao\\\nduty senior"):
        assert said in text
    assert "If you reply to this letter, please give our reference, MD-26-0001." in text
    for wrong in ("somewhere", "x@y", "020 79"):
        with pytest.raises(Invalid):
            hub.do(c.SetHubContact(contact=wrong), hub.admin)
    hub.do(c.SetHubContact(contact="Duty desk, 020 7946 0000"), hub.admin)
    again = made(hub, referral, tmp_path / "after.md", kind=ReportKind.LETTER)
    assert "You can reach us here: Duty desk, 020 7946 0000." in again
    handed = made(hub, referral, tmp_path / "report.md", receiver="social-care")
    assert "**Questions to:** Duty desk, 020 7946 0000" in handed


def test_a_letter_needs_words_and_somebody_to_write_to(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    wordless = hub.decided()
    with pytest.raises(Invalid, match="what the referrer is to be told"):
        made(hub, wordless, tmp_path / "l.md", kind=ReportKind.LETTER)
    hub.feedback(wordless)
    assert "We advised the school." in made(
        hub, wordless, tmp_path / "l.md", kind=ReportKind.LETTER
    )
    nameless = hub.decided(source=Source.ANONYMOUS, sender_name="")
    with pytest.raises(NotNow, match="anonymous"):
        made(hub, nameless, tmp_path / "m.md", kind=ReportKind.LETTER, words="Thank you.")


def test_a_child_of_no_name_and_a_decision_of_few_words_are_reported_all_the_same(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    referral = hub.decided(children=(Child(given_name="", family_name="Ünal"),))
    said = made(hub, referral, tmp_path / "r.md", receiver="worker")
    assert "Ünal" in said
    assert "No checklist of need was recorded." in said
    assert "No agency was asked." in said


@pytest.mark.parametrize("typed", ["~nobody-of-that-name/r.pdf", "a" * 300 + ".pdf", "/no/r.pdf"])
def test_a_file_that_cannot_be_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Trouble, match=r"folder|named so"):
        demand_room(file_named(typed))


def test_who_follows_up_reads_how_the_rating_came_about_and_nobody_else(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, pip = sqlite_hub, sqlite_hub.actor(Role.PRACTITIONER)
    secret = hub.take_in()
    named = hub.view(secret).reference
    referral = hub.rated(Rag.RED)
    hub.later(minutes=1)
    (request,) = hub.ask(referral, "POL")
    sent = c.SendAnswer(
        request=request, version=hub.request(referral, "POL").version, answer=AnswerKind.RELEVANT,
        passages=(Passage(FAMILY_WORDS, Sharing.NOT_FAMILY),
                  Passage(DECIDER_WORDS, Sharing.DECISION_MAKER)),
        searches=(), view=Rag.RED,
    )  # fmt: skip
    hub.do(sent, pip)
    hub.rate(referral, Rag.AMBER, reason=f"The injury is explained, as in {named}.")
    hub.later(minutes=1)
    raised = c.RaiseChallenge(
        request=request, against=Against.RATING, wants="red", why="An old matter."
    )
    hub.do(raised, pip)
    hub.later(minutes=1)
    hub.rate(referral, Rag.RED, reason="For An  Informant rang.")
    hub.do(c.AnswerChallenge(challenge=1, version=1, reply=Reply.CHANGED, answer="You are right."))
    hub.do(c.AcceptAnswer(challenge=1, version=2), pip)
    hub.later(minutes=1)
    hub.rate(referral, Rag.AMBER, reason="Because of a covert matter.")
    hub.decide(referral, outcome=DecisionOutcome.ASSESSMENT)
    boss = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, secret, boss, people=(boss.user_id,), reason="x")
    whole = made(hub, referral, tmp_path / "r.md", receiver="social-care")
    told = whole.partition("## How the rating came about")[2].partition("## The children")[0]
    for said in (
        "**Fri 20 Nov 2026 09:30:** Rated red, by Asha Rao.",
        "Rated red → amber, by Asha Rao.\\\nThe injury is explained, as in a record not open",
        "challenged the rating, then amber: it should be red.",
        "Challenge answered by Asha Rao: it was changed; accepted Fri 20 Nov 2026 09:33.",
        "You are right.",
        "**\\[Not to be shared with the family\\]** Rated amber → red",
        "The reason repeats what was given to the decision maker only: it is kept back.",
    ):
        assert said in told, said
    for hidden in (named, "covert", "An old matter"):
        assert hidden not in told, hidden
    for receiver in ("POL", "FRS", "outside", "family"):
        name = "Home-Start" if receiver == "outside" else ""
        part = made(hub, referral, tmp_path / f"{receiver}.md", receiver=receiver, name=name)
        assert "How the rating came about" not in part
        assert "You are right." not in part


def test_an_answer_in_part_is_told_as_one_and_deadlines_say_what_they_are_of(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub, pip = sqlite_hub, sqlite_hub.actor(Role.PRACTITIONER)
    referral = hub.rated(Rag.RED)
    (request,) = hub.ask(referral, "POL")
    part = c.SendAnswer(
        request=request, version=hub.request(referral, "POL").version, answer=AnswerKind.NOTHING,
        searches=(), partial=True,
    )  # fmt: skip
    hub.do(part, pip)
    hub.decide(
        referral, outcome=DecisionOutcome.STRATEGY, expected="Meet.",
        expected_by=hub.now() + timedelta(hours=8),
    )  # fmt: skip
    said = made(hub, referral, tmp_path / "r.md", receiver="social-care")
    assert "nothing held, in part" in said
    assert "**To do it by:** Fri 20 Nov 2026 17:30, as the decision asks" in said
    assert "**Strategy discussion to be held:** by " in said
    assert "as the hub's policy has it" in said


def test_a_child_of_whom_no_search_was_told_is_named(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    referral = answered(hub)
    assert "No search was told for" not in made(
        hub, referral, tmp_path / "one.md", receiver="social-care"
    )
    both = tuple(Child(given_name=name, family_name="Brown") for name in ("Kit", "Noa"))
    other = hub.rated(Rag.RED, children=both)
    (request,) = hub.ask(other, "POL")
    pip = hub.actor(Role.PRACTITIONER)
    asked = hub.desk.agency.open(pip, request)
    version = hub.request(other, "POL").version
    searched = (Search(asked.children[0].id, "PNC", Found.NOTHING),)
    nothing = AnswerKind.NOTHING
    hub.do(c.SendAnswer(request=request, version=version, answer=nothing, searches=searched), pip)
    decide(hub, other)
    assert "No search was told for Noa Brown." in made(
        hub, other, tmp_path / "two.md", receiver="social-care"
    )
