"""Read the sentences of an endpoint's descriptions: the rules that they state, and whether they sound like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.base import Rule
from clientwright.rules.field_mentions import own_path, used_at, with_titles
from clientwright.rules.kinds import RULE_TYPES
from clientwright.rules.language import has_sign, may_have_sign
from clientwright.rules.plain_schema import without_null
from clientwright.rules.prose_sentences import is_limited
from clientwright.rules.prose_states import listed_values, number_of
from clientwright.rules.prose_sums import (
    may_sound_like_sum,
    may_state_sum,
    may_tell_sum,
    sounds_like_sum,
)
from clientwright.rules.prose_templates import LONGEST_MATCHED
from clientwright.rules.sentence_screen import SentenceScreen
from clientwright.schema.numbers import is_number
from clientwright.schema.references import BadReference, inline_references, inlined_for_reading

LONGEST_READ = 2_000
"""The longest sentence that is read, in characters: a longer text is none that somebody wrote as one."""

_RELATES = re.compile(r"\b(?:if|when|while|unless|with|without|together|total|combined|or)\b", re.I)
_NUMBER = re.compile(r"(?<![\w.])-?[0-9][0-9,_]*(?:\.[0-9]+)?")
_UPWARD = re.compile(
    r"\b(?:max\w*|at most|up to|limited|capped|exceed|(?:more|longer|greater) than)\b", re.I
)
_DOWNWARD = re.compile(r"\b(?:min\w*|at least|(?:less|fewer|shorter) than)\b", re.I)


class RuleReader:
    """Reads the sentences of one locale's descriptions, in which fields are named by name or by title."""

    def __init__(self, schema: Schema, words: Mapping[str, Mapping[str, str]]) -> None:
        """Take an input schema as it is written, and the words of one locale by pointer."""
        self._written, self._words = schema, words

    @cached_property
    def _schema(self) -> Schema:
        """The schema in which fields have titles, with references inlined if they can be."""
        titled = with_titles(self._written, self._words)
        with suppress(BadReference):
            if inlined_for_reading(self._written) != self._written:
                titled = with_titles(inline_references(titled), self._words)
        return titled

    @cached_property
    def _screen(self) -> SentenceScreen:
        return SentenceScreen(self._written, self._words)

    def may_tell_rules(self, description: str) -> bool:
        """Return False only if no sentence of a description states a rule or sounds like one.

        Nothing is told of a text that may be cut inside a word, or with two signs of emphasis in different sentences.
        """
        return (
            len(description) > LONGEST_READ
            or "**" in description
            or "__" in description
            or may_have_sign(description, "rule")
            or may_sound_like_sum(description)
            or may_state_sum(description)
            or self._screen.may_match_template(description)
        )

    def read(self, sentence: str, at: str) -> tuple[Rule, ...]:
        """Return the rules that a sentence of the description at a pointer states, without origin.

        There are none if the sentence is too long or limited, or if one of them is not plausible for the schema.
        """
        kinds = self._kinds_to_ask(sentence)
        if not kinds or len(sentence) > LONGEST_READ or is_limited(sentence):
            return ()
        place = used_at(at, self._written)
        rules = [rule for kind in kinds for rule in kind.readings(sentence, place, self._schema)]
        return tuple(rules) if all(map(self._is_plausible, rules)) else ()

    def _kinds_to_ask(self, sentence: str) -> Sequence[type[Rule]]:
        """Return the kinds that may read a sentence; what is longer than any template reaches none of them."""
        if len(sentence) > LONGEST_MATCHED:
            return RULE_TYPES
        by_template, by_words = self._screen.may_match_template(sentence), may_tell_sum(sentence)
        asked = {True: by_template, False: by_words}
        return [kind for kind in RULE_TYPES if asked[kind.has_templates]]

    def _is_plausible(self, rule: Rule) -> bool:
        """Return whether some input breaks a rule, and each of its fields can still be given."""
        breakable = next(rule.violations(self._schema), None) is not None
        return breakable and rule.leaves_each_field(self._schema)

    def sounds_like_rule(self, sentence: str, at: str) -> bool:
        """Return whether a sentence sounds like a rule that the schema of its field does not state, as far as it is read."""
        sentence = sentence[:LONGEST_READ]
        is_stated = self._is_stated_by_schema
        return sounds_like_sum(sentence) or (
            has_sign(sentence, "rule") and not is_stated(sentence, used_at(at, self._written))
        )

    def _is_stated_by_schema(self, sentence: str, at: str) -> bool:
        """Return whether a sentence only repeats numbers of its field's own keywords, or that it is required."""
        path = own_path(at)
        own = path.schema(self._schema) if path else None
        if not own or _RELATES.search(sentence):
            return False
        said = {_as_number(text) for text in _NUMBER.findall(sentence)}
        up, down = bool(_UPWARD.search(sentence)), bool(_DOWNWARD.search(sentence))
        known = set(_ends(own, up or not down, down or not up))
        return bool(said) and said <= known


def _ends(own: Mapping[str, Any], upper: bool, lower: bool) -> Iterator[float]:
    """Yield the numbers at the upper and the lower ends of what a field, or each of its items, may be."""
    for schema in (own, without_null(own), own.get("items", {})):
        plain = schema if is_dict(schema) else {}
        for keyword, number in plain.items():
            end = upper if "max" in keyword.lower() else lower if "min" in keyword.lower() else True
            if end and is_number(number) and keyword != "default":
                yield float(number)
        listed = [number_of(value) for value in listed_values(plain)]
        numbers = [float(number) for number in listed if number is not None]
        yield from [max(numbers)] * upper + [min(numbers)] * lower if numbers else []


def _as_number(text: str) -> float:
    return float(text.replace(",", "").replace("_", ""))
