"""Recognize rules across fields that descriptions state in prose, in any language of the pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import Origin, QuotedSentence, Rule
from clientwright.rules.prose_sentences import split_sentences
from clientwright.schema.equality import canonical_json
from clientwright.specs.model import Words


def recognize_rules(
    words: Words, schema: Schema, settled: Collection[QuotedSentence] = ()
) -> tuple[Rule, ...]:
    """Return the rules of all descriptions; the origin of a rule is the first locale that states it.

    A sentence that a person has settled is not read.
    """
    found: dict[str, Rule] = {}
    for locale in sorted(words):
        for rule in _recognize_in_locale(words[locale], locale, schema, settled):
            found.setdefault(rule_key(rule), rule)
    return tuple(found[key] for key in sorted(found))


def rule_key(rule: Rule) -> str:
    """Return a key that is equal for equal rules, whatever their origin."""
    return canonical_json(rule.as_json())


def _recognize_in_locale(
    words: Mapping[str, Mapping[str, str]],
    locale: str,
    schema: Schema,
    settled: Collection[QuotedSentence],
) -> Iterator[Rule]:
    from clientwright.rules.prose_reading import RuleReader

    reader = RuleReader(schema, words)
    for pointer, texts in sorted(words.items()):
        origin = Origin(join_pointer(pointer, "description"), locale)
        description = texts.get("description", "")
        for sentence in split_sentences(description) if reader.may_tell_rules(description) else ():
            if QuotedSentence(origin.at, locale, sentence) not in settled:
                found = reader.read(sentence, origin.at)
                yield from (replace(rule, origin=origin) for rule in found)
