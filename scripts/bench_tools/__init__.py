"""What `scripts/bench` measures with: a terminal to run programs in, and a floor."""

from __future__ import annotations
