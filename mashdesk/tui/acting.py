"""What an act needs before it can be asked: leave, room for it, a request, its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.referral import ReferralState
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.tui.keys import ACT, Act, Scope
from mashdesk.tui.subject import Subject

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome
    from mashdesk.tui.desk_app import DeskApp


def why_not(act: Act, role: Role, subject: Subject) -> str | None:
    """Why this act cannot be done now, in a sentence; None when it can."""
    if not act.permitted(role):
        doing = act.tooltip[0].lower() + act.tooltip[1:]
        return f"{role.somebody} may not do this: {doing}."
    if act.possible(subject):
        return None
    state = subject.state
    if state is None:
        return "There is no referral under the cursor."
    if act.id == "close" and state is not ReferralState.DECIDED:
        return f"Close: a referral that is {state.label} has no room for it."
    if act.id == "claim" and subject.is_own:
        release, assign = ACT["release"].shown_key, ACT["assign"].shown_key
        return f"You hold it already: {release} puts it back, {assign} gives it to somebody else."
    if act.takes is not None:
        return f"{act.label}: there is no request here that this fits."
    if act.id in ("decide", "ask") and state is ReferralState.UNRATED:
        return f"{act.label}: it is not rated yet. {ACT['rate'].shown_key} rates it first."
    return _UNFIT.get(act.id, f"{act.label}: a referral that is {state.label} has no room for it.")


OUT_OF_ANSWERS = ("mention", "tie", "corroborate")
"""Acts that may be done out of the answer chosen on the Checks tab."""

_UNFIT = {
    "prompt": "No prompt stands on this referral.",
    "fresh_deadline": "Nothing is overdue here; a fresh deadline is for what has run out.",
    "challenge": "Nothing is rated here that could be challenged.",
    "answer_challenge": "No challenge is open here.",
    "respond_challenge": "No answer to a challenge of yours waits here.",
    "release": "Nobody holds this referral.",
    "seal": "Emergency access does not change who sees it.",
    "unseal": "It is not sealed, or you see it by emergency access alone.",
    "close": "Not yet: the referrer is to be told, it is to be taken up, or its review is due.",
    "strategy": "A strategy discussion is for what is rated and open.",
    "action": "No action of a strategy discussion waits here.",
    "report": "Nothing is decided yet: a report says what was decided. Decide first.",
    "taken_up": "It waits for no allocated worker.",
    "help_review": "No early help review is kept on it.",
    "second_rating": "A rating after the meeting is for what is rated and open.",
}


def screen_for(
    act: Act, app: DeskApp, view: ReferralView | None, request: RequestView | None
) -> Screen[Any]:
    """The screen that asks for this act's particulars and does it; imported when first needed."""
    if view is None:
        return _of_the_desk(act, app)
    return _of_a_record(act, app, view, request)


def _of_the_desk(act: Act, app: DeskApp) -> Screen[Any]:
    desk, actor = app.desk, app.actor
    if act.id == "take_in":
        from mashdesk.tui.screens.intake import IntakeScreen

        return IntakeScreen(desk, actor)
    if act.id == "notices":
        from mashdesk.tui.screens.notices import NoticesScreen

        return NoticesScreen(desk, actor)
    if act.id == "looks":
        from mashdesk.tui.screens.looks import LooksScreen

        subject = getattr(app.home, "subject", None)
        return LooksScreen(desk, actor, "" if subject is None else subject.reference)
    if act.id == "emergency":
        from mashdesk.tui.dialogs.sealing import BreakGlassDialog

        return BreakGlassDialog(desk, actor)
    if act.id == "overrides":
        from mashdesk.tui.screens.overrides import OverridesScreen

        return OverridesScreen(desk, actor)
    assert act.id == "search", "every act of the desk has its screen"
    from mashdesk.tui.screens.searching import SearchScreen

    return SearchScreen(desk, actor)


def _of_a_record(
    act: Act, app: DeskApp, view: ReferralView, request: RequestView | None
) -> Screen[Any]:
    desk, actor = app.desk, app.actor
    if act.id == "chronology":
        from mashdesk.tui.screens.chronology import ChronologyScreen

        return ChronologyScreen(desk, actor, view)
    if act.id == "network":
        from mashdesk.tui.screens.network import NetworkScreen

        return NetworkScreen(desk, actor, view.id)
    if act.id in ("person", "judge"):
        return _about_somebody(act, app, view)
    return _dialog(act, desk, actor, view, request)


def _about_somebody(act: Act, app: DeskApp, view: ReferralView) -> Screen[Any]:
    """About whoever is chosen on the tab of the children, else the first child."""
    detail = getattr(app.home, "detail", None)
    chosen: int | None = None if detail is None else detail.chosen_individual
    if act.id == "judge":
        from mashdesk.tui.dialogs.identity import QuestionDialog

        return QuestionDialog(app.desk, app.actor, view, chosen)
    from mashdesk.tui.screens.individual import IndividualScreen

    known = (child.individual for child in view.children if child.individual is not None)
    return IndividualScreen(app.desk, app.actor, chosen or next(known, 0))


def _dialog(
    act: Act, desk: Desk, actor: Actor, view: ReferralView, request: RequestView | None
) -> Screen[Outcome | None]:
    from mashdesk.tui.dialogs import DIALOGS

    dialog: Any = DIALOGS[act.id]
    made: Screen[Outcome | None] = (
        dialog(desk, actor, view) if request is None else dialog(desk, actor, view, request=request)
    )
    return made


def chosen_request(act: Act, subject: Subject, chosen: int | None) -> RequestView | None:
    """The request chosen on the Checks tab, if the act fits it; otherwise the dialog asks."""
    if act.id in OUT_OF_ANSWERS and subject.view is not None:
        return next((known for known in subject.view.requests if known.id == chosen), None)
    if act.scope is not Scope.REQUEST or act.takes is None:
        return None
    return next((known for known in subject.requests(act.takes) if known.id == chosen), None)
