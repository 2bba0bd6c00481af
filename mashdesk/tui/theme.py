"""The colour themes: read from `themes/*.toml`, checked, and handed to Textual.

A theme file names surfaces, the inks drawn on them, the inks of ratings and clocks, and badges
(an ink on a fill of its own). Importing this module reads nothing; `load_themes` does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.theme import Theme

from mashdesk.settings.themes import theme_files

TABLES: Mapping[str, tuple[str, ...]] = {
    "surfaces": ("background", "surface", "panel", "cursor", "cursor-blurred"),
    "inks": ("text", "quiet", "key", "border"),
    "rag": ("red", "amber", "green", "blue", "unrated"),
    "clock": ("calm", "soon", "now", "over"),
    "badges": (
        "red", "amber", "green", "blue", "unrated", "over", "training", "alarm", "notice",
    ),
}  # fmt: skip
"""Every table of a theme file and the fields it must have, no more and no fewer."""

_TOP = ("title", "dark")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class BadTheme(ValueError):
    """A theme file that cannot be used, with the file, the field and what is wrong with it."""

    def __init__(self, path: Path, field: str, problem: str) -> None:
        super().__init__(f"Theme file {path.name}: {field} {problem}")
        self.path = path
        self.field = field


@dataclass(frozen=True, slots=True)
class DeskTheme:
    """One theme as its file gives it: colours as `#RRGGBB`, badges as (fill, ink)."""

    name: str
    title: str
    dark: bool
    surfaces: Mapping[str, str]
    inks: Mapping[str, str]
    rag: Mapping[str, str]
    clock: Mapping[str, str]
    badges: Mapping[str, tuple[str, str]]

    def variables(self) -> dict[str, str]:
        """The desk's own style variables, such as `$rag-red`, `$clock-over`, `$badge-red-ink`."""
        own = {
            "cursor": self.surfaces["cursor"],
            "cursor-blurred": self.surfaces["cursor-blurred"],
            "ink": self.inks["text"],
            "quiet": self.inks["quiet"],
            "key": self.inks["key"],
            "edge": self.inks["border"],
        }
        own |= {f"rag-{rating}": colour for rating, colour in self.rag.items()}
        own |= {f"clock-{shade}": colour for shade, colour in self.clock.items()}
        for badge, (fill, ink) in self.badges.items():
            # Training, alarm and notice are whole bars of the screen and go by their own names.
            name = badge if badge in {"training", "alarm", "notice"} else f"badge-{badge}"
            own |= {name: fill, f"{name}-ink": ink}
        return own

    def to_textual(self) -> Theme:
        """The theme as Textual wants it, with its own dimmer inks replaced by readable ones."""
        key, text = self.inks["key"], self.inks["text"]
        return Theme(
            name=self.name,
            primary=key,
            secondary=key,
            accent=key,
            warning=self.rag["amber"],
            error=self.badges["alarm"][0],
            success=self.rag["green"],
            foreground=text,
            background=self.surfaces["background"],
            surface=self.surfaces["surface"],
            panel=self.surfaces["panel"],
            dark=self.dark,
            variables={**self._replaced(), **self.variables()},
        )

    def _replaced(self) -> dict[str, str]:
        """Textual's own variables as this theme has them."""
        quiet, key, text = self.inks["quiet"], self.inks["key"], self.inks["text"]
        return {
            "text-muted": quiet,
            "foreground-muted": quiet,
            "text-primary": key,
            "text-secondary": key,
            "text-accent": key,
            "text-error": self.clock["over"],
            "text-warning": self.rag["amber"],
            "text-success": self.rag["green"],
            "block-cursor-foreground": text,
            "block-cursor-background": self.surfaces["cursor"],
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": self.surfaces["cursor-blurred"],
            "block-hover-background": self.surfaces["cursor-blurred"],
            "border": key,
            "border-blurred": self.inks["border"],
            "footer-background": self.surfaces["panel"],
            "footer-foreground": text,
            "footer-description-foreground": text,
            "footer-key-foreground": key,
            "link-color": key,
            "link-background-hover": self.surfaces["cursor"],
            "link-color-hover": text,
            "input-cursor-background": text,
            "input-cursor-foreground": self.surfaces["background"],
            "input-selection-background": self.surfaces["cursor"],
            "input-selection-foreground": text,
            "screen-selection-background": self.surfaces["cursor"],
            "screen-selection-foreground": text,
            "scrollbar": self.inks["border"],
            "scrollbar-background": self.surfaces["surface"],
            "scrollbar-hover": key,
            "scrollbar-active": key,
        }


def load_themes(folder: Path | None = None) -> dict[str, DeskTheme]:
    """Every theme of the folder by name, the default first. Raises BadTheme at a bad file."""
    return {path.stem: load_theme(path) for path in theme_files(folder)}


def load_theme(path: Path) -> DeskTheme:
    """One theme file, checked. The theme is named after its file. Raises BadTheme."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadTheme(path, "the file", f"cannot be read: {problem}") from problem
    except tomllib.TOMLDecodeError as problem:
        raise BadTheme(path, "the file", f"is not TOML: {problem}") from problem
    _refuse_other_fields(path, "", data, (*_TOP, *TABLES))
    if not isinstance(data["title"], str) or not data["title"].isprintable():
        raise BadTheme(path, "title", "must be a line of text")
    if not isinstance(data["dark"], bool):
        raise BadTheme(path, "dark", "must be true or false")
    tables = {name: dict(_colours(path, name, data[name])) for name in TABLES if name != "badges"}
    badges = {name: (shade["fill"], shade["ink"]) for name, shade in _badges(path, data["badges"])}
    return DeskTheme(path.stem, data["title"], data["dark"], **tables, badges=badges)


def variable_defaults(themes: Mapping[str, DeskTheme], *, dark: bool = True) -> dict[str, str]:
    """The desk's variables for a theme that is not its own, so that every style sheet parses.

    For `App.get_theme_variable_defaults`; without it Textual's built-in themes would fail.
    """
    return themes["dark" if dark else "light"].variables()


def _colours(path: Path, table: str, values: Any) -> Iterator[tuple[str, str]]:
    fields = TABLES.get(table, ("fill", "ink"))
    if not isinstance(values, dict):
        raise BadTheme(path, f"[{table}]", "must be a table of colours")
    _refuse_other_fields(path, f"{table}.", values, fields)
    for field in fields:
        colour = values[field]
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise BadTheme(
                path, f"{table}.{field}", f"must be a colour like #1E1E1E, not {colour!r}"
            )
        yield field, colour


def _badges(path: Path, values: Any) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(values, dict):
        raise BadTheme(path, "[badges]", "must be a table of badges")
    _refuse_other_fields(path, "badges.", values, TABLES["badges"])
    for badge in TABLES["badges"]:
        yield badge, dict(_colours(path, f"badges.{badge}", values[badge]))


def _refuse_other_fields(
    path: Path, prefix: str, values: Mapping[str, Any], wanted: tuple[str, ...]
) -> None:
    for field in wanted:
        if field not in values:
            raise BadTheme(path, f"{prefix}{field}", "is missing")
    for field in values:
        if field not in wanted:
            raise BadTheme(path, f"{prefix}{field}", "is not a field of a theme")
