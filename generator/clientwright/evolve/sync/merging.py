"""What the catalogue says now, merged into the spec that is there; what people wrote stays.

The catalogue's own words and rules are told from people's by what it said at the last sync
(short hashes in the spec) and by what is recognised in the words as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientwright.evolve.sync.losses import losses, said_before, stands
from clientwright.evolve.sync.naming import still
from clientwright.evolve.sync.parts import Joined, joined
from clientwright.normalize.json_equality import short_hash
from clientwright.normalize.prose_rules import recognise_rules, rule_key
from clientwright.problems import Problem
from clientwright.rules.base import Rule
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE
from clientwright.specs.json_text import Schema
from clientwright.specs.key_order import restore_key_order
from clientwright.specs.model import CatalogueListing, Endpoint, RepairNote, Words

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """The endpoint after a sync, and what of people's words it concerns."""

    endpoint: Endpoint
    problems: tuple[Problem, ...] = ()


def merge(old: Endpoint | None, new: Endpoint, listing: CatalogueListing) -> Merged:
    """Merge what the catalogue says (`new`) into the spec that is there."""
    if old is None:
        said = {locale: words for locale, words in new.words.items() if words}
        return Merged(replace(new, words=said, listing=listing))
    kept = _structure_unchanged(old, listing)
    made = Joined(old.input) if kept else _joined(old, new)
    schema = made.schema
    english = _english(old, new, schema)
    words = {**_others(old, schema), CATALOGUE_LOCALE: english} if english else _others(old, schema)
    words = {locale: words[locale] for locale in sorted(words) if words[locale]}
    endpoint = replace(
        old,
        input=schema,
        rules=_rules(old, words, schema),
        words=words,
        repairs=_repairs(old, new, kept),
        listing=listing,
        retired=False,
        names=still(old.names, schema),
    )
    return Merged(endpoint, tuple(losses(old, new, endpoint, made.clashes)))


def _structure_unchanged(old: Endpoint, listing: CatalogueListing) -> bool:
    """The schema says what it said at the last sync, or before any, what a page said at its import."""
    if old.listing is not None:
        return old.listing.structure == listing.structure
    return listing.structure in {note.structure for note in old.sources.values()}


def _joined(old: Endpoint, new: Endpoint) -> Joined:
    """Join the schemas part by part; where no parts are remembered, the catalogue's is taken whole."""
    said = old.listing.parts if old.listing else dict[str, str]()
    made = joined(said, old.input, new.input) if said else Joined(new.input)
    return replace(made, schema=restore_key_order(made.schema, old.input))


def _english(old: Endpoint, new: Endpoint, schema: Schema) -> dict[str, Said]:
    was, now = old.words.get(CATALOGUE_LOCALE, {}), new.words.get(CATALOGUE_LOCALE, {})
    found = {at: _word(old, was.get(at, {}), now.get(at, {}), at) for at in {**now, **was}}
    return {at: said for at, said in found.items() if said and stands(schema, at)}


def _word(old: Endpoint, here: Said, there: Said, pointer: str) -> Said:
    """Choose the words of one place: the catalogue's where they changed and nobody edited them."""
    before = said_before(old, pointer)
    if before == short_hash(there):
        return here
    return there if before == short_hash(here) else {**there, **here}


def _others(old: Endpoint, schema: Schema) -> dict[str, Mapping[str, Said]]:
    """Give the words of the other languages, without those about fields that are gone."""
    return {
        locale: {at: said for at, said in words.items() if stands(schema, at)}
        for locale, words in old.words.items()
        if locale != CATALOGUE_LOCALE
    }


def _rules(old: Endpoint, words: Words, schema: Schema) -> tuple[Rule, ...]:
    """Keep people's rules, and leave out those they took away; the rest is what the words say now."""
    before = {rule_key(rule) for rule in recognise_rules(old.words, old.input)}
    mine = {rule_key(rule): rule for rule in old.rules}
    now = {rule_key(rule): rule for rule in recognise_rules(words, schema)}
    kept = [
        rule for key, rule in mine.items() if rule.origin is None or key not in before or key in now
    ]
    added = [rule for key, rule in sorted(now.items()) if key not in mine and key not in before]
    return (*kept, *added)


def _repairs(old: Endpoint, new: Endpoint, kept: bool) -> tuple[RepairNote, ...]:
    """Remember the repairs of what stands in the spec, in its order: of an output, those of the page that gave it."""
    mine = {note for note in old.repairs if kept or note.at.startswith("/output")}
    notes = mine | {*new.repairs}
    found = [note for note in old.repairs if note in notes]
    for note in sorted(notes.difference(found), key=_repair):
        at = next((n for n, one in enumerate(found) if _repair(one) > _repair(note)), len(found))
        found.insert(at, note)
    return tuple(found)


def _repair(note: RepairNote) -> tuple[str, str]:
    return note.code, note.at
