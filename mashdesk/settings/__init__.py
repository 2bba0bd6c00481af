"""The settings of one run: a TOML file, over it MASHDESK_* variables, over them flags.

Importing this is cheap and does nothing. Pydantic and pydantic-settings, a quarter of a second
between them, are loaded only when there is a file to read, or a variable or flag to check.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["PREFIX", "Secret", "Settings", "config_file", "load_settings", "state_directory"]

PREFIX = "MASHDESK_"

# Variables that begin with the prefix and are no settings: they are read where they are used.
_OTHER_VARIABLES = frozenset(
    {
        "MASHDESK_CONFIG",
        "MASHDESK_EXAMPLES",
        "MASHDESK_PASSWORD_FILE",
        "MASHDESK_PYTHON",
        "MASHDESK_THOROUGH",
    }
)
# Flags and variables that need no checking: paths the store opens or refuses, and a switch.
_PLAIN_FLAGS = frozenset({"store", "training"})
_PLAIN_VARIABLES = {"MASHDESK_STORE": "store", "MASHDESK_KEY_FILE": "key_file"}


_USUAL = Path()
"""Stands for a path that was not given: which one it is depends on `training`."""

# Where a file or the environment says the hub's records are; no concern of training asked by flag.
_OF_THE_HUB = frozenset({"store", "key_file", "key", "database"})


class Secret:
    """Text that is never shown by accident: printed, logged or compared it gives nothing away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    __str__ = __repr__


def _default_store(training: bool) -> Path:
    import platformdirs

    return Path(platformdirs.user_data_path("mashdesk")) / ("training" if training else "hub")


def _host_name() -> str:
    import socket

    from mashdesk.text import clip, plain

    return clip(plain(socket.gethostname()), 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one run needs to know. `store` is a directory, this user's usual one if left out.

    `key` (64 hexadecimal digits) or `key_file` opens the store; `database` is set for PostgreSQL
    only. `ascii` None means: ask the terminal. `config` is the file that was read, if any.
    """

    training: bool = False
    store: Path = _USUAL
    key_file: Path | None = None
    key: Secret | None = None
    database: str | None = field(default=None, repr=False)
    workstation: str = field(default_factory=_host_name)
    theme: str = "dark"
    idle_minutes: int = 5
    conceal_minutes: int = 2
    bell: bool = True
    ascii: bool | None = None
    beat_seconds: int = 10
    config: Path | None = None

    def __post_init__(self) -> None:
        if self.store == _USUAL:
            object.__setattr__(self, "store", _default_store(self.training))

    @property
    def place(self) -> str:
        """Where the records are, as sentences name it; a database's address may hold a password."""
        return "the database" if self.database is not None else str(self.store)


def load_settings(config: Path | None = None, **flags: Any) -> Settings:
    """The settings of this run; raises Invalid naming each field and where its value came from.

    A flag that is None was not given. `config` is a file named by a flag; otherwise MASHDESK_CONFIG
    or the usual place is looked at, where a missing file is no fault.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    path = config_file(config)
    variables = [name for name in os.environ if name.upper().startswith(PREFIX)]
    settings_variables = [name for name in variables if name.upper() not in _OTHER_VARIABLES]
    if path is None and given.keys() <= _PLAIN_FLAGS and _all_plain(settings_variables):
        values = _read_plain(settings_variables) | given
    else:
        from mashdesk.settings.sources import read_sources

        values = read_sources(path, settings_variables, given)
    if given.get("training"):
        # The hub's own store must never be opened as a training ground.
        values = {name: value for name, value in values.items() if name not in _OF_THE_HUB} | given
    return Settings(**_absolute(values), config=path)


def _all_plain(variables: Iterable[str]) -> bool:
    return all(name.upper() in _PLAIN_VARIABLES for name in variables)


def _read_plain(variables: Iterable[str]) -> dict[str, Any]:
    """The paths these variables name; one that is empty is not set."""
    said = {_PLAIN_VARIABLES[name.upper()]: os.environ[name] for name in variables}
    return {name: Path(value) for name, value in said.items() if value}


def config_file(named: Path | None = None) -> Path | None:
    """The file in force: the one named, MASHDESK_CONFIG's, or the usual one if it exists."""
    if named is not None:
        return named.expanduser().absolute()
    if from_environment := os.environ.get("MASHDESK_CONFIG"):
        return Path(from_environment).expanduser().absolute()
    import platformdirs

    usual = Path(platformdirs.user_config_path("mashdesk")) / "config.toml"
    return usual if usual.exists() else None


def state_directory() -> Path:
    """Where logs go: a directory of this user's that is neither settings nor records."""
    import platformdirs

    return Path(platformdirs.user_state_path("mashdesk"))


def _absolute(values: dict[str, Any]) -> dict[str, Any]:
    """Paths made absolute now, so that a change of folder later moves nothing."""
    return {
        name: value.expanduser().absolute() if isinstance(value, Path) else value
        for name, value in values.items()
    }
