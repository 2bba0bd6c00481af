"""Nothing leaves a list without a word: notices, departures, news, prompts and drafts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.store.names import NOTICES
from mashdesk.store.queries.lists import MOST_LISTED, unseen_departures
from mashdesk.store.views import MOST_COUNTED, departures_told
from tests.desk.closings import close_many
from tests.hub import Hub


def kinds(hub: Hub, who: Role | str) -> list[str]:
    return [notice.kind for notice in hub.desk.notices(hub.actor(who))]


def agency_notices(hub: Hub) -> list[tuple[str, str]]:
    with hub.store.read() as connection:
        query = select(NOTICES).where(NOTICES.c.agency_id.is_not(None)).order_by(NOTICES.c.id)
        return [(row.kind, row.why) for row in connection.execute(query)]


def test_whoever_loses_and_whoever_gains_a_referral_is_told_why(hub: Hub) -> None:
    referral = hub.take_in()
    hub.on(c.Claim, referral)
    hub.on(c.Assign, referral, hub.manager, worker=hub.other_duty.user_id, reason="you are ill")
    (left,) = hub.desk.notices(hub.duty)
    assert (left.kind, left.why, left.by) == ("left_you", "you are ill", "Tom Mann")
    assert "Bo Lund" in left.text
    assert kinds(hub, "bo") == ["given_you"]
    assert hub.desk.queue(hub.duty).notices == 1


def test_nobody_is_told_of_their_own_act(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.rate(referral, Rag.RED)
    hub.decide(referral)
    hub.feedback(referral)
    hub.close_referral(referral)
    assert kinds(hub, Role.DUTY) == []


def test_a_second_change_of_a_kind_brings_the_one_entry_up_to_date(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.rate(referral, Rag.RED, hub.manager)
    hub.later(minutes=1)
    hub.rate(referral, Rag.GREEN, hub.manager)
    (notice,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "rated"]
    assert notice.at == hub.now()
    assert "red → green" in notice.text


def test_two_agencies_answers_are_two_entries(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.ask(referral, "POL", "HLT")
    hub.answer(referral, "POL", hub.manager)
    hub.answer(referral, "HLT", hub.manager)
    notices = hub.desk.notices(hub.duty)
    assert [notice.kind for notice in notices] == ["answered", "answered"]
    assert len({notice.text for notice in notices}) == 2


def test_an_entry_stays_until_its_owner_acknowledges_it(hub: Hub) -> None:
    referral = hub.take_in()
    hub.on(c.Claim, referral)
    hub.on(c.Release, referral, hub.manager, reason="cover")
    (notice,) = hub.desk.notices(hub.duty)
    assert "0 notices" in hub.do(c.Acknowledge(notices=(notice.id,)), hub.other_duty).message
    assert kinds(hub, Role.DUTY) == ["left_you"]
    assert "One notice" in hub.do(c.Acknowledge(notices=(notice.id,))).message
    assert kinds(hub, Role.DUTY) == []


def test_an_agency_is_left_an_entry_for_everything_that_becomes_of_its_request(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    hub.rate(referral, Rag.AMBER)
    hub.on_request(c.Withdraw, referral, "POL", reason="known already")
    hub.decide(referral)
    hub.feedback(referral)
    hub.close_referral(referral)
    hub.on(c.Reopen, referral, reason="a second call")
    assert agency_notices(hub) == [
        ("rated", "what agencies are told"),
        ("withdrawn", "known already"),
        ("decided", "The hub wrote no words for agencies on why; ring it to ask."),
        ("closed", "It is decided, and the referrer was told, or why not is on the record."),
        ("reopened", "a second call"),
    ]


def test_what_left_the_queue_is_told_to_everybody_until_they_say_so(hub: Hub) -> None:
    first = hub.closed()
    assert hub.desk.departures(hub.duty) == ()
    (gone,) = hub.desk.departures(hub.manager)
    assert (gone.referral, gone.by) == (first, "Asha Rao")
    assert gone.text.startswith("Closed:")
    hub.do(c.AcknowledgeDepartures(up_to=gone.seq), hub.manager)
    second = hub.closed()
    assert [one.referral for one in hub.desk.departures(hub.manager)] == [second]
    assert hub.desk.queue(hub.manager).departures == 1
    assert {one.referral for one in hub.desk.departures(hub.other_duty)} == {first, second}


def test_what_is_back_after_it_left_stays_told_and_says_since_when(hub: Hub) -> None:
    referral = hub.rated()
    hub.on(c.Claim, referral)
    hub.decide(referral)
    hub.feedback(referral)
    hub.close_referral(referral, hub.manager)
    (left,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "left_you"]
    (gone,) = hub.desk.departures(hub.other_duty)
    hub.later(minutes=5)
    hub.on(c.Reopen, referral, hub.manager, reason="a second call")
    since = london_text(hub.now())
    (told,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "left_you"]
    assert told.text == f"{left.text} It is back in your list since {since}."
    (known,) = hub.desk.departures(hub.other_duty)
    assert known.text == f"{gone.text} It is back in the queue since {since}."
    hub.later(minutes=5)
    hub.on(c.Assign, referral, hub.manager, worker=hub.other_duty.user_id, reason="you are ill")
    (away,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "left_you"]
    assert "back in" not in away.text
    hub.later(minutes=5)
    hub.on(c.Claim, referral)
    (again,) = [one for one in hub.desk.notices(hub.duty) if one.kind == "left_you"]
    assert f"back in your list since {london_text(hub.now())}." in again.text


def test_nobody_acknowledges_what_has_not_happened_yet(hub: Hub) -> None:
    hub.do(c.AcknowledgeDepartures(up_to=10**9), hub.manager)
    hub.closed()
    assert len(hub.desk.departures(hub.manager)) == 1


def test_news_tells_others_acts_and_never_an_answers_words(hub: Hub) -> None:
    start = hub.desk.news(hub.actor(Role.BUSINESS), -1)
    assert start.items == ()
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.answer(
        referral,
        "POL",
        answer=AnswerKind.RELEVANT,
        words="an informant says",
        sharing=Sharing.DECISION_MAKER,
    )
    news = hub.desk.news(hub.actor(Role.BUSINESS), start.seq)
    assert [item.kind for item in news.items] == ["taken_in", "answered"]
    assert news.referrals == (referral, referral)
    assert "informant" not in repr(news)
    assert hub.desk.news(hub.duty, start.seq).items == ()
    assert hub.desk.news(hub.actor(Role.BUSINESS), news.seq).items == ()


def test_a_look_is_no_news_and_marks_no_row_as_changed(hub: Hub) -> None:
    referral = hub.take_in()
    row = hub.desk.queue(hub.duty).rows[0]
    hub.desk.open(hub.manager, referral, "supervision")
    again = hub.desk.queue(hub.duty).rows[0]
    assert (again.changed, again.version) == (row.changed, row.version)
    assert "Opened by Tom Mann." in {event.title for event in hub.view(referral).events}


def test_words_for_the_decision_maker_alone_are_kept_from_everybody_else(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.answer(
        referral,
        "POL",
        answer=AnswerKind.RELEVANT,
        words="an informant says",
        sharing=Sharing.DECISION_MAKER,
    )
    assert hub.view(referral).requests[0].answers[0].words == "an informant says"
    for role in (Role.BUSINESS, Role.AUDITOR):
        view = hub.desk.open(hub.actor(role), referral)
        assert view.requests[0].answers[0].words is None
        assert "informant" not in repr(view)


def test_a_prompt_is_answered_once_by_acting_or_with_a_reason(hub: Hub) -> None:
    referral = hub.take_in()
    hub.later(hours=2)
    hub.sweep()
    (prompt,) = hub.desk.prompts(hub.duty)
    assert (prompt.code, prompt.grave) == ("unrated-too-long", True)
    assert hub.desk.queue(hub.duty).rows[0].prompts == 1
    said = "the sender is on the line"
    answer = c.AnswerPrompt(prompt=prompt.id, acted=False, reason=said, read=prompt.read)
    hub.do(answer)
    assert hub.desk.prompts(hub.duty) == ()
    assert hub.view(referral).prompts[0].answer == "declined: the sender is on the line"
    with pytest.raises(NotNow, match="answered already"):
        hub.do(answer)
    with pytest.raises(NotFound):
        hub.do(c.AnswerPrompt(prompt=99, acted=True, reason="x", read="bcdf"))


def test_doing_what_a_prompt_asks_answers_it(hub: Hub) -> None:
    referral = hub.take_in()
    hub.later(hours=2)
    hub.sweep()
    hub.rate(referral, Rag.AMBER)
    assert hub.desk.prompts(hub.duty) == ()
    (prompt,) = hub.view(referral).prompts
    assert (prompt.answer, prompt.answered_by) == ("acted: rated amber", "Asha Rao")


def test_a_return_that_drifted_prompts_until_it_is_decided(hub: Hub) -> None:
    referral = hub.rated()
    hub.give_back(referral, wake_at=hub.now() + timedelta(hours=1))
    hub.later(hours=1)
    hub.sweep()
    assert [prompt.code for prompt in hub.desk.prompts(hub.duty)] == ["returned-drifting"]
    hub.decide(referral)
    assert hub.desk.prompts(hub.duty) == ()


def test_a_late_answer_to_a_closed_referral_reaches_its_decider(hub: Hub) -> None:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.decide(referral, hub.manager)
    hub.feedback(referral)
    hub.close_referral(referral)
    said = hub.answer(referral, "POL", answer=AnswerKind.RELEVANT, words="a warrant").message
    assert "reopen it" in said
    assert hub.view(referral).requests[0].answers[0].late
    assert "answered" in kinds(hub, Role.TEAM_MANAGER)


def test_a_draft_is_for_its_writer_alone_and_replaced_as_they_type(hub: Hub) -> None:
    hub.desk.save_draft(hub.duty, "intake", {"worry": "He came"})
    hub.desk.save_draft(hub.duty, "intake", {"worry": "He came to school\x1b[2J"})
    assert hub.desk.draft(hub.manager, "intake") is None
    kept = hub.desk.draft(hub.duty, "intake")
    assert kept is not None
    assert kept["worry"].startswith("He came to school")
    assert "\x1b" not in kept["worry"]
    hub.desk.drop_draft(hub.manager, "intake")
    assert hub.desk.draft(hub.duty, "intake") == kept
    hub.desk.drop_draft(hub.duty, "intake")
    assert hub.desk.draft(hub.duty, "intake") is None


def test_a_draft_of_lone_surrogates_and_nulls_is_kept(hub: Hub) -> None:
    hub.desk.save_draft(hub.duty, "intake", {"worry": "a\ud800b\0c"})
    kept = hub.desk.draft(hub.duty, "intake")
    assert kept is not None
    assert kept["worry"].startswith("a")


def test_departures_nobody_acknowledges_are_counted_and_listed_only_so_far(hub: Hub) -> None:
    hub.take_in()
    close_many(hub, 30, by=hub.duty.user_id)
    close_many(hub, MOST_COUNTED + 5)
    assert hub.desk.queue(hub.duty).departures == MOST_COUNTED
    assert hub.desk.departures_waiting(hub.duty) == MOST_COUNTED
    assert departures_told(MOST_COUNTED) == "1,000+"
    listed = hub.desk.departures(hub.duty)
    assert len(listed) == MOST_LISTED
    assert [one.seq for one in listed] == sorted((one.seq for one in listed), reverse=True)
    hub.do(c.AcknowledgeDepartures(up_to=listed[0].seq))
    assert hub.desk.departures_waiting(hub.duty) == 0
    assert departures_told(12) == "12"


def test_counting_departures_reads_nothing_but_the_index_of_closings(sqlite_hub: Hub) -> None:
    with sqlite_hub.store.read() as connection:
        query = unseen_departures(2, sqlite_hub.now()).compile(
            compile_kwargs={"literal_binds": True}
        )
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert any("COVERING INDEX ix_event_closed" in row[3] for row in plan), plan
