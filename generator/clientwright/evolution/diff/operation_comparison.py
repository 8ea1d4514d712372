"""Compare the operations of a service: existing calls must keep working, and answers must have what they had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import (
    ComparedElsewhere,
    FactComparer,
    FactComparison,
    FactTable,
    confidence_in,
    fact_edit_kind,
)
from clientwright.evolution.diff.path_comparison import GENERATE, compare_job_name
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.wording import show_value
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import (
    COST_QUERY,
    COST_UNIT,
    FIELDS,
    OPERATIONS,
    FieldPlace,
    WireFacts,
)
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer

_LINKS = frozenset(("status_url", "result_url", "cancel_url"))
_NEEDED = frozenset(
    (
        ("submit", "request_id"),
        ("status", "status"),
        ("result", "status"),
        ("result", "output"),
        ("cancel", "outcome"),
    )
)
_SAMPLES: Mapping[str, Any] = {"queue_position": 1, "cost": 1, "output": {"file": "https://…"}}
_PHASES = ("waiting", "running", "succeeded", "failed", "cancelled")


def compare_operations(fact: FactComparison) -> Iterator[Change]:
    """Compare each operation, and how a job is named."""
    for name in OPERATIONS:
        yield from _compare_operation(fact.part(name), name)
    yield from compare_job_name(fact)


def _compare_operation(fact: FactComparison, name: str) -> Iterator[Change]:
    if fact.old is None or fact.new is None:
        yield from _compare_presence(fact, name)
    elif ("same_as" in fact.old) != ("same_as" in fact.new):
        yield from _compare_same_as(fact)
    else:
        yield from operation_table(name)(fact)


def _compare_presence(fact: FactComparison, name: str) -> Iterator[Change]:
    """Compare an operation that one of the sides does not have."""
    if fact.old is None and fact.new is not None:
        message = f"The operation {name} is new."
        yield fact.change(EditKind.ADDED, Compatibility.COMPATIBLE, message)
    elif fact.new is None and fact.old is not None:
        call = _call(fact.old)
        message = f"The operation {name} was removed; before: {show_value(call)}."
        yield fact.change(
            EditKind.REMOVED, Compatibility.BREAKING, message,
            Witness(call, f"no operation {name} is called so"), advice=GENERATE,
        )  # fmt: skip


def _compare_same_as(fact: FactComparison) -> Iterator[Change]:
    """Compare a result that is asked for by itself with one that is the answer to a status."""
    asked = fact.new if "same_as" in fact.old else fact.old
    if "same_as" in fact.new:
        message = "The answer to a status is now the result, too: there is no call for the result."
        found = Witness(_call(asked), "no operation result is called so")
    else:
        message = f"The result is now asked for by itself: {show_value(_call(asked))}."
        found = Witness({"asks": "status alone"}, "its answer has no result any more")
    yield fact.change(
        EditKind.CHANGED, Compatibility.BREAKING, message, found,
        at="" if "same_as" not in fact.new else "/same_as", advice=GENERATE,
    )  # fmt: skip


def _call(operation: Mapping[str, Any]) -> dict[str, Any]:
    return {key: operation[key] for key in ("method", "path") if key in operation}


def _compare_call(fact: FactComparison) -> Iterator[Change]:
    """Compare method and path."""
    name = split_pointer(fact.at)[-1]
    old, new = _call(fact.old), _call(fact.new)
    message = f"The operation {name} is now {show_value(new)}; before: {show_value(old)}."
    found = Witness(old, f"no operation {name} is called so")
    yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)


def operation_table(name: str) -> FactTable:
    """Return the comparers of an operation's keys."""
    return FactTable(
        {
            "query": _sent_values(name, "query"),
            "headers": _sent_values(name, "headers"),
            "constants": _sent_values(name, "body"),
            "input_at": _compare_input_place,
            "cost_query": _compare_cost_query,
            "cost_unit": _compare_cost_unit,
            "http": _compare_http(name),
            "fields": _compare_fields(name),
            "undeclared_json": _compare_undeclared_json,
            "input_checked": _compare_input_check,
            "same_as": ComparedElsewhere("both sides have it here, and its only value is status"),
            "sure": confidence_in(f"the operation {name}"),
        },
        defaults={
            "input_at": "",
            "query": {},
            "headers": {},
            "constants": {},
            "input_checked": "submit",
            "cost_query": COST_QUERY,
            "cost_unit": COST_UNIT,
            "fields": {key: place.pointer for key, place in FIELDS[name].items()},
        },
        together={("method", "path"): _compare_call},
    )


