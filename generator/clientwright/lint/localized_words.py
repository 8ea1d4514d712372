"""Check localized text: it belongs to a field, some of it is English, and the rules that it states are known."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.io.json_pointer import has_pointer, join_pointer, resolve_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.problems import LostRule, NoEnglish, UnreadRule, WordsForNothing
from clientwright.lint.rule_sentences import (
    SentenceState,
    quoted_sentences,
    rule_sentences,
    unsearched_locales,
)
from clientwright.lint.settlement_problems import DismissedNothing, RulesNotSearched, SettlesNothing
from clientwright.problems import Problem
from clientwright.rules.base import QuotedSentence
from clientwright.rules.language import LOCALES
from clientwright.rules.rule_source import describe_place
from clientwright.schema.references import inlined_for_reading
from clientwright.specs.model import Endpoint, Words, is_undetermined


def check_pointers(endpoint: Endpoint) -> Iterator[Problem]:
    """Look for the pointer of every entry in every locale, in the schema as it is written and as it is used."""
    yield from _check_words(endpoint, "words", endpoint.words, endpoint.input)
    yield from _check_words(endpoint, "output_words", endpoint.output_words, endpoint.output or {})
    known = [name for name in endpoint.words if not is_undetermined(name)]
    if known and "en" not in known:
        yield NoEnglish(endpoint.location("/words"), tuple(sorted(endpoint.words)))


def _check_words(endpoint: Endpoint, key: str, words: Words, schema: Schema) -> Iterator[Problem]:
    """Yield each pointer of texts that the schema does not have, as it is written or as it is used."""
    if not words:
        return
    schemas = (schema, inlined_for_reading(schema))
    for locale, entries in sorted(words.items()):
        for pointer in entries:
            if not any(has_pointer(schema, pointer) for schema in schemas):
                at = endpoint.location(join_pointer("", key, locale, pointer))
                yield WordsForNothing(at, locale, pointer, key)


def check_prose(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield each sentence that seems to state a rule which the spec lacks, unless a person has settled it.

    Where no text is in a language that is read, say that instead.
    """
    if locales := unsearched_locales(endpoint):
        place = endpoint.location(join_pointer("/words", locales[0]))
        yield RulesNotSearched(place, locales, LOCALES)
    for found in rule_sentences(endpoint):
        location, quoted = endpoint.location(found.pointer), found.quoted
        if found.state is SentenceState.LOST:
            rule = found.rules[0].sentence()
            yield LostRule(
                location, quoted.locale, quoted.sentence, rule, str(endpoint.id), found.number
            )
        elif found.state is SentenceState.UNREAD:
            yield UnreadRule(
                location, quoted.locale, quoted.sentence, str(endpoint.id), found.number
            )


def check_settled(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield each sentence that a person has settled and that no description has any more."""
    if not endpoint.settled:
        return
    said = quoted_sentences(endpoint)
    for n, dismissal in enumerate(endpoint.dismissed):
        if dismissal.quoted not in said:
            location = endpoint.location(join_pointer("/dismissed", n))
            yield DismissedNothing(location, *_gone(endpoint, dismissal.quoted))
    for n, rule in enumerate(endpoint.own_rules):
        for m, quoted in enumerate(rule.settles):
            if quoted not in said:
                location = endpoint.location(join_pointer("/rules", n, "settles", m))
                yield SettlesNothing(location, rule.kind, *_gone(endpoint, quoted))


def _gone(endpoint: Endpoint, quoted: QuotedSentence) -> tuple[str, str, str]:
    """Return where a sentence was, the sentence, and what is left there: the field and its description, or less."""
    pointer = quoted.at.rpartition("/")[0]
    try:
        resolve_pointer(inlined_for_reading(endpoint.input), pointer)
    except LookupError:
        left = "the field is gone"
    else:
        has_text = endpoint.words.get(quoted.locale, {}).get(pointer, {}).get("description")
        left = "the description has changed" if has_text else "the description is gone"
    return describe_place(quoted.at, quoted.locale), quoted.sentence, left
