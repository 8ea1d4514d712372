"""The mutants of specs: one keyword, rule or documented default of an endpoint is wrong."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.io.json_types import Schema
from clientwright.schema.keyword_fault import Mutation
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.numbers import is_number
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator


@dataclass(frozen=True, slots=True)
class SpecMutant:
    """A misread endpoint; `pointer` is the location of the fault in its spec.

    `schema_pointer` is its location in the schema without references that payloads are made from.
    """

    name: str
    sentence: str
    pointer: str
    keyword: str
    endpoint: Endpoint
    schema_pointer: str = ""


def spec_mutants(generator: PayloadGenerator) -> Iterator[SpecMutant]:
    """Yield every mutant of an endpoint."""
    for place, pointer, part in _places(generator.schema):
        for keyword, name, edit in _schema_mutations(part):
            if keyword == "type" and not pointer:
                continue
            schema = copy.deepcopy(generator.schema)
            edit(resolve_pointer(schema, pointer))
            yield _mutant(generator, f"{place or 'input'}/{name}", pointer, keyword, schema)
    yield from _default_mutants(generator)
    yield from _rule_mutants(generator)


def _places(schema: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Yield every schema in a schema with its name and pointer: nodes, then those that only decide (`not`, `if`, …)."""
    nodes = {node.pointer: node.name for node in iter_input_nodes(schema)}
    for pointer, name in nodes.items():
        yield name, pointer, resolve_pointer(schema, pointer)
    for pointer, part in walk_schemas(schema):
        if pointer not in nodes:
            above = next(at for at in _above(pointer) if at in nodes)
            steps = split_pointer(pointer.removeprefix(above))
            yield f"{nodes[above]}({'-'.join(steps)})", pointer, part


def _above(pointer: str) -> Iterator[str]:
    """Yield the pointers above a pointer, the nearest first."""
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _rule_mutants(generator: PayloadGenerator) -> Iterator[SpecMutant]:
    """Forget each rule, or keep another one in its place."""
    endpoint, rules = generator.endpoint, generator.endpoint.rules
    for n, rule in enumerate(rules):
        for wrong in rule.mutations(generator.schema):
            kept = () if wrong.kept is None else (wrong.kept,)
            yield SpecMutant(
                f"rules/{n}-{rule.kind}-{wrong.name}",
                f"{endpoint.id}: {wrong.sentence}: {rule.sentence()}",
                f"/rules/{n}",
                rule.kind,
                replace(endpoint, rules=(*rules[:n], *kept, *rules[n + 1 :])),
            )


def _schema_mutations(schema: Mapping[str, Any]) -> Iterator[Mutation]:
    """Yield the mutations of every constraint of a schema."""
    for constraint in CONSTRAINTS:
        if constraint.mutate is not None:
            yield from constraint.mutate(schema)


def _mutant(
    generator: PayloadGenerator, name: str, pointer: str, keyword: str, schema: dict[str, Any]
) -> SpecMutant:
    fault = name.rpartition("/")[2].replace("-", " ")
    where = pointer or "the input"
    endpoint = replace(generator.endpoint, input=schema)
    sentence = f"{generator.endpoint.id}: {where}: {fault}"
    at = generator.spec_pointer(pointer)
    return SpecMutant(name, sentence, at, keyword, endpoint, pointer)


def _default_mutants(generator: PayloadGenerator) -> Iterator[SpecMutant]:
    """Drop or change each documented default that rules use."""
    paths = {path for rule in generator.endpoint.rules for path in rule.paths()}
    for path in sorted(paths, key=str):
        found = path.schema(generator.schema) or {}
        if not is_number(found.get("default")):
            continue
        for name, value in (("dropped", None), ("changed", found["default"] + 1)):
            schema = copy.deepcopy(generator.schema)
            field = resolve_pointer(schema, path.schema_pointer())
            field.pop("default") if value is None else field.update(default=value)
            yield _mutant(
                generator, f"{path}/default-{name}", path.schema_pointer(), "default", schema
            )
