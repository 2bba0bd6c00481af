from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import ROLES_OF_PEOPLE, Role
from mashdesk.domain.contact import Child
from mashdesk.domain.errors import NotFound, NotPermitted
from mashdesk.domain.permissions import LOOKS, Look
from mashdesk.domain.rating import Rag
from mashdesk.domain.sealing import Finding
from mashdesk.store.names import AUDIT
from mashdesk.store.views import AccessRow, LookRow, Span
from tests.desk.partners import pip
from tests.hub import Hub


def audited(hub: Hub) -> list[tuple[str, str, int | None, bool]]:
    """Every audit row: act, reason, referral, allowed."""
    with hub.store.read() as connection:
        query = select(AUDIT.c.act, AUDIT.c.reason, AUDIT.c.referral_id, AUDIT.c.allowed)
        return [tuple(row) for row in connection.execute(query.order_by(AUDIT.c.seq))]


def reference(hub: Hub, referral: int) -> str:
    return hub.view(referral).reference


def test_an_auditor_reads_who_looked_at_a_child_when_and_under_what_reason(hub: Hub) -> None:
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    ref = reference(hub, referral)
    auditor = hub.actor(Role.AUDITOR)
    hub.later(minutes=3)
    hub.desk.open(hub.other_duty, referral, "the school rang about him")
    request = hub.desk.agency.view(pip(hub)).open[0].request
    hub.later(minutes=1)
    hub.desk.agency.open(pip(hub), request)
    with pytest.raises(NotPermitted):
        hub.desk.open(hub.admin, referral)

    view = hub.desk.looks.at(auditor, ref.lower())
    assert view.about == (ref,)
    refused, police, duty = view.rows[:3]
    assert (refused.who, refused.allowed, refused.reason) == ("Ada Min", False, "NotPermitted")
    assert (police.who, police.agency, police.act) == ("Pip Cole", "POL", "open a request")
    assert (duty.who, duty.name, duty.said) == ("Bo Lund", "bo", "the school rang about him")
    assert duty.child == "Kai Brown"
    assert duty.at == hub.now() - timedelta(minutes=1)
    assert {row.act for row in view.rows} == {"open a record", "open a request"}
    every = hub.desk.looks.at(auditor, ref, Span(acts=True))
    assert {"take a contact in", "rate"} <= {row.act for row in every.rows} | {"take a contact in"}
    assert len(every.rows) > len(view.rows)


def test_a_child_is_found_by_name_and_a_person_by_their_sign_in_name(hub: Hub) -> None:
    one = hub.take_in(children=(Child(given_name="Élodie", family_name="Roy"),))
    two = hub.take_in(children=(Child(given_name="Kai", family_name="Royston"),))
    auditor = hub.actor(Role.AUDITOR)
    for referral in (one, two):
        hub.later(minutes=1)
        hub.desk.open(hub.duty, referral)
    both = hub.desk.looks.at(auditor, "ROY")
    assert both.about == (
        f"{reference(hub, two)} Kai Royston", f"{reference(hub, one)} Élodie Roy",
    )  # fmt: skip
    assert [row.referral for row in both.rows if row.who == "Asha Rao"] == [two, one]
    assert hub.desk.looks.at(auditor, "élodie roy").about == both.about[1:]
    mine = hub.desk.looks.by(auditor, " ASHA ")
    assert mine.about == ("Asha Rao",)
    assert [row.referral for row in mine.rows] == [two, one]
    for nobody in ("Nobody", "", "%", "_"):
        with pytest.raises(NotFound):
            hub.desk.looks.at(auditor, nobody)
    with pytest.raises(NotFound):
        hub.desk.looks.by(auditor, "nobody")


