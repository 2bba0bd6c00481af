from __future__ import annotations

from datetime import timedelta

from tests.cli.conftest import Desk


def test_an_auditor_asks_who_looked_at_a_child_and_what_a_person_looked_at(desk: Desk) -> None:
    reference = desk.take_in()
    assert desk("show", reference, "--because", "the school rang").code == 0
    said = desk("audit", "looks", "--at", reference, by="aud")
    assert said.code == 0, said
    first, _, newest, *_ = said.out.splitlines()
    assert first == f"{reference}: 1 row"
    for word in ("Fri 20 Nov 2026 10:00", "Dee Duty", "dee", reference, "Kit Brown", "school rang"):
        assert word in newest
    by_name = desk("audit", "looks", "--at", "-", "--json", by="aud", given="kit brown").json
    assert by_name["looks"]["about"] == [f"{reference} Kit Brown"]
    assert [row["said"] for row in by_name["looks"]["rows"]] == ["the school rang"]
    by = desk("audit", "looks", "--by", "dee", "--acts", "--limit", "1", by="tom")
    assert "There are older ones: --before " in by.out
    none = desk(
        "audit", "looks", "--by", "dee", "--until", "2026-11-20 09:00", by="aud",
    )  # fmt: skip
    assert none.out == "Dee Duty: 0 rows\n"


def test_nobody_else_asks_and_what_is_unknown_has_its_exit_code(desk: Desk) -> None:
    desk.take_in()
    for by in ("dee", "bea", "ada"):
        refused = desk("audit", "looks", "--at", "Kit", by=by)
        assert (refused.code, refused.out) == (4, ""), refused
    unknown = desk("audit", "looks", "--at", "Zed", by="aud")
    assert unknown.code == desk("show", "MD-26-9999").code
    assert "Check the spelling" in unknown.err
    assert desk("audit", "looks", by="aud").code == 2


def test_an_emergency_access_is_read_with_its_reason_and_its_review(desk: Desk) -> None:
    reference = desk.take_in(worry="A colleague's own child.")
    assert desk("seal", reference, "--name", "tom", "--reason", "kin", by="tom").code == 0
    desk.clock.advance(timedelta(minutes=1))
    assert desk("break-glass", reference, "--reason", "he is at the door").code == 0
    unused = desk("overrides", by="tom").out
    assert "Nothing was looked at or done." in unused
    assert "use emergency access" not in unused
    waits = desk("audit", "looks", "--at", reference, by="aud").out
    assert "he is at the door (not reviewed yet)" in " ".join(waits.split())
    desk.clock.advance(timedelta(minutes=31))
    desk("review-override", "1", "justified", "--words", "nobody was in", by="tom")
    found = desk("audit", "looks", "--by", "dee", by="aud").out
    assert "(reviewed by Tom Team, Fri 20 Nov 2026 10:" in found
    assert ": justified; nobody was in)" in found
    assert "colleague" not in found
    (access,) = filter(
        None,
        (
            row["access"]
            for row in desk("audit", "looks", "--at", reference, "--json", by="aud").json["looks"][
                "rows"
            ]
        ),
    )
    assert access["finding"] == "justified"
    assert access["words"] == "nobody was in"
