"""mashdesk: the duty desk of a Multi-Agency Safeguarding Hub."""

from __future__ import annotations

__version__ = "0.1.0"
