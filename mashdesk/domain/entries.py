"""What a change to a request or its referral means for the agency that was asked, in a sentence."""

from __future__ import annotations

from collections.abc import Collection

from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Part

MEANS: dict[str, str] = {
    "rated": "Your request goes on: the answer is wanted by then.",
    "fresh_deadline": "Your request goes on: the answer is wanted by then.",
    "chased": "The answer is still awaited; its time has not changed.",
    "timed_out": "Your request goes on, and a late answer is welcome.",
    "withdrawn": "Nothing is owed any more; what you found meanwhile can be told to the hub.",
    "decided_without": "Nothing is owed any more, but a late answer is welcome and is read.",
    "answered": "Nothing is owed any more; tell the hub if it is not what your agency said.",
    "insisted": "There is a new request with a time of its own.",
}
"""By the kind of entry; the others depend on whether an answer is still awaited."""

_WHILE_OPEN: dict[str, str] = {
    "decided": "Your answer is still awaited, and may change the decision.",
    "closed": "Nothing is owed any more.",
    "reopened": "Your answer is still awaited.",
    "returned": "Your answer is still awaited; its time runs on.",
    "resumed": "Your answer is still awaited; its time has not changed.",
}
_SETTLED: dict[str, str] = {
    "rated": "Nothing is owed; what you told the hub stands.",
    "decided": "Nothing is owed; see what became of it.",
    "closed": "Nothing is owed; see what became of it.",
    "reopened": "Nothing is owed unless the hub asks again.",
    "returned": "Nothing is owed; what you told the hub stands.",
    "resumed": "Nothing is owed; what you told the hub stands.",
}


WORDS_FOR_RATING = "say what the agencies read of a lowered rating; they do not read your reason"
WORDS_FOR_DECISION = "say what the agencies read of it; some of them still owe an answer"
"""What is asked of whoever lowers a rating, or decides, over agencies at work."""


NO_WORDS = "The hub wrote no words for agencies on why; ring it to ask."


MEANS_TO_SENDER: dict[str, str] = {
    "decided": "See what became of what your agency sent in; you can challenge it.",
    "returned": "The hub asks your agency for more.",
    "resumed": "The hub waits for nothing more from your agency; it is told what is decided.",
    "closed": "See what became of what your agency sent in.",
    "reopened": "Your agency is told what is decided.",
    "not_sent_in": "It is not in your list any more.",
}
"""What an entry means for the agency that sent the contact in."""


_PLAIN_WHY: dict[str, str] = {
    "closed": "It is decided, and the referrer was told, or why not is on the record.",
    "returned": "More is needed from whoever sent it in.",
    "resumed": "The referrer replied, or the hub goes on with what is known.",
    "rated": NO_WORDS,
    "decided": NO_WORDS,
}


def why_told(kind: str, words: str) -> str:
    """Why it changed, as an agency reads it: in the words meant for agencies, else as far as can be
    told without them. The hub's own reasons are never among these.
    """
    return words.strip() or _PLAIN_WHY.get(kind, "")


def what_it_means(kind: str, state: RequestState) -> str:
    """What an entry of this kind means where the agency's request is in this state."""
    by_state = _WHILE_OPEN if state is RequestState.OPEN else _SETTLED
    return by_state.get(kind) or MEANS.get(kind, "")


def reads_ratings(state: RequestState, shared: Collection[str]) -> bool:
    """Whether an agency is told of a new rating: while it owes an answer, or where the rating is
    shared with it.
    """
    return state is RequestState.OPEN or Part.RATING in shared
