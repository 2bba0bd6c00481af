"""What screens and the CLI are given: frozen values, already redacted, never table rows.

Instants are aware UTC. Text is as it was stored (made plain on the way in); whoever draws it
still treats it as data.
"""

from __future__ import annotations

from mashdesk.store.views.attention import (
    MOST_COUNTED,
    Departure,
    News,
    NoticeView,
    departures_told,
)
from mashdesk.store.views.challenges import (
    ChallengeRow,
    ChallengeStageView,
    ChallengesView,
    ChallengeView,
    StageCount,
)
from mashdesk.store.views.counts import AgencyCount, ChallengeCount, CountsView
from mashdesk.store.views.household import HouseholdView, HousemateView
from mashdesk.store.views.hub import AccountView, AgencyView, Heartbeat, HubView, PersonView
from mashdesk.store.views.looks import AccessRow, LookRow, LooksView, Span
from mashdesk.store.views.names import NameView
from mashdesk.store.views.need import NeedView
from mashdesk.store.views.partners import (
    AgencyDeskView,
    AgencyRequestView,
    AgencyRow,
    BecameView,
    ChildBrief,
    SharedPart,
)
from mashdesk.store.views.people import (
    AppearanceView,
    Candidate,
    IndividualView,
    JudgementView,
    QuestionView,
    ThingView,
    TieView,
    TwoView,
)
from mashdesk.store.views.prompts import PromptView, gravest_first
from mashdesk.store.views.queue import Counts, QueueFilter, QueueRow, QueueView
from mashdesk.store.views.record import (
    BesidesView,
    ChildView,
    ClockExplained,
    DecisionView,
    EventView,
    FeedbackView,
    ReferralView,
    RoundView,
)
from mashdesk.store.views.requests import AnswerView, PassageView, RequestView, SearchView
from mashdesk.store.views.sealing import EmergencyAct, EmergencyView, NamedPerson, SealView
from mashdesk.store.views.sent_in import SentInOutcome, SentInRow, SentInView

__all__ = [
    "MOST_COUNTED",
    "AccessRow",
    "AccountView",
    "AgencyCount",
    "AgencyDeskView",
    "AgencyRequestView",
    "AgencyRow",
    "AgencyView",
    "AnswerView",
    "AppearanceView",
    "BecameView",
    "BesidesView",
    "Candidate",
    "ChallengeCount",
    "ChallengeRow",
    "ChallengeStageView",
    "ChallengeView",
    "ChallengesView",
    "ChildBrief",
    "ChildView",
    "ClockExplained",
    "Counts",
    "CountsView",
    "DecisionView",
    "Departure",
    "EmergencyAct",
    "EmergencyView",
    "EventView",
    "FeedbackView",
    "Heartbeat",
    "HouseholdView",
    "HousemateView",
    "HubView",
    "IndividualView",
    "JudgementView",
    "LookRow",
    "LooksView",
    "NameView",
    "NamedPerson",
    "NeedView",
    "News",
    "NoticeView",
    "PassageView",
    "PersonView",
    "PromptView",
    "QuestionView",
    "QueueFilter",
    "QueueRow",
    "QueueView",
    "ReferralView",
    "RequestView",
    "RoundView",
    "SealView",
    "SearchView",
    "SentInOutcome",
    "SentInRow",
    "SentInView",
    "SharedPart",
    "Span",
    "StageCount",
    "ThingView",
    "TieView",
    "TwoView",
    "departures_told",
    "gravest_first",
]
