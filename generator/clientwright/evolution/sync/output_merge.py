"""Merge the output and its texts that a catalogue states into a spec; what people wrote stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientwright.evolution.problems import EditReplaced
from clientwright.evolution.sync.losses import difference_texts
from clientwright.io.json_pointer import has_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.combine import json_differences
from clientwright.problems import Problem
from clientwright.schema.equality import short_hash
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE
from clientwright.specs.codec import restore_key_order
from clientwright.specs.model import Endpoint, Words

WordsAtPointer = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OutputMerge:
    """The output after a sync, its texts, and what was lost."""

    schema: Schema | None
    words: Words
    losses: tuple[Problem, ...] = ()


def merge_output(old: Endpoint, new: Endpoint, *, structure_kept: bool) -> OutputMerge:
    """Return the output of the side that changed it since the last sync; the catalogue's if both did."""
    if new.output is None:
        return OutputMerge(old.output, old.output_words)
    known = old.listing.output if old.listing else ""
    mine = "" if old.output is None else short_hash(old.output)
    theirs = short_hash(new.output)
    if theirs in (known, mine) or (structure_kept and old.listing is None):
        return OutputMerge(old.output, _merge_words(old, new, old.output or {}))
    schema = restore_key_order(new.output, old.output or {})
    losses = () if mine in (known, "") else _replaced(old, schema)
    return OutputMerge(schema, _merge_words(old, new, schema), losses)


def _replaced(old: Endpoint, schema: Schema) -> tuple[Problem, ...]:
    found = tuple(json_differences(old.output, schema, ""))
    return (EditReplaced(old.location("/output"), "/output", *difference_texts(found)),)


def _merge_words(old: Endpoint, new: Endpoint, schema: Schema) -> Words:
    """Return the texts of an output, without those of what it no longer has."""
    last = old.listing.output_words if old.listing else dict[str, str]()
    was, now = (one.output_words.get(CATALOGUE_LOCALE, {}) for one in (old, new))
    english = {
        at: choose_words(last.get(at), was.get(at, {}), now.get(at, {})) for at in {**now, **was}
    }
    words = {**old.output_words, CATALOGUE_LOCALE: english}
    found = {
        locale: {
            at: texts for at, texts in words[locale].items() if texts and has_pointer(schema, at)
        }
        for locale in sorted(words)
    }
    return {locale: texts for locale, texts in found.items() if texts}


def choose_words(before: str | None, here: WordsAtPointer, there: WordsAtPointer) -> WordsAtPointer:
    """Return the texts of one field: the catalogue's if they changed and nobody edited them.

    `before` is the hash of the catalogue's texts at the last sync.
    """
    if before == short_hash(there):
        return here
    return there if before == short_hash(here) else {**there, **here}
