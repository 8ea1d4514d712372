"""Equality of JSON values, and the canonical text of one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.schema.equality import canonical_json, json_equal
from clientwright.schema.numbers import floats_to_integers

FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 1e16, -1e22, 1.5e300, 123456789.0, 5e-324, 1e-5])
TEXTS = st.text(alphabet='0123456789.e+-,]} "', max_size=6)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@example({"a": [1.0, "2.0"], "b": {"c": 1e16}})
@example([1e16])
@example(-0.0)
def test_canonical_text_has_no_whole_float(value: Any) -> None:
    """The canonical text is that of the value with each float of an integral value as an integer."""
    assert canonical_json(value) == json.dumps(floats_to_integers(value), sort_keys=True)


@given(JSON.filter(lambda value: "NaN" not in json.dumps(value)))
def test_equal_values_have_one_canonical_text(value: Any) -> None:
    """A value equals its canonical text as it is read again, and has the same text then."""
    again = json.loads(canonical_json(value))
    assert json_equal(again, value)
    assert canonical_json(again) == canonical_json(value)
