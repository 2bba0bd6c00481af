from __future__ import annotations

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
