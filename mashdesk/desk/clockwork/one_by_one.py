"""What is due is done one by one: a fault at one of them stops none of the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from mashdesk.domain.errors import Trouble

log = logging.getLogger(__name__)


def one_by_one(
    found: Iterable[int], bring: Callable[[int], str | None], what: str
) -> tuple[list[str], int]:
    """The references that `bring` answered with, and how many failed; None is nothing done.

    A store in trouble is raised, for it fails all of them; any other fault is logged as of `what`
    and its number, and tried again by the next sweep.
    """
    done: list[str] = []
    failed = 0
    for one in found:
        try:
            reference = bring(one)
        except Trouble:
            raise
        except Exception:
            log.exception("%s %s could not be brought up; the next sweep tries again", what, one)
            failed += 1
        else:
            done += [] if reference is None else [reference]
    return done, failed
