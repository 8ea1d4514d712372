"""Added and removed endpoints, facts of the service, metadata."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from clientwright.errors import UsageError
from clientwright.evolution.diff import Compatibility, diff_specs
from clientwright.evolution.diff.service_comparison import FACT_COMPARERS, NOT_COMPARED_HERE
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.model import CatalogueListing, Price
from clientwright.specs.model_ids import ModelId
from evolution.diff.support import (
    FACTS,
    IMAGE,
    REAL,
    diff_endpoints,
    endpoint,
    only_change,
    specs,
    wrap_property,
)


def edited(**facts: Any) -> Any:
    """Compare the service's facts with an edited copy."""
    changed = {**copy.deepcopy(dict(FACTS)), **facts}
    return diff_specs(specs(), specs(facts=changed))


def values(name: str, **more: str) -> Any:
    """Return a fact with more values."""
    fact = copy.deepcopy(FACTS[name])
    fact["values"].update(more)
    return fact


def test_equal_specs_have_no_changes() -> None:
    """A spec has no difference from itself."""
    assert diff_specs(REAL, REAL).changes == ()


def test_added_and_removed_endpoints() -> None:
    """A new endpoint is compatible; a removed one breaks, and its witness is the smallest call."""
    one, two = (
        endpoint(wrap_property({"type": "integer"})),
        replace(IMAGE, id=ModelId("maker/other")),
    )
    added = only_change(diff_specs(specs(one), specs(one, two)))
    assert (added.kind, added.compatibility) == ("endpoint-added", Compatibility.COMPATIBLE)
    gone = only_change(diff_specs(specs(one, two), specs(one)))
    assert (gone.kind, gone.compatibility) == ("endpoint-removed", Compatibility.BREAKING)
    assert gone.witness is not None
    assert gone.witness.value["model_id"] == "maker/other"
    assert set(gone.witness.value["input"]) == {"prompt", "start_image_url"}


def test_different_services_are_rejected() -> None:
    """Specs of two services are not compared."""
    other = {**copy.deepcopy(dict(FACTS)), "name": "other"}
    with pytest.raises(UsageError, match="different services"):
        diff_specs(specs(), specs(facts=other))


def test_every_fact_has_a_comparer() -> None:
    """Each fact of a service has a comparer, or a reason for having none."""
    known = set(meta_schema("service")["properties"])
    assert known - FACT_COMPARERS.keys() - NOT_COMPARED_HERE.keys() == set()
    assert not FACT_COMPARERS.keys() & NOT_COMPARED_HERE.keys()


def undeclared(says: str) -> dict[str, Any]:
    """Return the operations with what becomes of JSON of another content type."""
    submit = {**FACTS["operations"]["submit"], "undeclared_json": says}
    return {**FACTS["operations"], "submit": submit}


def sure(operation: str, letter: str) -> Any:
    """Return the operations with another confidence of one."""
    operations = copy.deepcopy(FACTS["operations"])
    operations[operation]["sure"] = letter
    return operations


CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"status": values("status", paused="waiting")}, "status-added", "breaking"),
    ({"result": values("result", failed="succeeded")}, "result-changed", "breaking"),
    (
        {"status": {**FACTS["status"], "values": {"in_queue": "waiting"}}},
        "status-removed",
        "compatible",
    ),
    ({"aliases": values("aliases", waits="in_queue")}, "aliases-added", "compatible"),
    ({"aliases": {**FACTS["aliases"], "values": {}}}, "aliases-removed", "warning"),
    ({"errors": FACTS["errors"][1:]}, "errors-removed", "compatible"),
    ({"not_begun": [{"http": 429}]}, "not_begun-removed", "breaking"),
    ({"not_begun": [*FACTS["not_begun"], {"http": 502}]}, "not_begun-added", "compatible"),
    (
        {
            "errors": [
                *FACTS["errors"],
                {"code": 429001, "is": "rate-limited", "means": "Too fast.", "sure": "M"},
            ]
        },
        "errors-added",
        "warning",
    ),
    (
        {"errors": [{**FACTS["errors"][0], "is": "refused"}, *FACTS["errors"][1:]]},
        "errors-changed",
        "breaking",
    ),
    ({"cancel": {**FACTS["cancel"], "cancellable": []}}, "cancel-removed", "breaking"),
    (
        {"cancel": {**FACTS["cancel"], "cancellable": ["in_queue", "in_progress"]}},
        "cancel-added",
        "compatible",
    ),
    (
        {"cancel": {**FACTS["cancel"], "outcomes": ["cancelled", "refunded"]}},
        "cancel-added",
        "breaking",
    ),
    ({"token_variables": ["RUNCOMFY_TOKEN"]}, "token_variables-removed", "breaking"),
    (
        {"token_variables": list(reversed(FACTS["token_variables"]))},
        "token_variables-changed",
        "warning",
    ),
    ({"base_url_variable": "OTHER"}, "base_url_variable-changed", "breaking"),
    ({"base_url": "https://other.example/v1"}, "base_url-changed", "warning"),
    ({"hosts": ["other.example"]}, "hosts-changed", "warning"),
    ({"title": "Other"}, "title-changed", "warning"),
    ({"auth": {**FACTS["auth"], "scheme": "Key"}}, "auth-changed", "breaking"),
    ({"auth": {**FACTS["auth"], "sure": "L"}}, "auth-changed", "warning"),
    ({"media": {**FACTS["media"], "schemes": []}}, "media-removed", "breaking"),
    ({"media": {**FACTS["media"], "schemes": ["https", "data"]}}, "media-added", "compatible"),
    ({"media": {**FACTS["media"], "advice": "Any."}}, "media-changed", "none"),
    ({"media": {**FACTS["media"], "advised_megabytes": {"image": 5}}}, "media-changed", "warning"),
    (
        {
            "output_hosts": {
                **FACTS["output_hosts"],
                "suffixes": [*FACTS["output_hosts"]["suffixes"], ".x"],
            }
        },
        "output_hosts-added",
        "breaking",
    ),
    (
        {
            "operations": {
                **FACTS["operations"],
                "cancel": {"method": "DELETE", "path": "/x", "sure": "H"},
            }
        },
        "operations-changed",
        "breaking",
    ),
    ({"operations": undeclared("refused")}, "operations-changed", "warning"),
    ({"operations": undeclared("accepted")}, "operations-changed", "none"),
    ({"request_id": {"pattern": "^[a-z]+$", "sure": "M"}}, "pattern-changed", "warning"),
    ({"request_id": {"sure": "M"}}, "pattern-removed", "breaking"),
    ({"request_id": {**FACTS["request_id"], "sure": "L"}}, "request_id-changed", "warning"),
    ({"request_id": {**FACTS["request_id"], "sure": "H"}}, "request_id-changed", "compatible"),
    ({"operations": sure("submit", "?")}, "operations-changed", "warning"),
    (
        {"errors": [{**FACTS["errors"][0], "sure": "?"}, *FACTS["errors"][1:]]},
        "errors-changed",
        "warning",
    ),
    ({"names": {"kling": "kuaishou"}}, "names-added", "warning"),
    ({"words": {}}, "words-changed", "none"),
]


