"""The quick validator accepts nothing that the other refuses, and what our specs are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.lint.schema_validity import MEDIA_SCHEMA, flat_meta_schema
from clientwright.schema.quick_validator import make_quick_validator
from clientwright.specs.bundled_data import data_folder, meta_schema
from lint.test_laws import ATOMS, LOOSE, SCHEMAS

SPECS = [
    json.loads(path.read_text("utf-8")) for path in sorted(data_folder().glob("*/*/**/*.json"))
]
METAS: dict[str, Any] = {
    "schema": flat_meta_schema(),
    "media": MEDIA_SCHEMA,
    **{name: {**meta_schema(name)} for name in ("endpoint", "service")},
}
QUICK = {name: make_quick_validator(meta) for name, meta in METAS.items()}
EXACT = {name: Draft202012Validator(meta) for name, meta in METAS.items()}
ODD = st.sampled_from(
    ("", "\x1c", "\u2028", "/a\n", "$\n", "\ufeff", "\x85", "\ud800", 1.0, 10**400, -1, 2**64, 1e308, True, None, [], {})
)  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object and list in a document with each of its keys and indexes."""
    held = (
        [*value.items()]
        if isinstance(value, dict)
        else [*enumerate(value)]
        if isinstance(value, list)
        else []
    )
    for key, inner in held:
        yield value, key
        yield from places(inner)


@settings(max_examples=300)
@given(st.sampled_from(SPECS), st.integers(0), ODD | ATOMS, st.booleans())
@example({"id": "a/b", "input": {}, "dismissed": [{"at": "/description", "locale": "en", "words": "\x1c", "reason": "x"}]}, 0, {}, False)  # fmt: skip
def test_a_changed_spec_is_accepted_by_both(
    spec: dict[str, Any], place: int, value: Any, is_name: bool
) -> None:
    """With any value, or any name, in any place of a spec, the quick validator accepts it only if the other does."""
    changed = json.loads(json.dumps(spec))
    known = [*places(changed)]
    holder, key = known[place % len(known)]
    if is_name and isinstance(holder, dict):
        holder[str(value)] = holder.pop(key)
    else:
        holder[key] = value
    for name in ("endpoint", "schema"):
        document = changed if name == "endpoint" else changed.get("input")
        assert not QUICK[name](document) or EXACT[name].is_valid(document)


@settings(max_examples=200)
@given(st.sampled_from(sorted(METAS)), LOOSE | SCHEMAS | ODD)
def test_any_document_is_accepted_by_both(name: str, document: Any) -> None:
    """The quick validator of each meta-schema accepts a document only if the other does."""
    assert not QUICK[name](document) or EXACT[name].is_valid(document)


def test_the_specs_are_accepted_quickly() -> None:
    """Specs and services in order need no second look."""
    assert all(map(QUICK["endpoint"], SPECS))
    services = [path.read_text("utf-8") for path in data_folder().glob("*/service.json")]
    assert services
    assert all(QUICK["service"](json.loads(text)) for text in services)


@pytest.mark.parametrize("schema", [{"$id": "\ud800"}, {"$defs": {1: {}}}, object(), {1}])
def test_what_cannot_be_read_is_not_accepted(schema: object) -> None:
    """A value that is no JSON, or that UTF-8 cannot have, is left to the other validator."""
    assert not QUICK["schema"](schema)


def test_the_checkout_has_specs() -> None:
    """The laws above look at real specs."""
    assert len(SPECS) > 1
    assert Path(data_folder()).is_dir()
