"""A desk's rooms are made when they are first needed, and once."""

from __future__ import annotations

import contextlib
import threading

from mashdesk.desk.rooms import entered_once
from tests.hub import Hub


def test_two_threads_that_enter_at_once_find_the_same_room() -> None:
    # Whoever makes the room waits a little for somebody else who makes it too.
    both = threading.Barrier(2)

    class House:
        @entered_once
        def room(self) -> object:
            """A room."""
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(0.1)
            return object()

    house, found = House(), list[object]()
    threads = [threading.Thread(target=lambda: found.append(house.room)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 2
    assert found[0] is found[1] is house.room


def test_a_desk_keeps_its_rooms(sqlite_hub: Hub) -> None:
    desk = sqlite_hub.desk
    assert "history" not in vars(desk)
    assert desk.history is desk.history
    assert desk.history is not sqlite_hub.another_desk().history
