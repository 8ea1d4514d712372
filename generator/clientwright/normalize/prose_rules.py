"""Recognize rules across fields that descriptions state in prose, in any language of the pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import Origin, QuotedSentence, Rule
from clientwright.rules.language import has_sign
from clientwright.schema.equality import canonical_json
from clientwright.specs.model import Words

_END = re.compile(r"(?<=[。!?!?;;؟؛।॥۔])|(?<=[.])(?=\s)|\n+")
"""Ends of sentences, in languages that write `.`, `。`, `؟` or `।`. Thai writes none: its sentences are read together."""

_LINE_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*(?=[^\s])")
_PARAGRAPHS = re.compile(r"\n\s*\n")
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
    """Return the sentences of a text; one that others beside it limit, or that stands below a heading, has them with it."""
    found, heading, qualified = list[str](), "", ""
    for paragraph in _PARAGRAPHS.split(_unwrapped(text)):
        qualified = qualified if found and found[-1] == qualified else ""
        for part in filter(None, map(str.strip, _END.split(paragraph))):
            is_qualifier = has_sign(part, "qualifier", form=True)
            if qualified:
                found[-1] += f" {part}"
            elif heading and (found[-1] == heading or _BULLET.match(part)):
                found[-1:] = [*(found[-1:] if found[-1] != heading else []), f"{heading} {part}"]
            elif n := _limited_sentence(found, part, is_qualifier):
                found[-n:] = [" ".join([*found[-n:], part])]
            else:
                heading = part if part[-1] in ":：" and not _NEUTRAL.fullmatch(part) else ""
                found.append(part)
            qualified = qualified or (found[-1] if is_qualifier else "")
    return found


def _unwrapped(text: str) -> str:
    """Return a text in which a line that goes on in the next, or that the next goes on with, is one with it."""

    def joined(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :]
        goes_on = after[:1].islower() or after[:1] in "([{`'\"“‘«,;/&+0123456789"
        ends = before[-1:] in ".。!！?？:：;；؟؛।॥۔" or _BULLET.match(after)
        return " " if before[-1:] in ",，、&+/(" or (goes_on and not ends) else match[0]

    return _LINE_BREAK.sub(joined, text)


def _limited_sentence(found: Sequence[str], part: str, is_qualifier: bool) -> int:
    """Return how many sentences back the one is that a part limits; 0 if it limits none."""
    bare = part.lstrip("([{*_-–•—\"'“ ")
    starts = is_qualifier or has_sign(bare, "limit", form=True)
    if not found or not (starts or has_sign(part, "waiver")):
        return 0
    rules = (n for n, one in enumerate(reversed(found), 1) if has_sign(one, "rule"))
    return next(rules, int(starts))


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
