"""What of a record's history somebody states to be corroborated or contradicted, and by what."""

from __future__ import annotations

from enum import StrEnum


class ItemKind(StrEnum):
    """What can be spoken of: the contact as it was told, an agency's answer (by id), or another
    entry of the timeline (by its number).
    """

    CONTACT = "contact"
    ANSWER = "answer"
    EVENT = "event"


class Stance(StrEnum):
    """What the source says of it. The newest statement of the same source about the same item
    counts; one taken back is as if it had never been made, but for the timeline.
    """

    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        return "taken back" if self is Stance.TAKEN_BACK else self.value
