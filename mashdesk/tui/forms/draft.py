"""What somebody has typed and not yet done anything with, kept in the store under their name."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_KEPT_AT = "_kept_at"


class Draft:
    """One draft of one person. Its calls block and may come from several threads at once."""

    def __init__(self, desk: Desk, actor: Actor, about: str) -> None:
        self._desk = desk
        self._actor = actor
        self._about = about
        self._lock = Lock()
        self._gone = False

    def anew(self) -> Draft:
        """A fresh one of the same, once this was dropped."""
        return Draft(self._desk, self._actor, self._about)

    def load(self) -> tuple[dict[str, str], datetime] | None:
        """What was kept, field by field, and when (UTC); None if nothing was."""
        body = self._desk.draft(self._actor, self._about)
        if not body or _KEPT_AT not in body:
            return None
        kept = dict(body)
        return kept, datetime.fromisoformat(kept.pop(_KEPT_AT))

    def save(self, body: dict[str, str]) -> str:
        """Keep this; an empty string, or a sentence saying why it could not be kept."""
        with self._lock:
            # A save that was under way when the form was done must not bring the draft back.
            if self._gone:
                return ""
            stamped = {**body, _KEPT_AT: self._desk.clock.now().isoformat()}
            try:
                self._desk.save_draft(self._actor, self._about, stamped)
            except (Refused, Trouble) as problem:
                return f"What you typed could not be kept as a draft. {problem}"
            return ""

    def drop(self) -> None:
        """Forget it for good: what it was for is done, or it was thrown away."""
        with self._lock:
            self._gone = True
            try:
                self._desk.drop_draft(self._actor, self._about)
            except (Refused, Trouble):
                # The act itself is done; an old draft that stays can be discarded by hand.
                return
