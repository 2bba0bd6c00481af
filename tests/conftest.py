from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

# A shared machine may stall any one example: time is no reason to fail. A failure prints the
# blob that repeats it, for the example database does not leave the machine that found it.
settings.register_profile(
    "default",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2_000)
settings.load_profile("thorough" if os.environ.get("MASHDESK_THOROUGH") == "1" else "default")

# Desks by the hundred are made and thrown away: looking for rubbish as often as Python does of
# itself takes a third of the suite's time.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    """What stands once all tests are known stays to the end: no search for rubbish goes through it
    again, of which pytest makes five of everything as each process ends.
    """
    gc.freeze()


pytest_plugins = ["tests.engines", "tests.done_once", "tests.tui.quiet"]
