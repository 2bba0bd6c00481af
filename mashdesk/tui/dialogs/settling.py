"""What deciding and closing share: both account for every request that was never answered."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from mashdesk.domain.commands import Command, Without
from mashdesk.domain.errors import FieldChange, Stale
from mashdesk.domain.request import RequestState
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.tui.dialogs.act import ActDialog, children_line
from mashdesk.tui.forms.fields import Field, WordsField
from mashdesk.tui.forms.said import Said, section

_FOR_ALL = "without_all"
"""The field of one reason for every request that was not answered."""


class SettlingDialog(ActDialog):
    """A reason for each request still unanswered: one for all of them, or each its own."""

    def open_requests(self) -> list[RequestView]:
        """The requests nobody has answered."""
        return [r for r in self.view.requests if r.state is RequestState.OPEN]

    def without_fields(self) -> Iterable[Widget]:
        """One field for all of them, then one for each, under a heading that counts them."""
        waiting = self.open_requests()
        if not waiting:
            asked = bool(self.view.requests)
            yield Said("Every request is answered or settled." if asked else "No agency was asked.")
            return
        yield section(f"Decided without, because: {len(waiting)} not answered yet")
        if len(waiting) > 1:
            yield self._for_all_field()
        yield from map(self._without_field, waiting)

    def _for_all_field(self) -> WordsField:
        hint = "one reason for all of them; or leave it empty and give each its own below"
        return WordsField(_FOR_ALL, "The same for all", hint=hint)

    def _without_field(self, request: RequestView) -> WordsField:
        hint = "why this goes ahead without their answer; they read it"
        return WordsField(_path(request), request.agency_name, ask=_ask(request), hint=hint)

    def adapt(self) -> None:
        """With one reason for all, only those that have their own words still stand there."""
        shared = bool(self._for_all())
        for request in self.open_requests():
            field = self.standing_field(_path(request))
            if isinstance(field, WordsField):
                field.need("" if shared else _ask(request))
                self.reveal(field.path, not shared or bool(field.text.strip()))

    def _for_all(self) -> str:
        field = self.standing_field(_FOR_ALL)
        return "" if field is None or not field.display else field.text.strip()

    def without(self) -> tuple[Without, ...]:
        """What the fields say about each request that is still open; its own words go first."""
        shared = self._for_all()
        return tuple(
            Without(request=one.id, reason=self.typed(_path(one)).strip() or shared)
            for one in self.open_requests()
        )

    def named_path(self, path: str) -> str:
        kind, _, rest = path.partition(".")
        if kind != "without":
            return super().named_path(path)
        number = rest.partition(".")[0]
        names = [one.agency_name for one in self.view.requests if str(one.id) == number]
        return f"{names[0] if names else 'One agency'}: decided without, because"

    def versioned(self, command: Command) -> Command:
        """Nobody decides past an answer that came in while they were writing.

        An answer does not make the referral's own version stale, so the requests are compared here.
        """
        fresh = self.desk.reread(self.actor, self.view.id)
        changes = request_changes(self.view, fresh)
        if changes:
            raise Stale(self.view.reference, changes)
        return super().versioned(command)

    async def reread(self) -> None:
        """Requests asked meanwhile get their field; those answered meanwhile need none."""
        waiting = self.open_requests()
        wanted = {_path(request) for request in waiting}
        known = {field.path for field in self.standing}
        for path in known:
            if path.startswith("without."):
                self.reveal(path, path in wanted)
        new: list[Widget] = [self._without_field(r) for r in waiting if _path(r) not in known]
        if len(waiting) > 1 and _FOR_ALL not in known:
            new.insert(0, self._for_all_field())
        elif _FOR_ALL in known:
            self.reveal(_FOR_ALL, bool(waiting))
        if new:
            await self.stand(new)

    def standing_field(self, path: str) -> Field | None:
        """The field of this path, where there is one."""
        return next((field for field in self.standing if field.path == path), None)

    def named(self) -> str:
        """The item, so that nobody acts on the wrong one."""
        return f"{self.view.reference}: {children_line(self.view)}"


def _ask(request: RequestView) -> str:
    return f"say why this goes ahead without {request.agency_name}"


def _path(request: RequestView) -> str:
    # The path under which the command tells what is wrong with this reason.
    return f"without.{request.id}.reason"


def request_changes(before: ReferralView, after: ReferralView) -> tuple[FieldChange, ...]:
    """What became of a record's requests between two readings: asked, answered, settled."""
    known = {request.id: request for request in before.requests}
    changes = []
    for request in after.requests:
        was = known.get(request.id)
        if was is None:
            asked = request.asked_by, request.asked_at
            changes.append(FieldChange(request.agency_name, "", "asked", *asked))
        elif len(request.answers) > len(was.answers):
            answer = request.answers[-1]
            by, at = answer.recorded_by, answer.recorded_at
            changes.append(
                FieldChange(request.agency_name, was.state.label, answer.kind.label, by, at)
            )
        elif request.state is not was.state:
            at = request.settled_at or request.asked_at
            changes.append(
                FieldChange(
                    request.agency_name, was.state.label, request.state.label, "the desk", at
                )
            )
    return tuple(changes)
