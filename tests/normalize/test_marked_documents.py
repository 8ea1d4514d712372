"""Repairs of the documents of services whose files say how these mark media."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clientwright.normalize.problems import LimitsLeftOut
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import has_errors
from clientwright.schema.equality import canonical_json
from clientwright.schema.property_order import ordered_properties
from normalize.marked_cases import MARKED_CASES, MARKED_KEPT
from normalize.repair_cases import CASES
from normalize.schemas import NAMES, ROOTS, SAMPLES, SCHEMAS, constraints, raw_endpoint
from normalize.test_repair_laws import covers, has_value_at
from sources.support import SERVICE

MARKS = {"names": ["*_url", "*_urls"], "keyword": "limits", "format": "uri"}
MARKED = replace(
    SERVICE,
    document={**SERVICE.document, "media": {**SERVICE.document["media"], "marks": MARKS}},
)
DEFINITIONS = {"Size": {"type": "string", "enum": ["a"]}}
LIMITS = st.dictionaries(
    st.sampled_from("min_width max_duration max_file_size max_fps timeout min_age x".split()),
    st.integers(0, 2**25) | st.floats(0, 9) | st.booleans() | st.text("ab"),
    max_size=4,
)
MARKED_SCHEMAS = st.builds(
    lambda schema, limits: {**schema, "limits": limits} if isinstance(schema, dict) else schema,
    SCHEMAS,
    LIMITS,
)
MARKED_ROOTS = st.fixed_dictionaries(
    {
        "properties": st.dictionaries(
            NAMES | st.sampled_from(["image_url", "clip_urls", "mask_url"]),
            SCHEMAS | MARKED_SCHEMAS,
            max_size=4,
        )
    },
    optional={"x-fal-order-properties": st.lists(NAMES, max_size=4)},
)


def document(it: Any) -> dict[str, Any]:
    """Return an input with a property `it`, or with the property that a map names."""
    is_named = len(it) == 1 and isinstance(next(iter(it.values())), dict)
    properties = it if is_named and not {"not", "properties", "items"} & it.keys() else {"it": it}
    return {"type": "object", "properties": properties, "$defs": DEFINITIONS}


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [(code, *pair) for code, pairs in MARKED_CASES.items() for pair in pairs],
)
def test_repair_rewrites_schema(code: str, before: Any, after: Any) -> None:
    """Each dialect form becomes JSON Schema, the repair is reported, and nothing else is found."""
    result = repair_endpoint(raw_endpoint(document(before)), MARKED)
    (found,) = result.schema["properties"].values()
    assert found == after
    assert [*found.get("properties", {})] == [*after.get("properties", {})]
    assert {one.code for one in result.repairs} == {code}
    assert not result.problems


@pytest.mark.parametrize("schema", MARKED_KEPT)
def test_what_says_what_it_means_is_unchanged(schema: Any) -> None:
    """Listed values, texts that are documented to be no URL, and JSON Schema as it is are kept."""
    result = repair_endpoint(raw_endpoint(document(schema)), MARKED)
    assert result.schema["properties"] == schema
    assert (result.repairs, result.problems) == ((), ())


@pytest.mark.parametrize("code", sorted(CASES.keys() - MARKED_CASES.keys()))
def test_other_repairs_stay_the_same(code: str) -> None:
    """A service with marks gets every other repair, too."""
    for before, _ in CASES[code]:
        result = repair_endpoint(raw_endpoint(document(before)), MARKED)
        assert code in {one.code for one in result.repairs} or code == "demo-default"


def test_a_service_without_marks_has_none_of_it() -> None:
    """Without marks in the service's file a name or a format makes no medium, and bounds become exact."""
    properties = {
        "image_url": {"type": "string"},
        "file": {"type": "string", "format": "uri"},
        "key": {"type": "string", "format": "password"},
        "size": {"allOf": [{"$ref": "#/$defs/Size"}]},
    }
    result = repair_endpoint(
        raw_endpoint(document(properties) | {"properties": properties}), SERVICE
    )
    assert result.schema["properties"] == properties
    bound = {"it": {"type": "integer", "maximum": 9223372036854776000}}
    exact = repair_endpoint(raw_endpoint(document(bound)), SERVICE)
    assert exact.schema["properties"]["it"]["maximum"] == 2**63 - 1


def test_a_format_of_another_kind_denies_the_kind_of_a_name() -> None:
    """A sound that may be a film, by its description, is a medium of any kind; the formats stay a warning."""
    it = {"audio_url": {"type": "string", "description": "Sound as wav, or a film as mp4."}}
    result = repair_endpoint(raw_endpoint(document(it)), MARKED)
    assert result.schema["properties"]["audio_url"]["x-media"] == {}
    assert [problem.code for problem in result.problems] == ["media-unclear"]


