"""The agency's panes, and how the request beside the list follows its cursor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from mashdesk.store.views import AgencyRequestView, AgencyRow
from mashdesk.tui.agency_reading import AgencyReader, RequestReader
from mashdesk.tui.messages import AgencyRead, RequestMissing, RequestRead
from mashdesk.tui.screens.desk_record import REST
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.widgets.agency_title import AgencyTitle
from mashdesk.tui.widgets.banner import Banner, Tone
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine
from mashdesk.tui.widgets.key_bar import HAND_OVER, Key, KeyBar
from mashdesk.tui.widgets.request_detail import RequestDetail
from mashdesk.tui.widgets.request_list import RequestList
from mashdesk.tui.work import start_only

NOTHING_ASKED = "Your agency owes no answer. A new request appears here as it is asked."
_ALWAYS = (Key("?", "help", "help"), Key("^p", "all", "app.command_palette"))


class AgencyFollowing(HomeScreen):
    """Header, requests, one of them, banner and keys; opens what the cursor rests on."""

    def __init__(self, first: AgencyRead, facts: HeaderFacts) -> None:
        super().__init__()
        self.first = first
        self.facts = facts
        self._rest: Timer | None = None
        self._read_at: dict[int, AgencyRow] = {}

    def compose(self) -> ComposeResult:
        show, now = self.app.shown, self.facts.now
        self.reader = AgencyReader(self.app.desk, self.app.actor, self)
        self.requests = RequestReader(self.app.desk, self.app.actor, self)
        self.header = HeaderLine(self.facts, show)
        self.title_line = AgencyTitle(show)
        self.rows = RequestList(show.glyphs, empty=NOTHING_ASKED, id="requests")
        self.detail = RequestDetail(show, now, id="detail")
        self.banner = Banner(show)
        self.keys = KeyBar(show, _ALWAYS if self.app.training else (HAND_OVER, *_ALWAYS))
        yield self.header
        yield self.title_line
        yield self.detail
        yield self.rows
        yield self.banner
        yield self.keys

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        self.banner.say(text, tone, self.app.now)

    @property
    def current(self) -> int | None:
        return self.rows.cursor_key

    @property
    def is_narrow(self) -> bool:
        """Whether list and request share one pane."""
        return self.has_class("-narrow")

    @property
    def is_reading(self) -> bool:
        """Whether the request was opened with Enter, not merely shown beside the list."""
        return self.has_class("-reading")

    def refresh_keys(self) -> None:
        """Bring the footer up to date with what can be done now."""

    # Following the cursor.

    @on(RequestList.Highlighted)
    def _moved(self, event: RequestList.Highlighted) -> None:
        event.stop()
        if self._rest is not None:
            self._rest.stop()
        # Every look is audited: what is passed over is not looked at.
        self._rest = self.set_timer(REST, self.rested)

    def rested(self) -> None:
        """The cursor stays where it is: show its request, where there is a pane for it."""
        key = self.current
        if key is not None and (not self.is_narrow or self.is_reading):
            self.read_request(key)
        elif self.detail.view is not None and self.detail.view.row.request != key:
            self.detail.put(None)
        self.refresh_keys()

    def read_request(self, key: int) -> None:
        """Show this request: as last read at once, as it is now as soon as it is read."""
        kept = self.requests.kept(key)
        if kept is not None:
            self.detail.put(kept)
        row = self.rows.cursor_row
        if row is not None and row.request == key:
            self._read_at[key] = row
        start_only(self, "request", self.requests.read, key)

    def follow_request(self) -> None:
        """The list was read: read the request again if it changed, or show one if none is."""
        view, row = self.detail.view, self.rows.cursor_row
        if view is None or row is None or view.row.request != row.request:
            self.rested()
        elif row != self._read_at.get(row.request):
            self.read_request(row.request)

    def on_request_read(self, message: RequestRead) -> None:
        if message.view.row.request == self.current:
            self.detail.put(message.view)
            self.refresh_keys()

    def on_request_missing(self, message: RequestMissing) -> None:
        if message.request == self.current:
            self.detail.put(None)
            self.say(message.why, Tone.REFUSED)

    async def view_of(self, key: int) -> AgencyRequestView | None:
        """The request for an act, as it is now."""
        return await self.requests.read(key)

    # Keys.

    @on(RequestList.Selected)
    def _selected(self, event: RequestList.Selected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the request and put the keys into it."""
        key = self.current
        if key is None:
            return
        self.add_class("-reading")
        if self.detail.view is None or self.detail.view.row.request != key:
            self.read_request(key)
        self.detail.page.focus()
        self.refresh_keys()

    def action_back(self) -> None:
        """Back to the list."""
        self.remove_class("-reading")
        self.rows.focus()
        self.refresh_keys()

    def action_scroll_record(self, by: int) -> None:
        """Scroll the request without leaving the list."""
        self.detail.page.scroll_relative(y=by * 3, animate=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self.rested)
