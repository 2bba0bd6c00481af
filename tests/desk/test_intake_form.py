from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.desk.intake.codes import read_code, read_date, read_instant
from mashdesk.desk.intake.intake_form import json_schema, read_contact
from mashdesk.domain.contact import Channel, Consent, Reason, Sex, Source
from mashdesk.domain.problems import Invalid
from tests.hostile import HOSTILE, assert_printable_only


def contact(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "received_at": "2026-11-20T14:05:00Z",
        "channel": "phone",
        "source": "2A",
        "reasons": ["neglect"],
        "worry": "Came to school without a coat three days running.",
        "children": [{"given_name": "Kit", "family_name": "Brown", "born": "2019-03-14"}],
    }
    return {name: value for name, value in (whole | changes).items() if value != "LEFT OUT"}


def faults(value: object, line: int | None = 7) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_contact(value, line)
    assert all(problem.line == line for problem in caught.value.problems)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_a_whole_contact_is_read_as_the_domain_knows_it() -> None:
    read = read_contact(
        contact(
            consent={"form": "obtained", "by": "the mother", "at": "2026-11-20 13:00"},
            children=[{"given_name": "Kit", "sex": "female", "born": "2019-03-14"}, {"sex": "U"}],
        )
    )
    assert read.received_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert (read.channel, read.source, read.reasons) == (
        Channel.PHONE,
        Source.SCHOOL,
        (Reason.NEGLECT,),
    )
    assert read.consent is not None
    assert read.consent.form is Consent.OBTAINED
    assert [child.sex for child in read.children] == [Sex.FEMALE, Sex.UNBORN]
    assert read.children[0].born == date(2019, 3, 14)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2A", Source.SCHOOL), ("2a", Source.SCHOOL), ("school", Source.SCHOOL),
        (6, Source.POLICE), ("a&e", Source.A_AND_E), ("A&E", Source.A_AND_E),
        ("Health Visitor", Source.HEALTH_VISITOR),
        ("another local authority", Source.OTHER_AUTHORITY),
    ],
)  # fmt: skip
def test_a_code_may_be_given_as_its_code_or_its_label_in_any_case(
    said: object, meant: Source
) -> None:
    assert read_contact(contact(source=said)).source is meant


@pytest.mark.parametrize(
    "choices", [Channel, Source, Reason, Consent, Sex], ids=lambda choices: choices.__name__
)
def test_every_code_and_every_label_is_understood(choices: Any) -> None:
    for choice in choices:
        assert read_code(choices, choice.value) is choice
        assert read_code(choices, choice.label.upper()) is choice


def test_a_label_that_means_two_codes_is_refused_and_both_are_named() -> None:
    message = faults(contact(source="health"))["source"]
    assert "3D (other primary health)" in message
    assert "3F (other health)" in message


def test_an_unknown_code_is_refused_with_the_nearest_one_or_all_of_them() -> None:
    assert "did you mean neglect?" in faults(contact(reasons=["negelct"]))["reasons.1"]
    assert "physical_abuse" in faults(contact(reasons=["xyzzy"]))["reasons.1"]


@pytest.mark.parametrize("said", [True, None, 4.5, [], {}, ["2A"]])
def test_a_code_of_the_wrong_type_is_refused(said: object) -> None:
    assert "source" in faults(contact(source=said))


def test_an_unknown_name_is_refused_with_the_one_that_was_meant() -> None:
    wrong = contact(chanel="phone", children=[{"given_nam": "Kit", "born": "2019-03-14"}])
    found = faults(wrong)
    assert "did you mean 'channel'?" in found["chanel"]
    assert "did you mean 'given_name'?" in found["children.1.given_nam"]


def test_other_systems_names_for_a_field_are_understood() -> None:
    read = read_contact(
        {
            "received": "2026-11-20 14:05",
            "channel": "e-mail",
            "from": "GP",
            "reason": "neglect",
            "concern": "Seen twice.",
            "children": [{"forename": "Kit", "surname": "Brown", "dob": "2019-03-14"}],
            "consent": "refused",
        }
    )
    assert read.children[0].family_name == "Brown"
    assert read.consent is not None
    assert read.consent.form is Consent.REFUSED


