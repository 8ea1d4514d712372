"""A place that no value is made for costs its own promises only: those of the fields beside it are all tried."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clientwright.sandbox.input_validation import InputValidator
from clientwright.specs.model import Endpoint
from clientwright.testing.promises import Effort, Target, Verdict, VerdictState
from clientwright.testing.targets.decision import Decision
from clientwright.testing.trials.payload_trials import PayloadTrials
from schema.keyword_samples import SAMPLES
from testing.support import SPECS, make_endpoint

CASES = Path(__file__).parents[2] / "cases"
Schema = Mapping[str, Any]
OTHERS: Schema = {
    "a": {"type": "string", "minLength": 1, "maxLength": 9},
    "b": {"type": "integer", "minimum": 1, "maximum": 5},
}
"""The two ordinary fields beside the odd one."""
NEVER: Schema = {"type": "string", "pattern": "^(?=a)b"}
"""A schema that lint takes for possible, and of which no value can be made."""
VARIANTS = (
    "type-",
    "enum-",
    "multipleOf-",
    "items-",
    "properties-",
    "x-media-",
    "additionalProperties-",
)
"""Samples that differ from that of their keyword only in values."""
ODD: Mapping[str, Schema] = {
    **{name: one.schema for name, one in SAMPLES.items() if not name.startswith(VARIANTS)},
    "look-ahead": {"type": "string", "pattern": "^(?!_)[a-z_]{1,8}$"},
    "look-aheads": {"type": "string", "pattern": "^(?=.*[0-9])(?=.*[a-z]).{4,9}$"},
    "two-conditions": {
        "type": "object",
        "properties": {"m": {"enum": ["x", "y", "z"]}, "n": {}, "o": {}},
        "allOf": [
            {"if": {"properties": {"m": {"const": "x"}}, "required": ["m"]}, "then": {"required": ["n"]}},
            {"if": {"properties": {"m": {"const": "y"}}, "required": ["m"]}, "then": {"required": ["o"]}},
        ],
    },
    "no-text": NEVER,
    "no-items": {"type": "array", "items": NEVER, "minItems": 1},
    "no-property": {"type": "object", "properties": {"n": NEVER}, "required": ["n"]},
    "too-long": {"type": "string", "minLength": 10**400},
    "too-many-items": {"type": "array", "minItems": 10**400},
    "too-many-properties": {"type": "object", "minProperties": 10**400},
}  # fmt: skip
UNMADE = {name for name in ODD if name.startswith(("no-", "too-"))}


def _root(**more: Any) -> Schema:
    return {"type": "object", "properties": dict(OTHERS), "required": ["a"], **more}


def _beside(schema: Schema) -> Schema:
    return _root(properties={**OTHERS, "odd": schema})


def _as_root(schema: Schema) -> Schema | None:
    """Return the schema with the other fields in it, and room for them."""
    if schema.get("type") != "object":
        return None
    properties = {**schema.get("properties", {}), **OTHERS}
    most = {"maxProperties": schema["maxProperties"] + 2} if "maxProperties" in schema else {}
    needed = [*schema.get("required", ()), "a"]
    return {**schema, **most, "properties": properties, "required": needed}


def _around_root(**condition: Any) -> Schema:
    return _root(properties={**OTHERS, "odd": {}, "n": {"type": "null"}}, **condition)


def _has(schema: Schema) -> Schema:
    return {"properties": {"odd": schema}, "required": ["odd"]}


PLACES: Mapping[str, Callable[[Schema], Schema | None]] = {
    "root": _as_root,
    "root-not": lambda s: _around_root(**{"not": _has(s)}),
    "root-if": lambda s: _around_root(**{"if": _has(s), "then": {"required": ["n"]}}),
    "root-dependent": lambda s: _around_root(dependentSchemas={"n": _has(s)}),
    "required": lambda s: _root(properties={**OTHERS, "odd": s}, required=["a", "odd"]),
    "optional": _beside,
    "items": lambda s: _beside({"type": "array", "items": s}),
    "values": lambda s: _beside({"type": "object", "additionalProperties": s}),
    "pattern": lambda s: _beside({"type": "object", "patternProperties": {"^k": s}}),
    "anyOf": lambda s: _beside({"anyOf": [{"const": "§"}, s]}),
    "oneOf": lambda s: _beside({"oneOf": [s, {"const": "§"}]}),
    "allOf": lambda s: _beside({"allOf": [s, {"$comment": "any"}]}),
}
"""Where the odd schema stands in an input with the two ordinary fields."""


@dataclass(frozen=True)
class Judge:
    """A target that decides as the sandbox does."""

    validator: InputValidator
    target: Target = Target.SERVER

    def has_endpoint(self, endpoint: str) -> bool:
        """It has every endpoint."""
        return True

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Accept what is JSON and the sandbox's validator accepts."""
        try:
            json.dumps(payload, allow_nan=False)
        except ValueError as error:
            return Decision(False, str(error))
        faults = self.validator.faults(payload)
        return Decision(not faults, "; ".join(map(str, faults)))