@pytest.mark.parametrize(
    ("facts", "kind", "verdict"), CASES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_edited_fact_gets_its_verdict(facts: Any, kind: str, verdict: str) -> None:
    """An edit of a fact gets its verdict: what is sent may only grow, what is received only shrink."""
    found = edited(**facts)
    assert (kind, verdict) in {(c.kind, str(c.compatibility)) for c in found.changes}
    assert all(c.witness is not None for c in found.with_compatibility(Compatibility.BREAKING))
    assert all(c.endpoint == "" for c in found.changes)


def test_shared_output_follows_response_law() -> None:
    """A removed field of the output breaks, a new one does not."""
    output = copy.deepcopy(FACTS["output"])
    del output["properties"]["audio"]
    gone = only_change(edited(output=output))
    assert (gone.pointer, gone.compatibility) == (
        "/output/properties/audio",
        Compatibility.BREAKING,
    )
    output["properties"] = {**FACTS["output"]["properties"], "text": {"type": "string"}}
    assert only_change(edited(output=output)).compatibility is Compatibility.COMPATIBLE


def test_texts_and_notes_change_nothing() -> None:
    """Texts and notes are not part of the contract."""
    assert (
        only_change(diff_endpoints(IMAGE, replace(IMAGE, words={}))).compatibility
        is Compatibility.UNCHANGED
    )
    assert (
        only_change(diff_endpoints(IMAGE, replace(IMAGE, notes=("Slow.",)))).compatibility
        is Compatibility.UNCHANGED
    )


LISTED = replace(IMAGE, listing=CatalogueListing("e", "s", price=Price(0.1, "second")))


@pytest.mark.parametrize(
    ("old", "new", "kind", "verdict", "expected"),
    [
        (
            0.1,
            0.2,
            "price-changed",
            Compatibility.WARNING,
            "now 0.2 USD for each second; it was 0.1 USD",
        ),
        (
            None,
            0.1,
            "price-added",
            Compatibility.UNCHANGED,
            "first documented price is 0.1 USD for each second",
        ),
        (0.1, None, "price-removed", Compatibility.WARNING, "no longer documented; it was 0.1 USD"),
    ],
)
def test_prices(old: Any, new: Any, kind: str, verdict: Compatibility, expected: str) -> None:
    """A changed or removed price is a warning; a first one is no change."""

    def priced(usd: Any) -> Any:
        price = Price(usd, "second") if usd else None
        return replace(IMAGE, listing=CatalogueListing("e", "s", price=price))

    change = only_change(diff_endpoints(priced(old), priced(new)))
    assert (change.kind, change.compatibility) == (kind, verdict)
    assert expected in change.message


def test_first_and_removed_listings_are_compared_by_price() -> None:
    """A first or removed catalogue entry is compared by its price."""
    assert only_change(diff_endpoints(IMAGE, LISTED)).kind == "price-added"
    assert only_change(diff_endpoints(LISTED, IMAGE)).kind == "price-removed"


def test_retired_endpoints() -> None:
    """A retired endpoint breaks, located in its own file; it may come back."""
    retired = replace(IMAGE, retired=True)
    gone = only_change(diff_specs(specs(IMAGE), replace(specs(), retired=(retired,))))
    assert "no longer lists the endpoint" in gone.message
    assert gone.compatibility is Compatibility.BREAKING
    assert gone.location == IMAGE.location("/retired")
    back = only_change(diff_specs(replace(specs(), retired=(retired,)), specs(IMAGE)))
    assert (back.kind, back.compatibility) == ("endpoint-added", Compatibility.COMPATIBLE)
    assert "is back" in back.message


def test_changes_of_facts_are_json() -> None:
    """Changes of facts can be written as JSON."""
    found = edited(status=values("status", paused="waiting"))
    assert json.loads(json.dumps(found.as_json()))["verdict"] == "breaking"


def test_dropped_request_id_pattern_breaks() -> None:
    """Dropping the pattern of request ids breaks; the witness is such an id."""
    gone = only_change(edited(request_id={"sure": FACTS["request_id"]["sure"]}))
    assert (gone.pointer, gone.compatibility) == ("/request_id/pattern", Compatibility.BREAKING)
    assert gone.message.startswith("`request_id` need no longer match")
    assert gone.witness is not None
    assert set(gone.witness.value) == {"request_id"}


def test_host_below_known_suffix_changes_nothing() -> None:
    """A host suffix below a known one changes nothing."""
    known = FACTS["output_hosts"]["suffixes"]
    found = edited(output_hosts={**FACTS["output_hosts"], "suffixes": [*known, f".eu{known[0]}"]})
    assert only_change(found).compatibility is Compatibility.UNCHANGED
