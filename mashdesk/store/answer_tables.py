"""The SQLModel tables of what agencies said: answers, their words by passage, their searches.

Answers are never edited: a later one is another row.
"""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlmodel import Field, SQLModel

from mashdesk.domain.contact import Channel
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.domain.sharing import Found
from mashdesk.store.columns import code, instant, one_of, prose
from mashdesk.store.unmapped import Unmapped


class Answer(SQLModel, table=True):
    """What an agency said, once; a later answer is another row, never an edit. Its words are its
    passages.
    """

    __table_args__ = (
        one_of("answer", AnswerKind),
        one_of("declined", Declined, nullable=True),
        one_of("channel", Channel, nullable=True),
        one_of("risk_view", Rag, nullable=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    answer: AnswerKind = code(AnswerKind)
    declined: Declined | None = code(Declined, nullable=True)
    channel: Channel | None = code(Channel, nullable=True)
    risk_view: Rag | None = code(Rag, nullable=True)
    recorded_at: datetime = instant()
    recorded_by: int = Field(foreign_key="person.id")
    late: bool = False
    on_behalf: bool = False
    partial: bool = False
    person: str = prose()
    searched: str = prose()
    reason: str = prose()


class Passage(Unmapped):
    """Words of an answer under one marking of who may read them."""

    __table_args__ = (one_of("sharing", Sharing),)

    answer_id: int = Field(foreign_key="answer.id", primary_key=True)
    position: int = Field(primary_key=True)
    sharing: Sharing = code(Sharing)
    words: str = prose()


class Search(Unmapped):
    """One system that an agency searched for one child, and what that came to.

    `child` is the name it searched by: a corrected contact may no longer have that child.
    """

    __table_args__ = (one_of("found", Found),)

    answer_id: int = Field(foreign_key="answer.id", primary_key=True)
    position: int = Field(primary_key=True)
    child_id: int | None = Field(default=None, foreign_key="child.id", index=True)
    found: Found = code(Found)
    system: str = Field(max_length=200)
    child: str = prose()
    why: str = prose()
