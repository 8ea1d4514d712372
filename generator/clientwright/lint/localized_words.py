"""Check localized text: it belongs to a field, some of it is English, and the rules that it states are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clientwright.io.json_pointer import has_pointer, join_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.problems import LostRule, NoEnglish, UnreadRule, WordsForNothing
from clientwright.problems import Problem
from clientwright.rules.base import Rule
from clientwright.rules.kinds import RULE_TYPES
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def check_pointers(endpoint: Endpoint) -> Iterator[Problem]:
    """Look for the pointer of every entry in every locale, in the schema as it is written and as it is used."""
    schemas = (endpoint.input, inline_references(endpoint.input))
    for locale, entries in sorted(endpoint.words.items()):
        for pointer in entries:
            if not any(has_pointer(schema, pointer) for schema in schemas):
                yield WordsForNothing(
                    endpoint.location(join_pointer("/words", locale, pointer)), locale, pointer
                )
    if endpoint.words and "en" not in endpoint.words:
        yield NoEnglish(endpoint.location("/words"), tuple(sorted(endpoint.words)))


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


def check_prose(endpoint: Endpoint) -> Iterator[Problem]:
    """Check every description in every locale, sentence by sentence."""
    schema = inline_references(endpoint.input)
    known = [_without_origin(rule) for rule in endpoint.rules]
    for locale, entries in sorted(endpoint.words.items()):
        for pointer, texts in entries.items():
            for sentence in _SENTENCE.split(texts.get("description", "")):
                location = endpoint.location(join_pointer("/words", locale, pointer, "description"))
                recognized = _recognized(sentence, f"{pointer}/description", schema)
                lost = [rule for rule in recognized if rule not in known]
                if lost:
                    yield LostRule(location, locale, sentence.strip(), lost[0].sentence())
                elif not recognized and _OBLIGATION.search(sentence):
                    yield UnreadRule(location, locale, sentence.strip())


def _recognized(sentence: str, at: str, schema: Schema) -> list[Rule]:
    """Return the rules that a sentence states, at most one of each kind."""
    found = (kind.recognize(sentence, at, schema) for kind in RULE_TYPES)
    return [_without_origin(rule) for rule in found if rule is not None]


def _without_origin(rule: Rule) -> Rule:
    """Return a rule without its origin, so that rules compare by content."""
    return replace(rule, origin=None)
