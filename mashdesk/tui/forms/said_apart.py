"""Whom somebody filling a contact in said not to be whom: judged once the contact is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command, JudgeIdentity
from mashdesk.domain.people import Verdict
from mashdesk.domain.permissions import may
from mashdesk.store.views import ReferralView
from mashdesk.tui.forms.adults import AdultBlock
from mashdesk.tui.forms.person_block import PersonBlock
from mashdesk.tui.forms.screen import Step

Place = tuple[str, int]


def said_apart(blocks: Sequence[PersonBlock], actor: Actor, reason: str) -> Iterator[Step]:
    """A judgement for everybody a block's person was said not to be.

    Who that person is known as is told only by the record: until then a place on the form stands
    for them, as a number below nought.
    """
    if not may(actor.role, JudgeIdentity):
        return
    for block in blocks:
        for other in sorted(block.different):
            stands_for = -block.number - (_ADULTS if isinstance(block, AdultBlock) else 0)
            command = JudgeIdentity(
                one=stands_for, other=other, verdict=Verdict.DIFFERENT, reason=reason
            )
            yield Step(f"apart {stands_for} {other}", command, aside=True)


_ADULTS = 1000


def placed(command: Command, view: ReferralView) -> Command:
    """The same judgement, of whoever the record knows that place's person as."""
    if not isinstance(command, JudgeIdentity) or command.one >= 0:
        return command
    place = -command.one
    people: Mapping[bool, Sequence[int | None]] = {
        False: [child.individual for child in view.children],
        True: [adult.individual for adult in view.adults],
    }
    adult = place > _ADULTS
    known = people[adult][place - (_ADULTS if adult else 0) - 1]
    return command if known is None else replace(command, one=known)
