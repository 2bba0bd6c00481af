"""The SQLModel tables of people: who is known to the hub, where they were mentioned, how they are
tied, and who was judged to be the same.

Nothing is ever moved from one person to another. Two who are judged the same share a `root_id`, and
have their own again when the judgement is undone.
"""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.contact import Sex
from mashdesk.domain.people import IndividualKind, MentionKind, RelationshipKind, Verdict
from mashdesk.store.columns import code, instant, numbered, one_of, partial_index, prose
from mashdesk.store.unmapped import Unmapped


class Individual(Unmapped):
    """A child or adult known to the hub, by the particulars they were first known by.

    `root_id` is the smallest id of all who are judged to be the same person; their own while
    nobody is. What a reader may know of somebody is told by where they appear, not by this row.
    """

    __table_args__ = (one_of("kind", IndividualKind), one_of("sex", Sex))

    id: int = numbered()
    root_id: int = Field(foreign_key="individual.id", index=True)
    kind: IndividualKind = code(IndividualKind)
    version: int = 1
    born: date | None = None
    expected: date | None = None
    sex: Sex = code(Sex)
    made_at: datetime = instant()
    made_by: int = 0
    given_name: str = prose()
    family_name: str = prose()
    known_as: str = prose()
    nhs_number: str = prose()
    upn: str = prose()


class IndividualKey(Unmapped):
    """One key by which somebody is looked for: a date of birth, a number, a name as it sounds; by
    the words of one referral, so that a reader finds people by what they may read alone.
    """

    __tablename__ = "individual_key"
    # The key is the whole row: SQLite need not keep it twice.
    __table_options__ = MappingProxyType({"sqlite_with_rowid": False})

    key: str = Field(max_length=40, primary_key=True)
    individual_id: int = Field(foreign_key="individual.id", primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", primary_key=True, index=True)


class Mention(Unmapped):
    """Somebody or something that a contact or one of its answers speaks of.

    A person has an individual, and the name and date of birth they were given here; a thing has a
    `key`, the same for the same thing however it was written, and an individual too where it is
    known whose it is. `role` is what somebody is to the children. Without an answer the contact
    itself told it, if `of_contact`, or the desk. `position` is an adult's place in the contact.
    """

    __table_args__ = (
        one_of("kind", MentionKind),
        CheckConstraint("(individual_id IS NOT NULL) OR (key <> '')", name="names_one"),
        Index("ix_mention_referral_id", "referral_id"),
        partial_index(
            "ix_mention_individual_id",
            "individual_id",
            "referral_id",
            where="individual_id IS NOT NULL",
        ),
        partial_index("ix_mention_key", "key", "kind", "referral_id", where="key <> ''"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    individual_id: int | None = Field(default=None, foreign_key="individual.id")
    kind: MentionKind = code(MentionKind)
    of_contact: bool = False
    position: int = 0
    role: str = Field(default="", max_length=60)
    key: str = Field(default="", max_length=80)
    born: date | None = None
    responsible: bool = False
    lives_with: bool = False
    since: date | None = None
    until: date | None = None
    at: datetime = instant()
    by: int = 0
    given_name: str = prose()
    family_name: str = prose()
    known_as: str = prose()
    value: str = prose()
    note: str = prose()


class Relationship(Unmapped):
    """How one person is tied to another, since and until when as it was told, and by which source.

    `ended_at` is when somebody recorded that it holds no more; what was told stays. One that the
    contact itself told is `of_contact`: correcting the contact takes back what it no longer tells.
    """

    __table_args__ = (
        one_of("kind", RelationshipKind),
        CheckConstraint("from_id <> to_id", name="of_two"),
        Index("ix_relationship_from_id", "from_id", "kind"),
        Index("ix_relationship_to_id", "to_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    from_id: int = Field(foreign_key="individual.id")
    to_id: int = Field(foreign_key="individual.id")
    kind: RelationshipKind = code(RelationshipKind)
    since: date | None = None
    until: date | None = None
    referral_id: int | None = Field(default=None, foreign_key="referral.id", index=True)
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    of_contact: bool = False
    at: datetime = instant()
    by: int = 0
    ended_at: datetime | None = instant(nullable=True)
    ended_by: int | None = None
    words: str = prose()
    ended_because: str = prose()


class IdentityJudgement(Unmapped):
    """What somebody said of two known people; at most one judgement of a pair stands."""

    __tablename__ = "identity_judgement"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("one_id < other_id", name="in_order"),
        partial_index(
            "uq_identity_judgement_standing",
            "one_id",
            "other_id",
            unique=True,
            where="undone_at IS NULL",
        ),
        Index("ix_identity_judgement_other_id", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    one_id: int = Field(foreign_key="individual.id")
    other_id: int = Field(foreign_key="individual.id")
    verdict: Verdict = code(Verdict)
    at: datetime = instant()
    by: int = 0
    undone_at: datetime | None = instant(nullable=True)
    undone_by: int | None = None
    reason: str = prose()
    undone_because: str = prose()


class Considered(SQLModel, table=True):
    """That another referral was weighed in this one: by whom, when, and what it was found to say.

    The newest of a pair counts.
    """

    __table_args__ = (
        CheckConstraint("referral_id <> other_id", name="another"),
        Index("ix_considered_referral_id", "referral_id", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    other_id: int = Field(foreign_key="referral.id")
    at: datetime = instant()
    by: int = 0
    words: str = prose()
