from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from mashdesk.desk.intake.intake_form import read_contact
from mashdesk.domain.calendar import london_day
from mashdesk.training import demand
from mashdesk.training.lines import Demand, like, lines
from mashdesk.training.load import fill
from mashdesk.training.people import TRAINEE, staff
from tests.training.conftest import EmptyHubs

NOW = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)
SCRIPT = Path(__file__).parents[2] / "scripts" / "generate_demand.py"


def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def test_every_line_is_a_contact_that_intake_takes_however_long_ago_it_was_received() -> None:
    written = list(lines(Demand(300, timedelta(days=60), NOW)))
    assert len(written) == 300
    received = []
    for line in written:
        assert "\n" not in line
        contact = read_contact(json.loads(line))
        assert contact.problems(NOW, london_day(NOW)) == []
        received.append(contact.received_at)
    assert received == sorted(received)


def test_the_same_seed_writes_the_same_lines() -> None:
    one, same, other = (list(lines(Demand(20, timedelta(days=1), NOW, seed))) for seed in (4, 4, 5))
    assert one == same
    assert one != other


def test_a_hub_named_gives_its_published_number_of_contacts() -> None:
    for hub, (least, most) in demand.MONTHLY_CONTACTS.items():
        assert least <= like(hub, timedelta(days=30), Random(1)) <= most
        assert like(hub, timedelta(days=3), Random(1)) <= most / 10 + 1


def test_no_demand_is_no_lines_and_less_than_none_is_refused() -> None:
    assert list(lines(Demand(0, timedelta(days=1), NOW))) == []
    with pytest.raises(ValueError, match="demand is"):
        Demand(-1, timedelta(days=1), NOW)
    with pytest.raises(ValueError, match="demand is"):
        Demand(1, timedelta(0), NOW)


def test_a_store_is_filled_with_rated_referrals_and_the_first_of_them_closed(
    empty_hubs: EmptyHubs,
) -> None:
    desk, clock = empty_hubs(NOW)
    told: list[int] = []
    fill(desk, clock, Demand(60, timedelta(days=4), NOW), closed=20, progress=told.append)
    assert told == list(range(1, 61))
    assert clock.now() == NOW
    trainee = staff(desk)[TRAINEE.name]
    view = desk.queue(trainee)
    assert view.counts.open == 40
    assert len(desk.departures(trainee)) == 20
    assert view.counts.overdue + view.counts.reopened > 0
    ratings = Counter(row.rating for row in view.rows)
    assert set(ratings) <= set(demand.INITIAL_RATINGS)
    assert all(row.due_at > NOW or row.timeouts for row in view.rows)


def test_the_script_writes_lines_and_says_what_was_asked_wrongly() -> None:
    done = asked("--contacts", "3", "--until", "2026-11-20T16:50Z", "--seed", "9")
    assert done.returncode == 0
    assert done.stderr == ""
    written = [read_contact(json.loads(line)) for line in done.stdout.splitlines()]
    assert [contact.sender_reference[-1] for contact in written] == ["1", "2", "3"]
    for wrong in (["--contacts", "-1"], ["--days", "0"], ["--until", "yesterday"], ["--like", "x"]):
        done = asked(*wrong)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_the_script_stops_without_a_word_when_its_reader_has_had_enough() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(SCRIPT), "--contacts", "50"],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_script_makes_a_store_that_opens_and_will_not_overwrite_one(tmp_path: Path) -> None:
    folder = tmp_path / "load"
    done = asked("--fill", str(folder), "--contacts", "5", "--closed", "1")
    assert done.returncode == 0, done.stderr
    assert "5 contacts taken in and rated, 1 of them closed." in done.stderr
    assert folder.with_name("load.key").exists()
    again = asked("--fill", str(folder), "--contacts", "5")
    assert again.returncode == 1
    assert "There is a hub" in again.stderr
    assert "Traceback" not in again.stderr
