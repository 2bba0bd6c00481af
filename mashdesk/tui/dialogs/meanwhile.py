"""What others did to a record while a form about it stood open, in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mashdesk.store.views import EventView, ReferralView
from mashdesk.tui.forms.moments import clock_or_day


def what_changed(held: ReferralView, fresh: ReferralView, now: datetime) -> str:
    """What was done to a record since it was read as `held`, in one line; empty for nothing."""

    def versions(view: ReferralView) -> list[int]:
        return [view.version, *(request.version for request in view.requests)]

    if versions(held) == versions(fresh):
        return ""
    known = max((event.seq for event in held.events), default=0)
    done = [event for event in fresh.events if event.seq > known and event.changes]
    if not done:
        return "Changed since you opened this."
    return since_opened(done, now)


def since_opened(done: Sequence[EventView], now: datetime) -> str:
    """What was done since a form was opened, in one line: the newest, and how much more."""
    if not done:
        return ""
    newest = max(done, key=lambda event: event.seq)
    more = f", and {len(done) - 1} more" if len(done) > 1 else ""
    title, at = newest.title.rstrip("."), clock_or_day(newest.at, now)
    return f"Changed since you opened this: {title}, by {newest.by} at {at}{more}."
