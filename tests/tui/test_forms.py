from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from textual import events
from textual.widget import Widget

from mashdesk.domain.commands import AddNote
from mashdesk.domain.problems import Problem
from mashdesk.text import plain
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.find_field import FindField, fitting
from mashdesk.tui.forms.moments import (
    clock_or_day,
    parse_day,
    parse_moment,
    written_day,
    written_moment,
)
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.forms.time_fields import DayField, MomentField
from tests.hostile import HOSTILE, assert_printable_only
from tests.tui.hub_host import FRIDAY, Host, Hub, a_hub, focused, seen, settle

SUMMER = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20 Nov 2026 14:30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("20/11/2026 14:30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("Fri 20 November 2026, 14:30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("2026-11-20 14:30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("  2026-11-20T14:30 ", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("14:30", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("9.05", datetime(2026, 11, 20, 9, 5, tzinfo=UTC)),
        ("yesterday 18:00", datetime(2026, 11, 19, 18, 0, tzinfo=UTC)),
        ("NOW", FRIDAY),
        ("1 Jul 2026 14:30", datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30 BST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30 GMT", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("29 Mar 2026 01:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_london_wall_time(typed: str, meant: datetime) -> None:
    assert parse_moment(typed, FRIDAY) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "20 Nov 2026 14:30"),
        ("20 Nov 2026", "20 Nov 2026 14:30"),
        ("31/02/2026 10:00", "not a day of the calendar"),
        ("20 Nox 2026 10:00", "no such month"),
        ("25:00", "hours go to 23"),
        ("20/11/26 14:30", "write it like"),
        ("٢٠ Nov 2026 14:30", "write it like"),
        ("9" * 5000, "write it like"),
    ],
)
def test_a_moment_that_can_not_be_read_says_how_to_write_it(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has)") as refused:
        parse_moment(typed, FRIDAY)
    assert said in str(refused.value)


def test_what_a_field_shows_can_be_typed_again_at_every_half_hour_of_a_year() -> None:
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    while instant.year == 2026:
        assert parse_moment(written_moment(instant), FRIDAY) == instant
        assert parse_day(written_day(instant.date()), FRIDAY.date()) == instant.date()
        instant += timedelta(minutes=30)


def test_a_day_may_be_written_several_ways_and_today_is_londons() -> None:
    assert parse_day("3/4/2014", FRIDAY.date()) == date(2014, 4, 3)
    assert parse_day("3 April 2014", FRIDAY.date()) == date(2014, 4, 3)
    assert parse_moment("23:30", datetime(2026, 7, 1, 23, 10, tzinfo=UTC)) == datetime(
        2026, 7, 2, 22, 30, tzinfo=UTC
    )


def test_the_time_of_a_draft_is_short_today_and_dated_otherwise() -> None:
    assert clock_or_day(FRIDAY, FRIDAY) == "14:22"
    assert clock_or_day(SUMMER, FRIDAY) == "1 Jul 2026 10:00"


class Sampler(FormScreen):
    """Every kind of field on one screen."""

    heading = "Sampler"
    referral = 0

    def fields(self) -> Iterable[Widget]:
        colours = [Choice("r", "[red]"), Choice("g", "green"), Choice("s", "sealed", fixed=True)]
        yield LineField("line", "A line", ask="say something", hint="hint for the line")
        yield WordsField("text", "Words", ask="write the note")
        yield ChoiceField("one", "One of", colours, ask="choose one")
        yield ManyField("many", "Several", colours)
        yield FindField("found", "Find", [Choice("6", "police"), Choice("2A", "[b]school[/b]")])
        yield MomentField("at", "At", self.now)
        yield DayField("day", "Day", self.now)
        yield LineField("secret", "Secret", secret=True)

    def steps(self) -> Sequence[Step]:
        return [Step("note", AddNote(referral=self.referral, text=self.typed("text")))]