def verdicts_of(endpoint: Endpoint) -> list[Verdict]:
    """Return the verdicts of an endpoint's payloads, decided by the sandbox."""
    judge = Judge(InputValidator.for_endpoint(endpoint, SPECS.service))
    trials = PayloadTrials(endpoint)
    effort = Effort(examples=4, shrink=False)
    return [v for trial in trials.for_target(judge) for v in trial.run(effort).verdicts]


def is_of(verdict: Verdict, *fields: str) -> bool:
    """Return whether a promise is about one of some fields."""
    pointer = verdict.promise.place.pointer
    return any(f"{pointer}/".startswith(f"/input/properties/{field}/") for field in fields)


def faults_of(name: str, place: str, verdicts: list[Verdict]) -> Iterator[tuple[Any, ...]]:
    """Yield what is wrong with the verdicts of an odd schema in a place."""
    lost = name in UNMADE and place in ("root", "required")
    for one in verdicts:
        found = place, one.promise.id, one.state, one.reason
        not_tried = one.state is VerdictState.NOT_TRIED
        if one.finding or (not_tried and not one.reason):
            yield found
        elif is_of(one, "a", "b"):
            named = not_tried and ("/properties/" in one.reason or "the input: " in one.reason)
            if not (named if lost else one.state is VerdictState.PROVED):
                yield found


def everywhere() -> Iterator[Any]:
    """Yield each odd schema in each place; all but two places of each, in turn, are left to stress."""
    for n, (name, odd) in enumerate(ODD.items()):
        places = [place for place, put in PLACES.items() if put(odd) is not None]
        usual = {places[n % len(places)], places[(n + 5) % len(places)]}
        for place in places:
            marks = [] if place in usual else [pytest.mark.stress]
            yield pytest.param(name, place, marks=marks, id=f"{name}-{place}")


@pytest.mark.parametrize(("name", "place"), list(everywhere()))
def test_other_fields_are_tried(name: str, place: str) -> None:
    """The promises of the other fields are all proved, none is broken, and one that is not tried says where and why."""
    schema = PLACES[place](ODD[name])
    assert schema is not None
    verdicts = verdicts_of(make_endpoint(schema))
    assert sum(is_of(one, "a", "b") for one in verdicts) > 10
    assert list(faults_of(name, place, verdicts)) == []


def test_text_that_nobody_can_make_costs_nothing_else() -> None:
    """The case `one-field-no-text-can-be-made`: only promises about that field are not tried."""
    schema = json.loads(
        (CASES / "one-field-no-text-can-be-made" / "schema.json").read_text("utf-8")
    )
    verdicts = verdicts_of(make_endpoint(schema))
    untried = [one for one in verdicts if one.finding or one.state is VerdictState.NOT_TRIED]
    assert all(is_of(one, "tag") for one in untried), untried
    assert sum(is_of(one, "mode", "steps") for one in verdicts) > 10
