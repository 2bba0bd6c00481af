"""Where the forms' style sheet is; every screen that shows fields names it."""

from __future__ import annotations

from pathlib import Path

FORMS_CSS = Path(__file__).with_name("forms.tcss")
