"""Compare two specs: facts of the service, endpoints, inputs, outputs, rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from clientwright.errors import UsageError
from clientwright.evolution.diff import repair_comparison, service_comparison
from clientwright.evolution.diff.changes import Change, Compatibility, Direction, SpecDiff, Witness
from clientwright.evolution.diff.compared_schema import (
    OUTPUT_FIELD,
    ComparedSchema,
    compared_input,
    compared_output,
)
from clientwright.evolution.diff.rename_guesses import add_rename_guesses
from clientwright.evolution.diff.schema_comparison import SchemaComparison
from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.io.process_pool import map_in_processes
from clientwright.problems import Location, nearest_name, quote_value
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import inline_references
from clientwright.specs import codec
from clientwright.specs.model import CatalogueListing, Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.testing.payloads.payload_generator import PayloadGenerator


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
_WORTHWHILE = 60
"""From twice as many endpoints on, several processes compare them sooner than one."""
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
    both = [(before[id], after[id]) for id in sorted({*before} & {*after})]
    compare = partial(_compare_versions, old.service, new.service)
    found = map_in_processes(compare, both, worthwhile=_WORTHWHILE)
    compared = {one.id: changes for (one, _), changes in zip(both, found, strict=True)}
    for id in sorted({*before, *after}):
        if id not in after:
            place = retired[id].location("/retired") if id in retired else new.service.location()
            yield endpoint_removed(before[id], left, place, id in retired)
        elif id not in before:
            yield endpoint_added(after[id], id in was_retired)
        else:
            yield from compared[id]


def _compare_versions(
    before: Service, after: Service, versions: tuple[Endpoint, Endpoint]
) -> Sequence[Change]:
    """Return the changes between two versions of one endpoint."""
    old, new = versions
    if _as_text(_document(old)) == _as_text(_document(new)):
        return ()
    return tuple(_compare_endpoint(old, new, before, after))


def _document(endpoint: Endpoint) -> dict[str, Any]:
    """Return an endpoint's document, with the rules that it shares with others."""
    document = codec.endpoint_as_json(endpoint)
    return {**document, "rules": [rule.as_json() for rule in endpoint.rules]}


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
            compared_output(e, s.output_of(e.output), _schemes(s))
            for e, s in ((old, before), (new, after))
        ]
        yield from _compare_outputs(outputs[0], outputs[1])
    yield from compare_metadata(old, new)


def _schemes(service: Service) -> tuple[str, ...]:
    media: Mapping[str, Any] = service.document.get("media", {})
    return tuple(media.get("schemes", ("https",)))


def endpoint_added(endpoint: Endpoint, returned: bool = False) -> Change:
    """Return the change for an endpoint that is new, or back after it was retired."""
    message = "The endpoint is back: it was retired." if returned else "The endpoint is new."
    return Change(
        endpoint.id, "", "endpoint-added", Compatibility.COMPATIBLE, message, location=endpoint.location()
    )  # fmt: skip


def endpoint_removed(
    endpoint: Endpoint, remaining: list[str], location: Location, retired: bool = False
) -> Change:
    """Return the change for a removed endpoint; the witness is the smallest call that worked.

    `location` is where the new side shows the removal: the retired endpoint's file, else the service's.
    """
    message = (
        "The provider no longer lists the endpoint." if retired else "The endpoint was removed."
    )
    close = nearest_name(endpoint.id, remaining)
    guess = f" It may be {close} now (a guess by its name)." if close else ""
    call: dict[str, Any] = {"model_id": str(endpoint.id)}
    with suppress(GenerationError):
        call["input"] = PayloadGenerator(endpoint).generate(SimplestChoiceSource())
    return Change(
        endpoint.id, "", "endpoint-removed", Compatibility.BREAKING, message + guess,
        Witness(call, "no endpoint has this id"), "Call another endpoint." + guess, location,
    )  # fmt: skip


def compare_metadata(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare repairs, catalogue, names, version, texts and notes; the last two never matter to callers."""
    yield from repair_comparison.compare_repairs(old, new)
    yield from _compare_listings(old, new)
    yield from _compare_python_names(old, new)
    yield from _compare_model_versions(old, new)
    for name, was, now in (
        ("words", (old.words, old.output_words), (new.words, new.output_words)),
        ("notes", old.notes, new.notes),
    ):
        if was != now:
            message = f"The {name} were changed; the contract is the same."
            yield _change(
                new, f"/{name}", f"{name}-{EditKind.CHANGED}", Compatibility.UNCHANGED, message
            )


def _compare_model_versions(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare the versions of the model that jobs run: another one may answer otherwise within its schema."""
    if old.version != new.version:
        message = f"Jobs now run {_version_text(new)} of the model; before: {_version_text(old)}."
        edit = (
            EditKind.ADDED
            if not old.version
            else EditKind.REMOVED
            if not new.version
            else EditKind.CHANGED
        )
        at = "/version" if new.version else ""
        yield replace(
            _change(new, at, f"version-{edit}", Compatibility.WARNING, message),
            advice="Try some jobs: another version may make something else of the same input.",
        )


def _version_text(endpoint: Endpoint) -> str:
    return f"version {endpoint.version}" if endpoint.version else "whichever version is the newest"


def _compare_python_names(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare the Python names of properties: callers write them, but they are never sent."""
    for at in sorted({*old.names, *new.names}):
        wire = split_pointer(at)[-1]
        was, now = old.python_name(at, wire), new.python_name(at, wire)
        if was != now and all(_has_pointer(one, at) for one in (old, new)):
            message = f"{quote_value(wire)} is now called {now} in Python; before: {was}. Requests are the same."
            yield _change(
                new, "/names", f"names-{EditKind.CHANGED}", Compatibility.WARNING, message
            )


def _has_pointer(endpoint: Endpoint, pointer: str) -> bool:
    try:
        resolve_pointer(inline_references(endpoint.input), pointer)
    except LookupError:
        return False
    return True


def _compare_listings(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Compare catalogue entries: another price is a warning, the rest never matters."""
    was, now = old.listing, new.listing
    yield from _compare_prices(new, _price_text(was), _price_text(now))
    if was and now and (was.kind, was.categories) != (now.kind, now.categories):
        message = "The catalogue lists the endpoint under other categories."
        yield _change(
            new, "/catalogue", f"catalogue-{EditKind.CHANGED}", Compatibility.UNCHANGED, message
        )


def _compare_prices(new: Endpoint, was: str, now: str) -> Iterator[Change]:
    """Compare prices: a first price is no change, a removed one is a warning."""
    if was == now:
        return
    edit, verdict, message = (
        EditKind.CHANGED,
        Compatibility.WARNING,
        f"The price is now {now}; it was {was}.",
    )
    if not was:
        edit, verdict = EditKind.ADDED, Compatibility.UNCHANGED
        message = f"The first documented price is {now}."
    elif not now:
        edit, message = EditKind.REMOVED, f"The price is no longer documented; it was {was}."
    at = "/catalogue/price" if now else "/catalogue" if new.listing else ""
    yield _change(new, at, f"price-{edit}", verdict, message)


def _price_text(listing: CatalogueListing | None) -> str:
    """Return the price in words; empty if there is none."""
    price = listing.price if listing else None
    if price is None or price.usd is None:
        return price.note if price else ""
    unit = f" for each {price.unit}" if price.unit else ""
    return f"{price.usd} USD{unit}{f' ({price.note})' if price.note else ''}"


def _change(
    endpoint: Endpoint, pointer: str, kind: str, verdict: Compatibility, message: str
) -> Change:
    return Change(endpoint.id, pointer, kind, verdict, message, location=endpoint.location(pointer))
