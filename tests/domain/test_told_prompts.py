"""A timeline is read without the prompts that a sealing took away, whatever they were called."""

from __future__ import annotations

import pytest

from mashdesk.domain.prompts.told import without

LINKS = "Linked with other referrals"


@pytest.mark.parametrize("called", [LINKS, "Linked with another family"])
def test_a_prompt_is_left_out_by_the_title_it_has_and_by_the_one_it_had(called: str) -> None:
    said = f"Prompts raised: Repeated contacts; {called}. No longer stands: {called} (Sealed)."
    assert without(said, [LINKS]) == "Prompt raised: Repeated contacts."
    assert without(f"New evidence: {called}.", [LINKS]) == ""
    assert without(said, []) == said
