"""What agencies searched and said, as far as a receiver may be given it."""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.domain.calendar import london_text
from mashdesk.domain.report import NOT_FOR_FAMILY, Entry, Standing, may_be_given
from mashdesk.domain.request import RequestState, Sharing
from mashdesk.domain.sharing import Found
from mashdesk.store.views import AnswerView, PassageView, ReferralView, RequestView


def checks(view: ReferralView, standing: Standing) -> Iterator[Entry]:
    """Every request: to somebody outside only that it was asked, and whether it was answered."""
    for request in view.requests:
        if request.state is RequestState.WITHDRAWN and not request.answers:
            continue
        if standing is not Standing.INSIDE:
            yield Entry("asked, and answered" if request.answers else "asked", request.agency_name)
        else:
            yield from _asked(request)
            for name in view.unsearched(request):
                yield Entry(f"No search was told for {name}.", request.agency_name)


def _asked(request: RequestView) -> Iterator[Entry]:
    if not request.answers:
        why = f": {request.settled_because}" if request.settled_because else ""
        yield Entry(f"{request.state.label}, no answer{why}", request.agency_name)
    for answer in request.answers:
        declined = f" ({answer.declined.label})" if answer.declined else ""
        view = f"; sees it as {answer.view.value}" if answer.view else ""
        part = ", in part" if answer.partial else ""
        late = "; came after its time" if answer.late else ""
        said = f"{answer.kind.label}{part}{declined}{view}{_by(answer)}{late}"
        yield Entry(said, f"{request.agency_name}, {london_text(answer.recorded_at)}")
        yield from _searched(answer)
        yield from _told(answer)


def _by(answer: AnswerView) -> str:
    """Who in the agency searched and answered; the hub's own recorder is not that."""
    who = answer.person if answer.on_behalf else answer.recorded_by
    return f"; told by {who}" if who else ""


def _searched(answer: AnswerView) -> Iterator[Entry]:
    for search in answer.searches:
        why = f": {search.why}" if search.why else ""
        yield Entry(f"{search.name}: {search.found.label}{why}", f"Searched {search.system}")
    if answer.searched and not answer.searches:
        yield Entry(answer.searched, "Searched")
    if any(search.found is Found.UNAVAILABLE for search in answer.searches):
        yield Entry("A system was not available: its silence says nothing.")


def _told(answer: AnswerView) -> Iterator[Entry]:
    kept_back = 0
    for passage in answer.passages:
        if passage.words is None or not may_be_given(Standing.INSIDE, passage.sharing):
            kept_back += 1
            continue
        marked = NOT_FOR_FAMILY if passage.sharing is Sharing.NOT_FAMILY else ""
        yield Entry(passage.words, "Told the hub", marked)
    if kept_back:
        many = "A passage is" if kept_back == 1 else f"{kept_back} passages are"
        yield Entry(f"{many} kept back: the agency gave it to the decision maker only.")


def passages(view: ReferralView) -> Iterator[PassageView]:
    """Every passage of every answer."""
    for request in view.requests:
        for answer in request.answers:
            yield from answer.passages
