"""All repairs, in the order in which they are applied, and an endpoint repaired, its texts apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import depth_of
from clientwright.io.json_types import Schema, is_dict
from clientwright.io.problems import NestingTooDeep
from clientwright.normalize.default_repairs import (
    DEFAULT_OUTSIDE,
    DEFAULT_TYPE,
    drop_default_outside,
    drop_rejected_defaults,
    repair_default_type,
)
from clientwright.normalize.demo_default_repairs import DEMO_DEFAULT, drop_demo_default, urls_in
from clientwright.normalize.keyword_values import map_subschemas
from clientwright.normalize.media_marks import MEDIA_MARK, mark_media
from clientwright.normalize.media_repairs import (
    MEDIA_FORMAT,
    MEDIA_PROSE,
    VALIDATIONS,
    read_media_prose,
    repair_media_format,
    repair_validations,
)
from clientwright.normalize.older_draft_repairs import (
    OLDER_DRAFT,
    move_definitions,
    repair_older_draft,
)
from clientwright.normalize.openapi_repairs import OPENAPI_KEYWORD, repair_openapi_keywords
from clientwright.normalize.problems import BadShape, BrokenReference
from clientwright.normalize.repair_context import (
    Dialect,
    RepairContext,
    RepairStep,
    apply_repair,
    has_effect,
    is_opaque,
    walk_subschemas,
    without_keywords,
)
from clientwright.normalize.repair_result import (
    NormalizedEndpoint,
    PointerWords,
    Repair,
    RepairOrProblem,
)
from clientwright.normalize.root_repairs import ROOT_OBJECT, repair_root_object
from clientwright.normalize.spelling_repairs import KEYWORD_SPELLING, repair_keyword_spelling
from clientwright.normalize.structure_repairs import (
    BARE_ITEMS,
    EMPTY_BRANCHES,
    REQUIRED_UNKNOWN,
    SINGLE_ALL_OF,
    drop_empty_branches,
    drop_required_unknown,
    repair_bare_items,
    unwrap_output,
    unwrap_single_all_of,
)
from clientwright.normalize.text_value_repairs import (
    ROUNDED_BOUND,
    TEXT_VALUE,
    UNSET_KEYWORD,
    drop_unset_keywords,
    repair_rounded_bounds,
    repair_text_values,
)
from clientwright.normalize.type_repairs import (
    IMPLIED_TYPE,
    NULLABLE,
    TYPE_ALIAS,
    add_implied_type,
    repair_nullable,
    repair_type_alias,
)
from clientwright.normalize.unsupported import check_input_schema, check_schema
from clientwright.normalize.value_repairs import (
    BOOLEAN_EXCLUSIVE,
    ENUM_NUMBERS,
    UI_FORMAT,
    drop_ui_format,
    repair_boolean_exclusive,
    repair_enum_numbers,
)
from clientwright.normalize.vendor_repairs import (
    LIMIT_DESCRIPTION,
    PROPERTY_ORDER,
    TEXT_PIECES,
    UI_KEYWORD,
    WRITE_ONLY,
    describe_text_pieces,
    drop_ui_keywords,
    join_limit_description,
    repair_property_order,
    repair_secret,
    sort_properties,
)
from clientwright.problems import Problem, has_errors
from clientwright.schema.equality import json_equal
from clientwright.sources.documents import JsonBlock, RawEndpoint
from clientwright.specs.model import Service

REPAIRS: Mapping[str, RepairStep] = {
    KEYWORD_SPELLING: repair_keyword_spelling,
    UNSET_KEYWORD: drop_unset_keywords,
    TEXT_VALUE: repair_text_values,
    OLDER_DRAFT: repair_older_draft,
    OPENAPI_KEYWORD: repair_openapi_keywords,
    EMPTY_BRANCHES: drop_empty_branches,
    SINGLE_ALL_OF: unwrap_single_all_of,
    BARE_ITEMS: repair_bare_items,
    TYPE_ALIAS: repair_type_alias,
    IMPLIED_TYPE: add_implied_type,
    ROOT_OBJECT: repair_root_object,
    NULLABLE: repair_nullable,
    BOOLEAN_EXCLUSIVE: repair_boolean_exclusive,
    ROUNDED_BOUND: repair_rounded_bounds,
    MEDIA_FORMAT: repair_media_format,
    UI_FORMAT: drop_ui_format,
    VALIDATIONS: repair_validations,
    LIMIT_DESCRIPTION: join_limit_description,
    MEDIA_MARK: mark_media,
    MEDIA_PROSE: read_media_prose,
    ENUM_NUMBERS: repair_enum_numbers,
    DEMO_DEFAULT: drop_demo_default,
    DEFAULT_TYPE: repair_default_type,
    DEFAULT_OUTSIDE: drop_default_outside,
    REQUIRED_UNKNOWN: drop_required_unknown,
    WRITE_ONLY: repair_secret,
    TEXT_PIECES: describe_text_pieces,
    UI_KEYWORD: drop_ui_keywords,
    PROPERTY_ORDER: repair_property_order,
}
"""The repairs by their codes, in the order in which they are applied."""
_ONLY_INPUT = (read_media_prose, mark_media)
_OUTPUT_REPAIRS = [step for step in REPAIRS.values() if step not in _ONLY_INPUT]
"""Those of an output: it is not a caller who sends its media."""
MOST_ROUNDS = 5
"""How often the repairs are applied at most; a document needs two rounds at least if it needs any repair."""
TEXT_KEYWORDS = ("title", "description")


def repair_endpoint(raw: RawEndpoint, service: Service) -> NormalizedEndpoint:
    """Convert a document's schemas to JSON Schema; record every repair and every remaining problem."""
    rejections = tuple(_rejection_problems(raw))
    if rejections:
        return NormalizedEndpoint(raw, {}, problems=(*raw.problems, *rejections))
    samples = () if raw.sample is None else (raw.sample,)
    urls = frozenset(urls_in(raw.sample))
    dialect = Dialect.of_service(service)
    context = RepairContext(
        raw.schema, "", raw.locate, samples=samples, page_urls=urls, dialect=dialect
    )
    root, found = _apply_repairs(context)
    remaining = tuple(check_input_schema(root))
    root, dropped = (root, ()) if has_errors(remaining) else drop_rejected_defaults(root)
    found += dropped
    schema, words = extract_text(root.schema)
    output, output_words, output_findings = _repair_output(raw, service)
    remaining = tuple(check_input_schema(root)) if dropped else remaining
    checked = [quote_as_written(one, raw.input_block) for one in remaining]
    findings = (*raw.problems, *found, *checked, *output_findings)
    return NormalizedEndpoint(
        raw,
        schema,
        words,
        output,
        output_words,
        tuple(finding for finding in findings if isinstance(finding, Repair)),
        tuple(finding for finding in findings if isinstance(finding, Problem)),
    )


