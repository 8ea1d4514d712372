"""The oracle's quick yes is right: what it is sure of breaks nothing for the checks that name what is broken."""

from __future__ import annotations

import copy
from typing import Any
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.io.json_types import copy_json
from clientwright.testing.payloads import payload_oracle
from clientwright.testing.payloads.certain_validity import find_certainty
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from codegen.schema_strategies import NAMES, VALUES, schemas
from testing.support import IMAGE, generate_payloads, make_endpoint

WORDS = (
    "type enum const maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength maxItems minItems "
    "maxProperties minProperties required dependentRequired items properties additionalProperties".split()
)
NUMBERS = st.sampled_from([float("nan"), float("-inf"), 1e23, 10**23, 2**53 + 1, 2.0**53, -0.0])
INNER = st.recursive(
    VALUES | NUMBERS | st.sampled_from(["\ud800", "https://a/b.png", "ftp://a"]),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(NAMES), one),
)
MEDIA = st.just({"x-media": {"kind": "image"}})


def keep_words(schema: Any) -> Any:
    """Return a schema with keywords of which the quick check may be sure."""
    if isinstance(schema, list):
        return [keep_words(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {word: value for word, value in schema.items() if word in WORDS}
    for word in {"items", "additionalProperties"} & found.keys():
        found[word] = keep_words(found[word])
    if "properties" in found:
        found["properties"] = {name: keep_words(sub) for name, sub in found["properties"].items()}
    return found


@given(schemas(2).map(keep_words) | schemas(1) | MEDIA, INNER)
@example({"exclusiveMaximum": 10**23}, 1e23)
@example({"type": "null"}, float("nan"))
@example({}, float("nan"))
@example({"x-media": {"kind": "image"}}, "ftp://a")
@example({"type": "string", "x-media": {"kind": "image"}}, "https://a/b.png")
@example({"properties": {"a": {}}}, {"a": 1, "b": 2})
@example({"anyOf": [{"properties": {"a": {}}}, {"required": ["b"]}]}, {"b": 2})
def test_what_is_certain_breaks_nothing(schema: Any, value: Any) -> None:
    """The oracle finds the same broken with the quick check, of a whole payload or of its fields, as without it."""
    fields = {"it": schema, "sure": {"items": {"properties": {"a": {}}}}}
    endpoint = make_endpoint({"type": "object", "properties": fields})
    payload = {"it": value, "sure": [{"a": 1}]}
    quick = PayloadOracle(PayloadGenerator(endpoint))
    with patch.object(payload_oracle, "find_certainty", lambda *_: lambda _: False):
        slow = PayloadOracle(PayloadGenerator(endpoint))
        broken, accepted = slow.broken_constraints(payload), slow.accepts(payload)
    assert (quick.broken_constraints(payload), quick.accepts(payload)) == (broken, accepted)


def test_generated_payloads_are_certain() -> None:
    """Nothing but rules has to be checked of the payloads of a documented endpoint."""
    generator = PayloadGenerator(IMAGE)
    is_certain = find_certainty(generator.schema, generator.schemes)
    assert all(map(is_certain, generate_payloads(IMAGE, 30)))
    assert not is_certain({**next(generate_payloads(IMAGE, 1)), "no_such_field": 1})


@given(VALUES)
def test_a_copy_shares_nothing(value: Any) -> None:
    """A copy is equal, and an edit of it anywhere leaves the original as it was."""
    original, made = copy.deepcopy(value), copy_json(value)
    assert (made, repr(made)) == (value, repr(value))
    pending = [made]
    while pending:
        one = pending.pop()
        if isinstance(one, dict | list):
            pending += one.values() if isinstance(one, dict) else one
            one.clear()
    assert repr(value) == repr(original)
