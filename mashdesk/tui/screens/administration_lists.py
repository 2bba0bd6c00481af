"""What the administration screen lists: people, agencies, who may do what, and the policy."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from textual.content import Content

from mashdesk.domain.actor import ROLES_OF_PEOPLE, Role
from mashdesk.domain.permissions import NEEDS_FRESH, matrix
from mashdesk.store.views import AccountView, AgencyView, HubView
from mashdesk.store.views.prompting import PromptSet
from mashdesk.tui.show import Show
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.page import Line


class Tab(StrEnum):
    """The lists, in the order of their keys."""

    PEOPLE = "People"
    AGENCIES = "Agencies"
    ROLES = "Roles"
    POLICY = "Policy"
    PROMPTS = "Prompts"


_SHORT = {
    Role.DUTY: "duty",
    Role.EARLY_HELP: "early",
    Role.TEAM_MANAGER: "team",
    Role.SERVICE_MANAGER: "serv",
    Role.PRACTITIONER: "agcy",
    Role.BUSINESS: "busi",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "admin",
}
_ACT = 34


def person_line(person: AccountView, show: Show) -> Content:
    """Sign-in name, full name, role, how the account stands, where they are signed in."""
    role = f"{person.role} {person.agency}".strip()
    at = f"at {person.workstation}" if person.workstation else ""
    holds = f"holds {person.holds}" if person.holds else ""
    style = "" if person.active else "$quiet"
    state = "bold $clock-now" if person.locked or person.must_change else style
    return show.line(
        (fit(person.name, 12, show.glyphs) + " ", f"bold {style}".strip()),
        (fit(person.full_name, 18, show.glyphs) + " ", style),
        (fit(role, 25, show.glyphs) + " ", style),
        (fit("" if person.state == "open" else person.state, 18, show.glyphs), state),
        (" ".join(filter(None, (holds, at))), "$quiet"),
    )


def agency_line(agency: AgencyView, show: Show) -> Content:
    """Code, name, where, and in the quiet rest when it is asked and what it searches."""
    asked = f"asked on {', '.join(agency.asked_at)}" if agency.asked_at else "asked when chosen"
    rest = (
        asked,
        f"not on {', '.join(agency.not_at)}" if agency.not_at else "",
        agency.hours,
        ", ".join(agency.systems),
        agency.contact,
    )
    return show.line(
        (fit(agency.code, 6, show.glyphs), "bold"),
        fit(agency.name, 27, show.glyphs) + " ",
        fit("in the room" if agency.in_room else "virtual", 12, show.glyphs),
        ("; ".join(filter(None, rest)), "$quiet"),
    )


def prompt_line(prompt: PromptSet, show: Show) -> Content:
    """Code, weight, whether it is on, its figures, and what it says on a record."""
    is_on = "always on" if prompt.by_clock else "on" if prompt.on else "off"
    style = "bold $clock-over" if prompt.severity == "grave" else ""
    return show.line(
        (fit(prompt.code, 26, show.glyphs) + " ", "bold" if prompt.on else "$quiet"),
        (fit(prompt.severity, 8, show.glyphs) + " ", style),
        (fit(is_on, 10, show.glyphs) + " ", "" if prompt.on else "bold $clock-now"),
        prompt.set_as,
        (f"{'; ' * bool(prompt.set_as)}{prompt.title}", "$quiet"),
    )


def heading(tab: Tab, show: Show) -> Content:
    """What the columns of a list are called."""
    if tab is Tab.ROLES:
        names = "".join(_SHORT[role].ljust(6) for role in ROLES_OF_PEOPLE)
        return show.line((f" {'May':<{_ACT}}{names}", "bold $quiet"))
    said = {
        Tab.PEOPLE: f" {'name':<12} {'full name':<18} {'role':<25} {'account':<18}",
        Tab.AGENCIES: f" {'code':<6}{'name':<28}{'where':<12}when asked, hours, systems, contact",
        Tab.POLICY: "",
        Tab.PROMPTS: f" {'prompt':<27}{'weight':<9}{'it is':<11}figures; title",
    }[tab]
    return show.line((said, "bold $quiet"))


def role_lines(show: Show) -> Iterator[Line]:
    """The table that every door asks: an act on each line, a role in each column."""
    for act, roles in matrix():
        marks = [("yes" if role in roles else ".").ljust(6) for role in ROLES_OF_PEOPLE]
        yield Line(show.line(fit(act, _ACT, show.glyphs), "".join(marks).rstrip()))
    again = ", ".join(sorted(kind.label for kind in NEEDS_FRESH))
    yield Line(Content(""))
    yield Line(show.line((f"Asks for the password again: {again}.", "$quiet")))


def policy_lines(hub: HubView, text: str, show: Show) -> Iterator[Line]:
    """The policy in force as it was adopted."""
    said = f"{hub.policy_name}, version {hub.policy_version}, in force. "
    yield Line(show.line((said, "bold"), "`mashdesk policy adopt` takes another."))
    reached = hub.contact or "not said; letters give the reference alone"
    yield Line(show.line(("Letters say how to reach the hub: ", "$quiet"), reached))
    yield Line(Content(""))
    for line in text.splitlines():
        yield Line(show.line(line or " "))