def test_rows_are_asked_for_by_time_and_a_page_at_a_time(hub: Hub) -> None:
    referral = hub.take_in()
    ref, times = reference(hub, referral), []
    desks = [replace(hub.duty, session=None), hub.other_duty, hub.manager]
    for actor in desks:
        hub.later(minutes=10)
        hub.desk.perform(c.View(referral=referral), actor)
        times.append(hub.now())
    auditor = hub.actor(Role.AUDITOR)

    def asked(**span: object) -> list[str]:
        rows = hub.desk.looks.at(auditor, ref, Span(**span)).rows  # type: ignore[arg-type]
        return [row.who for row in rows if row.at in times]

    assert asked(since=times[1]) == ["Tom Mann", "Bo Lund"]
    assert asked(until=times[1]) == ["Asha Rao"]
    first = hub.desk.looks.at(auditor, ref, Span(limit=2))
    assert first.more
    rest = hub.desk.looks.at(auditor, ref, Span(before=first.rows[-1].seq))
    assert not rest.more
    assert [row.who for row in (*first.rows, *rest.rows)][:3] == ["Tom Mann", "Bo Lund", "Asha Rao"]


def test_each_such_question_is_audited_and_none_leaves_a_word_of_a_record(hub: Hub) -> None:
    referral = hub.take_in()
    auditor, before = hub.actor(Role.AUDITOR), len(audited(hub))
    hub.desk.looks.at(auditor, "Kai Brown")
    hub.desk.looks.by(auditor, "bo")
    with pytest.raises(NotFound):
        hub.desk.looks.at(auditor, "Zed Zedson")
    rows = audited(hub)[before:]
    assert rows == [
        ("ask who looked at a child", "", referral, True),
        ("ask what a person looked at", "person bo", None, True),
        ("ask who looked at a child", "NotFound", None, False),
    ]
    later = hub.desk.looks.at(auditor, reference(hub, referral), Span(acts=True))
    assert later.rows[0].act == "ask who looked at a child"


