"""Prompts about what somebody was about to do and did not: nothing on their record changes, so that
it is marked to be considered again once nobody is at it any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, bindparam, func, or_, select, type_coerce

from mashdesk.desk.prompts.marking import look_again_at_these
from mashdesk.desk.prompts.standing import CAME_AT, kept_prompts
from mashdesk.domain.prompts import PROMPTS as KINDS
from mashdesk.domain.prompts.kinds import SUPPOSED
from mashdesk.domain.prompts.weighing import UNTIL_GIVEN_UP, settles
from mashdesk.store.names import PROMPTS
from mashdesk.store.store import Store

NEWEST = 2_000
"""So many of the newest prompts are looked through, at each beat; a hub raises a few hundred in the
hours that one may wait. What lies further back lapses when its record changes next.
"""

LONGEST_SHUT = timedelta(days=4)
"""Nor what is older than a long weekend on which no desk was open."""

# Made once: building a statement costs as much as running it.
_LAST: Any = select(func.max(PROMPTS.c.id)).scalar_subquery()
_OLD = select(PROMPTS.c.referral_id).where(
    PROMPTS.c.id > _LAST - NEWEST,
    PROMPTS.c.answered_at.is_(None),
    CAME_AT.between(bindparam("since"), bindparam("until")),
    or_(
        PROMPTS.c.code.in_(sorted(code for code, kind in KINDS.items() if kind.proposed)),
        *(type_coerce(PROMPTS.c.rests_on, Text).like(f'%{end}"%') for end in SUPPOSED),
    ),
)


def look_at_given_up(store: Store, now: datetime) -> None:
    """Have the records considered again of which a prompt waits for what was given up."""
    with store.read() as connection:
        until = now - UNTIL_GIVEN_UP
        old = set(
            connection.execute(_OLD, {"since": until - LONGEST_SHUT, "until": until}).scalars()
        )
        every = kept_prompts(connection, sorted(old), now) if old else {}
    ids = [of for of, kept in every.items() if any(map(settles, kept))]
    if ids:
        with store.begin(now) as work:
            look_again_at_these(work.connection, ids)
            work.commit()
