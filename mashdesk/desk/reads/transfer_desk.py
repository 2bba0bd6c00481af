"""Hand-over files between hubs: made, taken in, acknowledged, and the acknowledgement taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import bindparam, select

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.permit import looking, permit
from mashdesk.desk.reads.report_desk import (
    demand_room,
    demand_still_told,
    family_openly,
    keep_file,
)
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFound
from mashdesk.domain.permissions import Look
from mashdesk.store.names import HUBS, REFERRALS, TRANSFERS_SENT, TRANSFERS_TAKEN
from mashdesk.store.queries.sight import in_sight
from mashdesk.store.queries.unspoken import openly
from mashdesk.store.views import ReferralView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.transfer import Receipt

# Made once: building a statement costs as much as running it.
_STORE = select(HUBS.c.store_id)
_TOKEN = select(TRANSFERS_TAKEN).where(TRANSFERS_TAKEN.c.referral_id == bindparam("of_referral"))
_AGAIN = (
    select(TRANSFERS_SENT.c.token)
    .where(
        TRANSFERS_SENT.c.referral_id == bindparam("of_referral"),
        TRANSFERS_SENT.c.to_hub == bindparam("hub"),
        TRANSFERS_SENT.c.acknowledged_at.is_(None),
    )
    .order_by(TRANSFERS_SENT.c.id.desc())
    .limit(1)
)


class TransferDesk:
    """Transfers to and from other hubs, reached as `desk.transfers`. It blocks.

    Files are read and written under a passphrase that both hubs know and no file holds.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def hand_over(
        self, actor: Actor, view: ReferralView, to_hub: str, path: Path, passphrase: str
    ) -> Outcome:
        """Make the hand-over file of a record as it was read. Made again, it is the same hand-over,
        so that the other hub takes it in once. Raises as `perform`, and Trouble.
        """
        from mashdesk.desk.transfer.envelope import Kind, seal
        from mashdesk.desk.transfer.packing import parcel_of, to_bytes

        desk, hub = self._desk, to_hub.strip()
        order = c.TransferOut(
            referral=view.id, version=view.version, to_hub=hub, token=self._token(view, hub)
        )
        permit(actor, order)
        demand_room(path)
        with desk.store.read() as connection:
            store = str(connection.execute(_STORE).scalar_one())
            told = openly(connection, actor, view, desk.clock.now())
            others = family_openly(connection, told, desk.clock.now())
        parcel = parcel_of(
            told,
            others,
            token=order.token,
            store=store,
            hub=desk.hub().name,
            to_hub=hub,
            by=actor.name,
            at=desk.clock.now(),
        )
        body = seal(Kind.HAND_OVER, passphrase, to_bytes(parcel))
        outcome = desk.perform(order, actor)
        told_of = [one.referral for one in others.contacts]
        demand_still_told(desk, told_of)
        desk.history.gave_out(actor, told_of)
        keep_file(path, body)
        return outcome

    def take_in(self, actor: Actor, path: Path, passphrase: str, key: str | None = None) -> Outcome:
        """Take a hand-over file in as a referral of this hub. Raises Invalid with what is wrong
        with the file, NotNow for one that was taken in already.
        """
        from mashdesk.desk.transfer.envelope import Kind, read_file, unseal
        from mashdesk.desk.transfer.packing import from_bytes
        from mashdesk.domain.transfer import Parcel

        body = unseal(Kind.HAND_OVER, passphrase, read_file(path))
        return self._desk.perform(c.TakeInTransfer(parcel=from_bytes(Parcel, body)), actor, key)

    def reply(self, actor: Actor, view: ReferralView, path: Path, passphrase: str) -> Outcome:
        """Make the acknowledgement of a referral that came by file; again, if it was lost."""
        from mashdesk.desk.transfer.envelope import Kind, seal
        from mashdesk.desk.transfer.packing import to_bytes
        from mashdesk.domain.transfer import Receipt

        desk, order = self._desk, c.ReplyToTransfer(referral=view.id, version=view.version)
        permit(actor, order)
        demand_room(path)
        with desk.store.read() as connection:
            row = connection.execute(_TOKEN, {"of_referral": view.id}).mappings().one_or_none()
        body = b""
        if row is not None:
            receipt = Receipt(
                token=row["token"],
                hub=desk.hub().name,
                reference=view.reference,
                taken_in_at=row["taken_in_at"],
                by=actor.name,
            )
            body = seal(Kind.RECEIPT, passphrase, to_bytes(receipt))
        outcome = desk.perform(order, actor)
        keep_file(path, body)
        return outcome

    def acknowledged(
        self, actor: Actor, path: Path, passphrase: str, key: str | None = None
    ) -> Outcome:
        """Take in the other hub's acknowledgement. Raises Invalid, NotFound, NotNow."""
        from mashdesk.desk.transfer.envelope import Kind, read_file, unseal
        from mashdesk.desk.transfer.packing import from_bytes
        from mashdesk.domain.transfer import Receipt

        receipt = from_bytes(Receipt, unseal(Kind.RECEIPT, passphrase, read_file(path)))
        referral, version = self._acknowledges(actor, receipt)
        order = c.AcknowledgeTransfer(
            referral=referral,
            version=version,
            token=receipt.token,
            reference=receipt.reference,
            person=f"{receipt.by}, {receipt.hub}",
            taken_in_at=receipt.taken_in_at,
            words=receipt.words,
        )
        return self._desk.perform(order, actor, key)

    def _token(self, view: ReferralView, hub: str) -> str:
        with self._desk.store.read() as connection:
            known = connection.execute(_AGAIN, {"of_referral": view.id, "hub": hub}).scalar()
        return str(known) if known else uuid4().hex

    def _acknowledges(self, actor: Actor, receipt: Receipt) -> tuple[int, int]:
        """The record that an acknowledgement is about, and its version."""
        desk = self._desk
        query = (
            select(REFERRALS.c.id, REFERRALS.c.version)
            .join(TRANSFERS_SENT, TRANSFERS_SENT.c.referral_id == REFERRALS.c.id)
            .where(
                TRANSFERS_SENT.c.token == receipt.token, in_sight(actor.user_id, desk.clock.now())
            )
        )
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(
                "It acknowledges no hand-over file of this hub.", "Ask for the one that does."
            )
        return int(row.id), int(row.version)