@pytest.fixture
def hub(tmp_path: Path) -> Iterable[Hub]:
    with a_hub(tmp_path) as hub:
        yield hub


def sampler(hub: Hub) -> tuple[Sampler, Host]:
    screen = Sampler(hub.desk, hub.duty, "sampler")
    screen.referral = hub.take_in().id
    return screen, Host(screen)


async def test_keys_alone_fill_every_kind_of_field(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"line", "enter", *"some", "enter", *"words", "tab")
        await pilot.press("g", "enter")
        await pilot.press("down", "space", "tab")
        await pilot.press("p", "enter")
        await settle(pilot)
        await pilot.press(*"1430".replace("14", "14:"), "enter", *"3/4/2014", "enter")
        await settle(pilot)
        assert screen.texts() == {
            "line": "line", "text": "some\nwords", "one": "g", "many": "g", "found": "6",
            "at": "20 Nov 2026 14:30", "day": "3 Apr 2014",
        }  # fmt: skip
        assert "= Fri 3 Apr 2014" not in seen(app)
        assert "= Thu 3 Apr 2014" in seen(app)


async def test_what_is_typed_before_the_fields_stand_is_not_lost(hub: Hub) -> None:
    screen, app = sampler(hub)
    app.push_first = False
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(screen)
        for key in ("l", "o", "tab", "w"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        for _ in range(300):
            await pilot.pause(0.01)
            if screen.standing and screen.typed("text"):
                break
        assert screen.typed("line") == "lo"
        assert screen.typed("text") == "w"


async def test_every_problem_is_told_beside_its_field_and_the_keys_go_to_the_first(
    hub: Hub,
) -> None:
    _, app = sampler(hub)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "tab", "tab", "tab", "tab", *"25:00", "ctrl+s")
        await settle(pilot)
        shown = seen(app)
        assert "! say something" in shown
        assert "! write the note" in shown
        assert "! choose one" in shown
        assert "! is not a time of day; hours go to 23 and minutes to 59" in shown
        assert "4 fields to put right; nothing is lost." in shown
        lines = shown.splitlines()
        at = next(n for n, line in enumerate(lines) if "! say something" in line)
        assert "A line" in lines[at - 1]
        assert focused(app).parent is not None
        assert "A line" in lines[focused(app).region.y]


