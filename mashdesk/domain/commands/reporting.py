"""Making something of a record for others to read."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import OnReferral
from mashdesk.domain.report import ReportForm, ReportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeReport(OnReferral):
    """A hand-off report for one receiver, or the letter of outcome, leaves the desk as a file.

    `receiver` is the code of a receiver (blank for a letter), `name` who that is by name, `words`
    what is written for them alone. While a strategy discussion or section 47 enquiry stands, the
    family is told only `agreed_with` somebody: telling them can put the child at risk.
    """

    label = "make a report"
    lines = ("receiver", "name", "agreed_with")
    kind: ReportKind
    form: ReportForm
    receiver: str = ""
    name: str = ""
    words: str = ""
    agreed_with: str = ""
