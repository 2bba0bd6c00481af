"""Accounts, roles and the roster on the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import PASSWORD, Desk, Said

NEW = "five other dull words here"


def file_with(desk: Desk, name: str, words: str) -> str:
    path = desk.folder / name
    path.write_text(words + "\n")
    path.chmod(0o600)
    return str(path)


def acting_with(desk: Desk, name: str, password: str, *words: str) -> Said:
    """A command by somebody whose password is not everybody's."""
    path = file_with(desk, "another", password)
    return desk.bare(*words, *desk.places, "--as", name, "--password-file", path)


def reset(desk: Desk) -> str:
    said = desk("user", "reset", "dee", "--json", by="ada")
    assert said.code == 0, said
    return str(said.json["one_time_password"])


def test_a_one_time_password_is_shown_once_and_opens_nothing_but_a_change_of_it(
    desk: Desk,
) -> None:
    once = reset(desk)
    assert once not in desk("user", "list", by="ada").out
    refused = acting_with(desk, "dee", once, "queue")
    assert refused.code == 4
    assert "mashdesk password" in refused.err
    new = file_with(desk, "new", NEW)
    said = acting_with(desk, "dee", once, "password", "--new-password-file", new)
    assert said.code == 0, said
    assert acting_with(desk, "dee", NEW, "queue").code == 0
    assert acting_with(desk, "dee", once, "queue").code == 4


def test_a_new_password_that_is_none_is_refused_by_its_field(desk: Desk) -> None:
    new = file_with(desk, "new", "short")
    said = desk("password", "--new-password-file", new)
    assert said.code == 3
    assert "new needs at least 15 characters" in said.err.replace(":", "")


def test_somebody_added_without_a_password_file_gets_a_one_time_password(desk: Desk) -> None:
    said = desk("user", "add", "nia", "--full-name", "Nia Poe", "--role", "auditor", by="ada")
    once = said.out.rsplit(maxsplit=1)[-1]
    assert "shown only now" in said.out
    assert acting_with(desk, "nia", once, "queue").code == 4
    assert "one-time password" in desk("user", "list", by="ada").out


def test_a_role_is_changed_with_the_password_of_that_very_command(desk: Desk) -> None:
    said = desk("user", "role", "dee", "--role", "business_support", by="ada")
    assert said.code == 0, said
    assert "business support" in desk("user", "list", by="ada").out


def test_a_practitioner_needs_an_agency(desk: Desk) -> None:
    said = desk("user", "add", "pip", "--full-name", "P", "--role", "agency_practitioner", by="ada")
    assert said.code == 3
    assert "--agency" in said.err
    assert desk("user", "role", "dee", "--role", "agency_practitioner", by="ada").code == 3


def test_an_agency_is_named_by_its_code_or_its_name(desk: Desk) -> None:
    made = ("user", "add", "pip", "--full-name", "P", "--role", "agency_practitioner", "--agency")
    refused = desk(*made, "Nobody", by="ada")
    assert (refused.code, "is not on this hub's roster" in refused.err) == (3, True), refused
    assert desk(*made, "police", by="ada").code == 0
    moved = desk(
        "user", "role", "pip", "--role", "agency_practitioner", "--agency", "Health (community)",
        by="ada",
    )  # fmt: skip
    assert moved.code == 0, moved
    people = desk("user", "list", "--json", by="ada").json["people"]
    assert [one["agency"] for one in people if one["name"] == "pip"] == ["HLT"]


def test_a_manager_unlocks_and_nobody_below_one_does(desk: Desk) -> None:
    assert desk("user", "unlock", "dee", by="tom").code == 0
    assert desk("user", "unlock", "dee", by="bea").code == 4
    assert desk("user", "reset", "dee", by="tom").code == 4


def test_shutting_says_what_went_back_to_the_queue(desk: Desk) -> None:
    ref = desk.take_in()
    assert desk("claim", ref).code == 0
    said = desk("user", "shut", "dee", by="ada")
    assert ref in said.out
    assert desk("user", "shut", "ada", by="ada").code == 6
    assert "shut" in desk("user", "list", by="ada").out


