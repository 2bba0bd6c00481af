"""Whom somebody filling a contact in said not to be whom: judged once the contact is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command, JudgeIdentity
from mashdesk.domain.people import Verdict
from mashdesk.domain.permissions import may
from mashdesk.store.views import ReferralView
from mashdesk.tui.forms.adults import AdultBlock
from mashdesk.tui.forms.person_block import PersonBlock
from mashdesk.tui.forms.screen import Step


def said_apart(blocks: Sequence[PersonBlock], actor: Actor, reason: str) -> Iterator[Step]:
    """A judgement for everybody a block's person was said not to be.

    Who that person is known as is told only by the record: until then a number that nobody has yet
    stands for a place on the form.
    """
    if not may(actor.role, JudgeIdentity):
        return
    for block in blocks:
        for other in sorted(block.different):
            stands_for = _ADULTS if isinstance(block, AdultBlock) else _CHILDREN
            stands_for += block.number
            command = JudgeIdentity(
                one=stands_for, other=other, verdict=Verdict.DIFFERENT, reason=reason
            )
            yield Step(f"apart {stands_for} {other}", command, aside=True)


_CHILDREN = 2_000_000_000
_ADULTS = 2_100_000_000


def placed(command: Command, view: ReferralView) -> Command:
    """The same judgement, of whoever the record knows that place's person as."""
    if not isinstance(command, JudgeIdentity) or command.one <= _CHILDREN:
        return command
    is_adult = command.one > _ADULTS
    told = [one.individual for one in (view.adults if is_adult else view.children)]
    place = command.one - (_ADULTS if is_adult else _CHILDREN) - 1
    # Somebody may have corrected the record since: of a place that is no more nothing is judged.
    known = told[place] if place < len(told) else None
    return command if known is None else replace(command, one=known)
