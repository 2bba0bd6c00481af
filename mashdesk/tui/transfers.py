"""Transfers between hubs in the command palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from mashdesk.domain.commands import AcknowledgeTransfer, TakeInTransfer
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may
from mashdesk.domain.referral import ReferralState
from mashdesk.store.views import ReferralView
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.tui.screens.desk import DeskScreen


OUT, REPLY, BY_WORD = "out", "reply", "word"
"""What can be done of a transfer: its file, the acknowledgement of one, or of ours by word."""


def possible_with(view: ReferralView) -> tuple[str, ...]:
    """What of a transfer can be done with a record as it stands. Of what is sealed there is no
    file, and not every hub takes one: then a word from there is all there is.
    """
    made = view.decision if view.state is ReferralState.DECIDED else None
    goes = made is not None and made.outcome is DecisionOutcome.TRANSFERRED
    found = [OUT] if goes and view.seal is None else []
    no_file = goes and not any(one.made_at >= made.decided_at for one in view.sent if made)
    waits = no_file or any(one.acknowledged_at is None for one in view.sent)
    found += [BY_WORD] if waits else []
    return (*found, *([REPLY] if view.arrived is not None else []))


def transfer_commands(screen: DeskScreen) -> Iterator[SystemCommand]:
    """What can be done about transfers: of the record under the cursor, and with files."""
    role = screen.app.actor.role
    if may(role, TakeInTransfer):
        said = "another hub's hand-over, or its acknowledgement of ours"
        yield SystemCommand("Transfer: take a file in", said, _take(screen))
    subject = screen.subject
    fits = subject.view is None or possible_with(subject.view)
    if screen.current is not None and fits and may(role, AcknowledgeTransfer):
        said = "its hand-over file, or its acknowledgement"
        yield SystemCommand(f"Transfer: {subject.reference}", said, _transfer(screen))


def _transfer(screen: DeskScreen) -> Callable[[], None]:
    async def ask() -> None:
        from mashdesk.tui.dialogs.transferring import TransferDialog

        key = screen.current
        view = await screen.view_of(key) if key is not None else None
        if view is None:
            return
        app = screen.app
        outcome = await app.push_screen_wait(TransferDialog(app.desk, app.actor, view))
        if outcome is None:
            return
        screen.say(outcome.message, Tone.NEWS)
        await screen.reader.read()
        await screen.records.read(view.id)

    return partial(start, screen, "palette", ask)


def _take(screen: DeskScreen) -> Callable[[], None]:
    async def ask() -> None:
        from mashdesk.tui.dialogs.transferring import TakeFileDialog

        app = screen.app
        outcome = await app.push_screen_wait(TakeFileDialog(app.desk, app.actor))
        if outcome is None:
            return
        screen.say(outcome.message, Tone.NEWS)
        await screen.reader.read()
        if outcome.referral is not None:
            screen.go_to(outcome.referral)

    return partial(start, screen, "palette", ask)
