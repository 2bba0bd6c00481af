"""The desk's own widgets: they are handed frozen views, draw them, and post messages."""

from __future__ import annotations
