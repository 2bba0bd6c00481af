"""The audit: one chained row for each act or refusal, and no way to change one unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotPermitted, Trouble
from mashdesk.domain.rating import Rag
from mashdesk.store.names import AUDIT
from tests.hub import Hub


def worked(hub: Hub) -> int:
    """A referral with enough acts behind it to tamper with."""
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL")
    hub.answer(referral, "POL", words="two call-outs")
    hub.desk.open(hub.manager, referral, "supervision")
    return referral


def tamper(hub: Hub, *statements: str) -> None:
    """As somebody does who holds the key and knows SQL: without the triggers."""
    with hub.store.begin(hub.now()) as work:
        if hub.store.engine.dialect.name == "sqlite":
            for act in ("update", "delete"):
                work.connection.execute(text(f"DROP TRIGGER audit_no_{act}"))
        else:
            work.connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        for statement in statements:
            work.connection.execute(text(statement))
        work.commit()


def faults(hub: Hub, anchor: str | None = None) -> tuple[str, ...]:
    return hub.desk.audit_verify(hub.manager, anchor).broken


def test_an_untouched_audit_is_whole_and_stands_at_its_anchor(hub: Hub) -> None:
    worked(hub)
    anchor = hub.desk.audit_head(hub.manager)
    worked(hub)
    report = hub.desk.audit_verify(hub.manager, anchor)
    assert report.whole
    assert str(report.head) == hub.desk.audit_head(hub.manager)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'somebody else' WHERE seq = 3",
        "UPDATE audit SET allowed = NOT allowed WHERE seq = 3",
        "UPDATE audit SET act = 'claim' WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 1",
    ],
)
def test_an_edit_or_a_deletion_is_found(hub: Hub, statement: str) -> None:
    worked(hub)
    tamper(hub, statement)
    assert faults(hub)


def test_a_change_of_order_is_found(hub: Hub) -> None:
    worked(hub)
    tamper(
        hub,
        "UPDATE audit SET seq = 1000 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 1000",
    )
    assert faults(hub)


def test_rows_cut_off_the_end_are_found_against_an_anchor(hub: Hub) -> None:
    worked(hub)
    anchor = hub.desk.audit_head(hub.manager)
    newest = int(anchor.partition(":")[0])
    tamper(hub, f"DELETE FROM audit WHERE seq > {newest - 2}")
    assert faults(hub) == ()
    (told,) = faults(hub, anchor)
    assert "rows were cut off" in told


def test_a_store_put_back_to_an_older_copy_is_not_the_one_the_anchor_saw(hub: Hub) -> None:
    worked(hub)
    anchor = hub.desk.audit_head(hub.manager)
    rows = anchor.partition(":")[0]
    assert faults(hub, f"{rows}:{'0' * 64}") == (f"row {rows} is not the one the anchor saw",)
    with pytest.raises(Trouble, match="not one this program wrote"):
        faults(hub, "rubbish")


@pytest.mark.parametrize("table", ["audit", "event"])
@pytest.mark.parametrize("act", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_the_store_itself_refuses_to_change_a_row(hub: Hub, table: str, act: str) -> None:
    worked(hub)
    with pytest.raises(DatabaseError, match="never changed"), hub.store.begin(hub.now()) as work:
        work.connection.execute(text(act.format(table)))
    assert faults(hub) == ()


@pytest.mark.parametrize("table", ["referral", "request", "round"])
def test_the_store_itself_refuses_to_lose_a_record(hub: Hub, table: str) -> None:
    worked(hub)
    with pytest.raises(DatabaseError, match="never"), hub.store.begin(hub.now()) as work:
        work.connection.execute(text(f"DELETE FROM {table}"))


def test_the_store_itself_refuses_to_unmiss_a_breach(hub: Hub) -> None:
    hub.take_in()
    hub.later(hours=2)
    hub.sweep()
    unmiss = text("UPDATE round SET missed_at = NULL")
    refused = pytest.raises(DatabaseError, match=r"never changed|stays recorded")
    with refused, hub.store.begin(hub.now()) as work:
        work.connection.execute(unmiss)


def test_no_row_holds_a_word_of_a_record(hub: Hub) -> None:
    secrets = ("hungry", "Brown", "call-outs", "supervision", "Ms Hall", "what was said")
    referral = worked(hub)
    hub.do(c.AddNote(referral=referral, text="hungry again"))
    with pytest.raises(NotPermitted):
        hub.do(c.AddNote(referral=referral, text="hungry again"), hub.admin)
    with hub.store.read() as connection:
        said = repr(connection.execute(select(AUDIT)).all())
    assert not [word for word in secrets if word in said]


def test_a_row_says_who_from_where_what_and_which_versions(hub: Hub) -> None:
    referral = hub.take_in()
    before = hub.version(referral)
    hub.rate(referral, Rag.RED)
    row = hub.desk.audit_rows(hub.actor(Role.AUDITOR), referral)[0]
    assert (row.actor, row.role, row.workstation, row.act, row.allowed) == (
        "Asha Rao",
        "duty_senior_social_worker",
        "desk-asha",
        "rate",
        True,
    )
    assert (row.version_before, row.version_after) == (before, before + 1)
    with hub.store.read() as connection:
        digests = connection.execute(
            select(AUDIT.c.before, AUDIT.c.after).where(AUDIT.c.seq == row.seq)
        ).one()
    assert digests.before != digests.after
    assert {len(digests.before), len(digests.after)} == {64}


def test_an_act_on_a_request_names_it(hub: Hub) -> None:
    referral = worked(hub)
    rows = {row.act: row for row in hub.desk.audit_rows(hub.manager, referral)}
    request = hub.request(referral, "POL")
    answered = rows["record an answer"]
    assert (answered.request, answered.version_after) == (request.id, request.version)


def test_what_is_no_record_is_named_too(hub: Hub) -> None:
    hub.do(c.AddAgency(code="GPS", name="General practice"), hub.admin)
    assert hub.desk.audit_rows(hub.admin)[0].reason == "agency GPS"


def test_a_refused_look_is_audited(hub: Hub) -> None:
    with pytest.raises(NotPermitted):
        hub.desk.queue(hub.admin)
    row = hub.desk.audit_rows(hub.admin)[0]
    assert (row.act, row.allowed, row.reason) == ("look at the queue", False, "NotPermitted")
