"""Twenty processes on one store: nothing lost, nothing doubled, nobody starved."""

from __future__ import annotations

from datetime import timedelta

from mashdesk.domain.rating import Rag
from tests.hub import Hub
from tests.proof.workers import Result, chase_and_sweep, context, started, that_told

DESKS = 20
CHASES = 4
"""What each desk must get done, however crowded it is."""
BREACHES = 12
PATIENCE = 120.0


def where(hub: Hub) -> str:
    if hub.folder is not None:
        return str(hub.folder)
    return hub.store.engine.url.render_as_string(hide_password=False)


def run_twenty(hub: Hub, requests: tuple[tuple[int, int], ...]) -> list[Result]:
    """All start behind one barrier; each tells once, when it is through."""
    start = context().Barrier(DESKS)
    stops, ends = [], []
    for desk in range(DESKS):
        actor = (hub.duty, hub.other_duty, hub.manager)[desk % 3]
        stop, end = started(chase_and_sweep, where(hub), actor, hub.now(), requests, CHASES, start)
        stops.append(stop)
        ends.append(end)
    results: list[Result] = []
    try:
        while len(results) < DESKS:
            ready = that_told(ends, PATIENCE)
            assert ready, f"{DESKS - len(results)} of {DESKS} desks got nowhere"
            for end in ready:
                results.append(end.recv())
                ends.remove(end)
    finally:
        for stop in stops:
            stop()
    return results


def test_twenty_desks_lose_no_update_and_reopen_each_breach_once(hub: Hub) -> None:
    shared = [hub.rated(Rag.GREEN) for _ in range(6)]
    requests = tuple((referral, hub.ask(referral, "POL")[0]) for referral in shared)
    for _ in range(BREACHES):
        hub.take_in()
    hub.later(hours=2)
    # Left to the twenty: the contacts nobody rated. The two rated green have days yet.
    due = sum(row.nearest_at <= hub.now() for row in hub.desk.queue(hub.duty).rows)
    assert due == BREACHES

    results = run_twenty(hub, requests)

    assert [result.fault for result in results] == [""] * DESKS
    assert all(result.done == CHASES for result in results), "a desk was starved"
    assert sum(result.reopened for result in results) == BREACHES
    seen = [hub.view(referral).requests[0] for referral in shared]
    assert sum(request.chased for request in seen) == DESKS * CHASES, "an update was lost"
    assert sum(request.version - 1 for request in seen) == DESKS * CHASES
    assert sum(result.stale for result in results) > 0, "the desks never met: nothing was proven"
    kinds = [
        event.kind for row in hub.desk.queue(hub.duty).rows for event in hub.view(row.id).events
    ]
    assert kinds.count("timed_out") == BREACHES
    assert all(row.round == 2 for row in hub.desk.queue(hub.duty).rows if row.id not in shared)
    report = hub.desk.audit_verify(hub.manager)
    assert report.whole, report.broken
    assert hub.desk.sweep().found == 0


def test_a_desk_that_comes_late_finds_every_breach_reopened_already(sqlite_hub: Hub) -> None:
    for _ in range(3):
        sqlite_hub.take_in()
    sqlite_hub.clock.advance(timedelta(hours=2))
    assert sqlite_hub.sweep().reopened == 3
    assert sqlite_hub.another_desk().sweep().found == 0
