"""The sentence of a rule with its fields marked as code, and the advice for calling code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from clientwright.evolution.diff.keyword_phrases import field_name
from clientwright.rules.base import Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.kinds.at_least_one_of import AtLeastOneOf
from clientwright.rules.kinds.at_most_one_of import AtMostOneOf
from clientwright.rules.kinds.requires import Requires
from clientwright.rules.schema_and_text import join_words

_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_SENTENCE_WORDS = frozenset(
    "a add all and at by characters cites counted each equal exactly from given has have hold if in is it item "
    "items least match may more most multiple must no not of one only or others requires than them "
    "the there to together up what while".split()
)
"""Words of the sentences themselves: a field with such a name is not marked."""


def rule_sentence(rule: Rule) -> str:
    """Return a rule's sentence with its fields marked as code, except inside quotes."""
    names = {label for path in rule.paths() for label in _field_labels(path)} - _SENTENCE_WORDS
    if not names:
        return rule.sentence()
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    named = re.compile(rf"(?<![\w.@`])({'|'.join(longest)})(?![\w{{`])")
    parts = _QUOTED.split(rule.sentence())
    return "".join(p if p.startswith('"') else named.sub(r"`\1`", p) for p in parts)


def _field_labels(path: JsonPath) -> list[str]:
    """Return the names that a sentence may use for a field: its full path, any tail of it, its root."""
    steps = [step for step in path.steps if step is not EACH_ITEM]
    return [".".join(steps[n:]) for n in range(len(steps))] + steps[:1]


def rule_advice(rule: Rule) -> str:
    """Return which calls to check."""
    for kind, write in _ADVICE.items():
        if isinstance(rule, kind):
            return write(rule)
    return f"Check the calls that set {join_words(_field_names(rule.paths()), 'or')}."


def _field_names(paths: tuple[JsonPath, ...]) -> list[str]:
    return list(dict.fromkeys(field_name(path.schema_pointer()) for path in paths))


def _none_set_advice(rule: Any) -> str:
    return f"Check the calls that set none of {join_words(_field_names(rule.fields))}: set one of them."


def _several_set_advice(rule: Any) -> str:
    return f"Check the calls that set more than one of {join_words(_field_names(rule.fields))}."


def _requires_advice(rule: Any) -> str:
    return f"Check the calls that set {_field_names(rule.paths())[0]}."


_ADVICE: Mapping[type[Rule], Callable[[Any], str]] = {
    AtLeastOneOf: _none_set_advice,
    AtMostOneOf: _several_set_advice,
    Requires: _requires_advice,
}
