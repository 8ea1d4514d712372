"""Does prose smell of a rule that nothing recognises?

The words of obligation in the languages of the pages; a sentence that holds one,
and that no kind of rule reads, is shown as a warning. Sentences about what a field
must be by itself (its own bound is in the schema) smell too: better once too often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientwright.judge.problems import UnreadRule
from clientwright.problems import Problem
from clientwright.rules.registry import KINDS
from clientwright.spec.jsontext import join
from clientwright.spec.references import inline
from clientwright.spec.values import Endpoint

_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?;])\s+|\n+")
_SMELL = re.compile(
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
    schema = inline(endpoint.input)
    for locale, entries in sorted(endpoint.words.items()):
        for pointer, texts in entries.items():
            for sentence in _SENTENCE.split(texts.get("description", "")):
                at = f"{pointer}/description"
                if _SMELL.search(sentence) and not any(
                    k.recognise(sentence, at, schema) for k in KINDS
                ):
                    place = endpoint.place(join("/words", locale, pointer, "description"))
                    yield UnreadRule(place, locale, sentence.strip())
