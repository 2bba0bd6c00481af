"""The SQLModel table of words that can be searched: one row for each piece of writing, with what a
reader must be allowed to see.

The store's own triggers keep it, and the full text beside it (`wording_fts`, in the engine's own
form): whoever writes a worry, a note or an answer writes it here too, and a correction replaces it.
The ids run as the words were written, so that the newest are found without sorting.
"""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from mashdesk.store.columns import instant, prose
from mashdesk.store.unmapped import Unmapped


class Wording(Unmapped):
    """Words of one record: `kind` and `of` (with `part`) say which row they stand in, `at` when
    they were written, `deciders` that only those who decide may read them.
    """

    __table_args__ = (
        Index("ix_wording_source", "kind", "of", "part"),
        Index("ix_wording_seen", "id", "referral_id", "deciders"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    kind: str = Field(max_length=20)
    of: int
    part: int = 0
    at: datetime = instant()
    deciders: bool = False
    words: str = prose()
