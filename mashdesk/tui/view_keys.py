"""Keys that change what is shown, never a record: of the desk, of an agency's desk, and of both."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = {
    "slash": "/", "question_mark": "?", "escape": "Esc", "enter": "Enter", "ctrl+p": "^p",
    "ctrl+l": "^l", "down": "↓", "up": "↑", "tab": "Tab", "full_stop": ".", "comma": ",",
    "minus": "-", "plus": "+", "equals_sign": "=", "semicolon": ";", "f2": "F2",
    "f3": "F3",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key's name as people read it."""
    return _SHOWN.get(key, key)


@dataclass(frozen=True, slots=True)
class View:
    """One such key. Those with no use by name are not `in_palette`."""

    id: str
    key: str
    label: str
    tooltip: str
    action: str
    in_palette: bool = True


_EVERYWHERE: tuple[View, ...] = (
    View("lock", "L", "Lock", "Lock the desk; drafts are kept", "app.lock"),
    View("lock_too", "ctrl+l", "Lock", "Lock the desk, from forms too", "app.lock",
         in_palette=False),
    View("hand_over", "f2", "Hand over", "Hand the desk over: signs you out, drafts are kept",
         "app.hand_over"),
    View("help", "question_mark", "Help", "Every key of this screen", "help"),
    View("palette", "ctrl+p", "All", "Everything that can be done here, by name",
         "app.command_palette", in_palette=False),
    View("quit", "q", "Quit", "Leave the desk; drafts are kept", "app.quit"),
)  # fmt: skip

VIEWS: tuple[View, ...] = (
    View("open", "enter", "Open", "Open the record under the cursor", "open"),
    View("back", "escape", "Back", "Back to the queue; shows everything again", "back"),
    View("filter", "slash", "Find", "Narrow the queue by words", "filter"),
    View("mine", "M", "Mine", "Only my own work, or all again", "only('mine')"),
    View("unrated", "U", "Unrated", "Only what nobody has rated, or all again",
         "only('unrated')"),
    View("reopened", "N", "Reopened", "Only what was reopened, or all again",
         "only('reopened')"),
    View("overdue", "O", "Overdue", "Only what is overdue, or all again", "only('overdue')"),
    View("tab_1", "1", "Summary", "Show the summary", "tab(0)"),
    View("tab_2", "2", "Children", "Show the children and the household", "tab(1)"),
    View("tab_3", "3", "Checks", "Show what the agencies were asked and said", "tab(2)"),
    View("tab_4", "4", "History", "Show the family's contacts and the children's chronology",
         "tab(3)"),
    View("tab_5", "5", "Links", "Show what other referrals share with it", "tab(4)"),
    View("tab_6", "6", "Prompts", "Show what the desk asks to be considered", "tab(5)"),
    View("tab_7", "7", "Decision", "Show the decision and the feedback", "tab(6)"),
    View("tab_8", "8", "Events", "Show everything that happened", "tab(7)"),
    View("record_down", "J", "Record down", "Scroll the record from the queue", "scroll_record(1)"),
    View("record_up", "K", "Record up", "Scroll the record from the queue", "scroll_record(-1)"),
    *_EVERYWHERE,
)  # fmt: skip

VIEW: dict[str, View] = {view.id: view for view in VIEWS}

AGENCY_VIEWS: tuple[View, ...] = (
    View("open", "enter", "Open", "Read the request under the cursor", "open"),
    View("back", "escape", "Back", "Back to the list; shows everything again", "back"),
    View("filter", "slash", "Find", "Narrow the list by words", "filter"),
    View("record_down", "J", "Down", "Scroll the request from the list", "scroll_record(1)"),
    View("record_up", "K", "Up", "Scroll the request from the list", "scroll_record(-1)"),
    *_EVERYWHERE,
)


def views_here(views: tuple[View, ...], *, training: bool) -> tuple[View, ...]:
    """The views that are of use: a training desk is nobody's, so it cannot be handed over."""
    return tuple(view for view in views if not (training and view.id == "hand_over"))
