"""What a hub sets of its prompts, read from its policy and written as a policy shows it."""

from __future__ import annotations

from types import MappingProxyType

from mashdesk.domain.prompts import PROMPTS, PromptKind, PromptSettings, Threshold
from mashdesk.domain.toml_table import Table, did_you_mean


def read_prompts(table: Table) -> PromptSettings:
    """The `[prompts]` table of a policy, a table for each prompt by its code; faults are noted by
    their field.
    """
    off = set()
    thresholds: dict[str, MappingProxyType[str, int]] = {}
    for kind in PROMPTS.values():
        if not table.has(kind.code):
            continue
        row = table.table(kind.code)
        if not row.yes_or_no("on", default=True):
            off.add(kind.code)
            if kind.rule is None:
                row.problem("on", "cannot be false: this prompt says that a clock ran out")
        given = {
            one.name: row.whole_number(one.name, one.least, one.most, one.usual)
            for one in kind.thresholds
            if row.has(one.name)
        }
        row.refuse_the_rest()
        if given:
            thresholds[kind.code] = MappingProxyType(given)
    for code in table.unknown():
        table.problem(code, f"is no prompt; {did_you_mean(code, PROMPTS)}")
    return PromptSettings(frozenset(off), MappingProxyType(thresholds))


def as_written() -> str:
    """Every prompt with a figure or a switch, as it is unless a hub sets it, all as comments."""
    lines = [
        "",
        "# What the desk asks people to consider. Each line is the usual figure: take the # away",
        "# to set it. `on = false` switches a prompt off; `mashdesk try-prompt` tries one first.",
    ]
    for kind in PROMPTS.values():
        if kind.rule is None:
            continue
        lines += ["#", f"# {kind.title}.", f"# [prompts.{kind.code}]", "# on = true"]
        lines += [f"# {one.name} = {one.usual}  # {_what(one)}" for one in kind.thresholds]
    return "\n".join(lines) + "\n"


def _what(one: Threshold) -> str:
    return f"{one.counts}, {one.least} to {one.most}"


def settings_of(kind: PromptKind, settings: PromptSettings) -> str:
    """How a prompt is set, in a line: `contacts 3, months 12`, or that it is off."""
    if kind.code in settings.off:
        return "off"
    figures = settings.of(kind)
    return ", ".join(f"{name} {figure}" for name, figure in figures.items()) or "on"
