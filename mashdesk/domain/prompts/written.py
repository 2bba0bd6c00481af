"""A policy's text with one prompt set otherwise: the rest of it stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mashdesk.domain.policy import Policy, parse_policy
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import PROMPTS, PromptKind, PromptSettings
from mashdesk.domain.toml_table import did_you_mean

_HEADER = re.compile(r"\s*\[")
BY_HAND = "Set it in the file, and adopt that: `mashdesk policy show`, then `policy adopt`."


def kind_of(code: str) -> PromptKind:
    """The prompt of this code, in any case. Raises Invalid."""
    kind = PROMPTS.get(code.strip().lower())
    if kind is None:
        words = f"there is no prompt of that name; {did_you_mean(code, PROMPTS)}"
        raise Invalid(Problem("code", words))
    return kind


def checked_figures(kind: PromptKind, figures: Mapping[str, int]) -> dict[str, int]:
    """Figures that a prompt has, each within its limits. Raises Invalid, each fault by its name."""
    known = {one.name: one for one in kind.thresholds}
    problems = []
    for name, figure in figures.items():
        if (one := known.get(name)) is None:
            there = ", ".join(known) or "none"
            problems.append(Problem(name[:40], f"is no figure of this prompt; it has {there}"))
        elif not one.least <= figure <= one.most:
            problems.append(Problem(name, f"is from {one.least} to {one.most}"))
    if problems:
        raise Invalid(problems)
    return dict(figures)


def with_prompt(
    text: str, kind: PromptKind, *, on: bool, figures: Mapping[str, int], said: str
) -> str:
    """The policy's TOML with this prompt on or off and with these figures, and above it what was
    `said` of it in a line. Raises Invalid where that cannot be written without changing more.
    """
    if kind.rule is None:
        words = "says that a clock ran out; it is always on, and its time is the policy's"
        raise Invalid(Problem("code", words))
    wanted = {**parse_policy(text, 1).prompts.of(kind), **checked_figures(kind, figures)}
    remark = " ".join(said.split())[:300]
    section = [f"# {remark}"] if remark else []
    section += [f"[prompts.{kind.code}]", f"on = {'true' if on else 'false'}"]
    section += [f"{name} = {figure}" for name, figure in wanted.items()]
    written = _put(text.splitlines(), kind, section)
    if not _means(text, written, kind, on=on, figures=wanted):
        words = f"this hub's policy writes its prompts in a way of its own. {BY_HAND}"
        raise Invalid(Problem("code", words))
    return written


def _put(lines: list[str], kind: PromptKind, section: list[str]) -> str:
    """The section in the place of the one there is, or at the end."""
    header = re.compile(rf"\s*\[\s*prompts\s*\.\s*\"?{re.escape(kind.code)}\"?\s*\]\s*(#.*)?$")
    first = next((at for at, line in enumerate(lines) if header.match(line)), None)
    if first is None:
        return "\n".join([*lines, "", *section]).rstrip() + "\n"
    after = next((at for at in range(first + 1, len(lines)) if _HEADER.match(lines[at])), None)
    last = len(lines) if after is None else after
    # What is remarked right above the next table belongs to that.
    while after is not None and last > first + 1 and lines[last - 1].lstrip()[:1] in ("", "#"):
        last -= 1
    gap = [""] if last < len(lines) and lines[last].strip() else []
    return "\n".join([*lines[:first], *section, *gap, *lines[last:]]).rstrip() + "\n"


def _means(
    before: str, after: str, kind: PromptKind, *, on: bool, figures: Mapping[str, int]
) -> bool:
    """Whether nothing but this prompt is set otherwise, and it is set so."""
    old = parse_policy(before, 1)
    try:
        new = parse_policy(after, 1)
    except Invalid:
        return False
    as_set = (kind.code not in new.prompts.off, dict(new.prompts.of(kind))) == (on, dict(figures))
    return as_set and _but(old, kind) == _but(new, kind)


def _but(policy: Policy, kind: PromptKind) -> Policy:
    """The policy without a word of one prompt."""
    others = {code: f for code, f in policy.prompts.thresholds.items() if code != kind.code}
    rest = PromptSettings(policy.prompts.off - {kind.code}, others)
    return replace(policy, prompts=rest, text="")
