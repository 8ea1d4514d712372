"""Let the pages of an endpoint agree on formats that were read from the prose of some of them only.

A sentence is read in one language and, said otherwise, not in another. What was read holds for all
pages whose texts name the same formats, or none; else it holds for no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.media_repairs import MEDIA_PROSE
from clientwright.normalize.media_sentences import named_formats
from clientwright.normalize.problems import MediaUnclear
from clientwright.normalize.repair_context import without_keywords
from clientwright.normalize.repair_result import ABSENT, NormalizedEndpoint, Repair
from clientwright.schema.narrowing import replace_at, subschema_at

_ITEMS = "/items"


def share_read_formats(pages: Sequence[NormalizedEndpoint]) -> tuple[NormalizedEndpoint, ...]:
    """Return the pages of one endpoint, each with the formats that were read from another, or none with them."""
    found = tuple(pages)
    for note in _notes_by_pointer(found).values():
        readers = [one for one in found if any(_is_same(note, own) for own in one.repairs)]
        others = [one for one in found if one not in readers and _can_take(one, note)]
        if all(_named(one, note) in ([], note.after["formats"]) for one in others):
            found = tuple(_with_formats(one, note) if one in others else one for one in found)
        else:
            found = tuple(_without_formats(one, note) if one in readers else one for one in found)
    return found


def _notes_by_pointer(pages: Sequence[NormalizedEndpoint]) -> dict[str, Repair]:
    notes = (note for one in pages for note in one.repairs if note.code == MEDIA_PROSE)
    return {note.pointer: note for note in notes}


def _is_same(note: Repair, other: Repair) -> bool:
    return (note.code, note.pointer) == (other.code, other.pointer)


def _field(note: Repair) -> list[str]:
    return split_pointer(note.pointer)[:-1]


def _described_pointer(note: Repair) -> str:
    """Return the pointer of the field whose description names the formats: of a list, the list."""
    return note.pointer.rpartition("/")[0].removesuffix(_ITEMS)


def _can_take(page: NormalizedEndpoint, note: Repair) -> bool:
    """Return whether a page's field is as it was before the formats were read on another page."""
    schema: Schema = subschema_at(page.schema, _field(note))
    return bool(schema) and schema.get("x-media", ABSENT) == note.before


def _named(page: NormalizedEndpoint, note: Repair) -> list[str]:
    at = _described_pointer(note)
    texts = (page.words.get(place, {}).get("description", "") for place in (at, at + _ITEMS))
    return named_formats(" ".join(texts))


def _with_formats(page: NormalizedEndpoint, note: Repair) -> NormalizedEndpoint:
    """Return a page with the formats of another, and without the warning that they were not read."""
    schema = {**subschema_at(page.schema, _field(note)), "x-media": note.after}
    location = page.raw.locate(f"{_described_pointer(note)}/description")
    kept = tuple(
        one
        for one in page.problems
        if not (isinstance(one, MediaUnclear) and one.location == location)
    )
    return replace(page, schema=replace_at(page.schema, _field(note), schema), problems=kept)


def _without_formats(page: NormalizedEndpoint, note: Repair) -> NormalizedEndpoint:
    """Return a page as it was before its formats were read."""
    schema = without_keywords(subschema_at(page.schema, _field(note)), "x-media")
    if note.before is not ABSENT:
        schema = {**schema, "x-media": note.before}
    kept = tuple(one for one in page.repairs if not _is_same(note, one))
    return replace(page, schema=replace_at(page.schema, _field(note), schema), repairs=kept)
