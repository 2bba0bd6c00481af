"""Which colour themes there are, and where; the screens read them, the settings name one."""

from __future__ import annotations

from pathlib import Path

DEFAULT_THEME = "dark"


def themes_folder() -> Path:
    """Where the theme files are: beside the source first, then inside the installed package."""
    package = Path(__file__).parents[1]
    beside = package.parent / "themes"
    # An editable install leaves a stale copy inside the package, so the source comes first.
    return beside if (beside / f"{DEFAULT_THEME}.toml").is_file() else package / "themes"


def theme_files(folder: Path | None = None) -> list[Path]:
    """A file for every theme, which is named after it; the usual one first."""
    paths = sorted((folder or themes_folder()).glob("*.toml"))
    return sorted(paths, key=lambda path: path.stem != DEFAULT_THEME)
