"""Which other referrals a prompt may speak of, by what ties them to its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mashdesk.domain.prompts.family import LINKED_NETWORK, SIBLING_CONCERN
from mashdesk.domain.prompts.kinds import PromptKind, cited
from mashdesk.domain.prompts.snapshot import Related, Snapshot


def spoken_of(kind: PromptKind, seen: Snapshot) -> frozenset[int]:
    """The other referrals that evidence of this kind may name: those of siblings or the household,
    those that are linked, or the contacts about its children; of more than one kind, all of them.
    """
    if kind.code == SIBLING_CONCERN:
        return _ids(seen.siblings)
    if kind.code == LINKED_NETWORK:
        return _ids(seen.links)
    contacts = {one.id for child in seen.children for one in child.contacts}
    contacts |= {one.id for one in seen.withdrawn}
    return frozenset(contacts) | (_ids(seen.siblings) if kind.ties else frozenset())


LOOSENED = "ties loosened"
"""A fact of a standing prompt since something was taken back that may have tied its records: what
it names is asked for anew each time it is considered.
"""


def untied(
    kind: PromptKind | None, items: frozenset[str], seen: Snapshot, sealed: Collection[int]
) -> frozenset[str]:
    """Those facts that are of a referral which nothing ties to this one any more. What is `sealed`
    is none of them: it went for another reason.
    """
    if kind is None or kind.rule is None:
        return frozenset()
    named = cited([one for one in items if one.startswith("r")])
    return resting_on(items, named - spoken_of(kind, seen) - {seen.this.id, *sealed})


def resting_on(items: frozenset[str], referrals: frozenset[int]) -> frozenset[str]:
    """Those facts that are of one of these referrals: that it is there (`r412`), or how it is
    rated (`412 amber`).
    """
    of = {str(one) for one in referrals}
    return frozenset(
        one for one in items if cited([one]) & referrals or one.partition(" ")[0] in of
    )


def _ids(related: Iterable[Related]) -> frozenset[int]:
    return frozenset(one.seen.id for one in related)
