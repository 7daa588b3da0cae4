from __future__ import annotations

import pytest

from organizer.api.parameters import Parameter, ParameterError, read, schema_of

NUMBER = Parameter("limit", "how many", "integer", 5, low=1, high=9)
NAMES = Parameter("songs", "which", "texts", required=True)
FIELDS = Parameter("values", "what", "values", required=True)


@pytest.mark.parametrize("given", [3, "3", [3], ["3"]])
def test_values_come_as_text_or_as_json(given: object) -> None:
    assert read([NUMBER], {"limit": given}) == {"limit": 3}


@pytest.mark.parametrize("given", ["", "x", "1.5", 1.5, True, 0, 10, "-1", [1, 2], {}, "٣", "9" * 40])
def test_what_is_no_number_in_its_range_is_refused(given: object) -> None:
    with pytest.raises(ParameterError) as refused:
        read([NUMBER], {"limit": given})
    assert refused.value.parameter == "limit"


def test_what_is_not_given_has_its_default_and_what_must_be_is_asked_for() -> None:
    assert read([NUMBER, Parameter("unlike", "", "texts")], {"limit": None}) == {"limit": 5, "unlike": []}
    with pytest.raises(ParameterError, match="“songs” is missing"):
        read([NAMES], {})
    with pytest.raises(ParameterError, match="no parameter “x”"):
        read([], {"x": 1})


def test_lists_and_fields_hold_texts() -> None:
    assert read([NAMES], {"songs": "a"}) == {"songs": ["a"]}
    assert read([NAMES], {"songs": [1, "b"]}) == {"songs": ["1", "b"]}
    assert read([FIELDS], {"values": {"genre": ["a", "b"], "title": ""}}) == {
        "values": {"genre": ("a", "b"), "title": ""}
    }
    for wrong in ([], [None], [["a"]], ["a"] * 501, ["a" * 5000], ["\0"]):
        with pytest.raises(ParameterError):
            read([NAMES], {"songs": wrong})
    for values in ({}, [], "x", {"genre": 1.5}, {"genre": {"a": "b"}}):
        with pytest.raises(ParameterError):
            read([FIELDS], {"values": values})


def test_the_schema_says_the_same() -> None:
    schema = schema_of([NUMBER, NAMES])
    assert schema["required"] == ["songs"] and schema["additionalProperties"] is False
    assert schema["properties"]["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 9,
        "default": 5,
        "description": "how many",
    }