def test_only_auditors_and_managers_may_ask(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    ref = reference(hub, hub.take_in())
    may = {Role.AUDITOR, Role.TEAM_MANAGER, Role.SERVICE_MANAGER}
    assert LOOKS[Look.LOOKS] == may
    for role in set(ROLES_OF_PEOPLE) - may:
        actor = hub.actor(role)
        for what in (ref, "MD-26-9999", "Kai"):
            with pytest.raises(NotPermitted):
                hub.desk.looks.at(actor, what)
            assert audited(hub)[-1] == ("look at who looked at what", "NotPermitted", None, False)
        with pytest.raises(NotPermitted):
            hub.desk.looks.by(actor, "asha")


def test_of_a_sealed_record_auditors_read_the_looks_and_no_word_managers_nothing(
    hub: Hub,
) -> None:
    referral = hub.take_in()
    ref, service = reference(hub, referral), hub.signed_in(Role.SERVICE_MANAGER)
    hub.desk.open(hub.duty, referral, "her brother is known to us")
    seal = c.Seal(
        referral=referral,
        version=hub.version(referral),
        people=(service.user_id,),
        reason="staff family",
    )
    hub.do(seal, service)
    auditor = hub.actor(Role.AUDITOR)
    view = hub.desk.looks.at(auditor, ref)
    assert {row.reference for row in view.rows} == {ref}
    assert {(row.child, row.said, row.referral) for row in view.rows} == {("", "", None)}
    for by_name in (auditor, hub.manager):
        with pytest.raises(NotFound):
            hub.desk.looks.at(by_name, "Kai Brown")
    with pytest.raises(NotFound, match="There is no referral"):
        hub.desk.looks.at(hub.manager, ref)
    assert ref not in {row.reference for row in hub.desk.looks.by(hub.manager, "asha").rows}
    named = hub.desk.looks.at(service, "Kai Brown")
    assert "her brother is known to us" in {row.said for row in named.rows}


def test_a_look_at_what_an_agency_sent_in_is_a_look_at_the_child_and_so_is_a_try_at_it(
    hub: Hub,
) -> None:
    referral, other = hub.take_in(sender_agency="POL"), hub.take_in(worry="Another.")
    auditor = hub.actor(Role.AUDITOR)
    hub.desk.agency.open_sent_in(pip(hub), reference(hub, referral))
    with pytest.raises(NotFound):
        hub.desk.agency.open_sent_in(pip(hub), reference(hub, other))
    (look,) = [r for r in hub.desk.looks.at(auditor, reference(hub, referral)).rows if r.agency]
    assert (look.who, look.act, look.child) == ("Pip Cole", "open what was sent in", "Kai Brown")
    (guess,) = [r for r in hub.desk.looks.at(auditor, reference(hub, other)).rows if r.agency]
    assert (guess.allowed, guess.reason) == (False, f"NotFound {reference(hub, other)}")
    assert len(hub.desk.looks.by(auditor, "pip").rows) == 2


def test_an_auditor_reads_every_emergency_access_its_reason_and_what_its_review_found(
    hub: Hub,
) -> None:
    referral = hub.take_in()
    ref, tom = reference(hub, referral), hub.signed_in(Role.TEAM_MANAGER)
    version = hub.version(referral)
    hub.do(c.Seal(referral=referral, version=version, people=(tom.user_id,), reason="kin"), tom)
    hub.later(minutes=1)
    with pytest.raises(NotFound):
        hub.do(c.BreakGlass(reference="MD-26-0999", reason="a slip"))
    hub.do(c.BreakGlass(reference=ref, reason="he is at the door"))
    hub.desk.open(hub.duty, referral, "as I said")
    olu = hub.actor(Role.AUDITOR)

    def used() -> tuple[LookRow, ...]:
        return tuple(one for one in hub.desk.looks.by(olu, "asha").rows if one.access)

    opened, slip = used()
    assert opened.access == AccessRow("he is at the door")
    assert (opened.reference, opened.allowed, opened.child, opened.referral) == (
        ref,
        True,
        "",
        None,
    )
    assert (slip.access, slip.allowed) == (AccessRow("a slip"), False)
    hub.later(minutes=31)
    hub.do(c.ReviewOverride(override=2, finding=Finding.NOT_JUSTIFIED, words="I was in."), tom)
    found = AccessRow("he is at the door", "Tom Mann", hub.now(), "not_justified", "I was in.")
    assert used()[0].access == found
    assert found in [one.access for one in hub.desk.looks.at(olu, ref).rows]
    assert found in [one.access for one in hub.desk.looks.at(tom, ref).rows]
    assert ref not in repr(hub.desk.looks.by(hub.actor(Role.SERVICE_MANAGER), "asha").rows)


def test_an_answer_that_stays_on_the_screen_says_nothing_of_what_is_sealed_meanwhile(
    sqlite_hub: Hub,
) -> None:
    hub, looks = sqlite_hub, sqlite_hub.desk.looks
    ours = hub.take_in(children=(Child(given_name="Kim", family_name="Ray"),))
    kept = hub.take_in()
    for one in (ours, kept):
        hub.desk.open(hub.duty, one, "His gran rang.")
    ref = reference(hub, ours)
    auditor, sara = hub.actor(Role.AUDITOR), hub.actor(Role.SERVICE_MANAGER)
    shown = [
        (who, child, ask(who, words))
        for who in (auditor, sara)
        for ask, words, child in (
            (looks.at, ref, ref),
            (looks.at, "Kim", "Kim"),
            (looks.by, "asha", ""),
        )
    ]
    before = len(audited(hub))
    for who, child, view in shown:
        assert looks.again(who, view, child) == view
    tom = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, ours, tom, people=(tom.user_id,), reason="A colleague's.")
    done = len(audited(hub))
    for who, child, view in shown:
        again = looks.again(who, view, child)
        assert "Kim" not in repr(again)
        assert ours not in {row.referral for row in again.rows}
        if who is sara:
            assert ref not in repr(again)
        if not child:
            assert kept in {row.referral for row in again.rows}
    assert len(audited(hub)) == done > before, "only what was asked is audited"
