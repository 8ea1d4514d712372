"""A schema cut out of a document accepts what it accepts there, and knows where its parts stand."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.schema.references import BadReference, inline_references
from clientwright.sources.bundled_schema import bundle_schema, map_references
from clientwright.sources.documents import Source
from clientwright.sources.parsed_document import ParsedDocument, parse_document

NAMES = ("A", "b/c", "d~e", "f g", "%41", "é", "x.y", "0", "")
REFERENCES = st.sampled_from(NAMES).map(
    lambda name: {"$ref": "#" + quote(join_pointer("/components/schemas", name), safe="/~")}
)
LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"enum": ["a", {"$ref": "#/data"}]},
        {"default": {"$ref": "#/data"}},
        {"$ref": "#/components/schemas/A/properties/p"},
        {"$ref": "#/components/missing"},
    ]
)
SCHEMAS = st.recursive(
    REFERENCES | LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["p", "$ref", "default"]), inner, max_size=3).map(
            lambda named: {"type": "object", "properties": named}
        ),
        st.lists(inner, min_size=1, max_size=2).map(lambda listed: {"anyOf": listed}),
        inner.map(lambda one: {"items": one, "description": "a list"}),
    ),
    max_leaves=6,
)


def document_of(schemas: Any) -> ParsedDocument:
    """Return a document with schemas in components."""
    text = json.dumps({"components": {"schemas": schemas}}, indent=1)
    found = parse_document(Source("a.json", text))
    assert isinstance(found, ParsedDocument)
    return found


def inlined(schema: Any) -> Any:
    """Return a schema with its references replaced, or why that is not possible."""
    try:
        return without_texts(inline_references(schema))
    except BadReference as bad:
        return bad.args[0].rpartition(":")[2]


def without_texts(value: Any) -> Any:
    """Return a schema without definitions and descriptions."""
    if isinstance(value, list):
        return [without_texts(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {k: v for k, v in value.items() if k not in ("description", "components", "$defs")}
    return {key: without_texts(inner) for key, inner in kept.items()}


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, SCHEMAS)), st.sampled_from(NAMES))
def test_a_bundle_means_what_the_document_means(schemas: Any, name: str) -> None:
    """With references replaced, a bundled schema equals the one in the document; both fail alike."""
    document = document_of(schemas)
    pointer = join_pointer("/components/schemas", name)
    bundled = bundle_schema(document, pointer, ("", pointer))
    reference = {"$ref": "#" + quote(pointer, safe="/~")}
    whole = inlined({"not": reference, "components": {"schemas": schemas}})
    assert inlined(bundled.value) == (whole["not"] if isinstance(whole, dict) else whole)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, SCHEMAS)), st.sampled_from(NAMES))
def test_each_part_is_located_where_it_is_written(schemas: Any, name: str) -> None:
    """Each part of a bundle is, but for its references, the value at the pointer of its location."""
    document = document_of(schemas)
    pointer = join_pointer("/components/schemas", name)
    bundled = bundle_schema(document, pointer, ("", pointer))
    for at in ["", *(join_pointer("/$defs", one) for one in bundled.value.get("$defs", ()))]:
        written = resolve_pointer(document.value, bundled.locate(at).pointer)
        part = {k: v for k, v in resolve_pointer(bundled.value, at).items() if k != "$defs"}
        blank = [map_references(one, lambda _: "") for one in (written, part)]
        assert without_texts(blank[0]) == without_texts(blank[1])


def test_names_do_not_clash() -> None:
    """Targets that end alike are counted, beside definitions of its own, and what is missing stays so."""
    root = {
        "properties": {
            "a": {"$ref": "#/x/S"},
            "b": {"$ref": "#/y/S"},
            "c": {"$ref": "#/$defs/T"},
            "d": {"$ref": "#/z/T"},
        },
        "$defs": {"S": {"const": 0}},
    }
    text = json.dumps(
        {"in": root, "x": {"S": {"const": 1}}, "y": {"S": {"const": 2}}, "z": {"T": {}}}
    )
    document = parse_document(Source("a.json", text))
    assert isinstance(document, ParsedDocument)
    found = bundle_schema(document, "/in", ("",)).value
    assert found["$defs"] == {
        "S": {"const": 0},
        "S_2": {"const": 1},
        "S_3": {"const": 2},
        "T_2": {},
    }
    assert found["properties"]["c"] == {"$ref": "#/$defs/T"}


def test_texts_beside_a_reference_are_kept() -> None:
    """The title and description beside a root's reference win over those of its target."""
    schemas = {
        "A": {"$ref": "#/components/schemas/B", "description": "outer"},
        "B": {"title": "T", "description": "inner", "properties": {}},
    }
    found = bundle_schema(document_of(schemas), "/components/schemas/A", ("",))
    assert found.value == {"title": "T", "description": "outer", "properties": {}}
    assert found.locate("/description").line == 6
