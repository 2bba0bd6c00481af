"""One professional difference, so that the training hub shows what a challenge looks like."""

from __future__ import annotations

from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import Actor
from mashdesk.domain.challenge import Against
from mashdesk.domain.commands import RaiseChallenge
from mashdesk.domain.rating import Rag

_WHY = (
    "The health visitor was refused entry twice this month and heard a child crying inside. "
    "Our own records point to a higher risk than this rating says."
)


def raise_a_challenge(desk: Desk, practitioner: Actor) -> None:
    """This practitioner challenges the first milder rating that their agency is asked about."""
    view = desk.agency.view(practitioner)
    for row in (*view.open, *view.settled):
        if row.rating is Rag.GREEN or row.rating is Rag.AMBER:
            wants = Rag.AMBER if row.rating is Rag.GREEN else Rag.RED
            command = RaiseChallenge(
                request=row.request, against=Against.RATING, wants=wants.value, why=_WHY
            )
            desk.perform(command, practitioner)
            return
