"""Everything about how long a clock runs: spans, due times, pauses, and the account of them.

The reckoning stands in spans.py, reckoning.py and explanation.py; take it from here.
"""

from __future__ import annotations

from mashdesk.domain.explanation import (
    CountedPart,
    Explanation,
    Skipped,
    explain_due,
    hours_text,
)
from mashdesk.domain.reckoning import Pause, after_pauses, due, due_with_pauses, resume_due, retime
from mashdesk.domain.spans import HOW_TO_WRITE_A_SPAN, Span, SpanKind

__all__ = [
    "HOW_TO_WRITE_A_SPAN",
    "CountedPart",
    "Explanation",
    "Pause",
    "Skipped",
    "Span",
    "SpanKind",
    "after_pauses",
    "due",
    "due_with_pauses",
    "explain_due",
    "hours_text",
    "resume_due",
    "retime",
]
