"""The rooms of a desk, each a part of what it reads and entered when it is first needed.

Most of them ask questions of their own, and making those takes longer than all that the first queue
reads.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

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


class Rooms:
    """The part of a desk that leads to its rooms."""

    @cached_property
    def agency(self) -> AgencyDesk:
        """What practitioners read: their own agency's part."""
        from mashdesk.desk.reads.agency_desk import AgencyDesk

        return AgencyDesk(self._desk)

    @cached_property
    def challenges(self) -> ChallengeDesk:
        """Challenges that are not resolved."""
        from mashdesk.desk.reads.challenge_desk import ChallengeDesk

        return ChallengeDesk(self._desk)

    @cached_property
    def counting(self) -> Counting:
        """Figures."""
        from mashdesk.desk.reads.counting import Counting

        return Counting(self._desk)

    @cached_property
    def sealing(self) -> SealingDesk:
        """Who sees a sealed record, and emergency access."""
        from mashdesk.desk.reads.sealing_desk import SealingDesk

        return SealingDesk(self._desk)

    @cached_property
    def looks(self) -> LooksDesk:
        """Who looked at whom."""
        from mashdesk.desk.reads.looks_desk import LooksDesk

        return LooksDesk(self._desk)

    @cached_property
    def prompting(self) -> PromptingDesk:
        """Prompts tried before they are switched on."""
        from mashdesk.desk.reads.prompting_desk import PromptingDesk

        return PromptingDesk(self._desk)

    @cached_property
    def reports(self) -> ReportDesk:
        """Reports and letters."""
        from mashdesk.desk.reads.report_desk import ReportDesk

        return ReportDesk(self._desk)

    @cached_property
    def transfers(self) -> TransferDesk:
        """Cases that go to another hub, or came from one."""
        from mashdesk.desk.reads.transfer_desk import TransferDesk

        return TransferDesk(self._desk)

    @cached_property
    def history(self) -> HistoryDesk:
        """Chronologies, families, links and words."""
        from mashdesk.desk.reads.history_desk import HistoryDesk

        return HistoryDesk(self._desk)

    @cached_property
    def known(self) -> PeopleDesk:
        """People known to the hub."""
        from mashdesk.desk.reads.people_desk import PeopleDesk

        return PeopleDesk(self._desk)

    @property
    def _desk(self) -> Desk:
        return cast("Desk", self)
