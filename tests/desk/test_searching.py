"""Search over every word of the records: what is found, what is not, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Child
from mashdesk.domain.people import MentionKind
from mashdesk.domain.request import AnswerKind, Sharing
from mashdesk.domain.searching import excerpt, holds, words_of
from mashdesk.store.names import AUDIT
from mashdesk.store.queries import searching
from tests.desk.kin import mention
from tests.hostile import HOSTILE
from tests.hub import Hub, contact


def found(hub: Hub, asked: str) -> list[tuple[int, str]]:
    return [(hit.referral, hit.kind) for hit in hub.desk.history.search(hub.duty, asked).hits]


def test_every_piece_of_writing_is_found_by_its_words_the_newest_first(hub: Hub) -> None:
    zoe = Child(given_name="Zoë", family_name="O'Brien-Łukasz", known_as="Zozo")
    one = hub.take_in(worry="Bruised at the canal.", expects="A visit.", household="Gran, canal",
                      children=(zoe,))  # fmt: skip
    hub.rate(one)
    hub.ask(one, "POL")
    hub.answer(one, "POL", answer=AnswerKind.RELEVANT, words="Seen by the canal.")
    hub.do(c.AddNote(referral=one, text="Rang about the canal."))
    mention(hub, one, MentionKind.ADDRESS, value="3 Canal Street, Northbridge NB1 2CD")
    hub.decide(one, rationale="The canal is fenced.", voice="I like the canal.")
    hub.feedback(one)
    two = hub.take_in(worry="Another canal.")
    assert [kind for _, kind in found(hub, "canal")] == [
        "contact", "decision", "mention", "note", "answer", "contact",
    ]  # fmt: skip
    assert found(hub, "canal")[0][0] == two
    assert found(hub, "CANAL fenc") == [(one, "decision")]
    for spelling in ("zoe", "ZOË", "Zoe\u0308", "o'brien", "obrien łuk", "brien zozo"):
        expected = [] if spelling == "obrien łuk" else [(one, "child")]
        assert found(hub, spelling) == expected, spelling
    assert found(hub, "advised school") == [(one, "feedback")]
    assert found(hub, "gran visit") == [(one, "contact")]
    assert found(hub, "can") == found(hub, "canal")
    assert found(hub, "can fenced") == []  # only the last word may be a beginning


def test_a_correction_replaces_what_is_found(hub: Hub) -> None:
    brothers = tuple(Child(given_name=name, family_name="Brown") for name in ("Kai", "Leo"))
    one = hub.take_in(worry="A burn.", children=brothers)
    kay = (replace(brothers[0], given_name="Kay"),)
    right = replace(contact(hub.clock), worry="A scald.", children=kay)
    hub.on(c.Correct, one, contact=right, reason="misheard")
    assert found(hub, "burn") == found(hub, "leo") == found(hub, "kai") == []
    assert found(hub, "scald") == [(one, "contact")]
    assert found(hub, "kay") == [(one, "child")]


def test_marked_words_are_found_by_those_who_decide_alone_and_counted_for_nobody_else(
    hub: Hub,
) -> None:
    one = hub.rated()
    hub.ask(one, "POL")
    hub.answer(one, "POL", answer=AnswerKind.RELEVANT, words="An informant.",
               sharing=Sharing.DECISION_MAKER)  # fmt: skip
    assert hub.desk.history.search(hub.duty, "informant").count == 1
    for role in (Role.BUSINESS, Role.AUDITOR):
        view = hub.desk.history.search(hub.actor(role), "informant")
        assert (view.count, view.hits, view.more) == (0, (), False)


def test_pages_go_on_from_the_last_hit_and_many_are_counted_no_further_than_a_hundred(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    one = hub.take_in(worry="first")
    for number in range(105):
        hub.do(c.AddNote(referral=one, text=f"again {number}"))
    view = hub.desk.history.search(hub.duty, "again", limit=10)
    assert (view.count, view.more_than_counted, view.more, len(view.hits)) == (100, True, True, 10)
    older = hub.desk.history.search(hub.duty, "again", before=view.hits[-1].key, limit=10)
    assert older.hits[0].excerpt == "again 94"


def test_whatever_is_typed_is_words_and_never_a_question_of_the_engines_own(hub: Hub) -> None:
    hub.take_in(worry="neither near nor not here")
    typed = [
        *HOSTILE, '"', "'", "a OR b", "NEAR(a b)", "worry:x", "-x", "x*", "(", "^x", "a\x00b",
        "*", "", "   ", "\\", "'; DROP TABLE wording; --", "& | ! <-> :*", "ß", "x" * 5000,
        "a " * 5000, "\ud800", "👍", "👍*", "NEAR/2", "é" * 10_000, "किताब",
        " ".join(map(str, range(2_000))),
    ]  # fmt: skip
    for text in typed:
        hub.desk.history.search(hub.duty, text)
    assert [kind for _, kind in found(hub, "not near")] == ["contact"]
    assert found(hub, "a OR near") == []


def test_a_search_is_audited_with_how_much_it_found_and_never_its_words(hub: Hub) -> None:
    hub.take_in(worry="Bruised at the canal.")
    for asked in ("Bruised canal", "bruised  CANAL", "kai"):
        hub.desk.history.search(hub.duty, asked)
    query = select(AUDIT.c.reason).where(AUDIT.c.act == "search the records").order_by(AUDIT.c.seq)
    with hub.store.read() as connection:
        one, again, other = connection.execute(query).scalars()
    assert one == again != other
    assert one.endswith(", 1 found")
    assert "canal" not in one.lower()
    assert hub.desk.audit_verify(hub.manager).whole


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Seen at the Café Zoé.", "zoe", "Zoé"),
        ("e\u0301toile", "etoile", "e\u0301toile"),
        ("x " * 200 + "bruised " + "y " * 200, "brui", "bruised"),
    ],
)
def test_an_excerpt_shows_where_the_words_stand(text: str, asked: str, shown: str) -> None:
    piece, places = excerpt(text, words_of(asked))
    (start, end) = places[0]
    assert piece[start:end] == shown
    assert holds(text, words_of(asked))


def test_what_quotes_a_sealed_record_alone_is_counted_on_no_page(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = hub.signed_in(Role.TEAM_MANAGER)
    secret, other = hub.take_in(), hub.take_in()
    named = hub.view(secret).reference
    hub.do(c.AddNote(referral=other, text=f"Quite by itself: {hub.view(other).reference}."))
    for number in range(5):
        hub.do(c.AddNote(referral=other, text=f"Read {named}, page {number}."))
    hub.on(c.Seal, secret, manager, people=(manager.user_id,), reason="A colleague's.")
    monkeypatch.setattr(searching, "MOST_COUNTED", 2)
    for limit in (1, 2, 50):
        found = hub.desk.history.search(hub.duty, named, limit=limit)
        assert (found.hits, found.count, found.more) == ((), 0, False)
    # Its own reference shares all but the number: that one is found past all the others.
    found = hub.desk.history.search(hub.duty, named.rpartition("-")[0], limit=1)
    assert [one.excerpt for one in found.hits] == [f"Quite by itself: {hub.view(other).reference}."]
    assert (found.count, found.more) == (1, False)
    assert hub.desk.history.search(manager, named, limit=1).more
