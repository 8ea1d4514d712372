"""Compare recorded repairs: an unambiguous one never matters, one that chooses a reading is a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility
from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.default_repairs import DEFAULT_OUTSIDE, DEFAULT_TYPE
from clientwright.normalize.demo_default_repairs import DEMO_DEFAULT
from clientwright.normalize.media_mark_repairs import MEDIA_MARK
from clientwright.normalize.media_repairs import MEDIA_FORMAT, MEDIA_PROSE, VALIDATIONS
from clientwright.normalize.older_draft_repairs import OLDER_DRAFT
from clientwright.normalize.openapi_repairs import OPENAPI_KEYWORD
from clientwright.normalize.root_repairs import ROOT_OBJECT
from clientwright.normalize.spelling_repairs import KEYWORD_SPELLING
from clientwright.normalize.structure_repairs import (
    BARE_ITEMS,
    EMPTY_BRANCHES,
    OUTPUT_ROOT,
    REQUIRED_UNKNOWN,
    SINGLE_ALL_OF,
)
from clientwright.normalize.text_value_repairs import ROUNDED_BOUND, TEXT_VALUE, UNSET_KEYWORD
from clientwright.normalize.type_repairs import IMPLIED_TYPE, NULLABLE, TYPE_ALIAS
from clientwright.normalize.value_repairs import BOOLEAN_EXCLUSIVE, ENUM_NUMBERS, UI_FORMAT
from clientwright.normalize.vendor_repairs import (
    LIMIT_DESCRIPTION,
    PROPERTY_ORDER,
    TEXT_PIECES,
    UI_KEYWORD,
    WRITE_ONLY,
)
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.references import inline_references
from clientwright.schema.semantics import normalize_schema
from clientwright.schema.wording import show_text
from clientwright.specs.model import Endpoint, RepairNote

UNAMBIGUOUS_REPAIRS = frozenset(
    (
        BARE_ITEMS,
        BOOLEAN_EXCLUSIVE,
        EMPTY_BRANCHES,
        DEMO_DEFAULT,
        IMPLIED_TYPE,
        LIMIT_DESCRIPTION,
        MEDIA_FORMAT,
        NULLABLE,
        OLDER_DRAFT,
        OPENAPI_KEYWORD,
        OUTPUT_ROOT,
        PROPERTY_ORDER,
        ROOT_OBJECT,
        ROUNDED_BOUND,
        SINGLE_ALL_OF,
        TEXT_PIECES,
        TEXT_VALUE,
        TYPE_ALIAS,
        UI_FORMAT,
        UI_KEYWORD,
        UNSET_KEYWORD,
        VALIDATIONS,
        WRITE_ONLY,
    )
)
"""Repairs with only one possible reading."""
CHOOSING_REPAIRS: Mapping[str, str] = {
    DEFAULT_OUTSIDE: "it drops a default that the schema refuses",
    DEFAULT_TYPE: "it converts a default, or drops it",
    ENUM_NUMBERS: "it reads texts as numbers, or numbers as texts",
    KEYWORD_SPELLING: "it reads a keyword of another language",
    MEDIA_MARK: "it takes a text for a medium by its name or by a provider's keyword",
    MEDIA_PROSE: "it reads prose",
    REQUIRED_UNKNOWN: "it drops a required field that is not documented",
}
"""Repairs that may be wrong, and why."""
_OUTPUT = "output"


def compare_repairs(old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Yield a change for each repair that was added, then for each that was removed."""
    before, after = set(old.repairs), set(new.repairs)
    for note in sorted(after - before, key=_order):
        verdict, why = _assess(note, old, new)
        message = f"The document needs the repair `{note.code}` at {_where(note)}: {why}"
        yield _change(new, EditKind.ADDED, verdict, message)
    for note in sorted(before - after, key=_order):
        why = "no longer made" if _field_exists(note, new) else "gone, like the field it repaired"
        message = f"The repair `{note.code}` at {_where(note)} is {why}."
        yield _change(new, EditKind.REMOVED, Compatibility.UNCHANGED, message)


def _assess(note: RepairNote, old: Endpoint, new: Endpoint) -> tuple[Compatibility, str]:
    if note.code not in UNAMBIGUOUS_REPAIRS:
        why = CHOOSING_REPAIRS.get(note.code, "this version does not know it")
        return (
            Compatibility.WARNING,
            f"it chooses one of several readings, so check the choice ({why}).",
        )
    if _field_exists(note, old) and not _same_surroundings(note, old, new):
        return (
            Compatibility.WARNING,
            "the schema there changed with it, so check that both fit.",
        )
    return Compatibility.UNCHANGED, "it has only one possible reading."


def _order(note: RepairNote) -> tuple[str, str]:
    return note.at, note.code


def _where(note: RepairNote) -> str:
    return show_text(note.at) or "its root"


def _field_exists(note: RepairNote, endpoint: Endpoint) -> bool:
    """Return whether the field of a repair exists; the root always does."""
    schema, steps = _schema_and_steps(note, endpoint)
    field = _field(steps)
    return not field or _resolve_or_none(schema, field) is not None


def _field(steps: list[str]) -> list[str]:
    """Return the steps to the innermost field; note that a field may itself be named `properties`."""
    last = n = 0
    while n + 1 < len(steps):
        named = steps[n] == "properties"
        last, n = (n + 2, n + 2) if named else (last, n + 1)
    return steps[:last]


def _same_surroundings(note: RepairNote, old: Endpoint, new: Endpoint) -> bool:
    """Return whether the schema around a repair is the same, apart from its fields."""
    sides = [_own_keywords(*_schema_and_steps(note, endpoint)) for endpoint in (old, new)]
    return is_same_schema(sides[0], sides[1])


def _own_keywords(schema: Any, steps: list[str]) -> Any:
    found = _resolve_or_none(schema, steps[:-1])
    bare = {k: v for k, v in found.items() if k != "properties"} if is_dict(found) else found
    return normalize_schema(bare)


def _schema_and_steps(note: RepairNote, endpoint: Endpoint) -> tuple[Any, list[str]]:
    """Return the schema that a repair is in, and the steps that lead to it."""
    steps = split_pointer(note.at)
    if steps[:1] == [_OUTPUT]:
        schema, steps = endpoint.output, steps[1:]
    else:
        schema = endpoint.input
    return None if schema is None else inline_references(schema), steps


def _resolve_or_none(schema: Schema | None, steps: list[str]) -> Any:
    try:
        return resolve_pointer(schema, join_pointer("", *steps)) if schema is not None else None
    except LookupError:
        return None


def _change(endpoint: Endpoint, edit: EditKind, verdict: Compatibility, message: str) -> Change:
    pointer = "/repairs"
    location = endpoint.location(pointer)
    return Change(endpoint.id, pointer, f"repair-{edit}", verdict, message, location=location)
