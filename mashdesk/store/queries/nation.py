"""Whose bank holidays the hub keeps, by the policy in force."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, select

from mashdesk.domain.calendar import Nation
from mashdesk.domain.policy import parse_policy
from mashdesk.store.names import POLICIES

_IN_FORCE = select(POLICIES.c.text).order_by(POLICIES.c.version.desc()).limit(1)


def hubs_nation(connection: Connection) -> Nation:
    """The nation of the hub's calendar."""
    return _nation_of(str(connection.execute(_IN_FORCE).scalar_one()))


@lru_cache(maxsize=16)
def _nation_of(policy: str) -> Nation:
    return parse_policy(policy, 1).calendar.nation
