"""Build specs from schemas, compare them, and check witnesses."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clientwright.evolution.diff import Change, SpecDiff, diff_specs
from clientwright.evolution.diff.compared_schema import (
    ComparedSchema,
    compared_input,
    compared_output,
)
from clientwright.io.json_types import Schema
from clientwright.rules.base import Rule
from clientwright.specs import spec_files
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId

ROOT = Path(__file__).parents[3]
SERVICE = spec_files.load_service(Path("/nowhere"))
FACTS = SERVICE.document
REAL = spec_files.load_specs(ROOT / "specs" / "runcomfy").services[0]
IMAGE = REAL.endpoints[0]
WIDE: Schema = {"type": "object", "properties": {"p": {}}}
assert bundled_service_files()


def specs(*endpoints: Endpoint, facts: Any = None) -> Specs:
    """Return the specs of some endpoints."""
    service = Service(facts or FACTS, SERVICE.path)
    return Specs(Path("specs"), service, tuple(sorted(endpoints, key=lambda e: e.id)))


def endpoint(schema: Schema, rules: Sequence[Rule] = (), **more: Any) -> Endpoint:
    """Return an endpoint with an input schema."""
    return Endpoint(ModelId("maker/draw"), schema, rules=tuple(rules), **more)


def diff_inputs(old: Schema, new: Schema, rules: Sequence[Rule] = ()) -> SpecDiff:
    """Compare two inputs."""
    return diff_specs(specs(endpoint(old, rules)), specs(endpoint(new, rules)))


def diff_outputs(old: Schema, new: Schema) -> SpecDiff:
    """Compare two outputs."""
    sides = [endpoint(WIDE, output=schema) for schema in (old, new)]
    return diff_specs(specs(sides[0]), specs(sides[1]))


def wrap_property(schema: Any) -> Schema:
    """Return an input with one field, `a`."""
    return {"type": "object", "properties": {"a": schema}}


def image_endpoint(**edits: Any) -> Endpoint:
    """Return the image endpoint with some properties edited: `name={keyword: value}`."""
    schema = copy.deepcopy(IMAGE.input)
    for name, keywords in edits.items():
        schema["properties"][name].update(keywords)
    return replace(IMAGE, input=schema)


def diff_endpoints(old: Endpoint, new: Endpoint) -> SpecDiff:
    """Compare two forms of one endpoint."""
    return diff_specs(specs(old), specs(new))


def only_change(found: SpecDiff) -> Change:
    """Return the only change."""
    (change,) = found.changes
    return change


def as_compared_input(schema: Schema) -> ComparedSchema:
    """Return an input as a side of a comparison."""
    return compared_input(endpoint(schema), ("https",))


def as_compared_output(schema: Schema) -> ComparedSchema:
    """Return an output as a side of a comparison."""
    return compared_output(endpoint(WIDE), schema, ("https",))
