"""Drawing from a mix of shares: by luck, dealt out evenly, and several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Kind = TypeVar("Kind")
Mix = Mapping[Kind, float]
"""Kinds and their shares."""


def drawn(mix: Mix[Kind], rng: Random) -> Kind:
    """One kind, as likely as its share of the mix."""
    return rng.choices(list(mix), weights=list(mix.values()))[0]


def dealt(mix: Mix[Kind], count: int, rng: Random) -> list[Kind]:
    """`count` kinds as near the mix as whole numbers allow, shuffled: for too few to trust luck."""
    whole = sum(mix.values())
    exact = {kind: share * count / whole for kind, share in mix.items()}
    cards = {kind: int(amount) for kind, amount in exact.items()}
    by_rest = sorted(exact, key=lambda kind: cards[kind] - exact[kind])
    for kind in by_rest[: count - sum(cards.values())]:
        cards[kind] += 1
    deck = [kind for kind, amount in cards.items() for _ in range(amount)]
    rng.shuffle(deck)
    return deck


def several(mix: Mix[Kind], rng: Random) -> tuple[Kind, ...]:
    """One or more kinds, each exactly as often as its share of a hundred; the shares exceed 100.

    Systematic sampling: the shares lie end to end in random order, and a ruler with a mark every
    hundred is laid on at a random point.
    """
    order: Sequence[Kind] = rng.sample(list(mix), len(mix))
    mark, reached, chosen = rng.uniform(0, 100), 0.0, []
    for kind in order:
        reached += mix[kind]
        if mark < reached:
            chosen.append(kind)
            mark += 100
    return tuple(chosen)
