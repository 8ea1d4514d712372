"""Two specs become their difference: facts of the service, whole endpoints, inputs, outputs, rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientwright.errors import UsageError
from clientwright.evolve.difference import service_facts, whole
from clientwright.evolve.difference.judging import Judge
from clientwright.evolve.difference.renames import guessed
from clientwright.evolve.difference.sides import ANSWER, Side, request, response
from clientwright.evolve.difference.values import Change, Difference, Direction
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId


def difference(old: Specs, new: Specs) -> Difference:
    """Compare two specs of one service; both must be without errors.

    Raises:
        UsageError: they are of different services.
    """
    if old.service.name != new.service.name:
        raise UsageError(
            f"{old.service.name} and {new.service.name} are different services; "
            "compare two specs of one service."
        )
    found = [*_service(old.service, new.service), *_endpoints(old, new)]
    return Difference(in_order(found))


def in_order(found: Iterable[Change]) -> tuple[Change, ...]:
    """Put changes in order: the service first, then by endpoint, the worst first."""
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[str, int, str, str]:
    return change.endpoint, change.verdict.rank, change.pointer, change.kind


def _service(old: Service, new: Service) -> Iterator[Change]:
    if _spelled(old.facts) == _spelled(new.facts):
        return
    yield from service_facts.changes(old, new)
    schemes = _schemes(new)
    blank = Endpoint(ModelId("service/output"), {}, path=new.path)
    sides = [response(blank, service.output, schemes) for service in (old, new)]
    yield from map(_unnamed, _answer(sides[0], sides[1]))
    ids = [response(blank, _id(service), schemes, ID) for service in (old, new)]
    found = Judge(ids[0], ids[1], Direction.RESPONSE, f"/{ID}", f"/properties/{ID}").changes()
    yield from map(_unnamed, found)


def _id(service: Service) -> dict[str, Any]:
    pattern = service.facts.get(ID, {}).get("pattern")
    return {"type": "string", **({"pattern": pattern} if pattern else {})}


ID = "request_id"
"""The field of an answer in which the id of a job stands."""
_INSIDE = f"/properties/{ANSWER}"


def _answer(old: Side, new: Side) -> Iterator[Change]:
    found = list(Judge(old, new, Direction.RESPONSE, "/output", _INSIDE).changes())
    yield from guessed(found, old, new, ("properties", ANSWER))


def _unnamed(change: Change) -> Change:
    return replace(change, endpoint="")


def _endpoints(old: Specs, new: Specs) -> Iterator[Change]:
    before, after = ({e.id: e for e in specs.endpoints} for specs in (old, new))
    was_retired, retired = {e.id for e in old.retired}, {e.id: e for e in new.retired}
    left = [str(id) for id in after if id not in before]
    for id in sorted({*before, *after}):
        if id not in after:
            place = retired[id].place("/retired") if id in retired else new.service.place()
            yield whole.removed(before[id], left, place, id in retired)
        elif id not in before:
            yield whole.added(after[id], id in was_retired)
        elif _spelled(_document(before[id])) != _spelled(_document(after[id])):
            yield from _endpoint(before[id], after[id], old.service, new.service)


def _document(endpoint: Endpoint) -> dict[str, Any]:
    return codec.endpoint_as_json(endpoint)


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _endpoint(old: Endpoint, new: Endpoint, before: Service, after: Service) -> Iterator[Change]:
    inputs = [request(e, _schemes(s)) for e, s in ((old, before), (new, after))]
    found = list(Judge(inputs[0], inputs[1], Direction.REQUEST, "/input").changes())
    yield from guessed(found, inputs[0], inputs[1])
    if old.output is not None or new.output is not None:
        outputs = [
            response(e, e.output or s.output, _schemes(s)) for e, s in ((old, before), (new, after))
        ]
        yield from _answer(outputs[0], outputs[1])
    yield from whole.remembered(old, new)


def _schemes(service: Service) -> tuple[str, ...]:
    media: Mapping[str, Any] = service.facts.get("media", {})
    return tuple(media.get("schemes", ("https",)))