def test_limits_that_no_url_has_are_reported() -> None:
    """A limit that `x-media` does not say is left out with a note at its place."""
    limits = {"limits": {"timeout": 20, "min_width": 9, "max_height": True}}
    result = repair_endpoint(
        raw_endpoint(document({"a_url": {"type": "string", **limits}})), MARKED
    )
    (note,) = result.problems
    assert isinstance(note, LimitsLeftOut)
    assert note.names == ("timeout", "max_height")
    assert note.location.pointer == "/properties/a_url/limits"


def test_what_is_told_in_pieces_is_described() -> None:
    """What keywords say of a growing list and of pieces of text is in the description, also where there was one."""
    keywords = {"x-cog-array-type": "iterator", "x-cog-array-display": "concatenate"}
    listed = {"type": "array", "items": {"type": "string"}, **keywords}
    output = {
        "type": "object",
        "properties": {"a": listed, "b": {**listed, "description": "Text."}},
    }
    result = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {}}, output={"output": output}), MARKED
    )
    told = "The list grows while the job runs. The items are pieces of one text: join them."
    texts = {at: one["description"] for at, one in result.output_words.items()}
    assert texts == {"/properties/a": told, "/properties/b": f"Text. {told}"}


def test_output_texts_are_no_media_that_a_caller_sends() -> None:
    """Marks are of inputs: the URLs of an output get no `x-media`."""
    output = {"type": "object", "properties": {"video_url": {"type": "string", "format": "uri"}}}
    result = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {}}, output={"output": output}), MARKED
    )
    assert result.output == output


def test_an_output_that_cannot_be_read_is_open() -> None:
    """Where outputs may be anything, one that is not JSON Schema is left open, with a warning at its place."""
    service = replace(MARKED, document={**MARKED.document, "output": {}})
    output = {"output": {"type": "array", "items": {"type": "nonsense"}}}
    raw = raw_endpoint({"type": "object", "properties": {}}, output=output)
    (problem,) = repair_endpoint(raw, service).problems
    assert (problem.code, problem.location.pointer) == ("output-open", "/output/items/type")
    assert repair_endpoint(raw, service).output is None
    assert [one.code for one in repair_endpoint(raw, MARKED).problems] == ["unknown-type"]


@given(MARKED_ROOTS, SAMPLES)
def test_repair_is_idempotent(schema, sample) -> None:
    """Repairing a repaired schema changes nothing, reports nothing, and keeps the order of properties."""
    once = repair_endpoint(raw_endpoint(schema, sample), MARKED)
    twice = repair_endpoint(replace(once.raw, schema=once.schema), MARKED)
    assert canonical_json(twice.schema) == canonical_json(once.schema)
    assert (twice.repairs, twice.words) == ((), {})
    assert [*ordered_properties(twice.schema)] == [*ordered_properties(once.schema)]


@given(MARKED_ROOTS, SAMPLES)
def test_no_constraint_is_lost_silently(schema, sample) -> None:
    """Every keyword of the document is unchanged in the result, or a repair or problem names its pointer."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), MARKED)
    named = {repair.pointer for repair in repaired.repairs}
    named |= {problem.location.pointer for problem in repaired.problems}
    for pointer, value in constraints(schema):
        found = has_value_at(repaired.schema, pointer, value)
        assert found or any(covers(at, pointer) for at in named), pointer


@given(ROOTS, st.lists(NAMES, unique=True))
def test_listed_names_come_first_in_their_order(schema, names) -> None:
    """Properties that are listed come in that order, among those that are required and among the others."""
    document = {**schema, "x-fal-order-properties": names}
    result = repair_endpoint(raw_endpoint(document), MARKED)
    assume(not has_errors(result.problems))
    repaired = result.schema
    required = repaired.get("required", ())
    found = [name for name, _ in ordered_properties(repaired)]
    for part in ([n for n in found if n in required], [n for n in found if n not in required]):
        known = [name for name in names if name in part]
        assert part[: len(known)] == known


@given(MARKED_ROOTS)
def test_key_order_does_not_matter(schema) -> None:
    """A schema with its properties reversed is repaired to the same structure."""
    other = {**schema, "properties": dict(reversed(schema["properties"].items()))}
    one, two = (repair_endpoint(raw_endpoint(part), MARKED).schema for part in (schema, other))
    assert canonical_json(one) == canonical_json(two)
    assert [name for name, _ in ordered_properties(one)] == [n for n, _ in ordered_properties(two)]
