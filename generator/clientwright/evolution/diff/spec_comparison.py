"""Compare two specs: facts of the service, endpoints, inputs, outputs, rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientwright.errors import UsageError
from clientwright.evolution.diff import endpoint_comparison, service_comparison
from clientwright.evolution.diff.changes import Change, Direction, SpecDiff
from clientwright.evolution.diff.compared_schema import (
    OUTPUT_FIELD,
    ComparedSchema,
    compared_input,
    compared_output,
)
from clientwright.evolution.diff.rename_guesses import add_rename_guesses
from clientwright.evolution.diff.schema_comparison import SchemaComparison
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId


def diff_specs(old: Specs, new: Specs) -> SpecDiff:
    """Compare two specs of one service; both must be free of errors.

    Raises:
        UsageError: they are of different services.
    """
    if old.service.name != new.service.name:
        raise UsageError(
            f"{old.service.name} and {new.service.name} are different services; "
            "compare two specs of one service."
        )
    found = [*_compare_services(old.service, new.service), *_compare_all_endpoints(old, new)]
    return SpecDiff(sort_changes(found))


def sort_changes(found: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes: the service first, then by endpoint, the worst first."""
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[str, int, str, str]:
    return change.endpoint, change.compatibility.rank, change.pointer, change.kind


def _compare_services(old: Service, new: Service) -> Iterator[Change]:
    if _as_text(old.document) == _as_text(new.document):
        return
    yield from service_comparison.compare_service(old, new)
    schemes = _schemes(new)
    blank = Endpoint(ModelId("service/output"), {}, path=new.path)
    sides = [compared_output(blank, service.output, schemes) for service in (old, new)]
    yield from map(_without_endpoint, _compare_outputs(sides[0], sides[1]))
    ids = [
        compared_output(blank, _id_schema(service), schemes, REQUEST_ID) for service in (old, new)
    ]
    found = SchemaComparison(
        ids[0], ids[1], Direction.RESPONSE, f"/{REQUEST_ID}", f"/properties/{REQUEST_ID}"
    ).changes()
    yield from map(_without_endpoint, found)


def _id_schema(service: Service) -> dict[str, Any]:
    pattern = service.document.get(REQUEST_ID, {}).get("pattern")
    return {"type": "string", **({"pattern": pattern} if pattern else {})}


REQUEST_ID = "request_id"
"""The field of a response that contains the request id."""
_OUTPUT_POINTER = f"/properties/{OUTPUT_FIELD}"


def _compare_outputs(old: ComparedSchema, new: ComparedSchema) -> Iterator[Change]:
    found = list(
        SchemaComparison(old, new, Direction.RESPONSE, "/output", _OUTPUT_POINTER).changes()
    )
    yield from add_rename_guesses(found, old, new, ("properties", OUTPUT_FIELD))


def _without_endpoint(change: Change) -> Change:
    return replace(change, endpoint="")


def _compare_all_endpoints(old: Specs, new: Specs) -> Iterator[Change]:
    before, after = ({e.id: e for e in specs.endpoints} for specs in (old, new))
    was_retired, retired = {e.id for e in old.retired}, {e.id: e for e in new.retired}
    left = [str(id) for id in after if id not in before]
    for id in sorted({*before, *after}):
        if id not in after:
            place = retired[id].location("/retired") if id in retired else new.service.location()
            yield endpoint_comparison.endpoint_removed(before[id], left, place, id in retired)
        elif id not in before:
            yield endpoint_comparison.endpoint_added(after[id], id in was_retired)
        elif _as_text(_document(before[id])) != _as_text(_document(after[id])):
            yield from _compare_endpoint(before[id], after[id], old.service, new.service)


def _document(endpoint: Endpoint) -> dict[str, Any]:
    return codec.endpoint_as_json(endpoint)


def _as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _compare_endpoint(
    old: Endpoint, new: Endpoint, before: Service, after: Service
) -> Iterator[Change]:
    inputs = [compared_input(e, _schemes(s)) for e, s in ((old, before), (new, after))]
    found = list(SchemaComparison(inputs[0], inputs[1], Direction.REQUEST, "/input").changes())
    yield from add_rename_guesses(found, inputs[0], inputs[1])
    if old.output is not None or new.output is not None:
        outputs = [
            compared_output(e, s.output if e.output is None else e.output, _schemes(s))
            for e, s in ((old, before), (new, after))
        ]
        yield from _compare_outputs(outputs[0], outputs[1])
    yield from endpoint_comparison.compare_metadata(old, new)


def _schemes(service: Service) -> tuple[str, ...]:
    media: Mapping[str, Any] = service.document.get("media", {})
    return tuple(media.get("schemes", ("https",)))
