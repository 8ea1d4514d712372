"""The recorded job of two segments fits every spelling of its total."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientwright.rules.kinds import from_json
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.testing.cassettes.scenarios.job_outcomes import two_segment_payload
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle

TOTALS: tuple[tuple[dict[str, Any], int], ...] = (
    ({"type": "integer", "enum": [5, 10]}, 10),
    ({"const": 12}, 12),
    ({"type": ["integer", "null"], "minimum": 3}, 6),
    ({"type": "integer", "minimum": 5, "multipleOf": 5}, 10),
)


@pytest.mark.parametrize(("total", "expected"), TOTALS)
def test_two_segments_make_a_total_that_is_accepted(total: dict[str, Any], expected: int) -> None:
    """The input has two items of 3 to 9, and the smallest total that they can make."""
    number = {"type": "integer", "minimum": 3, "maximum": 9}
    item = {"type": "object", "required": ["n"], "properties": {"n": number}}
    parts = {"type": "array", "maxItems": 5, "items": item}
    fields = {"parts": parts, "total": total}
    schema = {"type": "object", "required": ["total"], "properties": fields}
    rule = from_json({"kind": "sum-equals", "addends": "$.parts[*].n", "total": "$.total"})
    endpoint = Endpoint(ModelId("made/up"), schema, rules=(rule,), path=Path("x.json"))
    (addends, _) = rule.paths()
    payload = two_segment_payload(endpoint, rule, addends)
    assert PayloadOracle(PayloadGenerator(endpoint)).broken_constraints(payload) == []
    assert len(payload["parts"]) == 2
    assert payload["total"] == expected == sum(part["n"] for part in payload["parts"])