def test_a_field_given_under_two_names_is_refused() -> None:
    found = faults(contact(concern="Another worry."))
    assert "says the same as “worry”" in found["concern"]


def test_every_fault_is_named_at_once_with_children_counted_from_one() -> None:
    found = faults(
        contact(
            received_at="yesterday",
            worry=5,
            children=[{"born": "2019-02-30"}, "Kit", {"expected": "soon"}],
            consent={"form": "perhaps"},
        )
    )
    assert set(found) == {
        "received_at", "worry", "children.1.born", "children.2", "children.3.expected",
        "consent.form",
    }  # fmt: skip
    assert "is not a day that exists" in found["children.1.born"]


@pytest.mark.parametrize("value", [None, [], "contact", 5, True, [[]]])
def test_what_is_no_object_is_refused(value: object) -> None:
    assert faults(value) == {"contact": "must be an object in curly brackets"}


def test_missing_fields_are_each_named() -> None:
    assert set(faults({})) == {
        "received_at", "channel", "source", "reasons", "worry", "children",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-20 14:05", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-07-20T14:05", datetime(2026, 7, 20, 13, 5, tzinfo=UTC)),
        ("2026-07-20T14:05:30+01:00", datetime(2026, 7, 20, 13, 5, 30, tzinfo=UTC)),
        ("2026-07-20T14:05Z", datetime(2026, 7, 20, 14, 5, tzinfo=UTC)),
        # Twice on that night: the first. Never on that one: an hour further on.
        ("2026-10-25 01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-29 01:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_carries_its_zone_or_is_london_time(said: str, meant: datetime) -> None:
    assert read_instant(said) == meant


@pytest.mark.parametrize(
    "said",
    ["14:05", "2026-11-20", "20 Nov 2026 14:05", "2026-13-01 10:00", "2026-11-20 25:00", "",
     1763647500, None, "2026-11-20T14:05:00 Europe/London", "0001-01-01T00:00+23:59",
     "2026-11-20T14:05+99:00", "9999-12-31T23:59-23:59", "٢٠٢٦-11-20 14:05"],
)  # fmt: skip
def test_anything_else_is_no_instant(said: object) -> None:
    with pytest.raises(ValueError, match="is not a"):
        read_instant(said)


@pytest.mark.parametrize(
    "said", ["14/03/2019", "2019-3-14", "2019-03-14T00:00", 20190314, None, ""]
)
def test_anything_but_an_iso_date_is_no_date(said: object) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_date(said)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_kept_as_plain_visible_text(text: str) -> None:
    read = read_contact(
        contact(worry=text + "x", sender_name=text, children=[{"given_name": text, "sex": "U"}])
    )
    for kept in (read.worry, read.sender_name, read.children[0].given_name):
        assert_printable_only(kept)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_codes_and_dates_are_told_in_printable_text(text: str) -> None:
    hostile = contact(received_at=text, source=text, reasons=[text], consent={"form": text})
    hostile[text] = "x"
    hostile["children"] = [{text: text, "born": text}]
    for field, message in faults(hostile).items():
        assert_printable_only(field)
        assert_printable_only(message)
        assert len(message) < 1200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(contact(consent={}, sender_name=""))), JSON))
def test_no_json_value_does_worse_than_be_refused(changes: dict[str, Any]) -> None:
    try:
        read_contact(contact(**changes))
    except Invalid as error:
        for problem in error.problems:
            assert problem.field
            assert problem.message


def test_the_schema_names_every_field_and_both_ways_to_give_a_code() -> None:
    schema = json_schema()
    json.dumps(schema)
    assert schema["additionalProperties"] is False
    assert {"received_at", "channel", "source", "reasons", "worry", "children"} == set(
        schema["required"]
    )
    spellings = schema["properties"]["source"]["anyOf"]
    assert "2A" in spellings[0]["enum"]
    assert "school" in spellings[1]["enum"]
