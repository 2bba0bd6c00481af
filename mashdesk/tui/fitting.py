"""Which referrals and which requests an act fits, for the keys, the palette and the dialogs."""

from __future__ import annotations

from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.views import RequestView
from mashdesk.tui.subject import Subject


def not_closed(subject: Subject) -> bool:
    """Whether it is still open, decided or not."""
    return subject.state is not ReferralState.CLOSED


def undecided(subject: Subject) -> bool:
    """Whether nothing was decided yet."""
    return subject.state not in (ReferralState.CLOSED, ReferralState.DECIDED)


def decided(subject: Subject) -> bool:
    """Whether it is decided, closed or not."""
    return subject.state in (ReferralState.CLOSED, ReferralState.DECIDED)


def discussable(subject: Subject) -> bool:
    """Whether a strategy discussion can be held: rated, and not closed."""
    return subject.state not in (ReferralState.UNRATED, ReferralState.CLOSED)


def handed_over(subject: Subject) -> bool:
    """Whether it waits for an allocated worker to take it up."""
    known = subject.fresher
    return known is not None and known.clock is ClockKind.ALLOCATED


def has_actions(subject: Subject) -> bool:
    """Whether a strategy discussion asked for something that nobody has settled."""
    view = subject.view
    return not_closed(subject) and view is not None and bool(view.follow_up.actions)


def reviewable(subject: Subject) -> bool:
    """Whether early help is to be reviewed."""
    if subject.view is None:
        return subject.row is not None and subject.row.clock is ClockKind.REVIEW
    return subject.view.follow_up.review is not None


def rated_and_open(subject: Subject) -> bool:
    """Whether it is rated and not closed."""
    known = subject.fresher
    return not_closed(subject) and known is not None and known.rating is not None


def claimable(subject: Subject) -> bool:
    """Whether somebody who does not hold it may take it."""
    return undecided(subject) and not subject.is_own


def held(subject: Subject) -> bool:
    """Whether a worker holds it."""
    known = subject.fresher
    return not_closed(subject) and known is not None and known.worker_id is not None


def prompted(subject: Subject) -> bool:
    """Whether a prompt waits for an answer."""
    if subject.view is None:
        return subject.row is not None and subject.row.prompts > 0
    return any(prompt.answered_at is None for prompt in subject.view.prompts)


def names_known(subject: Subject) -> bool:
    """Whether any of its children is known by name."""
    view = subject.view
    return view is None or any(child.individual is not None for child in view.children)


def challengeable(subject: Subject) -> bool:
    """Whether there is a rating or a decision to challenge."""
    known = subject.fresher
    return known is not None and known.rating is not None


def is_challenged(subject: Subject) -> bool:
    """Whether a challenge is open."""
    if subject.view is None:
        return subject.row is not None and subject.row.challenges > 0
    return any(one.is_open for one in subject.view.challenges)


def responds(subject: Subject) -> bool:
    """Whether whoever is at the desk may answer the answer to a challenge of theirs."""
    if subject.view is None:
        return False
    return any(one.own and one.can_respond(subject.now) for one in subject.view.challenges)


def is_sealed(subject: Subject) -> bool:
    """Whether it is sealed, and whoever is at the desk is named on it."""
    if subject.view is None:
        return subject.row is not None and subject.row.sealed
    return subject.view.seal is not None and is_named(subject)


def is_named(subject: Subject) -> bool:
    """Whoever sees it by emergency access alone does not change who does."""
    return subject.view is None or subject.view.lent_until is None


def told(subject: Subject) -> bool:
    """Whether nothing is left to be done before closing."""
    known = subject.fresher
    return known is not None and known.clock not in _BEFORE_CLOSING


_BEFORE_CLOSING = (ClockKind.FEEDBACK, ClockKind.ALLOCATED, ClockKind.REVIEW)


def clocked(subject: Subject) -> bool:
    """Whether a clock runs on it."""
    known = subject.fresher
    return known is not None and known.due_at is not None


def past_due(subject: Subject) -> bool:
    """Whether its clock ran out."""
    view, row = subject.view, subject.row
    if row is not None and row.is_over(subject.now):
        return True
    known = view or row
    if known is None or known.due_at is None:
        return False
    return known.due_at <= (subject.now if view is None else view.reckoned(subject.now))


def open_request(request: RequestView) -> bool:
    """Whether it waits for its agency."""
    return request.state is RequestState.OPEN


def answerable(request: RequestView) -> bool:
    """Whether an answer to it may be recorded."""
    return request.state.takes_answer


def was_declined(request: RequestView) -> bool:
    """Whether declining is the last thing the agency said, so that the hub may insist."""
    said = request.answers
    return (
        request.state is RequestState.ANSWERED
        and bool(said)
        and said[-1].kind is AnswerKind.DECLINED
    )
