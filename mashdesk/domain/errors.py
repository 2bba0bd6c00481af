"""What the desk says no with: each error carries a plain sentence and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class Refused(Exception):
    """A command was not carried out and nothing was written. `message` says why, `way_out` what to
    do.
    """

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(f"{message} {way_out}".strip())
        self.message = message
        self.way_out = way_out


class NotPermitted(Refused):
    """The actor's role may not do this; the refusal itself is audited."""


class SignedOut(NotPermitted):
    """The session of whoever acts has ended: elsewhere, by its age, or with the account."""


class PasswordToChange(NotPermitted):
    """The password is a one-time one; nothing can be done with it but to choose another."""


class NotFresh(NotPermitted):
    """The act is grave enough to ask for the password again, and it was not given just now."""


class NotFound(Refused):
    """No such record, or none this actor may know of: the two are told in the same words."""


class NotNow(Refused):
    """The record's state does not allow this act, for example deciding a closed referral."""


class ActionsOpen(NotNow):
    """Actions of a strategy discussion stand in the way, by number (`actions`)."""

    def __init__(self, said: str, actions: Sequence[int]) -> None:
        super().__init__(
            said, "Mark each done, or drop it with a reason such as who follows it now; then close."
        )
        self.actions = tuple(actions)


class SpokenAgainst(NotNow):
    """Something speaks against what is said of two people; `against` is what, in sentences."""

    def __init__(self, against: Sequence[str]) -> None:
        super().__init__(
            f"This speaks against it: {' '.join(against)}",
            "If it is so all the same, say in the reason how you know, and confirm it.",
        )
        self.against = tuple(against)


class Duplicate(Refused):
    """The same contact is on the desk already; `reference` names it."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"This contact was already taken in as {reference}.",
            "Open that one; if this truly is another contact, take it in again and say so.",
        )
        self.reference = reference


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that somebody else changed meanwhile: values as shown, when (UTC) and by whom.

    Without values it is something done, in words.
    """

    field: str
    before: str
    after: str
    by: str
    at: datetime

    @property
    def told(self) -> str:
        """The change itself, in words."""
        if not self.before and not self.after:
            return self.field
        return f"{self.field}: {self.before or 'nothing'} → {self.after or 'nothing'}"


class Stale(Refused):
    """The record changed since it was read; `changes` accounts for it field by field."""

    def __init__(self, what: str, changes: tuple[FieldChange, ...]) -> None:
        said = "; ".join(f"{one.told} by {one.by}" for one in changes)
        super().__init__(
            f"{what} changed while you were working: {said or 'see its events'}.",
            "Nothing was written and your text is kept. Look at the change, then do it again.",
        )
        self.changes = changes


@dataclass(frozen=True, slots=True)
class OpenPrompt:
    """A prompt that stands in the way: its number, by which it is answered, what it says, and the
    letters (`read`) by which an answer says that this is the evidence it answers.
    """

    number: int
    code: str
    title: str
    evidence: str
    suggests: str
    grave: bool = False
    read: str = ""

    @property
    def named(self) -> str:
        """Its title in a line of words, with that it is grave."""
        return f"{self.title} (grave)" if self.grave else self.title


class PromptsOpen(Refused):
    """What is about to be done has prompts to be answered first; each is named with its evidence.

    They stand on the record now, so they can be answered with the same act, or by themselves.
    """

    def __init__(self, prompts: tuple[OpenPrompt, ...]) -> None:
        said = " ".join(f"{one.named}: {one.evidence}" for one in prompts)
        super().__init__(
            f"To be answered first: {said}",
            "Say for each whether it was acted on or considered and declined, and why.",
        )
        self.prompts = prompts


class NotRead(PromptsOpen):
    """An answer was given to evidence that is not what the prompt says now; nothing was kept."""

    def __init__(self, prompt: OpenPrompt) -> None:
        super().__init__((prompt,))
        self.message = f"It says something else than you answered: {prompt.evidence}"
        self.way_out = "Read it, then answer it again."
        self.args = (f"{self.message} {self.way_out}",)


class Trouble(Exception):
    """The store or the machine is in trouble: a sentence for a person, and what to do."""

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(f"{message} {way_out}")
        self.message = message
        self.way_out = way_out
