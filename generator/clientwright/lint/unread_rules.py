"""Does prose smell of a rule that nothing recognises?

A sentence that says a rule which the spec does not hold is shown, too: somebody dropped it.
The words of obligation in the languages of the pages; a sentence that holds one,
and that no kind of rule reads, is shown as a warning. Sentences about what a field
must be by itself (its own bound is in the schema) smell too: better once too often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clientwright.lint.problems import LostRule, UnreadRule
from clientwright.problems import Problem
from clientwright.rules.base import Rule
from clientwright.rules.rule_registry import RULE_TYPES
from clientwright.specs.json_text import Schema, join_pointer
from clientwright.specs.model import Endpoint
from clientwright.specs.references import inline_references

_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?;])\s+|\n+")
_OBLIGATION = re.compile(
    r"\b(must|cannot|can ?not|can't|may not|not allowed|mutually exclusive|at most one|at least one|"
    r"required (if|when|unless)|only (if|when|valid|applies|available)|requires|incompatible|instead of|"
    r"either\b.*\bor|together with|should (equal|match|not exceed)|no more than)\b|"
    r"必須|必须|不能|不得|不可|僅當|仅当|只能|至多|至少|互斥|同時使用|同时使用|"
    r"なければなりません|できません|必要があります|場合のみ|のみ有効|同時に指定|"
    r"долж(ен|на|но|ны)|нельзя|не допускается|только если|не более|обязател|"
    r"\b(debe|deben|no puede|no pueden|solo si|sólo si|como máximo|al menos|obligatori[oa]|incompatible)\b",
    re.I,
)


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Read every description of every locale, sentence by sentence."""
    schema = inline_references(endpoint.input)
    kept = [_without_origin(rule) for rule in endpoint.rules]
    for locale, entries in sorted(endpoint.words.items()):
        for pointer, texts in entries.items():
            for sentence in _SENTENCE.split(texts.get("description", "")):
                place = endpoint.location(join_pointer("/words", locale, pointer, "description"))
                read = _recognised(sentence, f"{pointer}/description", schema)
                lost = [rule for rule in read if rule not in kept]
                if lost:
                    yield LostRule(place, locale, sentence.strip(), lost[0].sentence())
                elif not read and _OBLIGATION.search(sentence):
                    yield UnreadRule(place, locale, sentence.strip())


def _recognised(sentence: str, at: str, schema: Schema) -> list[Rule]:
    """Read a sentence as each kind of rule that it says."""
    found = (kind.recognise(sentence, at, schema) for kind in RULE_TYPES)
    return [_without_origin(rule) for rule in found if rule is not None]


def _without_origin(rule: Rule) -> Rule:
    """Leave out where a rule was read, so that rules compare by what they say."""
    return replace(rule, origin=None)