def _sent_values(name: str, where: str) -> FactComparer:
    """Return a comparer for what every such call has: one of before lacks what is new."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        for key in dict.fromkeys([*fact.old, *fact.new]):
            old, new = fact.old.get(key), fact.new.get(key)
            at = join_pointer("", key)
            if old == new:
                continue
            what = f"{key!r} in the {where} of the operation {name}"
            if new is None:
                message = f"Calls no longer have {what}; before: {show_value(old)}."
                yield fact.change(EditKind.REMOVED, Compatibility.WARNING, message)
                continue
            message = f"Each call now has {show_value(new)} for {what}; before: {show_value(old)}."
            found = Witness({where: dict(fact.old)}, f"it lacks {show_value(new)} for {key!r}")
            yield fact.change(
                fact_edit_kind(old, new), Compatibility.BREAKING, message, found,
                at=at, advice=GENERATE,
            )  # fmt: skip

    return compare


def _compare_input_place(fact: FactComparison) -> Iterator[Change]:
    body = ServiceWire.of(fact.old_service).submit_body({"prompt": "…"}, "owner/name")
    message = (
        f"The input of a submit is now {_place_name(fact.new)}; before: {_place_name(fact.old)}."
    )
    found = Witness(body, f"the input is expected as {_place_name(fact.new)}")
    yield fact.change(
        fact_edit_kind(fact.old or None, fact.new or None),
        Compatibility.BREAKING, message, found, advice=GENERATE,
    )  # fmt: skip


def _compare_cost_query(fact: FactComparison) -> Iterator[Change]:
    message = (
        f"The cost is now asked for by {_query_text(fact.new)}; before: by {_query_text(fact.old)}."
    )
    advice = "Generate the client again: otherwise results may come without their cost."
    yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message, advice=advice)


def _compare_cost_unit(fact: FactComparison) -> Iterator[Change]:
    message = f"The cost of a job now counts {fact.new}; before: {fact.old}."
    advice = f"{GENERATE} Sums and ceilings that a program keeps count something else from now on."
    found = Witness(1, f"1 is read as {fact.old}, and counts {fact.new}")
    yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=advice)


def _query_text(query: Mapping[str, str]) -> str:
    return show_value(dict(query)) if query else "no query"


def _compare_http(name: str) -> FactComparer:
    """Return a comparer for the HTTP statuses of answers that are no refusals."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        old, new = (one.wire.operations for one in (fact.old_service, fact.new_service))
        statuses = [
            {phase: side[name].http_in(phase) for phase in _PHASES} if name in side else {}
            for side in (old, new)
        ]
        if statuses[0] == statuses[1]:
            message = "The HTTP statuses of answers are written in another way; they are the same."
            yield fact.change(EditKind.CHANGED, Compatibility.UNCHANGED, message)
            return
        was, now = map(_statuses_text, statuses)
        message = (
            f"An answer to {name} has the HTTP status {now}; before: {was}. Clients take every 2xx."
        )
        advice = "Check code of your own that reads HTTP statuses."
        yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message, advice=advice)

    return compare


def _statuses_text(statuses: Mapping[str, int]) -> str:
    if len(set(statuses.values())) == 1:
        return str(next(iter(statuses.values())))
    return ", ".join(f"{http} ({phase})" for phase, http in statuses.items())


def _compare_undeclared_json(fact: FactComparison) -> Iterator[Change]:
    old, new = (value or "left open" for value in (fact.old, fact.new))
    message = f"JSON of another content type is {new} now; before: {old}."
    verdict = Compatibility.WARNING if new == "refused" else Compatibility.UNCHANGED
    yield fact.change(EditKind.CHANGED, verdict, message)


def _compare_input_check(fact: FactComparison) -> Iterator[Change]:
    """Compare where an input that does not fit is refused."""
    places = {"submit": "in the answer to the submit", "result": "by the result of its job"}
    message = (
        f"An input that does not fit is refused {places[fact.new]} now; before: {places[fact.old]}."
    )
    advice = "Check the code that catches refusals: they come from another call."
    yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message, advice=advice)


def _compare_fields(name: str) -> FactComparer:
    """Return a comparer for where the answers of an operation have what."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        for key in dict.fromkeys([*fact.old, *fact.new]):
            if fact.old.get(key) != fact.new.get(key):
                yield from _compare_field(fact.part(key), name, key)

    return compare


def _compare_field(fact: FactComparison, name: str, key: str) -> Iterator[Change]:
    """Compare the place of one value: the client of before looks at the old one."""
    old, new = (None if side is None else place_text(side) for side in (fact.old, fact.new))
    what = f"`{key}` in the answer to {name}"
    edit = fact_edit_kind(old, new)
    if key in _LINKS:
        message = f"{what} is now {new or 'nowhere'}; before: {old or 'nowhere'}. Clients follow no links of answers."
        yield fact.change(edit, Compatibility.UNCHANGED, message)
    elif old is None:
        yield fact.change(edit, Compatibility.COMPATIBLE, f"{what} is new: it is {new}.")
    elif new is None and not _is_needed(fact.old_service.wire, name, key):
        message = f"{what} is no longer documented; it was {old}."
        yield fact.change(edit, Compatibility.WARNING, message)
    else:
        message = f"{what} is now {new or 'nowhere'}; before: {old}."
        made = _sample_answer(fact.new_service, name, key)
        found = Witness(made, f"a client of before looks for `{key}` at {old}")
        yield fact.change(edit, Compatibility.BREAKING, message, found, advice=GENERATE)


def _is_needed(wire: WireFacts, name: str, key: str) -> bool:
    """Return whether an answer cannot be understood without a value."""
    as_result = name == "status" and key == "output" and wire.one_call
    as_status = name == "cancel" and key == "status" and wire.cancel_by_status
    return (name, key) in _NEEDED or as_result or as_status


def _sample_answer(service: Service, name: str, key: str) -> Any:
    """Return a small answer that has a value where the service has it."""
    answer = ServiceWire.of(service).answer(name, {key: _SAMPLES.get(key, "…")})
    return answer_as_json(answer)


def answer_as_json(answer: WireAnswer) -> Any:
    """Return an answer as a witness shows it: its body, or an object with its headers, too."""
    return {"headers": dict(answer.headers), "body": answer.body} if answer.headers else answer.body


def place_text(value: str | Mapping[str, str]) -> str:
    """Return the name of a place in an answer."""
    place = FieldPlace.from_json(value)
    return f"the header {place.header}" if place.header else _place_name(place.pointer)


def _place_name(pointer: str) -> str:
    return pointer or "the whole body"
