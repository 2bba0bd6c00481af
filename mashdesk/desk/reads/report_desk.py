"""Reports and letters as files: who they can be for, and the making of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.desk.handlers.reporting import receiver_of, receivers, undecided
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.permit import looking, permit
from mashdesk.desk.prompts.standing import sealed_of
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import NotNow, Trouble
from mashdesk.domain.permissions import Look
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.report import Receiver, Report, ReportForm, ReportKind, Standing
from mashdesk.store.files import keep_once
from mashdesk.store.queries.family import family
from mashdesk.store.queries.masking import unseen
from mashdesk.store.queries.sight import NOBODY, sight_of
from mashdesk.store.queries.unspoken import openly
from mashdesk.store.views import ReferralView
from mashdesk.store.views.history import FamilyView

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from mashdesk.desk.desk import Desk
    from mashdesk.desk.reports.making import Making

_NO_CONTACT = (
    "It says no way to reach the hub, for none is set: an administrator sets it under"
    " Administration, Policy, or by `mashdesk hub-contact`."
)
_LETTER_TO = Receiver("referrer", "The referrer", Standing.OUTSIDE)


class ReportDesk:
    """What is made of records for others to read, reached as `desk.reports`. It blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def receivers(self, actor: Actor) -> tuple[Receiver, ...]:
        """Everybody a hand-off report can be for: those of every hub, then the roster's."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return receivers(connection)

    def write(
        self,
        actor: Actor,
        view: ReferralView,
        order: c.MakeReport,
        path: Path,
        key: str | None = None,
    ) -> Outcome:
        """Make what is ordered of a record as it was read, and write it to a new file for its
        owner's eyes alone. The act is audited before the file is there.

        Raises as `perform` does, and Trouble where there is a file already, or none can be.
        """
        permit(actor, order)
        demand_room(path)
        body, others = self._made(actor, view, order)
        outcome = self._desk.perform(order, actor, key)
        demand_still_told(self._desk, others)
        self._desk.history.gave_out(actor, others)
        keep_file(path, body)
        if self._desk.hub().contact:
            return outcome
        return replace(outcome, message=f"{outcome.message} {_NO_CONTACT}")

    def _made(
        self, actor: Actor, view: ReferralView, order: c.MakeReport
    ) -> tuple[bytes, list[int]]:
        """The file, and which other records are told of in it."""
        # Imported when one is made: no desk starts more slowly for it.
        from mashdesk.desk.reports.earlier import reads_history
        from mashdesk.desk.reports.making import Making

        desk, is_letter = self._desk, order.kind is ReportKind.LETTER
        now, others = desk.clock.now(), None
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            view = openly(connection, actor, view, now)
            if (decision := view.decision) is None:
                raise undecided()
            receiver = _LETTER_TO if is_letter else receiver_of(connection, order)
            if reads_history(receiver):
                others = family_openly(connection, view, now)
        hub = desk.hub()
        making = Making(
            view,
            decision,
            receiver,
            hub.name,
            actor.name,
            order.words,
            now,
            contact=hub.contact,
            role=actor.role.label,
            family=others,
        )
        told_of = [] if others is None else [one.referral for one in others.contacts]
        return _written(_laid_out(making, order.kind), order.form, now), told_of


def family_openly(connection: Connection, view: ReferralView, now: datetime) -> FamilyView:
    """The other contacts of a record's children and family, as they go into a file: of sealed ones
    but itself it says nothing, nor what an answer told those who decide alone.
    """
    reader = Actor(NOBODY, "", Role.BUSINESS)
    hidden = unseen(connection, sight_of(NOBODY, now)).besides(view.id, view.reference)
    return hidden.told(family(connection, reader, view.id, now))


def demand_still_told(desk: Desk, referrals: Collection[int]) -> None:
    """Raises NotNow where one of these was sealed while the file that tells of it was made."""
    with desk.store.read() as connection:
        if sealed_of(connection, referrals):
            raise NotNow(
                "A record that the file tells of was sealed meanwhile: the file is not written.",
                "Make it again.",
            )


def _laid_out(making: Making, kind: ReportKind) -> Report:
    from mashdesk.desk.reports.family import family_letter
    from mashdesk.desk.reports.handoff import hand_off
    from mashdesk.desk.reports.letter import demand_addressee, letter

    if kind is ReportKind.LETTER:
        demand_addressee(making.view)
        return letter(making)
    is_family = making.receiver.standing is Standing.FAMILY
    return family_letter(making) if is_family else hand_off(making)


def form_of(path: Path, form: ReportForm | None = None) -> ReportForm:
    """The form asked for, else what the file's ending says. Raises Invalid for neither."""
    if form is not None:
        return form
    ending = path.suffix.casefold().removeprefix(".")
    ending = {"markdown": "md", "htm": "html"}.get(ending, ending)
    if ending not in {one.value for one in ReportForm}:
        raise Invalid(Problem("file", "ends in .md, .html or .pdf; or say which format it is"))
    return ReportForm(ending)


def file_named(typed: str) -> Path:
    """The file that somebody typed the name of, `~` being their own folder. Raises Trouble."""
    try:
        return Path(typed.strip()).expanduser()
    except RuntimeError:
        raise Trouble(
            f"There is no folder {typed.strip().split('/')[0]}.", "Write the folder's whole name."
        ) from None


def demand_room(path: Path) -> None:
    """Raise Trouble where a file is in the way, or there is no such folder, or none to be looked
    into.
    """
    try:
        taken, is_room = path.exists() or path.is_symlink(), path.parent.is_dir()
    except OSError as error:
        raise Trouble(
            f"No file can be named so: {error.strerror}.", "Name another, or another folder."
        ) from None
    if taken:
        raise Trouble(
            f"There is a file at {path} already.", "Name another; nothing is ever overwritten."
        )
    if not is_room:
        raise Trouble(f"There is no folder {path.parent}.", "Make it first, or name another file.")


def keep_file(path: Path, body: bytes) -> None:
    """Write a new file for its owner alone, whole or not at all. Raises Trouble."""
    try:
        keep_once(path, body)
    except FileExistsError:
        demand_room(path)
        raise
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written: {error.strerror}.",
            "Check the folder, its rights and space.",
        ) from error


def _written(report: Report, form: ReportForm, now: datetime) -> bytes:
    if form is ReportForm.PDF:
        from mashdesk.desk.reports.pdf import to_pdf

        return to_pdf(report, now)
    if form is ReportForm.HTML:
        from mashdesk.desk.reports.html import to_html

        return to_html(report).encode("utf-8", "backslashreplace")
    from mashdesk.desk.reports.markdown import to_markdown

    return to_markdown(report).encode("utf-8", "backslashreplace")