def _apply_repairs(
    root: RepairContext, steps: Collection[RepairStep] = REPAIRS.values()
) -> tuple[RepairContext, list[RepairOrProblem]]:
    """Apply all repairs, and again while one makes another possible, so that nothing is left to repair."""
    findings = list[RepairOrProblem]()
    for _ in range(MOST_ROUNDS):
        root, found = _apply_each_once(root, steps)
        findings += (one for one in found if isinstance(one, Repair) or one not in findings)
        if not any(isinstance(one, Repair) for one in found):
            break
    return root, findings


def _apply_each_once(
    root: RepairContext, steps: Collection[RepairStep]
) -> tuple[RepairContext, list[RepairOrProblem]]:
    findings, nodes = list[RepairOrProblem](), [*walk_subschemas(root)]
    for step in steps:
        if any(has_effect(node, step) for node in nodes):
            schema, found = apply_repair(root, step)
            root = replace(root, schema=schema)
            nodes = [*walk_subschemas(root)]
            findings += found
    root = replace(root, schema=apply_repair(root, sort_properties)[0])
    schema, moved = move_definitions(root)
    return replace(root, schema=schema), [*findings, *moved]


def _repair_output(
    raw: RawEndpoint, service: Service
) -> tuple[Schema | None, PointerWords, Sequence[RepairOrProblem]]:
    """Repair the output schema; return it with its texts, or None if the service's shared one applies."""
    written, pointer, unwrapping = unwrap_output(raw)
    if not is_dict(written):
        return None, {}, ()
    context = RepairContext(
        written, pointer, raw.locate_output, dialect=Dialect.of_service(service)
    )
    root, found = _apply_repairs(context, _OUTPUT_REPAIRS)
    schema, words = extract_text(root.schema)
    checked = [quote_as_written(one, raw.output_block) for one in check_schema(root)]
    findings = (*unwrapping, *found, *checked)
    if matches_shared_output(schema, service):
        return None, {}, findings
    return schema, words, findings


def quote_as_written(problem: Problem, block: JsonBlock | None) -> Problem:
    """Return a problem that quotes its reference, if it is about one, as the document writes it."""
    if block is None or not isinstance(problem, BrokenReference):
        return problem
    return replace(problem, target=block.as_written(problem.target))


def matches_shared_output(output: Schema, service: Service) -> bool:
    """Return whether an output schema is the shared one: all fields that are documented of it, or none."""
    wanted, _ = extract_text(service.output)
    own, known = output.get("properties"), wanted.get("properties")
    if not is_dict(own) or not is_dict(known):
        return json_equal(output, wanted)
    listed = all(name in known and json_equal(schema, known[name]) for name, schema in own.items())
    complete = not own or known.keys() - service.undocumented_outputs <= own.keys()
    return (
        complete
        and listed
        and json_equal(
            without_keywords(output, "properties"), without_keywords(wanted, "properties")
        )
    )


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


def extract_text(schema: Schema) -> tuple[Schema, PointerWords]:
    """Return a schema without its texts, and the texts; empty ones and the root's title are dropped."""
    words: dict[str, dict[str, str]] = {}
    bare = _extract(schema, "", words)
    words.get("", {}).pop("title", None)
    return bare, {pointer: found for pointer, found in words.items() if found}


def _extract(schema: Schema, pointer: str, words: dict[str, dict[str, str]]) -> Schema:
    texts = {key: schema[key] for key in TEXT_KEYWORDS if isinstance(schema.get(key), str)}
    words[pointer] = {key: text.strip() for key, text in texts.items() if text.strip()}

    def each(path: tuple[str, ...], value: Any) -> Any:
        return (
            value
            if is_opaque(path, value)
            else _extract(value, join_pointer(pointer, *path), words)
        )

    return map_subschemas(without_keywords(schema, *texts), each)
