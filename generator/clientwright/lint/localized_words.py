"""Check localized text: it belongs to a field, some of it is English, and the rules that it states are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.lint.problems import LostRule, NoEnglish, UnreadRule, WordsForNothing
from clientwright.normalize.prose_rules import split_sentences
from clientwright.problems import Problem
from clientwright.rules.base import Rule
from clientwright.rules.prose_reading import RuleReader
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def check_pointers(endpoint: Endpoint) -> Iterator[Problem]:
    """Resolve the pointer of every entry in every locale."""
    schema = inline_references(endpoint.input)
    for locale, entries in sorted(endpoint.words.items()):
        for pointer in entries:
            try:
                resolve_pointer(schema, pointer)
            except LookupError:
                yield WordsForNothing(
                    endpoint.location(join_pointer("/words", locale, pointer)), locale, pointer
                )
    if endpoint.words and "en" not in endpoint.words:
        yield NoEnglish(endpoint.location("/words"), tuple(sorted(endpoint.words)))


def check_prose(endpoint: Endpoint) -> Iterator[Problem]:
    """Check every description in every locale, sentence by sentence."""
    known = [_without_origin(rule) for rule in endpoint.rules]
    for locale, entries in sorted(endpoint.words.items()):
        reader = RuleReader(endpoint.input, entries)
        for pointer, texts in entries.items():
            location = endpoint.location(join_pointer("/words", locale, pointer, "description"))
            at = f"{pointer}/description"
            for sentence in split_sentences(texts.get("description", "")):
                recognized = reader.read(sentence, at)
                lost = [rule for rule in recognized if rule not in known]
                if lost:
                    yield LostRule(location, locale, sentence, lost[0].sentence())
                elif not recognized and reader.sounds_like_rule(sentence, at):
                    yield UnreadRule(location, locale, sentence)


def _without_origin(rule: Rule) -> Rule:
    """Return a rule without its origin, so that rules compare by content."""
    return replace(rule, origin=None)
