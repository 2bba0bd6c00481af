"""How long nobody touched the desk, and who waits for whoever does."""

from __future__ import annotations

from mashdesk.tui.idle import MOST_WAITED, TYPING, Idle


class Hands:
    """A clock that goes on only while somebody waits, and hands that may type meanwhile."""

    def __init__(self, keys: int) -> None:
        self.keys = keys
        self.at = 100.0
        self.waited = 0
        self.idle = Idle(lambda: self.at, wait=self.wait)

    def wait(self, seconds: float) -> None:
        self.at += seconds
        self.waited += 1
        if self.keys:
            self.keys -= 1
            self.idle.touch()


def test_work_beside_the_desk_waits_until_no_key_is_pressed_any_more() -> None:
    hands = Hands(keys=2)
    hands.idle.give_way()
    assert hands.waited == 3
    hands.idle.give_way()
    assert hands.waited == 3, "nobody is typing: it goes on at once"


def test_work_beside_the_desk_goes_on_in_a_second_however_long_somebody_types() -> None:
    hands = Hands(keys=10_000)
    hands.idle.give_way()
    assert hands.waited == MOST_WAITED
    assert MOST_WAITED * TYPING <= 1
