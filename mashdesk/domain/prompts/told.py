"""How a timeline tells what became of a record's prompts, and how it is read without some of them.

No entry quotes evidence, for a referral named in it may be sealed later; one whose evidence was
sealed away is left out by its title.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from mashdesk.domain.prompts.weighing import BY_NO_ACT, Plan

RAISED, SEVERAL_RAISED = "Prompt raised", "Prompts raised"
MORE = "New evidence"
ANSWERED = "Answered by what was done"
NO_LONGER = "No longer stands"

_LEADS = f"{RAISED}|{SEVERAL_RAISED}|{MORE}|{ANSWERED}|{NO_LONGER}"
_PART = re.compile(rf"({_LEADS}): (.*?)\.(?= (?:{_LEADS}): |$)")


def told(plan: Plan) -> str:
    """What a plan raises, takes up and lets lapse, by titles; empty where that is nothing."""
    return _sentences(
        {
            RAISED: [kind.title for kind, _ in plan.fresh],
            MORE: [one.kind.title for one in plan.renewed if not one.quietly],
            ANSWERED: [kind.title for _, kind, why in plan.lapsed if why not in BY_NO_ACT],
            NO_LONGER: [
                f"{kind.title} ({why.rstrip('.')})"
                for _, kind, why in plan.lapsed
                if why in BY_NO_ACT
            ],
        }
    )


_FORMERLY = {"Linked with other referrals": "Linked with another family"}
"""What a timeline of before called a prompt, by its title now."""


def without(said: str, titles: Collection[str]) -> str:
    """What was told without the prompts of these titles; empty where nothing is left."""
    titles = {*titles, *(_FORMERLY[one] for one in titles if one in _FORMERLY)}
    parts = {
        RAISED if found[1] == SEVERAL_RAISED else found[1]: [
            one
            for one in found[2].split("; ")
            if not any(one == title or one.startswith(f"{title} (") for title in titles)
        ]
        for found in _PART.finditer(said)
    }
    return _sentences(parts) if titles else said


def _sentences(parts: dict[str, list[str]]) -> str:
    return " ".join(
        f"{SEVERAL_RAISED if words == RAISED and len(titles) > 1 else words}: {'; '.join(titles)}."
        for words, titles in parts.items()
        if titles
    )
