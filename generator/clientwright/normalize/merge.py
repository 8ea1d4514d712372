"""Merge a new import into an existing spec: changed pages win, people's additions stay.

A page that has not changed since its last import (its hashes in `sources` are equal) changes
nothing, so people's edits of what it states survive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientwright.io.json_pointer import has_pointer, join_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.combine import structure_hash
from clientwright.normalize.problems import WordsReplaced
from clientwright.normalize.prose_rules import recognize_rules, rule_key
from clientwright.problems import Location, Problem
from clientwright.rules.base import Origin, Rule
from clientwright.schema.equality import short_hash
from clientwright.specs.model import Endpoint, RepairNote, Words, is_undetermined

LocaleWords = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ImportMerge:
    """The endpoint after an import, and a problem for each text of a person that a page replaced."""

    endpoint: Endpoint
    problems: tuple[Problem, ...] = ()


def merge_import(old: Endpoint | None, new: Endpoint) -> ImportMerge:
    """Merge a newly imported endpoint into the existing spec."""
    if old is None:
        return ImportMerge(new)
    structure_kept, unchanged = _structure_unchanged(old, new), _sources_unchanged(old, new)
    base = old if structure_kept else new
    merged_words = {
        name: _merge_words(old, new, name, base.input) for name in {**old.words, **new.words}
    }
    version = new.version if new.version and not unchanged else old.version
    words = {name: merged_words[name] for name in sorted(merged_words) if merged_words[name]}
    output_words = _merge_output_words(old, new, base.output)
    endpoint = replace(
        old,
        input=base.input,
        output=base.output,
        rules=old.own_rules if unchanged else _merge_rules(old, words, base.input),
        words=words,
        output_words=output_words,
        repairs=old.repairs
        if unchanged
        else _merge_repairs(old, new)
        if structure_kept
        else new.repairs,
        sources=dict(sorted({**old.sources, **new.sources}.items())),
        version=version,
    )
    return ImportMerge(endpoint, tuple(_replaced_words(old, endpoint, new)))


def _sources_unchanged(old: Endpoint, new: Endpoint) -> bool:
    return all(old.sources.get(locale) == note for locale, note in new.sources.items())


def _structure_unchanged(old: Endpoint, new: Endpoint) -> bool:
    """Return whether every page has the structure of its last import (a new locale: of any page).

    A schema that is the same in another version of the model is the same structure.
    """
    before = {note.structure for note in old.sources.values()}
    for locale, note in new.sources.items():
        known = old.sources.get(locale)
        seen = {known.structure} if known else before
        with_old_version = structure_hash(new.input, new.output, old.version)
        if seen.isdisjoint((note.structure, with_old_version)):
            return False
    return True


def _merge_words(old: Endpoint, new: Endpoint, locale: str, schema: Schema) -> LocaleWords:
    """Return one locale's texts: the page's if it changed, and whatever else a person wrote."""
    was, now = old.words.get(locale, {}), new.words.get(locale, {})
    return _merge_texts(was, now, schema) if _words_changed(old, new, locale) else was


def _merge_output_words(old: Endpoint, new: Endpoint, output: Schema | None) -> Words:
    """Return the texts of an endpoint's own output by locale: a page's if they changed, and a person's."""
    merged = dict[str, LocaleWords]()
    for locale in sorted({**old.output_words, **new.output_words}):
        known, note = old.sources.get(locale), new.sources.get(locale)
        changed = note is not None and (known is None or known.output_words != note.output_words)
        now = new.output_words.get(locale, {}) if changed else {}
        merged[locale] = _merge_texts(old.output_words.get(locale, {}), now, output or {})
    return {locale: texts for locale, texts in merged.items() if texts and output is not None}


def _merge_texts(was: LocaleWords, now: LocaleWords, schema: Schema) -> LocaleWords:
    """Return the texts of two versions at the places that a schema has; the newer ones win."""
    pointers = sorted(pointer for pointer in {**was, **now} if has_pointer(schema, pointer))
    return {pointer: {**was.get(pointer, {}), **now.get(pointer, {})} for pointer in pointers}


def _words_changed(old: Endpoint, new: Endpoint, locale: str) -> bool:
    known, note = old.sources.get(locale), new.sources.get(locale)
    return note is not None and (known is None or known.words != note.words)


def _merge_rules(old: Endpoint, words: Words, schema: Schema) -> tuple[Rule, ...]:
    """Recognize the rules of all texts, and keep what a person wrote or changed.

    A person's rules are those without an origin, and those whose text has not changed since they were read.
    A rule that stands for further sentences keeps them; if its own is gone, it is a person's rule for these.
    """
    known = {rule_key(rule): rule for rule in recognize_rules(words, schema, old.settled)}
    for rule in old.own_rules:
        if rule.origin is None:
            known[rule_key(rule)] = rule
        elif _origin_text(words, rule.origin) == _origin_text(old.words, rule.origin):
            known.setdefault(rule_key(rule), rule)
        if rule.origin is not None and rule.settles:
            kept = known.get(rule_key(rule), replace(rule, origin=None))
            known[rule_key(rule)] = replace(kept, settles=rule.settles)
    return tuple(known[key] for key in sorted(known))


def _origin_text(words: Words, origin: Origin) -> str:
    pointer, _, key = origin.at.rpartition("/")
    return words.get(origin.locale, {}).get(pointer, {}).get(key, "")


def _merge_repairs(old: Endpoint, new: Endpoint) -> tuple[RepairNote, ...]:
    notes = {(note.code, note.at) for note in (*old.repairs, *new.repairs)}
    return tuple(RepairNote(code, at) for code, at in sorted(notes))


def _replaced_words(old: Endpoint, merged: Endpoint, new: Endpoint) -> list[Problem]:
    """Report the texts of a person that a changed page replaced, and those whose language is not known.

    A page's own old texts do not count; but a page of an unknown language may replace those of another.
    """
    found = list[Problem]()
    for locale in new.sources:
        was, known = old.words.get(locale, {}), old.sources.get(locale)
        if known is None or short_hash(was) != known.words or is_undetermined(locale):
            found += _lost_words(locale, was, merged.words.get(locale, {}), old.location())
    return found


def _lost_words(
    locale: str, was: LocaleWords, now: LocaleWords, location: Location
) -> list[Problem]:
    return [
        WordsReplaced(
            location.at("/words" + join_pointer("", locale, pointer, key)), locale, text, after
        )
        for pointer, texts in was.items()
        for key, text in texts.items()
        if (after := now.get(pointer, {}).get(key, "")) != text
    ]
