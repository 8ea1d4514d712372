"""Recognize rules across fields that descriptions state in prose, in any language of the pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import Origin, QuotedSentence, Rule
from clientwright.rules.language import stated
from clientwright.schema.equality import canonical_json
from clientwright.specs.model import Words

_END = re.compile(r"(?<=[。!?!?;;؟؛।॥۔])|(?<=[.])(?=\s)|\n+")
"""Ends of sentences, in languages that write `.`, `。`, `؟` or `।`. Thai writes none: its sentences are read together."""

_LONGEST_HEADING = 400
"""The longest heading that the sentences below it have with them, in characters."""
_BULLET = re.compile(r"[-*•–]\s|[0-9]{1,2}[.)]\s")
_NEUTRAL = re.compile(
    r"\W*(?:notes?|rules?|limits?|limitations?|constraints?|requirements?|restrictions?|important)\W*",
    re.I,
)
"""Headings that say nothing of the sentences below them."""


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


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text; one that the next limits, or that stands below a heading, has it with it."""
    found, heading = list[str](), ""
    for part in filter(None, map(str.strip, _END.split(text))):
        if heading and (found[-1] == heading or _BULLET.match(part)):
            found[-1:] = [*(found[-1:] if found[-1] != heading else []), f"{heading} {part}"]
        elif found and _limits().match(part):
            found[-1] += f" {part}"
        else:
            opens = part[-1] in ":：" and len(part) <= _LONGEST_HEADING
            heading = part if opens and not _NEUTRAL.fullmatch(part) else ""
            found.append(part)
    return found


@cache
def _limits() -> re.Pattern[str]:
    """Return the pattern of how a sentence begins that limits the one before."""
    return re.compile("|".join(sign for signs in stated("SIGNS", "limit") for sign in signs), re.I)


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
        for sentence in split_sentences(texts.get("description", "")):
            if QuotedSentence(origin.at, locale, sentence) not in settled:
                found = reader.read(sentence, origin.at)
                yield from (replace(rule, origin=origin) for rule in found)
