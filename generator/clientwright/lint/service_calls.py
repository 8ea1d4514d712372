"""Check the calls of a service's file: paths and their variables, bodies, and what the answers must have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product

from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.lint.service_problems import (
    CollidingConstant,
    LongPart,
    MissingField,
    MissingVariable,
    OperationClash,
    RepeatedVariable,
    UnknownVariable,
    UnnamedModel,
    UnusedFact,
)
from clientwright.problems import Problem, nearest_name
from clientwright.specs.model import Service, Specs
from clientwright.specs.wire_facts import Operation, PathPart, WireFacts

MODEL_ID, REQUEST_ID = "{model_id}", "{request_id}"
_VARIABLE = re.compile(r"\{\w+\}")
NO_PARTS: Mapping[str, PathPart] = {}


def check(specs: Specs) -> Iterator[Problem]:
    """Check the operations: what names their job and their model, and what their answers must have."""
    wire = specs.service.wire
    wrong = [problem for one in _called(wire) for problem in _variables(specs.service, one)]
    yield from wrong
    yield from () if wrong else _clashes(specs.service, wire)
    for operation in _called(wire):
        yield from _missing_fields(specs.service, operation)
    yield from _model(specs.service, wire.operations["submit"])
    yield from _constants(specs, wire.operations["submit"])
    yield from _parts(specs)


def _called(wire: WireFacts) -> list[Operation]:
    """Return the operations that have a call of their own."""
    return [
        one for name, one in wire.operations.items() if not (wire.one_call and name == "result")
    ]


def _variables(service: Service, operation: Operation) -> Iterator[Problem]:
    """Check that a path has the variables that it needs, each once, and no other."""
    location = service.location(join_pointer("/operations", operation.name, "path"))
    is_submit = operation.name == "submit"
    needed = () if is_submit else (REQUEST_ID,)
    known = (MODEL_ID, *needed, *(f"{{{name}}}" for name in service.wire.path_parts))
    counts = Counter(_VARIABLE.findall(operation.path))
    for variable, count in counts.items():
        if variable not in known:
            yield UnknownVariable(location, variable, known, nearest_name(variable, known))
        elif count > 1:
            yield RepeatedVariable(location, operation.name, variable)
    for variable in needed:
        if variable not in counts:
            yield MissingVariable(location, operation.name, variable)


def _missing_fields(service: Service, operation: Operation) -> Iterator[Problem]:
    wire, name = service.wire, operation.name
    words = any(one.word for one in wire.cancel_answers)
    status = "status", "a client asks it for the word that tells how far the job is"
    output = "output", "it is what the job was for"
    needed = {
        "submit": [("request_id", "without it a job that is paid for is lost")],
        "status": [status, *([output] if wire.one_call else [])],
        "result": [output, *([] if wire.ends_by_http else [status])],
        "cancel": [
            *([status] if wire.cancel_by_status else []),
            *([("outcome", "`cancel` lists words that would be there")] if words else []),
        ],
    }
    location = service.location(join_pointer("/operations", name))
    for field, why in needed[name]:
        if field not in operation.fields:
            yield MissingField(location, name, field, why)


def _model(service: Service, submit: Operation) -> Iterator[Problem]:
    """Check that a submit names its model, and that its constants have no other variable."""
    named = MODEL_ID in submit.path or any(MODEL_ID in one for one in submit.constants.values())
    if not named:
        yield UnnamedModel(service.location("/operations/submit"))
    for at, value in submit.constants.items():
        for variable in sorted({*_VARIABLE.findall(value)} - {MODEL_ID}):
            location = service.location(join_pointer("/operations/submit/constants", at))
            near = nearest_name(variable, [MODEL_ID])
            yield UnknownVariable(location, variable, (MODEL_ID,), near)


def _constants(specs: Specs, submit: Operation) -> Iterator[Problem]:
    """Check that nothing of a submit's body has the place of something else."""
    into = tuple(split_pointer(submit.input_at))
    placed = {at: tuple(split_pointer(at)) for at in submit.constants}
    for at, steps in placed.items():
        location = specs.service.location(join_pointer("/operations/submit/constants", at))
        if steps == into[: len(steps)]:
            yield CollidingConstant(location, at, "the input")
        elif steps[: len(into)] == into:
            name = steps[len(into)]
            owners = (e for e in specs.endpoints if name in e.input.get("properties", {}))
            if owner := next(owners, None):
                yield CollidingConstant(location, at, f"the field {name!r} of {owner.id}")
    for (one, first), (other, second) in combinations(placed.items(), 2):
        least = min(len(first), len(second))
        if first[:least] == second[:least]:
            location = specs.service.location(join_pointer("/operations/submit/constants", other))
            yield CollidingConstant(location, other, f"the constant at {one!r}")


