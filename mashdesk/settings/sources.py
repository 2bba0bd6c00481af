"""Reading settings from a TOML file, the environment and flags, each fault told with its source."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.toml_table import did_you_mean, read_toml
from mashdesk.settings import PREFIX, Secret
from mashdesk.settings.themes import theme_files
from mashdesk.text import plain

_PATHS = ("store", "key_file")
# A fault in one of these is told without repeating the value.
_SECRET = frozenset({"key", "database"})
_RANGES = {"idle_minutes": (1, 10), "conceal_minutes": (1, 10), "beat_seconds": (1, 60)}


def _whole(name: str) -> Any:
    low, high = _RANGES[name]
    return Field(ge=low, le=high)


def _postgres(url: str) -> str:
    if not url.startswith("postgresql+psycopg://"):
        raise ValueError('begin it with "postgresql+psycopg://"')
    return url


def _theme(name: str) -> str:
    known = [path.stem for path in theme_files()]
    if name not in known:
        raise ValueError(f"choose one of {', '.join(known)}")
    return name


class SettingsSources(BaseSettings):
    """What may be set, and within which limits; every field may be left out."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", validate_default=False
    )

    store: Path | None = None
    training: bool | None = None
    key_file: Path | None = None
    key: Annotated[str, Field(max_length=200)] | None = None
    database: Annotated[str, Field(max_length=2000), AfterValidator(_postgres)] | None = None
    workstation: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    theme: Annotated[str, AfterValidator(_theme)] | None = None
    idle_minutes: Annotated[int, _whole("idle_minutes")] | None = None
    conceal_minutes: Annotated[int, _whole("conceal_minutes")] | None = None
    bell: bool | None = None
    ascii: bool | None = None
    beat_seconds: Annotated[int, _whole("beat_seconds")] | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the signature is theirs
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags over the environment over the file, which is handed in under the flags' name."""
        flags = (
            dict(init_settings.init_kwargs) if isinstance(init_settings, InitSettingsSource) else {}
        )
        table = flags.pop("_table", {})
        return (
            InitSettingsSource(settings_cls, init_kwargs=flags),
            env_settings,
            InitSettingsSource(settings_cls, init_kwargs=table),
        )


def read_sources(
    path: Path | None, variables: Sequence[str], flags: Mapping[str, Any]
) -> dict[str, Any]:
    """What was set, checked; raises Invalid naming each field and its source."""
    problems = _misspelt(variables)
    table = _table(path) if path is not None else {}
    if "key" in table:
        problems.append(
            Problem("key", f"is set in {_shown(path)}; keep it apart, in a key_file or {PREFIX}KEY")
        )
    values: dict[str, Any] = {}
    try:
        sources = SettingsSources(**{**flags, "_table": table})
        values = sources.model_dump(exclude_none=True)
    except ValidationError as error:
        problems += [_problem(fault, path, flags) for fault in error.errors()]
    if problems:
        raise Invalid(problems)
    if "key" in values:
        values["key"] = Secret(values["key"].strip())
    return values


def _table(path: Path) -> dict[str, Any]:
    """The file's settings; its relative paths are read from where it stands."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Invalid(Problem(_shown(path), "is not UTF-8 text; save it as UTF-8", line)) from None
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise Invalid(
            Problem(_shown(path), f"cannot be read ({why}); name another with --config")
        ) from None
    table: dict[str, Any] = read_toml(text, _shown(path))
    for name in _PATHS:
        if isinstance(table.get(name), str):
            table[name] = path.parent / Path(table[name]).expanduser()
    return table


def _misspelt(variables: Sequence[str]) -> list[Problem]:
    """Variables that look like a setting and are none: quietly ignored, they would mislead."""
    known = [f"{PREFIX}{name.upper()}" for name in SettingsSources.model_fields]
    found = []
    for name in variables:
        hint = did_you_mean(name.upper(), known)
        if name.upper() not in known and hint.startswith("did you mean"):
            found.append(Problem(plain(name), f"in the environment is no setting; {hint}"))
    return found


def _problem(fault: Any, path: Path | None, flags: Mapping[str, Any]) -> Problem:
    name = str(fault["loc"][0]) if fault["loc"] else "settings"
    variable = f"{PREFIX}{name.upper()}"
    if name in flags:
        source = f"--{name.replace('_', '-')}"
    elif any(each.upper() == variable for each in os.environ):
        source = f"{variable} in the environment"
    else:
        source = _shown(path)
    if fault["type"] == "extra_forbidden":
        hint = did_you_mean(name, SettingsSources.model_fields)
        return Problem(plain(name), f"is not a setting ({source}); {hint}")
    said = "" if name in _SECRET else f", not {plain(repr(fault['input']))[:60]}"
    return Problem(name, f"{_demand(fault)}{said} ({source})")


def _demand(fault: Any) -> str:
    limits = fault.get("ctx", {})
    kind = fault["type"]
    if kind in (
        "greater_than_equal",
        "less_than_equal",
        "int_parsing",
        "int_type",
        "int_from_float",
    ):
        low, high = _RANGES[str(fault["loc"][0])]
        return f"must be a whole number from {low} to {high}"
    if kind in ("bool_parsing", "bool_type"):
        return "must be true or false"
    if kind == "string_too_long":
        return f"must have at most {limits['max_length']} characters"
    if kind == "string_too_short":
        return "must not be empty"
    if kind == "value_error":
        return f"is not right: {limits['error']}"
    return "must be text"


def _shown(path: Path | None) -> str:
    return plain(str(path)) if path is not None else "the settings"
