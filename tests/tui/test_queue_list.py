from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.store.views import QueueRow
from mashdesk.tui.labels import ASCII, EMPTY_QUEUE, UTF8, Glyphs
from mashdesk.tui.theme import load_themes, variable_defaults
from mashdesk.tui.widgets.columns import deal
from mashdesk.tui.widgets.line_list import LineList
from mashdesk.tui.widgets.queue_list import QueueList
from tests.hostile import HOSTILE, assert_printable_only

NOW = datetime(2026, 11, 20, 14, 22, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
THEMES = load_themes()


def row(number: int, left: timedelta = 2 * HOUR, **changes: object) -> QueueRow:
    start, due = NOW - 2 * HOUR, NOW + left
    made = QueueRow(
        id=number,
        reference=f"MD-26-{number:04d}",
        state=ReferralState.RATED,
        rating=Rag.AMBER,
        initial_rating=Rag.AMBER,
        clock=ClockKind.DECISION,
        round=1,
        timeouts=0,
        start_at=start,
        due_at=due,
        nearest_start=start,
        nearest_at=due,
        nearest_agency=None,
        received_at=start,
        child="K.B. 4",
        children=1,
        source="police",
        reasons=("DA", "neglect"),
        worker_id=None,
        worker=None,
        asked=4,
        answered=2,
        prompts=0,
        changed=number,
        version=1,
        owing=("PRO", "EDU"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rows(count: int) -> list[QueueRow]:
    return [row(number, timedelta(minutes=number)) for number in range(1, count + 1)]


class Watched(QueueList):
    """A queue that notes which lines it was asked to draw."""

    def __init__(self, glyphs: Glyphs, seen_through: int | None) -> None:
        super().__init__(glyphs, seen_through=seen_through, empty=EMPTY_QUEUE)
        self.drew: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.drew.append(y)
        return super().render_line(y)


class Host(App[None]):
    """An application with nothing in it but a queue."""

    def __init__(
        self,
        shown: Sequence[QueueRow] = (),
        glyphs: Glyphs = UTF8,
        theme: str = "dark",
        seen_through: int | None = None,
    ) -> None:
        super().__init__()
        for known in THEMES.values():
            self.register_theme(known.to_textual())
        self.theme = theme
        self.queue = Watched(glyphs, seen_through)
        self.shown = shown
        self.said: list[tuple[str, int | None]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(THEMES, dark=self.current_theme.dark)

    def compose(self) -> ComposeResult:
        yield self.queue

    def on_mount(self) -> None:
        self.queue.set_rows(self.shown, NOW)

    def on_line_list_highlighted(self, message: LineList.Highlighted) -> None:
        self.said.append(("highlighted", message.key))

    def on_line_list_selected(self, message: LineList.Selected) -> None:
        self.said.append(("selected", message.key))

    def lines(self) -> list[str]:
        return [self.queue.render_line(y).text for y in range(self.queue.size.height)]

    def line_of(self, number: int) -> str:
        return next(line for line in self.lines() if f"MD-26-{number:04d}" in line)


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


# The cursor and its item.


async def test_the_cursor_stays_on_its_item_while_rows_re_sort_around_it() -> None:
    app = Host(rows(30))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("down", "down")
        assert app.queue.cursor_key == 3
        app.queue.set_rows(list(reversed(rows(30))), NOW)
        await settle(pilot)
        assert app.queue.cursor_key == 3
        assert app.line_of(3).startswith("▌")
        assert app.said[-1] == ("highlighted", 3), "an item that stays is not announced again"


async def test_a_list_at_its_top_stays_there_so_that_the_newly_urgent_is_seen() -> None:
    app = Host(rows(30))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("down")
        app.queue.set_rows([row(99, -HOUR), *rows(30)], NOW)
        await settle(pilot)
        assert app.queue.cursor_key == 2
        assert "MD-26-0099" in app.lines()[1]


async def test_a_list_scrolled_down_keeps_the_item_on_the_same_line_of_the_screen() -> None:
    app = Host(rows(60))
    async with app.run_test(size=(100, 12)) as pilot:
        assert app.queue.move_to(44)
        await pilot.press("up", "up", "up", "up")
        await settle(pilot)
        before = app.lines().index(app.line_of(40))
        assert 1 < before < 11
        app.queue.set_rows([row(99, -HOUR), row(98, -HOUR), *rows(60)], NOW)
        await settle(pilot)
        assert app.lines().index(app.line_of(40)) == before
        assert app.queue.cursor_key == 40


async def test_when_its_item_leaves_the_cursor_stays_on_its_line_and_says_so() -> None:
    app = Host(rows(3))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("end")
        app.queue.set_rows(rows(2), NOW)
        await settle(pilot)
        app.queue.set_rows([], NOW)
        await settle(pilot)
        assert app.said[-2:] == [("highlighted", 2), ("highlighted", None)]
        assert app.queue.cursor_key is None


async def test_a_list_that_shrinks_under_a_deep_scroll_shows_its_end() -> None:
    app = Host(rows(200))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("G")
        app.queue.set_rows(rows(15), NOW)
        await settle(pilot)
        assert app.queue.cursor_key == 15
        assert "MD-26-0015" in app.lines()[-1]


# Keys and mouse.


@pytest.mark.parametrize(
    ("keys", "lands_on"),
    [
        ("j j k", 2),
        ("down down up", 2),
        ("G", 50),
        ("end g", 1),
        ("home up", 1),
        ("pagedown", 12),
        ("pagedown pagedown pageup", 12),
        ("G j", 50),
    ],
)
async def test_keys_move_the_cursor_and_it_is_always_on_screen(keys: str, lands_on: int) -> None:
    app = Host(rows(50))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press(*keys.split())
        await settle(pilot)
        assert app.queue.cursor_key == lands_on
        assert app.line_of(lands_on).startswith("▌")


async def test_enter_and_a_double_click_open_what_is_under_the_cursor() -> None:
    app = Host(rows(5))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("j", "enter")
        assert app.said[-1] == ("selected", 2)
        await pilot.click(QueueList, offset=(10, 4))
        await settle(pilot)
        assert app.said[-1] == ("highlighted", 4)
        await pilot.click(QueueList, offset=(10, 3), times=2)
        await settle(pilot)
        assert app.said[-1] == ("selected", 3)


@pytest.mark.parametrize("y", [0, 9])
async def test_a_click_on_the_header_or_below_the_rows_changes_nothing(y: int) -> None:
    app = Host(rows(5))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("j")
        await pilot.click(QueueList, offset=(10, y), times=2)
        await settle(pilot)
        assert app.queue.cursor_key == 2
        assert all(what != "selected" for what, _ in app.said)


async def test_the_keys_of_an_empty_queue_do_nothing_and_a_sentence_says_it_is_empty() -> None:
    app = Host()
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("j", "k", "G", "g", "pagedown", "enter")
        assert app.said == []
        assert any("Nothing is open." in line for line in app.lines())
        app.queue.empty = "Nothing matches; 38 are hidden by the filter."
        await settle(pilot)
        assert any("38 are hidden" in line for line in app.lines())


# What a tick paints.


async def test_a_tick_draws_only_visible_lines_whose_text_changed() -> None:
    near = [row(number, timedelta(minutes=number)) for number in (1, 2, 3)]
    far = [row(number, timedelta(days=number, minutes=30)) for number in range(4, 60)]
    app = Host([*near, *far])
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        app.queue.drew.clear()
        app.queue.tick(NOW + timedelta(seconds=1))
        await settle(pilot)
        assert sorted(set(app.queue.drew)) == [1, 2, 3]
        assert len(app.queue.drew) == 3
        assert "0:00:59" in app.line_of(1)


async def test_a_tick_in_which_nothing_reads_differently_draws_nothing() -> None:
    app = Host([row(number, timedelta(days=9, minutes=30)) for number in range(40)])
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        app.queue.drew.clear()
        app.queue.tick(NOW + timedelta(seconds=1))
        await settle(pilot)
        assert app.queue.drew == []


async def test_a_change_to_one_row_draws_that_line_alone() -> None:
    before = rows(40)
    app = Host(before)
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        app.queue.drew.clear()
        after = [replace(r, answered=3, changed=900) if r.id == 7 else r for r in before]
        app.queue.set_rows(after, NOW)
        await settle(pilot)
        assert app.queue.drew == [7]
        assert "3/4" in app.line_of(7)


async def test_moving_the_cursor_draws_two_lines_and_no_more() -> None:
    app = Host(rows(40))
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        app.queue.drew.clear()
        await pilot.press("j")
        await settle(pilot)
        assert sorted(app.queue.drew) == [1, 2]


async def test_a_line_that_only_moves_is_not_made_anew_when_the_list_scrolls() -> None:
    app = Host(rows(60))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press(*["down"] * 10)
        before = app.queue.render_lines(app.queue.size.region)
        await pilot.press("down")
        await settle(pilot)
        after = app.queue.render_lines(app.queue.size.region)
        same = [line is other for line, other in zip(before[2:-1], after[1:-2], strict=True)]
        assert len(same) == 9, "the two that the cursor went from and to are drawn otherwise"
        assert all(same), "what the terminal is sent for a line is kept with the line"


async def test_the_scroll_bar_of_a_long_list_is_drawn_where_it_looks_otherwise() -> None:
    app = Host(rows(10_000))
    async with app.run_test(size=(100, 12)) as pilot:
        await pilot.press("end")
        bar, queue = app.queue.vertical_scrollbar, app.queue
        assert bar.position == queue.scroll_y == queue.max_scroll_y
        await pilot.press("home", *["pagedown"] * 20)
        places = set()
        for _ in range(20):
            await pilot.press("down")
            places.add(bar.position)
        assert len(places) == 1
        assert queue.scroll_y - 10_000 / 80 < bar.position < queue.scroll_y


async def test_ten_thousand_rows_cost_no_more_lines_than_a_screenful() -> None:
    app = Host(rows(10_000))
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("G")
        await settle(pilot)
        assert app.queue.cursor_key == 10_000
        app.queue.drew.clear()
        await pilot.press("k")
        await settle(pilot)
        assert len(app.queue.drew) == 2
        app.queue.drew.clear()
        app.queue.tick(NOW + timedelta(hours=1))
        await settle(pilot)
        assert len(app.queue.drew) <= 19


async def test_drawing_keeps_no_more_than_it_needs_of_a_long_list() -> None:
    app = Host(rows(2_000))
    async with app.run_test(size=(100, 40)) as pilot:
        for _ in range(32):
            await pilot.press("pagedown")
        assert len(app.queue._drawn) <= 1_025


# What a row says.


async def test_overdue_reopened_and_owed_are_said_in_words_and_signs() -> None:
    agency = row(
        1, -timedelta(minutes=12, seconds=4), nearest_agency="PRO", round=2, rounds=2, prompts=1,
        rating=Rag.RED, due_at=NOW + HOUR,
    )  # fmt: skip
    unrated = row(
        2, timedelta(minutes=1), rating=None, initial_rating=None, clock=ClockKind.UNRATED,
        state=ReferralState.UNRATED, asked=0, answered=0, owing=(), children=3,
    )  # fmt: skip
    told = row(3, 2 * HOUR, clock=ClockKind.FEEDBACK, worker="JS", answered=4, owing=())
    app = Host([row(9, -HOUR), agency, unrated, told])
    async with app.run_test(size=(120, 12)) as pilot:
        await settle(pilot)
        said = app.line_of(1).split()
        assert said[:7] == ["-0:12:04", "over", "→PRO", "↻2!", "R", "■↑", "MD-26-0001"]
        assert said[-3:] == ["██░░", "2/4", "PRO"]
        said = app.line_of(2).split()
        assert said[:7] == ["0:01:00", "now", "rate", "?", "MD-26-0002", "K.B.", "4"]
        assert "+2" in said
        said = app.line_of(3).split()
        assert said[:5] == ["2:00:00", "calm", "tell", "A", "▲"]
        assert said[-3:] == ["JS", "████", "4/4"]


async def test_what_was_missed_is_over_though_the_clock_was_set_back_before_its_due_time() -> None:
    app = Host([row(1, 5 * HOUR, missed=True, round=1, rounds=2), row(2)])
    async with app.run_test(size=(120, 8)) as pilot:
        await settle(pilot)
        assert app.line_of(1)[1:].split()[:3] == ["-0:00:00", "over", "↻2"]
        app.queue.tick(NOW + timedelta(hours=6))
        await settle(pilot)
        assert app.line_of(1)[1:].split()[:2] == ["-1:00:00", "over"]


async def test_the_header_names_stand_over_their_columns_at_every_width() -> None:
    for width in (40, 66, 80, 100, 120, 160):
        app = Host(rows(3))
        async with app.run_test(size=(width, 8)) as pilot:
            await settle(pilot)
            header, line = app.lines()[0], app.line_of(2)
            assert line.index("MD-26-0002") == header.index("ref")
            assert line.index("A ▲") == header.index("rag")
            assert cell_len(header) == cell_len(line) == width - 1
            assert line.endswith(line.rstrip() + " " * (len(line) - len(line.rstrip())))


def test_the_columns_shown_at_any_width_fit_it() -> None:
    for cells in range(25, 240):
        gap = 2 if cells >= 100 else 1
        dealt = deal(QueueList.COLUMNS, cells, gap)
        assert {"for", "mark", "rag", "ref"} <= set(dealt)
        assert sum(width + gap for width in dealt.values()) <= cells


def test_a_wider_list_never_shows_fewer_columns() -> None:
    shown = [len(deal(QueueList.COLUMNS, cells, 1)) for cells in range(25, 240)]
    assert shown == sorted(shown)
    assert shown[-1] == len(QueueList.COLUMNS)


async def test_forty_columns_still_tell_time_rating_round_and_reference() -> None:
    app = Host([row(8), row(1, -HOUR, rounds=3, nearest_agency="POL", rating=Rag.RED)])
    async with app.run_test(size=(40, 8)) as pilot:
        await settle(pilot)
        assert app.line_of(1).split() == [
            "-1:00:00", "over", "→POL", "↻3", "R", "■", "MD-26-0001",
        ]  # fmt: skip


async def test_initials_keep_their_dots_beside_siblings_as_long_as_the_age_has_room() -> None:
    app = Host([row(1, child="K.B. 16", children=3), row(2, child="K.B. 4", children=12)])
    async with app.run_test(size=(80, 8)) as pilot:
        await settle(pilot)
        assert "K.B. 16+2" in app.line_of(1)
        assert "K.B. 4+11" in app.line_of(2)


async def test_an_ascii_terminal_gets_ascii_alone() -> None:
    named = [
        row(1, child="Zoë Ł. 4", reasons=("naïve", "多")),
        row(2, -HOUR, rounds=2, child="line\nbreak", nearest_agency="POL"),
    ]
    app = Host(named, glyphs=ASCII)
    async with app.run_test(size=(120, 8)) as pilot:
        await settle(pilot)
        assert all(line.isascii() for line in app.lines())
        assert "Zoe L. 4" in app.line_of(1)
        assert ">POL" in app.line_of(2)
        assert "\n" not in "".join(app.lines())


@pytest.mark.parametrize("glyphs", [UTF8, ASCII], ids=["utf-8", "ascii"])
async def test_hostile_text_in_any_field_is_inert_and_keeps_to_its_cells(glyphs: Glyphs) -> None:
    hostile = [
        row(n, child=text, source=text, reasons=(text, text), worker=text, nearest_agency=text,
            owing=(text, "EDU"))
        for n, text in enumerate(HOSTILE)
    ]  # fmt: skip
    app = Host(hostile, glyphs=glyphs)
    async with app.run_test(size=(160, len(hostile) + 1)) as pilot:
        await settle(pilot)
        for line in app.lines():
            assert_printable_only(line)
            assert cell_len(line) == 159
        assert app.is_running
        await pilot.click(QueueList, offset=(40, 5), times=2)
        assert app.is_running


# New until seen.


async def test_what_came_or_changed_is_marked_new_until_the_cursor_has_been_on_it() -> None:
    app = Host(rows(5))
    async with app.run_test(size=(100, 12)) as pilot:
        await settle(pilot)
        assert app.queue.unseen == 0
        app.queue.set_rows([*rows(5), row(6, 3 * HOUR, changed=77)], NOW)
        await settle(pilot)
        assert app.queue.unseen == 1
        assert app.line_of(6).startswith("*")
        await pilot.press("G", "g")
        await settle(pilot)
        assert app.queue.unseen == 0
        assert app.line_of(6).startswith(" ")


async def test_what_happened_since_the_person_last_looked_is_new_at_first_sight() -> None:
    app = Host(rows(5), seen_through=3)
    async with app.run_test(size=(100, 12)) as pilot:
        await settle(pilot)
        assert app.queue.unseen == 2
        assert [app.line_of(n)[0] for n in (2, 3, 4, 5)] == [" ", " ", "*", "*"]
        app.queue.mark_all_seen()
        await settle(pilot)
        assert app.queue.unseen == 0
        assert app.line_of(5).startswith(" ")


# Colour, and none.


def inks(strip: Strip, text: str) -> tuple[str, str]:
    for segment in strip:
        style = segment.style
        if text in segment.text and style is not None and style.color and style.bgcolor:
            colours = (style.color.triplet, style.bgcolor.triplet)
            return tuple(str(c.hex).upper() if c else "" for c in colours)  # type: ignore[return-value]
    raise AssertionError(f"{text} is not drawn")


@pytest.mark.parametrize("theme", THEMES)
async def test_the_row_of_the_cursor_keeps_the_ratings_own_ink(theme: str) -> None:
    app = Host([row(1, rating=Rag.RED), row(2, rating=Rag.RED)], theme=theme)
    async with app.run_test(size=(100, 6)) as pilot:
        await settle(pilot)
        colours = THEMES[theme]
        red = colours.rag["red"].upper()
        assert inks(app.queue.render_line(1), "R ■") == (red, colours.surfaces["cursor"].upper())
        assert inks(app.queue.render_line(2), "R ■") == (
            red,
            colours.surfaces["background"].upper(),
        )
        app.set_focus(None)
        await settle(pilot)
        blurred = colours.surfaces["cursor-blurred"].upper()
        assert inks(app.queue.render_line(1), "R ■") == (red, blurred)


async def test_another_theme_takes_effect_at_once() -> None:
    app = Host([row(1, rating=Rag.RED)])
    async with app.run_test(size=(100, 6)) as pilot:
        await settle(pilot)
        app.theme = "light"
        await settle(pilot)
        assert inks(app.queue.render_line(1), "R ■")[0] == THEMES["light"].rag["red"].upper()


async def test_without_colour_the_cursor_still_shows_by_its_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Host(rows(4))
    async with app.run_test(size=(100, 8)) as pilot:
        await pilot.press("j")
        await settle(pilot)
        assert [line[0] for line in app.lines()[1:5]] == [" ", "▌", " ", " "]


@pytest.mark.parametrize("resize", [(50, 10), (140, 30)])
async def test_a_new_size_draws_every_line_to_its_width(resize: tuple[int, int]) -> None:
    app = Host(rows(60))
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("end")
        await pilot.resize_terminal(*resize)
        await settle(pilot)
        assert {cell_len(line) for line in app.lines()} == {resize[0] - 1}
        assert app.line_of(60).startswith("▌")


def test_a_bar_is_full_only_when_everybody_has_answered() -> None:
    bar: Callable[[int, int, int], str] = UTF8.bar
    assert [bar(n, 5, 4) for n in range(6)] == ["░░░░", "░░░░", "█░░░", "██░░", "███░", "████"]
    assert bar(0, 0, 4) == "░░░░"


def test_what_lines_are_painted_by_is_what_this_textual_has() -> None:
    """Should it fail after Textual was raised: look at widgets/plain_lines.py."""
    given = list(inspect.signature(StylesCache.render_line).parameters)[1:9]
    assert given == [
        "styles", "y", "size", "content_size", "padding", "base_background", "background",
        "render_content_line",
    ]  # fmt: skip
    inner = list(inspect.signature(StylesCache.get_inner_outer).parameters)[-2:]
    assert inner == ["base_background", "background"]
    assert isinstance(vars(Widget()).get("_styles_cache"), StylesCache)