def _parts(specs: Specs) -> Iterator[Problem]:
    """Check that each part of model ids is used, and that ids have as many segments."""
    wire = specs.service.wire
    for name, part in wire.path_parts.items():
        location = specs.service.location(join_pointer("/path_parts", name))
        variable = f"{{{name}}}"
        if not any(variable in one.path for one in wire.operations.values()):
            yield UnusedFact(location, variable, "no path names it")
        for endpoint in specs.endpoints:
            count = part.after.get(endpoint.id.segments[0], part.first)
            if count > len(endpoint.id.segments):
                yield LongPart(location, variable, count, str(endpoint.id))
                break


def _clashes(service: Service, wire: WireFacts) -> Iterator[Problem]:
    for one, other in combinations(sorted(_called(wire), key=lambda o: o.name), 2):
        path = shared_path(one.path, other.path, wire.path_parts)
        if one.method == other.method and path is not None:
            location = service.location(join_pointer("/operations", other.name))
            yield OperationClash(location, one.name, other.name, f"{one.method} {path}")


def shared_path(one: str, other: str, parts: Mapping[str, PathPart] = NO_PARTS) -> str | None:
    """Return a path that both templates can have, or None.

    A request id is one segment, a model id any number of them but none, a part of it as many as it says.
    """
    for first, second in product(_readings(one, parts), _readings(other, parts)):
        shared = _shared_steps(first, second)
        if shared is not None:
            return "".join(f"/{step}" for step in shared)
    return None


_ANY = frozenset[str]()
"""A step that may be any segment; with names in it, any but these."""
_Step = str | frozenset[str]


def _readings(path: str, parts: Mapping[str, PathPart]) -> list[tuple[_Step, ...]]:
    """Return what a template can be: one reading for each way to fill its parts of model ids."""
    readings: list[tuple[_Step, ...]] = [()]
    for segment in re.findall(r"[^/]+", path):
        part = parts.get(segment[1:-1]) if _VARIABLE.fullmatch(segment) else None
        ways = [(_ANY,) if segment == REQUEST_ID else (segment,)] if part is None else _ways(part)
        readings = [(*reading, *way) for reading in readings for way in ways]
    return readings


def _ways(part: PathPart) -> list[tuple[_Step, ...]]:
    """Return the steps that a part of a model id can be."""
    ways: list[tuple[_Step, ...]] = [(frozenset(part.after), *[_ANY] * (part.first - 1))]
    for first, count in part.after.items():
        ways.append((first, *[_ANY] * (count - 1)))
    return ways


def _shared_steps(one: tuple[_Step, ...], other: tuple[_Step, ...]) -> tuple[str, ...] | None:
    if not one or not other:
        return () if one == other else None
    shown = _shared_step(one[0], other[0])
    if shown is None:
        return None
    rests = [(one[1:], other[1:])]
    if one[0] == MODEL_ID:  # it may go on for another segment
        rests += [(one, other[1:])]
    if other[0] == MODEL_ID:
        rests += [(one[1:], other)]
    found = (_shared_steps(*rest) for rest in rests)
    rest = next((rest for rest in found if rest is not None), None)
    return None if rest is None else (shown, *rest)


def _shared_step(one: _Step, other: _Step) -> str | None:
    """Return a segment that fits both steps, or None."""
    steps = [_ANY if step == MODEL_ID else step for step in (one, other)]
    fixed = {step for step in steps if isinstance(step, str)}
    refused = frozenset[str]().union(*(step for step in steps if not isinstance(step, str)))
    if len(fixed) > 1 or fixed & refused:
        return None
    return next(iter(fixed), "ID")
