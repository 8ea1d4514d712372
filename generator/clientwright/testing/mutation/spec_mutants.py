"""The mutants of specs: one keyword, rule or documented default of an endpoint is wrong, or one fact of the calls."""

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
from clientwright.specs.model import Endpoint, Service
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator


@dataclass(frozen=True, slots=True)
class SpecMutant:
    """A misread endpoint; `pointer` is the location of the fault in its spec."""

    name: str
    sentence: str
    pointer: str
    keyword: str
    endpoint: Endpoint


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
    return SpecMutant(
        name, f"{generator.endpoint.id}: {where}: {fault}", f"/input{pointer}", keyword, endpoint
    )


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


@dataclass(frozen=True, slots=True)
class WireMutation:
    """One fact about the calls of a service, misread: of a client that calls so, or of a server that expects it."""

    name: str
    sentence: str
    key: str
    facts: Mapping[str, Any]

    def apply(self, service: Service) -> Service:
        """Return the service with the fact misread."""
        return replace(service, document={**service.document, self.key: self.facts})


def wire_mutations(service: Service) -> Iterator[WireMutation]:
    """Yield the mutations of each operation, and those of the token."""
    listed: dict[str, dict[str, Any] | None] = service.document["operations"]
    operations = {name: facts for name, facts in listed.items() if facts and "path" in facts}
    for name, facts in operations.items():
        method = "PATCH" if facts["method"] == "PUT" else "PUT"
        for what, value in (("method", method), ("path", f"/other{facts['path']}")):
            yield WireMutation(
                f"{name}-{what}",
                f"The {what} of {name} is {value}.",
                "operations",
                {**listed, name: {**facts, what: value}},
            )
    if "result" in operations:
        swapped = {"status": operations["result"], "result": operations["status"]}
        yield WireMutation(
            "status-for-result",
            "The calls for status and result are swapped.",
            "operations",
            {**listed, **swapped},
        )
    yield from _body_mutations(listed, operations["submit"])
    auth = service.document["auth"]
    for what, first, second in (("header", "X-Token", "X-Key"), ("scheme", "Token", "Key")):
        value = second if auth[what].lower() == first.lower() else first
        yield WireMutation(
            f"token-{what}",
            f"The token's {what} is {value}.",
            "auth",
            {**auth, what: value},
        )


def _body_mutations(
    operations: Mapping[str, Any], submit: Mapping[str, Any]
) -> Iterator[WireMutation]:
    """Yield the mutations of where a submit has its input and its constants, where it has such places."""
    if submit.get("input_at"):
        moved = {**submit, "input_at": f"{submit['input_at']}-elsewhere"}
        yield WireMutation(
            "submit-input",
            f"The input is at {moved['input_at']}.",
            "operations",
            {**operations, "submit": moved},
        )
    for at, text in submit.get("constants", {}).items():
        others = {one: value for one, value in submit["constants"].items() if one != at}
        moved = {**submit, "constants": {**others, f"{at}-elsewhere": text}}
        yield WireMutation(
            f"submit-constant-{at.strip('/')}",
            f"A submit has {text} at {at}-elsewhere.",
            "operations",
            {**operations, "submit": moved},
        )
