"""The main screen's panes and what is under the cursor; the rest of the screen builds on it."""

from __future__ import annotations

from textual.app import ComposeResult

from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import QueueRow
from mashdesk.tui.keys import Subject
from mashdesk.tui.labels import EMPTY_QUEUE
from mashdesk.tui.messages import QueueRead
from mashdesk.tui.reading import QueueReader, RecordReader
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.widgets.banner import Banner, Tone
from mashdesk.tui.widgets.detail import Detail
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine
from mashdesk.tui.widgets.key_bar import HAND_OVER, Key, KeyBar
from mashdesk.tui.widgets.queue_list import QueueList
from mashdesk.tui.widgets.queue_title import QueueTitle

NO_QUEUE = "Your role does not show the queue: it holds the names of children."
ALWAYS = (
    Key("/", "find", "filter"),
    Key("?", "help", "help"),
    Key("^p", "all", "app.command_palette"),
)


class DeskPanes(HomeScreen):
    """Header, queue, record, banner and keys, in one pane or two."""

    def __init__(self, first: QueueRead, facts: HeaderFacts) -> None:
        super().__init__()
        self.first = first
        self.facts = facts
        self.visiting: int | None = None
        """A referral looked at by its reference, which need not be in the queue."""

    def compose(self) -> ComposeResult:
        show = self.app.shown
        self.reader = QueueReader(self.app.desk, self.app.actor, self)
        self.records = RecordReader(self.app.desk, self.app.actor, self)
        self.header = HeaderLine(self.facts, show)
        self.title_line = QueueTitle(show)
        may = may_look(self.app.actor.role, Look.QUEUE)
        self.rows = QueueList(show.glyphs, empty=EMPTY_QUEUE if may else NO_QUEUE, id="queue")
        self.detail = Detail(show, self.facts.now, id="detail")
        self.banner = Banner(show)
        self.keys = KeyBar(show, ALWAYS if self.app.training else (HAND_OVER, *ALWAYS))
        yield self.header
        yield self.title_line
        yield self.detail
        yield self.rows
        yield self.banner
        yield self.keys

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Tell something on the line above the keys."""
        self.banner.say(text, tone, self.app.now)

    @property
    def current(self) -> int | None:
        """The referral acts are done to: the one visited by its reference, else the cursor's."""
        return self.visiting if self.visiting is not None else self.rows.cursor_key

    @property
    def subject(self) -> Subject:
        """What is known of it."""
        key = self.current
        row: QueueRow | None = self.rows.cursor_row
        if row is not None and row.id != key:
            row = None
        view = self.detail.view
        known = view if view is not None and view.id == key else None
        return Subject(row, known, self.app.now, self.app.actor.user_id)

    @property
    def is_narrow(self) -> bool:
        """Whether queue and record share one pane."""
        return self.has_class("-narrow")

    @property
    def is_reading(self) -> bool:
        """Whether the record was opened with Enter, not merely shown beside the queue."""
        return self.has_class("-reading")

    def refresh_keys(self) -> None:
        """Bring the footer up to date with what can be done now."""
