"""A policy named on the command line: a preset or a file."""

from __future__ import annotations

from pathlib import Path

from mashdesk.domain.calendar import Nation
from mashdesk.domain.policy import Policy, parse_policy
from mashdesk.domain.presets import PRESETS, preset_text
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.toml_table import did_you_mean


def policy_from(said: str, nation: Nation | None = None) -> str:
    """The TOML of a preset or file, checked; raises Invalid naming every fault in it."""
    if said in PRESETS:
        text = PRESETS[said] if nation is None else preset_text(said, nation=nation)
    else:
        text = _file(said)
    check_policy(text)
    return text


def check_policy(text: str) -> Policy:
    """The policy a text describes; raises Invalid naming every fault."""
    return parse_policy(text, 1)


def _file(said: str) -> str:
    path = Path(said).expanduser()
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(Problem(said, "is not UTF-8 text; save it as UTF-8")) from None
    except OSError as error:
        why = error.strerror or "it cannot be read"
        hint = did_you_mean(said, PRESETS)
        message = f"is no preset ({hint}) and cannot be read as a file: {why}"
        raise Invalid(Problem(said, message)) from None
