"""The sentence of a rule with its fields marked as code, and the advice for calling code."""

from __future__ import annotations

import re

from clientwright.evolution.diff.keyword_phrases import field_name
from clientwright.rules.base import Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath

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
    names = [field_name(path.schema_pointer()) for path in rule.paths()]
    return f"Check the calls {rule.affected_calls(list(dict.fromkeys(names)))}."
