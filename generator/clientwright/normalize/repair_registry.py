"""All repairs, in the order in which they are applied, and the function that applies them."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import depth_of
from clientwright.io.json_types import Schema, is_dict
from clientwright.io.problems import NestingTooDeep
from clientwright.normalize import (
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
    older_drafts,
    required_unknown,
    type_alias,
    ui_format,
    validations,
)
from clientwright.normalize.extract_text import extract_text
from clientwright.normalize.output_root import matches_shared_output, unwrap_output
from clientwright.normalize.problems import BadShape
from clientwright.normalize.repair_context import RepairContext, RepairStep, apply_repair
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair, RepairOrProblem
from clientwright.normalize.unsupported import check_input_schema, check_schema
from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.model import Service

REPAIRS: tuple[RepairStep, ...] = (
    older_drafts.repair,
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


def repair_endpoint(raw: RawEndpoint, service: Service) -> NormalizedEndpoint:
    """Convert a document's schemas to JSON Schema; record every repair and every remaining problem."""
    rejections = tuple(_rejection_problems(raw))
    if rejections:
        return NormalizedEndpoint(raw, {}, problems=(*raw.problems, *rejections))
    samples = () if raw.sample is None else (raw.sample,)
    root, found = _apply_repairs(RepairContext(raw.schema, "", raw.locate, samples=samples))
    schema, words = extract_text(root.schema)
    output, output_findings = _repair_output(raw, service)
    findings = (*raw.problems, *found, *check_input_schema(root), *output_findings)
    return NormalizedEndpoint(
        raw,
        schema,
        words,
        output,
        tuple(finding for finding in findings if isinstance(finding, Repair)),
        tuple(finding for finding in findings if isinstance(finding, Problem)),
    )


def _apply_repairs(root: RepairContext) -> tuple[RepairContext, list[RepairOrProblem]]:
    findings = list[RepairOrProblem]()
    for step in REPAIRS:
        schema, found = apply_repair(root, step)
        root = RepairContext(schema, root.pointer, root.locate, samples=root.samples)
        findings += found
    return root, findings


def _repair_output(
    raw: RawEndpoint, service: Service
) -> tuple[Schema | None, Sequence[RepairOrProblem]]:
    """Repair the output schema; return None if the service's shared output schema applies."""
    written, pointer, unwrapping = unwrap_output(raw)
    if not is_dict(written):
        return None, ()
    root, found = _apply_repairs(RepairContext(written, pointer, raw.locate_output))
    schema, _ = extract_text(root.schema)
    findings = (*unwrapping, *found, *check_schema(root))
    return (None if matches_shared_output(schema, service.output) else schema), findings


def _rejection_problems(raw: RawEndpoint) -> list[Problem]:
    rejections = list[Problem]()
    for value, pointer, locate in (
        (raw.schema, "", raw.locate),
        (raw.output, "", raw.locate_output),
    ):
        if depth_of(value) > DEPTH_LIMIT:
            rejections.append(NestingTooDeep(locate(pointer), DEPTH_LIMIT))
    if not is_dict(raw.schema):
        rejections.append(BadShape(raw.locate(""), "schema", "an object", raw.schema))
    if raw.output is not None and not is_dict(raw.output):
        rejections.append(BadShape(raw.locate_output(""), "output", "an object", raw.output))
    return rejections
