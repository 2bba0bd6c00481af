"""The rooms of a desk, each a part of what it reads and entered when it is first needed.

Most of them ask questions of their own, and making those takes longer than all that the first queue
reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.reads.agency_desk import AgencyDesk
    from mashdesk.desk.reads.challenge_desk import ChallengeDesk
    from mashdesk.desk.reads.counting import Counting
    from mashdesk.desk.reads.history_desk import HistoryDesk
    from mashdesk.desk.reads.looks_desk import LooksDesk
    from mashdesk.desk.reads.people_desk import PeopleDesk
    from mashdesk.desk.reads.prompting_desk import PromptingDesk
    from mashdesk.desk.reads.report_desk import ReportDesk
    from mashdesk.desk.reads.sealing_desk import SealingDesk
    from mashdesk.desk.reads.transfer_desk import TransferDesk


_Room = TypeVar("_Room")


class entered_once(Generic[_Room]):  # noqa: N801 - used as a decorator, like property
    """A room that is made when it is first needed; whichever threads come first find the same one.

    What a room remembers, such as who was shown what, must not be remembered twice.
    """

    def __init__(self, make: Callable[[Any], _Room]) -> None:
        self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

    def __get__(self, desk: Any, _kind: type) -> _Room:
        # One step that no thread comes between; after it Python finds the room without asking here.
        room: _Room = vars(desk).setdefault(self._name, self._make(desk))
        return room


class Rooms:
    """The part of a desk that leads to its rooms."""

    @entered_once
    def agency(self) -> AgencyDesk:
        """What practitioners read: their own agency's part."""
        from mashdesk.desk.reads.agency_desk import AgencyDesk

        return AgencyDesk(self._desk)

    @entered_once
    def challenges(self) -> ChallengeDesk:
        """Challenges that are not resolved."""
        from mashdesk.desk.reads.challenge_desk import ChallengeDesk

        return ChallengeDesk(self._desk)

    @entered_once
    def counting(self) -> Counting:
        """Figures."""
        from mashdesk.desk.reads.counting import Counting

        return Counting(self._desk)

    @entered_once
    def sealing(self) -> SealingDesk:
        """Who sees a sealed record, and emergency access."""
        from mashdesk.desk.reads.sealing_desk import SealingDesk

        return SealingDesk(self._desk)

    @entered_once
    def looks(self) -> LooksDesk:
        """Who looked at whom."""
        from mashdesk.desk.reads.looks_desk import LooksDesk

        return LooksDesk(self._desk)

    @entered_once
    def prompting(self) -> PromptingDesk:
        """Prompts tried before they are switched on."""
        from mashdesk.desk.reads.prompting_desk import PromptingDesk

        return PromptingDesk(self._desk)

    @entered_once
    def reports(self) -> ReportDesk:
        """Reports and letters."""
        from mashdesk.desk.reads.report_desk import ReportDesk

        return ReportDesk(self._desk)

    @entered_once
    def transfers(self) -> TransferDesk:
        """Cases that go to another hub, or came from one."""
        from mashdesk.desk.reads.transfer_desk import TransferDesk

        return TransferDesk(self._desk)

    @entered_once
    def history(self) -> HistoryDesk:
        """Chronologies, families, links and words."""
        from mashdesk.desk.reads.history_desk import HistoryDesk

        return HistoryDesk(self._desk)

    @entered_once
    def known(self) -> PeopleDesk:
        """People known to the hub."""
        from mashdesk.desk.reads.people_desk import PeopleDesk

        return PeopleDesk(self._desk)

    @property
    def _desk(self) -> Desk:
        return cast("Desk", self)
