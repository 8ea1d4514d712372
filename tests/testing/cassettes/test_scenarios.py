"""Each endpoint has its scenarios, and a plan counts their submits and knows what they need."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import UsageError
from clientwright.rules.kinds import from_json
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.testing.cassettes.recording_plan import (
    count_submits,
    plan_recording,
    require_media,
)
from clientwright.testing.cassettes.scenarios import endpoint_scenarios
from clientwright.testing.cassettes.scenarios.job_outcomes import two_segment_payload
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from testing.cassettes.support import specs

ENDPOINT = specs().endpoints[0]
MEDIA = {"image": "https://media.example/real.png", "video": "https://media.example/real.mp4"}


@pytest.mark.parametrize("endpoint", specs().endpoints, ids=lambda e: e.id.segments[-1])
def test_scenarios_are_complete(endpoint: Any) -> None:
    """Each endpoint has all jobs, both cancels, every documented error, and a refusal for each rule."""
    found = endpoint_scenarios(specs().service, endpoint)
    names = Counter(one.name for one in found)
    codes = {f"error-{error['code']}" for error in specs().service.document["errors"]}
    jobs = {"minimal-job", "full-job", "two-segments", "each-status", "failed-job"}
    refused = {"refused-keywords", *(f"refused-{rule.kind}" for rule in endpoint.rules)}
    assert set(names) == {*jobs, "cancelled-job", "not-cancellable", *codes, *refused}
    assert set(names.values()) == {1}
    assert all(one.sentence for one in found)


def test_skipped_scenarios_have_reasons() -> None:
    """Every scenario that is not recorded, also live, has a reason."""
    never = {one.name for one in endpoint_scenarios(specs().service, ENDPOINT) if one.never_reason}
    assert never == {"error-401001", "error-500001"}
    live = {
        one.scenario.name: one.skip_reason
        for one in plan_recording(specs(), [ENDPOINT.id], live=True)
    }
    skipped = {name for name, reason in live.items() if reason}
    unable = {"failed-job", "error-400002", "error-403001", "refused-keywords"}
    assert skipped == never | unable


def test_plan_counts_jobs_and_refusals() -> None:
    """The jobs that would be billed, and the submits that must be refused, are counted beforehand."""
    one = plan_recording(specs(), [ENDPOINT.id], ["minimal-job", "error-*"], live=True)
    assert count_submits(one) == (1, 1 + 1 + 3)
    assert count_submits(plan_recording(specs(), only=["error-401001"])) == (0, 0)
    with pytest.raises(UsageError, match="Did you mean 'full-job'"):
        plan_recording(specs(), only=["fulljob"])


def test_missing_media_are_reported_first() -> None:
    """A plan that needs media without a URL is refused, with all kinds at once."""
    planned = plan_recording(specs(), [ENDPOINT.id], live=True)
    with pytest.raises(UsageError, match="--media image=URL") as caught:
        require_media(planned, {})
    assert "minimal-job" in str(caught.value)
    assert "error-404001" not in str(caught.value)
    require_media(planned, MEDIA)
    require_media(plan_recording(specs(), [ENDPOINT.id], ["error-*"], live=True), {})
    require_media(
        plan_recording(specs(), only=["minimal-job"], endpoints=[specs().endpoints[1].id]), {}
    )


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