async def test_an_error_goes_once_its_field_is_touched_and_what_is_left_is_counted_down(
    hub: Hub,
) -> None:
    _, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "3 fields to put right" in seen(app)
        await pilot.press("x")
        await settle(pilot)
        assert "say something" not in seen(app)
        assert "! choose one" in seen(app)
        assert "2 fields to put right" in seen(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "3 fields to put right" in seen(app), "emptied again, it is as wrong as before"


async def test_a_problem_of_no_field_in_sight_is_said_at_the_bottom(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        screen.show_problems([Problem("elsewhere", "is wrong"), Problem("contact.line", "is odd")])
        await settle(pilot)
        assert "elsewhere: is wrong" in seen(app)
        assert "! is odd" in seen(app)


async def test_what_is_pasted_is_made_plain_and_line_breaks_become_spaces(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.post_message(events.Paste("one\r\ntwo\x1b[31m\u202e[/b]"))
        await settle(pilot)
        assert screen.typed("line") == r"one two\x1b[31m\u202e[/b]"
        await pilot.press("tab")
        app.post_message(events.Paste("one\r\ntwo\x1b]52;c;x\x07"))
        await settle(pilot)
        assert screen.typed("text") == "one\ntwo\\x1b]52;c;x\\x07"
        await pilot.press("!")
        assert screen.typed("text").endswith("x07!")


async def test_a_megabyte_is_refused_whole_and_what_was_there_stays(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", *"kept")
        app.post_message(events.Paste("x" * 1_000_000))
        await settle(pilot)
        assert screen.typed("text") == "kept"
        assert "1,000,000 characters were not pasted" in seen(app)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_hostile_text_is_inert_in_every_kind_of_field(
    hub: Hub, size: tuple[int, int]
) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for hostile in HOSTILE:
            for path in ("line", "text", "at", "day"):
                screen.field(path, Field).put(hostile)
                screen.field(path, Field).show_error(hostile)
            screen.say(hostile)
            screen.note(hostile)
            await pilot.pause()
            assert_printable_only(seen(app))
            assert screen.typed("line") == plain(hostile)
    assert app.is_running is False


async def test_a_choice_that_looks_like_markup_is_read_as_it_stands(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert "( ) [red]" in seen(app)
        screen.field("found", FindField).focus_control()
        await pilot.press("down")
        await settle(pilot)
        assert "[b]school[/b]" in seen(app)
        await pilot.press("down", "tab")
        assert screen.typed("found") == "2A"


async def test_finding_takes_what_is_under_the_cursor_and_escape_only_shuts_the_list(
    hub: Hub,
) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        screen.field("found", FindField).focus_control()
        await pilot.press(*"scho", "enter")
        assert screen.typed("found") == "2A"
        screen.field("found", FindField).focus_control()
        await pilot.press(*"pol", "escape")
        assert screen.typed("found") == "2A"
        assert not app.has_answered()
        await pilot.press(*"zz")
        await settle(pilot)
        assert "nothing here is called that" in seen(app)
        await pilot.press("tab")
        assert screen.typed("found") == ""


def test_what_is_found_begins_so_before_it_contains_it() -> None:
    choices = [Choice(label, label) for label in ("other health", "A&E", "health visitor")]
    assert [c.label for c in fitting(choices, "heal")] == ["health visitor", "other health"]
    assert len(fitting(choices, "")) == 3
    assert fitting(choices, "[b]") == ()


async def test_a_fixed_choice_can_not_be_picked(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "tab", "s", "space", "end", "space", "tab", "end", "space")
        await settle(pilot)
        assert screen.typed("one") != "s"
        assert screen.typed("many") == ""


async def test_a_time_without_a_day_keeps_the_day_it_was_typed_on(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        screen.field("at", MomentField).focus_control()
        await pilot.press(*"14:30", "tab")
        await settle(pilot)
        assert screen.field("at", MomentField).input.value == "20 Nov 2026 14:30"


async def test_an_instant_left_as_it_is_keeps_its_seconds(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        at = screen.field("at", MomentField)
        at.put_instant(FRIDAY)
        assert at.instant == FRIDAY
        at.put("20 Nov 2026 14:21")
        assert at.instant == FRIDAY.replace(minute=21, second=0)


async def test_a_password_is_hidden_and_never_part_of_a_draft_or_the_clipboard(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        screen.field("secret", LineField).focus_control()
        await pilot.press(*"sesame", "ctrl+a", "shift+end", "ctrl+c", "ctrl+x")
        await settle(pilot)
        assert "sesame" not in seen(app)
        assert "secret" not in screen.texts()
        assert app.clipboard == ""
        assert screen.typed("secret") == "sesame"


async def test_a_mouse_picks_what_it_points_at(hub: Hub) -> None:
    screen, app = sampler(hub)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        picker = screen.field("one", ChoiceField).picker
        lines = seen(app).splitlines()
        row = next(n for n, line in enumerate(lines) if "( ) green" in line)
        column = lines[row].index("( ) green")
        await pilot.click(offset=(column + 1, row))
        await settle(pilot)
        assert picker.codes == ("g",)


async def test_keys_are_taken_in_the_order_they_were_typed(hub: Hub) -> None:
    screen, app = sampler(hub)
    keys = {"<": "backspace", "^": "ctrl+u", "[": "left"}
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        for name, kind in (("line", LineField), ("text", WordsField)):
            field = screen.field(name, kind)
            field.focus_control()
            # All at once, as a slow line brings them.
            for char in "zz^xab<c[d":
                app.post_message(events.Key(keys.get(char, char), char))
            await settle(pilot)
            assert field.text == "xadc", name
