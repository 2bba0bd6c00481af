"""Two terminals on one hub: a social worker and a health practitioner work one referral together.

Nothing is looked up behind the screens: what each of them knows, it has read on its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from tests.proof.hands import Hands
from tests.proof.moved import MOVED_BY, move
from tests.proof.terminal import ENTER, ESCAPE, ROOT, SPACE, SUBMIT, home_of_nobody

WORRY = "He came to school hungry and bruised."
PASSWORD = "another horse battery"


def found_hub(env: Mapping[str, str], folder: Path) -> None:
    """A hub with its administrator, a social worker and somebody of community health."""
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    password.chmod(0o600)
    given = ("--password-file", str(password))
    _run(
        env, "init", "--hub", "Northbridge", "--policy", "sandwell", *given,
        "--admin", "ada", "--admin-full-name", "Ada Min", "--worker", "asha",
        "--worker-full-name", "Asha Rao", "--worker-password-file", str(password),
    )  # fmt: skip
    _run(
        env, "user", "add", "nadia", "--full-name", "Nadia Cole", "--agency", "HLT",
        "--role", "agency_practitioner", "--new-password-file", str(password), "--as", "ada",
        *given,
    )  # fmt: skip


def _run(env: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "mashdesk", *arguments]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def sit_down(desk: Hands, name: str, shown: str) -> None:
    desk.wait_for("Sign in at")
    desk.press(name + "\r" + PASSWORD)
    desk.wait_for(name, "•" * len(PASSWORD))
    desk.press(ENTER)
    desk.wait_for("LIVE", shown)


def take_in_and_ask(worker: Hands) -> None:
    worker.take_in(WORRY)
    worker.wait_for("Open 1", "unrated 1")
    worker.act("C", "consent")
    worker.choose("Consent was", "obtained")
    worker.fill("By whom", "his mother")
    worker.submit("consent obtained")
    worker.act("r", "rate")
    worker.choose("Rating", "red")
    worker.fill("Reason", "a bruise that nothing explains")
    worker.submit("rated red")
    worker.wait_for("unrated 0")
    worker.act("a", "ask")
    worker.wait_for("Whom to ask", "They may read", "[x] the worry", "[ ] who referred")
    worker.submit("asked")


def answer(health: Hands, words: str, *, part: bool, said: str) -> None:
    health.press("a")
    health.wait_for("Send the answer", "Searched for Kai Brown")
    health.choose("our records", "found")
    health.choose("Answer", "relevant information held")
    if part:
        health.go_to("Not all yet?")
        health.press(SPACE)
        health.wait_for("[x] this is a part")
    health.fill("Passage 1", words)
    health.submit(said)


def run_out(worker: Hands, health: Hands, moved: Path) -> None:
    """Four hours go by on both desks, in which nobody answers."""
    move(moved, timedelta(hours=4, minutes=1))
    health.wait_for("1 change to acknowledge", "↻2")
    worker.wait_for("↻2")
    health.press("i")
    health.wait_for("asked again in", "time ran out", "SYSTEM")
    health.press(ESCAPE)
    health.wait_for("To answer 1")


def re_rate(worker: Hands, health: Hands) -> None:
    worker.act("r", "rate")
    worker.choose("Rating", "amber")
    worker.fill("Reason", "his account fits the bruise")
    worker.fill("For agencies", "less grave than it seemed")
    worker.wait_for("no checklist of need is recorded")
    # Told to be considered: a lower rating puts it right, so nothing is to be answered.
    worker.press(SUBMIT)
    worker.wait_for("Prompts stand in the way", "An agency has not answered yet")
    worker.choose("It was", "acted on")
    worker.fill("Reason", "health goes on searching")
    worker.submit("rated red → amber")
    health.wait_for("A ▲ amber", "2 changes to acknowledge")
    health.press("i")
    health.wait_for("Rated red → amber", "less grave than it seemed", "Asha Rao")
    assert "his account fits the bruise" not in health.text
    health.press(SPACE)
    health.wait_for("1 change")
    health.press(SPACE)
    health.wait_for("Nothing changed that your agency has not seen")
    health.press(ESCAPE)
    health.wait_for("To answer 1")


def challenge(worker: Hands, health: Hands) -> None:
    """Health disagrees with the lowered rating, social care answers, health accepts."""
    health.press("x")
    health.choose("Against", "the rating")
    health.choose("Should be", "red")
    health.fill("Why", "two visits were missed")
    health.submit("raised. Answer due")
    worker.wait_for("⚑", "challenged")
    worker.press("v")
    worker.wait_for("Answer a challenge", "two visits were missed")
    worker.choose("You", "answer it")
    worker.choose("It", "it stands")
    worker.fill("The answer", "weighed again with you")
    worker.submit("The challenger accepts it or moves it up")
    health.wait_for("Challenge answered: the rating stands")
    health.press("x")
    health.wait_for("it stands", "weighed again with you")
    health.choose("You", "accept the answer")
    health.submit("resolved")
    worker.wait_gone("⚑")


def decide_without(worker: Hands) -> None:
    worker.look_at_the_history()
    worker.act("d", "decide")
    worker.wait_for("You decide on", "Kai Brown")
    worker.choose("Outcome", "advice given")
    worker.fill("Rationale", "For the hub alone.")
    worker.fill("Child's voice", "He was cheerful.")
    for agency in ("Police", "Health (community", "Health (acute", "Education", "Probation"):
        worker.fill(agency, f"{agency[:6]} could not be waited for")
    worker.fill("Housing", "nor could that")
    worker.fill("For the agencies", "The school was advised.")
    worker.go_to("Shaped by")
    worker.press(SPACE)
    worker.wait_for("[x] Health (community)")
    worker.submit("Decided: advice given")


def test_a_red_referral_goes_together_to_its_outcome_by_way_of_a_time_out_a_new_rating_and_more(
    tmp_path: Path,
) -> None:
    """And more: an answer in parts, a challenge, and the answer's end, which comes late."""
    moved = tmp_path / "moved"
    move(moved, timedelta())
    env = home_of_nobody(tmp_path) | {MOVED_BY: str(moved), "MASHDESK_BEAT_SECONDS": "1"}
    found_hub(env, tmp_path)
    program = "tests.proof.moved"
    with Hands(env=env, program=program) as worker, Hands(env=env, program=program) as health:
        sit_down(worker, "asha", "/ find")
        sit_down(health, "nadia", "To answer 0")
        assert "Your agency owes no answer." in health.text

        take_in_and_ask(worker)
        shown = health.wait_for("is asked of you", "To answer 1", WORRY, "R ■ red")
        assert "Ms Hall" not in shown, "who referred was not shared"

        health.press("t")
        health.wait_for("the request is with you now", "mine 1")
        worker.press("3")
        worker.wait_for("with Nadia Cole")

        # Away from the Checks tab: its mark beside a request would be taken for a field's.
        worker.press("1")
        worker.wait_gone("with Nadia Cole")
        run_out(worker, health, moved)
        answer(health, "Two visits missed.", part=True, said="answered in part")
        worker.press("3")
        worker.wait_for("part is in", "Two visits missed.", "searched for Kai Brown")
        worker.press("1")
        worker.wait_gone("with Nadia Cole")
        re_rate(worker, health)
        challenge(worker, health)
        decide_without(worker)

        health.wait_for("your answer is still welcome")
        answer(health, "The third was kept.", part=False, said="answered late")
        worker.press("3")
        worker.wait_for("The third was kept.", "late")

        health.wait_for("decided: advice given", "The school was advised.")
        health.press("o")
        shown = health.wait_for("Esc goes back", "shaped the decision")
        assert "For the hub alone." not in shown
        health.press(ESCAPE)
        health.wait_gone("Esc goes back")

        for desk in (health, worker):
            desk.press("q")
            assert desk.leave() == 0
