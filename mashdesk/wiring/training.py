"""Opening the training hub: a store of its own, its trainee let in, its colleagues at work."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.clock import Clock
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFound, Trouble
from mashdesk.settings import Settings
from mashdesk.store import sqlite
from mashdesk.store.keys import read_key
from mashdesk.store.migrate import migrate
from mashdesk.store.put_aside import remains
from mashdesk.store.store import Store
from mashdesk.training.people import SEATS, TRAINEE, TrainingPerson, staff
from mashdesk.wiring.places import TRAINING_KEY_FILE
from mashdesk.wiring.wired import Wired, wire

if TYPE_CHECKING:
    from mashdesk.training.feed import Feed

STALE_AFTER = timedelta(hours=12)
"""A training hub left alone for longer is made anew: its clocks have all run out meanwhile."""

COLLEAGUES_COME_AFTER = 1.5
"""Seconds: loading what they do must not keep the queue waiting."""


def open_training_hub(
    settings: Settings, clock: Clock, *, fresh: bool, seat: str = ""
) -> tuple[Wired, Actor]:
    """The training hub, continued or made anew, and whoever sits at this desk of it let in.

    Raises NotFound for a desk it does not have, and Trouble, for a real hub's store too.
    """
    person = _seated(seat)
    settings = replace(settings, training=True, database=None)
    _demand_training_store(settings.store)
    wired = None if fresh else _continued(settings, clock)
    if wired is None:
        from mashdesk.wiring.training_store import make

        make(settings.store, clock.now())
        wired = _opened(settings, clock)
    if person is not TRAINEE:
        staff(wired.desk)  # a hub made before there was this desk has nobody for it yet
    trainee = wired.sign_in.let_in_to_training(person.name, settings.workstation)
    wired.colleagues = Colleagues(wired, person)
    wired.colleagues.start()
    return wired, trainee


def _seated(seat: str) -> TrainingPerson:
    """Who sits at a desk of the training hub, by its name or theirs."""
    wanted = seat.strip().casefold()
    for name, person in SEATS.items():
        if wanted in (name, person.name, person.full_name.casefold()):
            return person
    if wanted:
        offered = " or ".join(f"--as {name}" for name in SEATS)
        raise NotFound(f"The training hub has no desk {seat!r}.", f"Give {offered}.")
    return TRAINEE


def _demand_training_store(place: Path) -> None:
    """A stale training store is made anew, so nothing else may ever be taken for one."""
    try:
        begun = place.exists() and any(place.iterdir())
    except OSError as error:
        raise Trouble(
            f"The training hub cannot be kept in {place}: {error.strerror}.",
            "Name a folder of its own for training with --store.",
        ) from error
    if not begun:
        return
    if not (place / TRAINING_KEY_FILE).is_file():
        raise Trouble(
            f"The folder {place} holds something else: it is not a training store.",
            "Nothing in it was touched. Name an empty folder for training with --store; a real "
            "hub opens without `demo` and --training.",
        )
    if aside := remains(place):
        raise Trouble(
            f"The folder {place} holds a store that was put aside: {aside[0].name}.",
            "Nothing in it was touched. Move that file elsewhere, or name another folder for "
            "training with --store.",
        )


def _opened(settings: Settings, clock: Clock) -> Wired:
    key = read_key(settings.store / TRAINING_KEY_FILE)
    return wire(settings, Store(sqlite.make_engine(settings.store, key), key), clock)


def _continued(settings: Settings, clock: Clock) -> Wired | None:
    """The training hub as it was left; None when there is none, or it is stale or spoilt."""
    if not (settings.store / sqlite.STORE_FILE).exists():
        return None
    try:
        wired = _opened(settings, clock)
        try:
            migrate(wired.store)
            last = wired.desk.heartbeat().beat_at
        except Trouble:
            wired.close()
            return None
    except Trouble:
        return None
    if last is None or clock.now() - last > STALE_AFTER:
        wired.close()
        return None
    return wired


class Colleagues:
    """The feed of colleagues' acts, begun a moment after the desk is open."""

    def __init__(self, wired: Wired, seat: TrainingPerson) -> None:
        self._wired = wired
        self._seat = seat
        self._feed: Feed | None = None
        self._gone = False
        self._timer = threading.Timer(COLLEAGUES_COME_AFTER, self._come)
        self._timer.daemon = True

    def start(self) -> None:
        """They come shortly."""
        self._timer.start()

    def stop(self) -> None:
        """They go home; whatever one is at is finished."""
        self._gone = True
        self._timer.cancel()
        if self._feed is not None:
            self._feed.stop()

    def _come(self) -> None:
        from mashdesk.training.feed import Feed

        self._feed = Feed(self._wired.desk, seat=self._seat)
        if not self._gone:
            self._feed.start()
