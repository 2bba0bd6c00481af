"""The real program on a terminal: a hub set up, one referral worked from intake to closing by keys.

Nothing is looked up behind the screen: what the test knows, it has read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.hands import WORKER, Hands
from tests.proof.terminal import home_of_nobody

WORRY = "He came to school hungry and bruised."


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24)])
def test_a_first_start_leads_from_set_up_through_one_referral_to_its_closing_by_keys_alone(
    tmp_path: Path, columns: int, lines: int
) -> None:
    with Hands(env=home_of_nobody(tmp_path), columns=columns, lines=lines) as desk:
        desk.set_up("Northbridge")
        desk.sign_in(WORKER[0], WORKER[2])
        desk.wait_for("Nothing is open", "Open 0")

        desk.take_in(WORRY)
        desk.wait_for("MD-", "Open 1", "unrated 1")

        desk.act("C", "consent")
        desk.choose("Consent was", "obtained")
        desk.fill("By whom", "his mother")
        desk.submit("consent obtained")

        desk.act("r", "rate")
        desk.choose("Rating", "green")
        desk.fill("Reason", "hungry, and not seen hurt")
        desk.submit("rated green")
        desk.wait_for("unrated 0", "G ●")

        desk.act("a", "ask")
        desk.wait_for("Whom to ask", "[x] Police")
        desk.submit("asked")
        desk.wait_for("0/3")

        desk.act("s", "answer")
        desk.wait_for("Record an answer")
        desk.choose("Which agency", "Police")
        desk.choose("Answer", "nothing held")
        desk.choose("How it came", "phone")
        desk.fill("Who answered", "PC 104")
        desk.submit("nothing held")
        desk.wait_for("1/3")

        desk.look_at_the_history()
        desk.press("d")
        desk.wait_for("You decide on", "Kai Brown")
        desk.choose("Outcome", "advice given")
        desk.fill("Rationale", "Advice is enough.")
        desk.fill("Child's voice", "He was cheerful.")
        desk.fill("Education", "not needed now")
        desk.fill("Early help", "not needed either")
        desk.fill("For the agencies", "The school was advised.")
        desk.submit("Decided: advice given")

        desk.act("f", "feedback")
        desk.wait_for("Feedback to the referrer")
        desk.fill("What they were", "We advised them.")
        desk.submit("Referrer told: Ms Hall")

        desk.act("x", "close")
        desk.wait_for("You close", "Ms Hall was told by phone")
        desk.wait_for("Every request is answered or settled")
        desk.go_to("Note")
        desk.submit("Closed: advice given")
        desk.wait_for("Open 0", "Nothing is open")

        desk.press("q")
        assert desk.leave() == 0
