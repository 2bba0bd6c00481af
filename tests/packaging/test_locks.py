"""The locks say one thing, and cover what pyproject.toml asks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(part: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{part}.lock").read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([^\s;]+)", text, re.MULTILINE))


def asked_for(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ;]", line)[0].lower() for line in requirements}


def test_tests_meet_the_very_versions_that_people_run() -> None:
    run = pins("run")
    assert run
    assert run.items() <= pins("dev").items()


@pytest.mark.parametrize(
    ("part", "requirements"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["dependency-groups"]["dev"]),
        ("dev", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_covers_what_the_project_asks_for(part: str, requirements: list[str]) -> None:
    assert asked_for(requirements) <= pins(part).keys()


@pytest.mark.parametrize("part", ["run", "dev", "pip"])
def test_every_pin_carries_its_hashes(part: str) -> None:
    text = (ROOT / "requirements" / f"{part}.lock").read_text()
    # A pin and its hashes are one line, folded.
    entries = [line for line in text.replace("\\\n", "").splitlines() if "==" in line]
    assert len(entries) == len(pins(part))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_installed_from_the_locks_fits_together() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout
