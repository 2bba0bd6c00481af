"""The command line keeps to the matrix and the walls, for every role and each command on a record.

The version given is long past, so a command that may be given is told that it is stale (6) and
the record stays for the next one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from mashdesk.cli.exits import Exit
from mashdesk.clock import FixedClock
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.store.queries.masking import ANOTHER
from tests.cli.conftest import FRIDAY_MORNING, Desk
from tests.desk.test_every_command import MATRIX

NOWHERE = "MD-26-9999"
WHY = ("--reason", "as the manager asked")
LONG_PAST = ("--version", "1")
NOT_THEIRS = (Exit.NOT_PERMITTED, Exit.NOT_FOUND)
"""Whoever may not do it may yet look for it, and is told that it is not there."""

ON_A_RECORD: dict[tuple[str, ...], type[c.Command]] = {
    ("consent", "{}", "obtained", "--by", "the mother"): c.RecordConsent,
    ("rate", "{}", "amber", *WHY): c.Rate,
    ("claim", "{}"): c.Claim,
    ("assign", "{}", "dee", *WHY): c.Assign,
    ("release", "{}", *WHY): c.Release,
    ("ask", "{}", "POL", "--question", "What is held?"): c.AskAgencies,
    ("return", "{}", "--for", "consent", "--message", "What did he say?", *WHY): c.ReturnToReferrer,
    ("resume", "{}", *WHY): c.Resume,
    ("decide", "{}", "advice_given", "--rating", "green", "--rationale", "enough",
     "--voice", "safe"): c.Decide,
    ("strategy", "{}", "--not-held", "arrested"): c.RecordStrategyDiscussion,
    ("action", "{}", "1", "done"): c.SettleAction,
    ("acknowledge-allocation", "{}", "--person", "Ann", "--channel", "phone"):
        c.AcknowledgeAllocation,
    ("review-early-help", "{}", "drifted", "--words", "gone"): c.RecordEarlyHelpReview,
    ("second-rating", "{}", "red", "--took-part", "all", *WHY): c.RateSecond,
    ("feedback", "{}", "--not-told", "anonymous call"): c.GiveFeedback,
    ("close", "{}"): c.Close,
    ("reopen", "{}", *WHY): c.Reopen,
    ("unseal", "{}", *WHY): c.Unseal,
}  # fmt: skip
ROLES = {
    "dee": Role.DUTY,
    "eli": Role.EARLY_HELP,
    "bea": Role.BUSINESS,
    "aud": Role.AUDITOR,
    "ada": Role.ADMINISTRATOR,
    "pip": Role.PRACTITIONER,
    "sam": Role.SERVICE_MANAGER,
}


@dataclass(frozen=True)
class Walled:
    """A hub with a record that is sealed for Mae, a team manager, and one that is not."""

    desk: Desk
    sealed: str
    plain: str


@pytest.fixture(scope="module")
def walled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Walled:
    folder = tmp_path_factory.mktemp("walled") / "hub"
    shutil.copytree(made, folder)
    desk = Desk(folder, FixedClock(FRIDAY_MORNING))
    more = {"mae": ("team_manager", ()), "sam": ("service_manager", ()),
            "pip": ("agency_practitioner", ("--agency", "POL"))}  # fmt: skip
    for name, (role, agency) in more.items():
        password = ("--new-password-file", str(desk.password_file))
        who = ("--full-name", name.title(), "--role", role, *agency)
        assert desk("user", "add", name, *who, *password, by="ada").code == Exit.OK
    sealed = desk.take_in(worry="Nobody but Mae may read this.")
    said = desk("seal", sealed, "--name", "mae", "--reason", "staff family", by="mae")
    assert said.code == Exit.OK, said
    plain = desk.take_in(worry="Everybody of the hub may read this.")
    assert desk("claim", plain).code == Exit.OK
    return Walled(desk, sealed, plain)


@pytest.mark.parametrize("name", ROLES)
def test_each_role_is_turned_away_where_it_may_not_and_by_walls_without_a_trace(
    walled: Walled, name: str
) -> None:
    desk, sealed = walled.desk, walled.sealed
    for words, command in ON_A_RECORD.items():
        may = ROLES[name].name in MATRIX[command].split()
        on_plain, on_sealed, on_nothing = (
            desk(*(word.format(ref) for word in words), *LONG_PAST, by=name)
            for ref in (walled.plain, sealed, NOWHERE)
        )
        assert on_sealed.out == on_nothing.out == ""
        assert on_sealed.code == on_nothing.code, words
        assert on_sealed.err.replace(sealed, NOWHERE) == on_nothing.err
        assert on_plain.code == (Exit.NOT_NOW if may else Exit.NOT_PERMITTED), (words, on_plain)
        assert on_nothing.code in ((Exit.NOT_FOUND,) if may else NOT_THEIRS), (words, on_nothing)


@pytest.mark.parametrize("name", ["eli", "aud", "pip"])
def test_what_is_sealed_stands_in_nothing_that_anybody_else_prints(
    walled: Walled, name: str
) -> None:
    desk, sealed = walled.desk, walled.sealed
    reads = [("queue",), ("prompts",), ("departures",), ("notices",), ("inbox",), ("requests",),
             ("challenges",), ("became",), ("sent-in",), ("show", sealed), ("explain", sealed),
             ("counts",)]  # fmt: skip
    for words in reads:
        said = desk(*words, "--json", by=name)
        shown = said.out + said.err.replace(f"There is no referral {sealed}.", "")
        assert "was sealed" in shown or sealed not in shown, (words, said)
        assert "Nobody but Mae" not in shown


def test_what_quotes_it_is_printed_and_corrected_without_it_and_stands_as_it_stood(
    walled: Walled, tmp_path: Path
) -> None:
    desk, sealed = walled.desk, walled.sealed
    words = f"As in {sealed}, with his brother."
    quoting = desk.take_in(worry=words, household=words)
    for said in (
        ("rate", quoting, "red", "--reason", words),
        ("need", quoting, "--graded-care", "5", "--words", words),
        ("ask", quoting, "POL", "--question", words),
        ("note", quoting, words),
    ):
        assert desk.considered(*said).code == Exit.OK, said
    request = desk("requests", "--json", by="pip").json["desk"]["open"][0]["request"]
    reads = {
        "eli": (("show", quoting), ("show", quoting, "--json"), ("history", quoting, "--json"),
                ("household", quoting), ("search", "brother"), ("notices", "--json")),
        "pip": (("requests", "--json"), ("request", str(request)), ("inbox",)),
    }  # fmt: skip
    for name, printed in reads.items():
        for read in printed:
            shown = desk(*read, by=name)
            assert shown.code == Exit.OK, (read, shown)
            assert "was sealed" in shown.out or sealed not in shown.out, (read, shown)
    given = desk("show", quoting, "--contact", by="eli").out
    assert given.count(ANOTHER) == 2
    given = given.replace("his brother", "his elder brother", 1)
    put = desk("correct", quoting, "-", "--reason", "typing", given=given, by="eli")
    assert put.code == Exit.OK, put
    whole = desk("show", quoting, "--contact", by="mae").json
    assert whole["worry"] == f"As in {sealed}, with his elder brother."
    assert whole["household"] == words
