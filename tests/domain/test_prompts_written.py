"""One prompt is set otherwise in a policy's text, and nothing else in it."""

from __future__ import annotations

import pytest

from mashdesk.domain.policy import parse_policy
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.problems import Invalid
from mashdesk.domain.prompts import PROMPTS
from mashdesk.domain.prompts.written import with_prompt

LONDON = PRESETS["london"]
REPEAT = PROMPTS["repeat-contact"]
OWN = """
# Ours.
[prompts.repeat-contact]  # since May
contacts = 5

# The next one's.
[prompts.workload]
held = 9
"""


def contacts(text: str) -> int:
    return parse_policy(text, 1).prompts.of(REPEAT)["contacts"]


@pytest.mark.parametrize("before", [LONDON, LONDON + OWN, PRESETS["merton"]], ids=len)
def test_one_prompt_is_set_and_the_rest_stays(before: str) -> None:
    text = with_prompt(before, REPEAT, on=True, figures={"contacts": 2}, said="Why\n[not")
    assert contacts(text) == 2
    assert "# Why [not" in text
    if OWN in before:
        assert "# The next one's.\n[prompts.workload]\nheld = 9" in text
        assert "contacts = 5" not in text
    again = with_prompt(text, REPEAT, on=False, figures={}, said="Off.")
    settings = parse_policy(again, 1).prompts
    assert settings.off == {"repeat-contact"}
    assert settings.of(REPEAT)["contacts"] == 2
    assert again.count("\n[prompts.repeat-contact]\n") == 1


def test_what_cannot_be_written_without_changing_more_is_refused() -> None:
    inline = LONDON + "\n[prompts]\nrepeat-contact = { contacts = 4 }\n"
    for text, kind in ((inline, REPEAT), (LONDON, PROMPTS["timed-out"])):
        with pytest.raises(Invalid):
            with_prompt(text, kind, on=True, figures={}, said="")
    with pytest.raises(Invalid, match="is from 2 to 20"):
        with_prompt(LONDON, REPEAT, on=True, figures={"contacts": 21}, said="")
