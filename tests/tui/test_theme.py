from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widgets import Static

from mashdesk.settings.themes import themes_folder
from mashdesk.tui.theme import (
    TABLES,
    BadTheme,
    DeskTheme,
    load_theme,
    load_themes,
    variable_defaults,
)

THEMES = load_themes()
SURFACES = ("background", "surface", "panel")


def luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def true_colour(colour: str) -> tuple[int, int, int]:
    red, green, blue = RichColor.parse(colour).get_truecolor()
    return red, green, blue


def in_256(colour: str) -> tuple[int, int, int]:
    red, green, blue = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return red, green, blue


def inks(theme: DeskTheme) -> dict[str, str]:
    written = {name: colour for name, colour in theme.inks.items() if name != "border"}
    return {**written, **theme.rag, **theme.clock}


def test_there_are_four_themes_and_the_default_comes_first() -> None:
    assert list(THEMES) == ["dark", "colour-blind-safe", "high-contrast", "light"]


@pytest.mark.parametrize("reduce", [true_colour, in_256], ids=["truecolor", "256 colours"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_ink_reads_on_every_surface_and_every_badge(theme: DeskTheme, reduce: object) -> None:
    assert callable(reduce)
    pairs = list(product(inks(theme).items(), theme.surfaces.items()))
    pairs += [
        ((f"{name} ink", ink), (f"{name} fill", fill)) for name, (fill, ink) in theme.badges.items()
    ]
    too_faint = [
        (ink, surface, round(found, 2))
        for (ink, colour), (surface, behind) in pairs
        if (found := contrast(reduce(colour), reduce(behind))) < 4.5
    ]
    assert not too_faint


def test_the_check_of_contrast_notices_an_ink_that_is_too_faint() -> None:
    assert contrast(true_colour("#777777"), true_colour("#FFFFFF")) == pytest.approx(4.48, abs=0.01)
    assert contrast(true_colour("#000000"), true_colour("#FFFFFF")) == pytest.approx(21)


def test_high_contrast_reads_at_seven_to_one() -> None:
    theme = THEMES["high-contrast"]
    for (_, ink), surface in product(inks(theme).items(), SURFACES):
        assert contrast(true_colour(ink), true_colour(theme.surfaces[surface])) >= 7


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_what_textual_derives_from_a_theme_reads_too(theme: DeskTheme) -> None:
    derived = theme.to_textual()
    made = {**derived.to_color_system().generate(), **derived.variables}
    written = [name for name in made if name.startswith("text-")] + [
        "foreground", "foreground-muted", "link-color", "footer-key-foreground",
        "footer-description-foreground",
    ]  # fmt: skip
    for name, surface in product(written, SURFACES):
        if name != "text-disabled":  # what cannot be used is exempt, and is marked in words
            found = contrast(true_colour(made[name]), true_colour(made[surface]))
            assert found >= 4.5, (name, surface)
    for fill in ("primary", "warning", "error", "success"):
        behind = Color.parse(made[fill])
        label = behind + behind.get_contrast_text(0.87)
        assert contrast(label.rgb, behind.rgb) >= 4.5, fill


@pytest.mark.parametrize("name", [*THEMES, "textual-light", "nord", "ansi-dark"])
async def test_a_style_sheet_with_the_desks_variables_parses_under_any_theme(name: str) -> None:
    class Host(App[None]):
        CSS = " ".join(
            f".v-{variable} {{ color: ${variable}; }}" for variable in THEMES["dark"].variables()
        )

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return variable_defaults(THEMES, dark=self.current_theme.dark)

        def compose(self) -> ComposeResult:
            yield Static("MD-26-0412", classes="v-rag-red", markup=False)

        def on_mount(self) -> None:
            for theme in THEMES.values():
                self.register_theme(theme.to_textual())
            self.theme = name

    async with Host().run_test() as pilot:
        await pilot.pause()
        shown = pilot.app.query_one(Static).styles.color
        wanted = THEMES.get(name, THEMES["dark" if pilot.app.current_theme.dark else "light"])
        assert shown == Color.parse(wanted.rag["red"])


def written(tmp_path: Path, before: str, after: str) -> Path:
    text = (themes_folder() / "dark.toml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (
            'green = "#95F7CA"',
            'green = "leafy"',
            "rag.green must be a colour like #1E1E1E, not 'leafy'",
        ),
        ('green = "#95F7CA"\n', "", "rag.green is missing"),
        ("[clock]", 'violet = "#FF00FF"\n[clock]', "rag.violet is not a field of a theme"),
        ("dark = true", "dark = 1", "dark must be true or false"),
        ('title = "Dark"', 'title = "\\u001b[2J"', "title must be a line of text"),
        ('title = "Dark"', "title = ", "the file is not TOML"),
        ('"#F3686B", ink = "#000000"', '"#F3686B"', "badges.red.ink is missing"),
        ("[badges]\n", "[badges]\nalarm = 3\n", "the file is not TOML"),
        ('notice = { fill = "#2A4A63", ink = "#FFFFFF" }', "notice = 3", "[badges.notice] must be"),
    ],
)
def test_a_bad_theme_file_is_refused_naming_file_and_field(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    with pytest.raises(BadTheme) as refused:
        load_theme(written(tmp_path, before, after))
    assert str(refused.value).startswith(f"Theme file mine.toml: {complaint}")


def test_a_theme_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadTheme, match=r"Theme file none\.toml: the file cannot be read"):
        load_theme(tmp_path / "none.toml")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_theme_says_every_colour_once_and_no_other(theme: DeskTheme) -> None:
    assert set(theme.rag) == set(TABLES["rag"])
    assert len(theme.variables()) == 6 + 5 + 4 + 2 * len(TABLES["badges"])
