"""Merge a catalogue entry into an existing spec; what people wrote stays.

The catalogue's own texts and rules are known by their hashes at the last sync (stored in the
spec), and by which rules the recognizers find in the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientwright.evolution.problems import VersionKept
from clientwright.evolution.sync.losses import find_losses, last_catalogue_hash
from clientwright.evolution.sync.output_merge import WordsAtPointer, choose_words, merge_output
from clientwright.evolution.sync.schema_merge import SchemaMerge, merge_schemas
from clientwright.io.json_pointer import has_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.chosen_names import keep_used_names
from clientwright.normalize.combine import structure_hash
from clientwright.normalize.prose_rules import recognize_rules, rule_key
from clientwright.problems import Problem
from clientwright.rules.base import Rule
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE
from clientwright.specs.codec import restore_key_order
from clientwright.specs.model import CatalogueListing, Endpoint, RepairNote, Words


@dataclass(frozen=True, slots=True)
class SpecMerge:
    """The endpoint after a sync, and the problems of the merge."""

    endpoint: Endpoint
    problems: tuple[Problem, ...] = ()


def merge_into_spec(old: Endpoint | None, new: Endpoint, listing: CatalogueListing) -> SpecMerge:
    """Merge the catalogue's endpoint (`new`) into the existing spec."""
    if old is None:
        return SpecMerge(replace(new, listing=listing))
    if _has_own_version(old) or (old.version and not new.version):
        kept = VersionKept(old.location("/version"), old.version, listing.version)
        return SpecMerge(replace(old, retired=False), (kept,))
    structure_kept = _structure_unchanged(old, new, listing)
    merge = SchemaMerge(old.input) if structure_kept else _merge_schema(old, new)
    schema = merge.schema
    english = _merge_english(old, new, schema)
    words = (
        {**_other_languages(old, schema), CATALOGUE_LOCALE: english}
        if english
        else _other_languages(old, schema)
    )
    words = {locale: words[locale] for locale in sorted(words) if words[locale]}
    output = merge_output(old, new, structure_kept=structure_kept)
    endpoint = replace(
        old,
        input=schema,
        output=output.schema,
        output_words=output.words,
        version=new.version or old.version,
        rules=_merge_rules(old, words, schema),
        words=words,
        repairs=_merge_repairs(old, new, structure_kept),
        listing=listing,
        retired=False,
        names=keep_used_names(old.names, schema),
    )
    losses = find_losses(old, new, endpoint, merge.clashes)
    return SpecMerge(endpoint, (*losses, *output.losses))


def _has_own_version(old: Endpoint) -> bool:
    """Return whether a person chose another version than the catalogue had at the last sync."""
    known = old.listing.version if old.listing else ""
    return bool(known and old.version and old.version != known)


def _structure_unchanged(old: Endpoint, new: Endpoint, listing: CatalogueListing) -> bool:
    """Return whether the schema is as at the last sync or, before any sync, as at the import.

    If the catalogue has no output, that of the page does not count; another version may have the same schema.
    """
    if old.listing is not None:
        return old.listing.structure == listing.structure
    output = old.output if new.output is None else new.output
    known = {note.structure for note in old.sources.values()}
    return bool(known & {listing.structure, structure_hash(new.input, output, old.version)})


def _merge_schema(old: Endpoint, new: Endpoint) -> SchemaMerge:
    """Merge the schemas part by part; without stored hashes, use the catalogue's schema."""
    last_hashes = old.listing.parts if old.listing else dict[str, str]()
    merge = (
        merge_schemas(last_hashes, old.input, new.input) if last_hashes else SchemaMerge(new.input)
    )
    return replace(merge, schema=restore_key_order(merge.schema, old.input))


def _merge_english(old: Endpoint, new: Endpoint, schema: Schema) -> dict[str, WordsAtPointer]:
    was, now = old.words.get(CATALOGUE_LOCALE, {}), new.words.get(CATALOGUE_LOCALE, {})
    found = {
        at: choose_words(last_catalogue_hash(old, at), was.get(at, {}), now.get(at, {}))
        for at in {**now, **was}
    }
    return {at: texts for at, texts in found.items() if texts and has_pointer(schema, at)}


def _other_languages(old: Endpoint, schema: Schema) -> dict[str, Mapping[str, WordsAtPointer]]:
    """Return the texts in other languages, without those of removed fields."""
    return {
        locale: {at: texts for at, texts in words.items() if has_pointer(schema, at)}
        for locale, words in old.words.items()
        if locale != CATALOGUE_LOCALE
    }


def _merge_rules(old: Endpoint, words: Words, schema: Schema) -> tuple[Rule, ...]:
    """Keep people's rules, do not restore rules they deleted, and add newly recognized ones."""
    settled = old.settled
    before = {rule_key(rule) for rule in recognize_rules(old.words, old.input, settled)}
    mine = {rule_key(rule): rule for rule in old.own_rules}
    now = {rule_key(rule): rule for rule in recognize_rules(words, schema, settled)}
    kept = [
        rule
        if rule.origin is None or key not in before or key in now
        else replace(rule, origin=None)
        for key, rule in mine.items()
        if rule.origin is None or rule.settles or key not in before or key in now
    ]
    added = [rule for key, rule in sorted(now.items()) if key not in mine and key not in before]
    return (*kept, *added)


def _merge_repairs(old: Endpoint, new: Endpoint, structure_kept: bool) -> tuple[RepairNote, ...]:
    """Return the repairs of the merged spec in their old order, with those of a page's output."""
    of_page = new.output is None
    mine = {
        note
        for note in old.repairs
        if structure_kept or (of_page and note.at.startswith("/output"))
    }
    notes = mine | {*new.repairs}
    found = [note for note in old.repairs if note in notes]
    for note in sorted(notes.difference(found), key=_repair_key):
        at = next(
            (n for n, one in enumerate(found) if _repair_key(one) > _repair_key(note)), len(found)
        )
        found.insert(at, note)
    return tuple(found)


def _repair_key(note: RepairNote) -> tuple[str, str]:
    return note.code, note.at
