"""What is done once for all tests is truly done once, and differs where the outcome would."""

from __future__ import annotations

from sqlalchemy import create_engine, literal, select
from textual.css.stylesheet import Stylesheet

CSS = "Label { color: $text; }"


def test_a_statement_that_one_engine_compiled_is_known_to_the_next() -> None:
    hits = []
    for _ in range(2):
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            hits.append(connection.execute(select(literal(20261122))).context.cache_hit)
        engine.dispose()
    assert [hit.name for hit in hits] == ["CACHE_MISS", "CACHE_HIT"]


def test_a_stylesheet_is_parsed_once_for_each_set_of_colours(
    stylesheets_are_parsed_once: None,
) -> None:
    parsed = []
    for colour in ("#112233", "#112233", "#445566"):
        sheet = Stylesheet(variables={"text": colour})
        sheet.add_source(CSS, ("here", ""))
        parsed.append(sheet.rules[0])
    first, again, other = parsed
    assert first is again
    assert other.styles.color != first.styles.color
