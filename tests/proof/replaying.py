"""A record's state is the replay of its events: the product's own replay, held against the row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mashdesk.store.store import Store
from mashdesk.store.tracking import REFERRAL_STATE, REQUEST_STATE, replay
from tests.proof.picture import Picture, Row, events


def is_the_replay_of_its_events(store: Store, seen: Picture, referral: int) -> None:
    """Raise unless the referral and its requests are what their events add up to, versions too."""
    told = events(store, referral=referral)
    _holds(seen.referrals[referral], [e for e in told if e["request_id"] is None], REFERRAL_STATE)
    for key, row in seen.requests.items():
        if row["referral_id"] == referral:
            _holds(row, [e for e in told if e["request_id"] == key], REQUEST_STATE)


def _holds(row: Row, told: list[Row], names: tuple[str, ...]) -> None:
    replayed = replay((event["changes"] for event in told), names)
    for name in names:
        kept, from_events = _plain(row[name]), replayed[name]
        same = kept == from_events or (kept in ("", []) and from_events is None)
        assert same, f"{name} of {row['id']}: the row has {kept!r}, its events {from_events!r}"
    version = 1
    for event in told:
        was, now = event["changes"].get("version", (version, version))
        assert was == version, f"an event of {row['id']} follows version {was}, not {version}"
        assert event["version"] == now
        version = now
    assert row["version"] == version, f"the row is at {row['version']}, its events at {version}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
