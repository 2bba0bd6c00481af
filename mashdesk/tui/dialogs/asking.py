"""Asking agencies, chasing one, withdrawing a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import AskAgencies, Chase, Insist, Withdraw
from mashdesk.domain.contact import Channel
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.people import IndividualKind
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import DEFAULT_PARTS, Part
from mashdesk.store.views import AgencyView, RequestView
from mashdesk.tui.dialogs.act import ActDialog, RequestDialog
from mashdesk.tui.fitting import was_declined
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.show import when

_PARTS = {
    Part.WORRY: "the worry",
    Part.REASONS: "the reasons",
    Part.CHILD_DETAILS: "children's details",
    Part.HOUSEHOLD: "who lives there",
    Part.SENDER: "who referred",
    Part.EXPECTS: "what they expect",
    Part.RATING: "the rating",
    Part.CONSENT: "consent",
}


class AskDialog(ActDialog):
    """Several agencies at once; those asked by default at this rating are ticked already."""

    act = "ask"
    words = "Ask agencies"
    button = "Ask"
    agencies: tuple[AgencyView, ...] = ()
    household = ""
    _household: Said

    def gather(self) -> None:
        self.agencies = self.desk.agencies()
        self.read_beside()

    def read_beside(self) -> None:
        self.household = self._household_check()

    async def show_beside(self) -> None:
        self._household.tell(self.household)
        self._household.display = bool(self.household)

    def _household_check(self) -> str:
        """What of the family waits to be considered, and which children live there that the contact
        does not name: an agency searches for whom it is asked about.
        """
        try:
            check = self.desk.history.family(self.actor, self.view.id).check
            homes = self.desk.known.households(self.actor, self.view.id)
        except (Refused, Trouble):
            return ""  # asking goes on without; the Checks tab shows it
        named = {child.individual for child in self.view.children}
        others = {
            one.individual: f"{one.name}{'' if one.age is None else f' {one.age}'}"
            for home in homes
            for one in home.now
            if one.kind is IndividualKind.CHILD and named.isdisjoint(one.members)
        }
        also = f" Of the household too, not named in it: {', '.join(others.values())}."
        return check + (also if others else "")

    def fields(self) -> Iterable[Widget]:
        self._household = Said(self.household)
        self._household.display = bool(self.household)
        yield self._household
        rating = self.view.rating
        hint = f"Space ticks. Ticked already: asked by default on {rating.value}." if rating else ""
        yield ManyField(
            "agencies", "Whom to ask", self._choices(), ask="tick at least one agency", hint=hint
        )
        if self.view.seal is not None:
            yield Said(
                "It is sealed: what an agency is asked only those of it who are named see. Of one"
                " with nobody named, ask in person and record the answer."
            )
        yield WordsField("question", "Question", ask="say what the agencies are asked")
        yield ManyField(
            "shared",
            "They may read",
            [Choice(part.value, _PARTS[part]) for part in Part],
            hint="Ticked already: usual at this rating. Names, births and the question always.",
        )

    def _choices(self) -> list[Choice]:
        return [
            Choice(
                agency.code,
                agency.name,
                self._state(agency),
                fixed=self._open_request(agency.code) is not None,
            )
            for agency in self.agencies
        ]

    def _open_request(self, code: str) -> RequestView | None:
        requests = (r for r in self.view.requests if r.agency == code)
        return next((r for r in requests if r.state is RequestState.OPEN), None)

    def _state(self, agency: AgencyView) -> str:
        seal, code = self.view.seal, agency.code
        request = self._open_request(code)
        if seal is not None and seal.names_nobody_of(code):
            return "nobody named"
        if request is not None and request.due_at is not None:
            return f"asked, due {when(request.due_at, self.now())}"
        asked = [r for r in self.view.requests if r.agency == code]
        before = f"{asked[-1].state.label} before" if asked else ""
        return ", ".join(filter(None, (before, agency.shut(self.now()))))

    async def prefill(self) -> None:
        asked = {request.agency for request in self.view.requests}
        wanted = [
            a.code for a in self.agencies if self.view.rating in a.asked_at and a.code not in asked
        ]
        self.field("agencies", ManyField).put("\n".join(wanted))
        self.field("question", WordsField).put(self._question())
        usual = DEFAULT_PARTS[self.view.rating] if self.view.rating else ()
        self.field("shared", ManyField).put("\n".join(usual))

    def _question(self) -> str:
        about = _joined([reason.label for reason in self.view.reasons]) or "the worry"
        whom = "the child" if len(self.view.children) == 1 else "the children"
        return (
            f"What do you hold on {whom} and adults of this contact that bears on {about}? "
            "Please search every system you use, say which, and tell us your own view of the risk."
        )

    async def reread(self) -> None:
        field = self.field("agencies", ManyField)
        kept = field.text
        field.offer(self._choices())
        field.put(kept)

    def steps(self) -> Sequence[Step]:
        command = AskAgencies(
            referral=self.view.id,
            version=self.view.version,
            agencies=self.field("agencies", ManyField).codes,
            question=self.typed("question"),
            shared=tuple(Part(code) for code in self.field("shared", ManyField).codes),
        )
        return [Step("ask", command)]


class ChaseDialog(RequestDialog):
    """That an agency was chased: how, whom, what was said."""

    act = "chase"
    words = "Chase"
    button = "Record the chase"
    agencies: tuple[AgencyView, ...] = ()

    def gather(self) -> None:
        self.agencies = self.desk.agencies()

    def fields(self) -> Iterable[Widget]:
        yield from self.which()
        request = self.only_request()
        possible = [request] if request is not None else self._possible()
        if possible:
            yield Said("\n".join(["If nothing comes:", *map(self._what_next, possible)]))
        whom = f"next up: {request.next_contact}" if request and request.next_contact else ""
        yield ChoiceField("channel", "How", choices_of(Channel), ask="choose how it was chased")
        yield LineField("person", "Who was reached", ask="say whom you reached", hint=whom)
        hint = "the agency reads this; its clock is not touched"
        yield WordsField("note", "What was said", hint=hint)

    def _what_next(self, request: RequestView) -> str:
        """A line of whom the next round goes to, by name where the roster has one."""
        known = next((each for each in self.agencies if each.code == request.agency), None)
        named = (known.next_contact, known.lead) if known else ("", "")
        who = named[min(request.round, 2) - 1] or "its next person up"
        due = when(request.due_at, self.now()) if request.due_at else "then"
        over = request.due_at is not None and request.due_at <= self.now()
        shut = known.shut(self.now()) if known else ""
        agency = f"{request.agency_name} ({shut})" if shut else request.agency_name
        if self.hub is not None and request.round >= self.hub.rounds:
            last = f"overdue since {due}" if over else f"by {due} in the last round"
            return f"  {agency}, {last}: it stays with {who}"
        until = f"overdue since {due}" if over else f"by {due}"
        return f"  {agency}, {until}: round {request.round + 1} goes to {who}"

    async def prefill(self) -> None:
        self.field("channel", ChoiceField).put(Channel.PHONE.value)

    def steps(self) -> Sequence[Step]:
        request = self.request()
        command = Chase(
            request=request.id,
            version=request.version,
            channel=self.field("channel", ChoiceField).needed(Channel),
            person=self.typed("person"),
            note=self.typed("note"),
        )
        return [Step("chase", command)]


class WithdrawDialog(RequestDialog):
    """The agency is told why; it stays on their list until they have read it."""

    act = "withdraw"
    words = "Withdraw a request"
    button = "Withdraw"

    def fields(self) -> Iterable[Widget]:
        yield from self.which()
        yield WordsField("reason", "Reason", ask="say why; the agency reads this")

    def steps(self) -> Sequence[Step]:
        request = self.request()
        command = Withdraw(request=request.id, version=request.version, reason=self.typed("reason"))
        return [Step("withdraw", command)]


class InsistDialog(RequestDialog):
    """After an agency declined: asked the same again, with the reason it reads."""

    act = "insist"
    words = "Insist"
    button = "Insist"
    nothing = "No agency declined here."

    def fits(self, request: RequestView) -> bool:
        return was_declined(request)

    def fields(self) -> Iterable[Widget]:
        yield from self.which()
        request = self.only_request()
        if request is not None and request.answers:
            answer = request.answers[-1]
            why = answer.declined.label if answer.declined else "no reason chosen"
            yield Said(f"It declined: {why}. {answer.reason}".rstrip())
        hint = "why an answer is needed all the same"
        yield WordsField("reason", "Reason", ask="say why; the agency reads this", hint=hint)

    def steps(self) -> Sequence[Step]:
        request = self.request()
        command = Insist(request=request.id, version=request.version, reason=self.typed("reason"))
        return [Step("insist", command)]


def _joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
