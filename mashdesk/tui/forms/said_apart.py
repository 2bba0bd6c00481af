"""Whom somebody filling a contact in said not to be whom: judged once the contact is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command, JudgeIdentity
from mashdesk.domain.people import Verdict
from mashdesk.domain.permissions import may
from mashdesk.tui.forms.person_block import PersonBlock
from mashdesk.tui.forms.screen import Step


def said_apart(blocks: Sequence[PersonBlock], actor: Actor, reason: str) -> Iterator[Step]:
    """A judgement for everybody a block's person was said not to be.

    Who that person is known as is told only by recording the contact: until then a number that
    nobody has yet stands for a place on the form.
    """
    if not may(actor.role, JudgeIdentity):
        return
    for place, block in enumerate(blocks):
        for other in sorted(block.different):
            command = JudgeIdentity(
                one=_PLACES + place, other=other, verdict=Verdict.DIFFERENT, reason=reason
            )
            yield Step(f"apart {place} {other}", command, aside=True)


_PLACES = 2_000_000_000


def placed(command: Command, known_as: Sequence[int]) -> Command:
    """The same judgement, of whoever that place's person was recorded as; `known_as` are the
    numbers of everybody on the form, in its order.
    """
    if not isinstance(command, JudgeIdentity) or command.one < _PLACES:
        return command
    place = command.one - _PLACES
    # Nobody is known of a place by the reply of an older program: of it nothing is judged.
    return replace(command, one=known_as[place]) if place < len(known_as) else command
