"""Every repair, in the order in which they are made; and the one function that makes them all."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.dialect import (
    bare_items,
    boolean_exclusive,
    default_outside,
    default_type,
    demo_default,
    enum_numbers,
    implied_type,
    media_format,
    media_prose,
    nullable,
    required_unknown,
    type_alias,
    ui_format,
    validations,
)
from clientwright.dialect.check import check, check_input
from clientwright.dialect.node import Node, Step, rewrite
from clientwright.dialect.output_root import unwrapped
from clientwright.dialect.problems import BadShape
from clientwright.dialect.shared_output import agrees
from clientwright.dialect.values import Finding, Repair, Repaired
from clientwright.dialect.words import lift
from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.json_values import is_object
from clientwright.spec.jsontext import DEPTH_LIMIT, Schema, depth_of
from clientwright.spec.problems import NestingTooDeep
from clientwright.spec.values import Service

REPAIRS: tuple[Step, ...] = (
    bare_items.repair,
    type_alias.repair,
    implied_type.repair,
    nullable.repair,
    boolean_exclusive.repair,
    media_format.repair,
    ui_format.repair,
    validations.repair,
    media_prose.repair,
    enum_numbers.repair,
    demo_default.repair,
    default_type.repair,
    default_outside.repair,
    required_unknown.repair,
)


def repair(raw: RawEndpoint, service: Service) -> Repaired:
    """Make real JSON Schema of what a document says; report every change and what cannot be mended."""
    refused = tuple(_refused(raw))
    if refused:
        return Repaired(raw, {}, problems=(*raw.problems, *refused))
    samples = () if raw.sample is None else (raw.sample,)
    root, found = _repaired(Node(raw.schema, "", raw.locate, samples=samples))
    schema, words = lift(root.schema)
    output, more = _output(raw, service)
    findings = (*raw.problems, *found, *check_input(root), *more)
    return Repaired(
        raw,
        schema,
        words,
        output,
        tuple(finding for finding in findings if isinstance(finding, Repair)),
        tuple(finding for finding in findings if isinstance(finding, Problem)),
    )


def _repaired(root: Node) -> tuple[Node, list[Finding]]:
    findings = list[Finding]()
    for step in REPAIRS:
        schema, found = rewrite(root, step)
        root = Node(schema, root.pointer, root.locate, samples=root.samples)
        findings += found
    return root, findings


def _output(raw: RawEndpoint, service: Service) -> tuple[Schema | None, Sequence[Finding]]:
    """Repair the output schema; None where the service's shared output type serves."""
    written, pointer, unwrapping = unwrapped(raw)
    if not is_object(written):
        return None, ()
    root, found = _repaired(Node(written, pointer, raw.locate_output))
    schema, _ = lift(root.schema)
    findings = (*unwrapping, *found, *check(root))
    return (None if agrees(schema, service.output) else schema), findings


def _refused(raw: RawEndpoint) -> list[Problem]:
    refused = list[Problem]()
    for value, pointer, where in (
        (raw.schema, "", raw.locate),
        (raw.output, "", raw.locate_output),
    ):
        if depth_of(value) > DEPTH_LIMIT:
            refused.append(NestingTooDeep(where(pointer), DEPTH_LIMIT))
    if not is_object(raw.schema):
        refused.append(BadShape(raw.locate(""), "schema", "an object", raw.schema))
    if raw.output is not None and not is_object(raw.output):
        refused.append(BadShape(raw.locate_output(""), "output", "an object", raw.output))
    return refused
