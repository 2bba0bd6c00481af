"""APScheduler wakes the sweep at the next deadline and at a steady beat, and with it considers
prompts; the store is the truth, no job is kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from mashdesk.clock import ClockTrouble, ClockWatch
from mashdesk.desk.clockwork.sweep import CLOCK_WARNING, SweepReport, sweep
from mashdesk.desk.desk import Desk
from mashdesk.domain.errors import Trouble

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent
    from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

BEAT_SECONDS = 10
CLOCK_WARNING_SECONDS = CLOCK_WARNING.total_seconds()
"""How long a jump of the wall clock stays on show, by the clock that never jumps."""


class Scheduler:
    """Sweeps at a beat and at the next deadline. Trouble is told, never raised: the next beat tries
    again.

    The beat also runs on a plain monotonic timer, because a wall clock set back would make
    APScheduler wait.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        beat_seconds: int = BEAT_SECONDS,
        on_sweep: Callable[[SweepReport], None] | None = None,
        on_trouble: Callable[[str], None] | None = None,
    ) -> None:
        self.desk = desk
        self.beat_seconds = beat_seconds
        self._on_sweep = on_sweep or (lambda _report: None)
        self._on_trouble = on_trouble or (lambda _said: None)
        self._give_way: Callable[[], None] = lambda: None
        self._watch = ClockWatch(desk.clock)
        self._noticed: ClockTrouble | None = None
        self._noticed_at = 0.0
        self._one_at_a_time = threading.Lock()
        self._stopped = threading.Event()
        self._jobs: BackgroundScheduler | None = None
        self._monotonic = threading.Thread(target=self._beat_on, name="mashdesk-beat", daemon=True)

    def start(
        self,
        on_trouble: Callable[[str], None] | None = None,
        give_way: Callable[[], None] | None = None,
    ) -> None:
        """Begin to beat; the first sweep is at once. `on_trouble` is told from another thread, and
        `give_way` called from one between two steps of long work: it may wait for people's keys.
        """
        # Loaded here, for a desk shows its queue before it begins to beat.
        from apscheduler.events import EVENT_JOB_ERROR
        from apscheduler.schedulers.background import BackgroundScheduler

        self._on_trouble = on_trouble or self._on_trouble
        self._give_way = give_way or self._give_way
        self._jobs = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            executors={"default": {"type": "threadpool", "max_workers": 2}},
        )
        self._jobs.add_listener(self._job_failed, EVENT_JOB_ERROR)
        self._jobs.add_job(self.sweep_now, "interval", seconds=self.beat_seconds, id="beat")
        self._jobs.start()
        self._monotonic.start()

    def stop(self) -> None:
        """Stop beating; a sweep under way finishes by itself."""
        self._stopped.set()
        if self._jobs is not None and self._jobs.running:
            self._jobs.shutdown(wait=False)

    def sweep_now(self) -> None:
        """One sweep, unless one is under way in this process, and the next wake-up."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            self._sweep()
        finally:
            self._one_at_a_time.release()

    def _sweep(self) -> None:
        try:
            report = sweep(self.desk.store, self.desk.clock, self._clock_trouble())
            self.desk.prompting.consider(self._give_way)
            self._wake_at_next_deadline()
        except Trouble as trouble:
            log.warning("sweep: %s", trouble.message)
            self._on_trouble(trouble.message)
        except Exception:
            log.exception("the sweep failed")
            self._on_trouble(
                "The scheduler's sweep failed; what is overdue still shows. See the log."
            )
        else:
            self._on_trouble(
                ""
                if not report.failed
                else f"{report.failed} items could not be reopened; see the log."
            )
            self._on_sweep(report)

    def _clock_trouble(self) -> ClockTrouble | None:
        """A jump stays on show for a while: deadlines set meanwhile deserve a look."""
        jump, passed = self._watch.check(), self.desk.clock.monotonic()
        if jump is not None:
            self._noticed, self._noticed_at = jump, passed
            log.warning("%s", jump)
        elif passed - self._noticed_at >= CLOCK_WARNING_SECONDS:
            self._noticed = None
        return self._noticed

    def _wake_at_next_deadline(self) -> None:
        next_at = self.desk.next_deadline()
        now = self.desk.clock.now()
        if next_at is None or self._stopped.is_set():
            return
        if self._jobs is None or not self._jobs.running:
            return
        if now < next_at < now + timedelta(seconds=self.beat_seconds):
            self._jobs.add_job(
                self.sweep_now, "date", run_date=next_at, id="deadline", replace_existing=True
            )

    def _beat_on(self) -> None:
        self.sweep_now()
        while not self._stopped.wait(self.beat_seconds):
            self.sweep_now()

    def _job_failed(self, event: JobExecutionEvent) -> None:
        log.error("scheduled job %s failed: %r", event.job_id, event.exception)
        self._on_trouble("The scheduler failed once; it goes on. See the log.")