def test_the_matrix_of_roles_is_the_table_every_door_asks(desk: Desk) -> None:
    from mashdesk.domain.permissions import LOOKS, PERMISSIONS

    said = desk.bare("roles", "--json").json
    for command, roles in PERMISSIONS.items():
        wanted = {role.value for role in roles if role.value != "system"}
        assert set(said["may"][command.label]) == wanted
    assert len(said["may"]) == len(PERMISSIONS) + len(LOOKS)
    assert said["asks_again"] == ["change a role", "seal a record", "unseal a record"]
    shown = desk.bare("roles").out
    line = next(line for line in shown.splitlines() if line.startswith("add a person  "))
    assert line.split() == ["add", "a", "person", *["-"] * 7, "yes"]
    assert max(map(len, shown.splitlines())) <= 120


def test_what_is_not_given_of_an_agency_stays_as_it_was(desk: Desk) -> None:
    done = desk(
        "agency", "add", "GPS", "--name", "General practice", "--systems", "EMIS", "SystmOne",
        "--hours", "Mon to Fri 09:00-17:00", "--not-at", "green", "--asked-at", "red", by="ada",
    )  # fmt: skip
    assert done.code == 0, done
    said = desk("agency", "edit", "gps", "--in-room", "--not-at", "green", "blue", by="ada")
    assert "where: nothing → in the room" in said.out
    shown = desk("agency", "show", "GPS", "--json", by="ada").json["agency"]
    assert shown["systems"] == ["EMIS", "SystmOne"]
    assert (shown["hours"], shown["in_room"]) == ("Mon to Fri 09:00-17:00", True)
    assert (shown["asked_at"], shown["not_at"]) == (["red"], ["green", "blue"])
    emptied = desk("agency", "edit", "GPS", "--systems", "--no-in-room", by="ada")
    assert "systems: EMIS, SystmOne → nothing" in emptied.out
    assert desk("agency", "edit", "XX", "--hours", "", by="ada").code == 5


@pytest.mark.parametrize(
    "words",
    [
        ("--systems", " "),
        ("--systems", "x" * 201),
        ("--asked-at", "red", "--not-at", "red"),
        ("--systems", *(str(number) for number in range(31))),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_its_field(
    desk: Desk, words: tuple[str, ...]
) -> None:
    said = desk("agency", "add", "GPS", "--name", "General practice", *words, by="ada")
    assert said.code == 3
    assert said.err.startswith("mashdesk: ")


def test_passwords_stay_out_of_what_is_printed(desk: Desk, tmp_path: Path) -> None:
    new = file_with(desk, "new", NEW)
    said = desk("password", "--new-password-file", new)
    assert said.code == 0
    assert NEW not in said.out + said.err
    assert PASSWORD not in said.out + said.err


def test_a_second_factor_is_set_up_at_a_terminal_and_then_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyotp

    from mashdesk.desk.signing_in import second_factor

    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    monkeypatch.setattr(second_factor, "new_secret", lambda: secret)

    def shown() -> str:
        return pyotp.TOTP(secret).at(desk.clock.now())

    assert desk("second-factor", "on").code == 4
    said = desk("second-factor", "on", given=f"{shown()}\n", terminal=True)
    assert said.code == 0, said
    assert secret in said.err
    assert secret not in said.out
    assert "█" in said.err
    refused = desk("notices")
    assert refused.code == 4
    assert "second factor is on" in refused.err
    desk.clock.advance(timedelta(minutes=1))
    assert desk("notices", "--code", shown()).code == 0
    assert desk("notices", "--code", shown()).code == 4
    desk.clock.advance(timedelta(minutes=1))
    assert desk("notices", given=f"{shown()}\n", terminal=True).code == 0
    desk.clock.advance(timedelta(minutes=1))
    assert desk("second-factor", "off", "--code", shown()).code == 0
    assert desk("notices").code == 0
    assert desk("second-factor", "off").code == 6
