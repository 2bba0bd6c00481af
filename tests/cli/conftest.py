from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from mashdesk import wiring
from mashdesk.cli.console import Console
from mashdesk.cli.doors import Opened
from mashdesk.cli.program import run
from mashdesk.clock import FixedClock
from mashdesk.domain.actor import Actor
from mashdesk.settings import Settings

FRIDAY_MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PASSWORD = "four words and a half"
CHEAPEST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PEOPLE = {
    "dee": ("Dee Duty", "duty_senior_social_worker"),
    "eli": ("Eli Early", "early_help_manager"),
    "bea": ("Bea Business", "business_support"),
    "aud": ("Aud Auditor", "auditor"),
}


class Terminal(io.TextIOWrapper):
    """Text in memory that may say it is a terminal, with bytes beneath as the real ones have."""

    def __init__(
        self, text: bytes = b"", *, terminal: bool = False, encoding: str = "utf-8"
    ) -> None:
        super().__init__(io.BytesIO(text), encoding=encoding, write_through=True, newline="\n")
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def written(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


@dataclass
class HeldDoors:
    """The real doors with the clock held and the cheapest password hashing."""

    clock: FixedClock
    shown: list[str] = field(default_factory=list)
    seat: str = ""

    def is_set_up(self, settings: Settings) -> bool:
        return wiring.is_set_up(settings)

    def open_desk(self, settings: Settings) -> Opened:
        return wiring.open_desk(settings, self.clock, CHEAPEST)

    def set_up(self, settings: Settings, plan: Mapping[str, str]) -> Opened:
        return wiring.set_up(settings, wiring.SetUp(**plan), self.clock, CHEAPEST)

    def seated(self, seat: str) -> HeldDoors:
        return replace(self, seat=seat)

    def open_training(self, settings: Settings) -> tuple[Opened, Actor]:
        return wiring.open_training(settings, self.clock, seat=self.seat)

    def key_path(self, settings: Settings) -> Path:
        return wiring.key_path(settings)

    def restore(self, settings: Settings, source: Path, *, replace: bool, progress: Any) -> Any:
        return wiring.restore_backup(
            settings, source, replace=replace, progress=progress, clock=self.clock
        )

    def run_desk(self, settings: Settings) -> int:
        self.shown.append("desk")
        return 0

    def run_training(self, settings: Settings) -> int:
        self.shown.append("training")
        return 0


@dataclass(frozen=True)
class Said:
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Desk:
    """A hub's command line: `desk("queue", by="dee")` runs it in this process on a real store."""

    folder: Path
    clock: FixedClock
    encoding: str = "utf-8"
    doors: HeldDoors = field(init=False)

    def __post_init__(self) -> None:
        self.doors = HeldDoors(self.clock)
        self.password_file = self.folder / "password"

    @property
    def store(self) -> Path:
        return self.folder / "hub"

    @property
    def places(self) -> tuple[str, ...]:
        return ("--store", str(self.store), "--key-file", str(self.folder / "hub.key"))

    def __call__(
        self,
        *arguments: str,
        by: str | None = "dee",
        given: str | bytes = b"",
        terminal: bool = False,
    ) -> Said:
        who = () if by is None else ("--as", by, "--password-file", str(self.password_file))
        return self.bare(*arguments, *self.places, *who, given=given, terminal=terminal)

    def bare(self, *arguments: str, given: str | bytes = b"", terminal: bool = False) -> Said:
        raw = given.encode("utf-8", "surrogateescape") if isinstance(given, str) else given
        stdin = Terminal(raw, terminal=terminal)
        out, err = (Terminal(terminal=terminal, encoding=self.encoding) for _ in range(2))
        code = run(arguments, self.doors, Console(stdin, out, err))
        return Said(int(code), out.written(), err.written())

    def considered(self, *arguments: str, by: str = "dee") -> Said:
        """An act with every prompt in its way declined; said once it is done."""
        said = self(*arguments, by=by)
        if "prompts stand in the way" not in said.err:
            return said
        numbers = [line.split(".")[0] for line in said.err.splitlines() if line[:1].isdigit()]
        answers = [f"--answer={number}=declined:It was considered." for number in numbers]
        return self(*arguments, *answers, by=by)

    def take_in(self, **changes: Any) -> str:
        """A contact taken in; its reference."""
        said = self("intake", "-", "--json", given=json.dumps(contact(**changes)))
        assert said.code == 0, said
        return str(said.json["taken"][0]["reference"])


def contact(**changes: Any) -> dict[str, Any]:
    """A contact that is right; `None` leaves a field out."""
    whole: dict[str, Any] = {
        "received_at": "2026-11-20 09:30",
        "channel": "phone",
        "source": "2A",
        "sender_name": "Ms Okafor",
        "sender_organisation": "Hill Lane Primary",
        "reasons": ["neglect"],
        "worry": "Came to school without a coat three days running.",
        "children": [
            {"given_name": "Kit", "family_name": "Brown", "born": "2019-03-14", "sex": "M"}
        ],
        "consent": {"form": "obtained", "by": "the mother"},
    }
    return whole | changes


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MASHDESK_"):
            monkeypatch.delenv(name)
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub set up through the command line itself, copied for every test."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "password").chmod(0o600)
    desk = Desk(folder, FixedClock(FRIDAY_MORNING))
    password = str(desk.password_file)
    said = desk.bare(
        "init", *desk.places, "--hub", "Northbridge", "--policy", "london",
        "--admin", "ada", "--admin-full-name", "Ada Admin", "--password-file", password,
        "--worker", "tom", "--worker-full-name", "Tom Team", "--worker-password-file", password,
    )  # fmt: skip
    assert said.code == 0, said
    for name, (full_name, role) in PEOPLE.items():
        added = desk(
            "user", "add", name, "--full-name", full_name, "--role", role,
            "--new-password-file", password, by="ada",
        )  # fmt: skip
        assert added.code == 0, added
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Desk:
    folder = tmp_path / "northbridge"
    shutil.copytree(made, folder)
    return Desk(folder, FixedClock(FRIDAY_MORNING))
