"""What a property takes on other endpoints of a service, and not here."""

from __future__ import annotations

from typing import Any

from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_violations import iter_violations
from testing.support import IMAGE, SPECS, TEXT


def make_service(*schemas: dict[str, Any]) -> list[Endpoint]:
    """Return endpoints with a field `kind` of these schemas."""
    return [
        Endpoint(ModelId(f"made/up-{n}"), {"type": "object", "properties": {"kind": schema}})
        for n, schema in enumerate(schemas)
    ]


def test_only_values_of_other_endpoints_are_found() -> None:
    """A name has the values of all other endpoints that its own endpoint does not list, each once."""
    ends = make_service(
        {"enum": ["a", "b"]},
        {"anyOf": [{"enum": ["b", "c"]}, {"type": "null"}]},
        {"const": "d"},
        {"type": "string"},
    )
    listed = ListedValues(tuple(ends))
    assert listed.elsewhere(ends[0]) == {"kind": ("c", None, "d")}
    assert listed.elsewhere(ends[3]) == {}
    assert ListedValues().elsewhere(ends[0]) == {"kind": ()}


def test_a_value_of_another_endpoint_is_a_violation_where_only_the_list_refuses_it() -> None:
    """What another endpoint lists is tried unless its type is refused here anyway."""
    ends = make_service({"type": "string", "enum": ["a", "b"]}, {"enum": ["b", 5]}, {"enum": [7]})
    listed = ListedValues(tuple(ends))
    names = {
        end.id: [one.name for one in violations(end, listed) if "elsewhere" in one.name]
        for end in ends
    }
    assert [len(found) for found in names.values()] == [0, 2, 3]
    assert names[ends[2].id] == [f"kind/enum-elsewhere/{value}" for value in ("a", "b", 5)]


def test_the_seeds_share_a_name() -> None:
    """`shot_type` takes `intelligent` for texts only, so that an image's endpoint is asked for it."""
    listed = ListedValues(SPECS.endpoints)
    (found,) = [one for one in violations(IMAGE, listed) if "elsewhere" in one.name]
    generator = PayloadGenerator(IMAGE)
    pair = found.make_pair(generator, RandomChoiceSource.from_seed("0"))
    assert pair.invalid["shot_type"] == "intelligent"
    assert pair.valid_twin is not None
    assert pair.valid_twin["shot_type"] == "customize"
    assert not [one for one in violations(TEXT, listed) if "elsewhere" in one.name]


def violations(endpoint: Endpoint, listed: ListedValues) -> Any:
    """Return the violations of an endpoint among others."""
    return iter_violations(PayloadGenerator(endpoint, elsewhere=listed.elsewhere(endpoint)))
