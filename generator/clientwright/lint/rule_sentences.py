"""Every sentence that states a rule or sounds like one, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.prose_rules import split_sentences
from clientwright.rules.base import QuotedSentence, Rule
from clientwright.rules.kinds import RULE_TYPES
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


class SentenceState(StrEnum):
    """What became of a sentence.

    `READ`: the program reads it, and the spec has the rule. `LOST`: the program reads it, and the spec
    lacks the rule. `WRITTEN`: a person's rule stands for it. `DISMISSED`: a person says that it is no
    rule. `UNREAD`: it sounds like a rule, and nobody has settled it.
    """

    READ = "read"
    LOST = "lost"
    WRITTEN = "written"
    DISMISSED = "dismissed"
    UNREAD = "unread"

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to look at the sentence any more."""
        return self not in (SentenceState.LOST, SentenceState.UNREAD)


@dataclass(frozen=True, slots=True)
class RuleSentence:
    """A sentence with its number in its endpoint, its state, and the rules that it states.

    `pointer` is where the spec has the description. Numbers count the sentences of all states, so that
    settling one does not renumber the others.
    """

    number: int
    quoted: QuotedSentence
    pointer: str
    state: SentenceState
    rules: tuple[Rule, ...] = ()
    reason: str = ""


def rule_sentences(endpoint: Endpoint) -> tuple[RuleSentence, ...]:
    """Return the sentences of all descriptions that state a rule or sound like one, by locale and place.

    Raises:
        BadReference: the input schema has a reference that cannot be resolved.
    """
    schema = inline_references(endpoint.input)
    known = [rule.without_source() for rule in endpoint.rules]
    dismissed = {one.quoted: one.reason for one in endpoint.dismissed}
    written = {one: rule for rule in endpoint.rules for one in rule.settles}
    found = list[RuleSentence]()
    for quoted, pointer in _quoted_sentences(endpoint):
        found_state = (
            (SentenceState.DISMISSED, ())
            if quoted in dismissed
            else (SentenceState.WRITTEN, (written[quoted],))
            if quoted in written
            else _read(quoted, schema, known)
        )
        if found_state is not None:
            reason = dismissed.get(quoted, "")
            found.append(RuleSentence(len(found) + 1, quoted, pointer, *found_state, reason))
    return tuple(found)


def quoted_sentences(endpoint: Endpoint) -> frozenset[QuotedSentence]:
    """Return every sentence of every description."""
    return frozenset(quoted for quoted, _ in _quoted_sentences(endpoint))


def _quoted_sentences(endpoint: Endpoint) -> Iterator[tuple[QuotedSentence, str]]:
    """Yield each different sentence of each description, and the pointer of the description in the spec."""
    for locale, entries in sorted(endpoint.words.items()):
        for at, texts in entries.items():
            pointer = join_pointer("/words", locale, at, "description")
            sentences = split_sentences(texts.get("description", ""))
            quoted = (QuotedSentence(f"{at}/description", locale, one) for one in sentences)
            yield from ((one, pointer) for one in dict.fromkeys(quoted))


def _read(
    quoted: QuotedSentence, schema: Schema, known: Sequence[Rule]
) -> tuple[SentenceState, tuple[Rule, ...]] | None:
    """Return what the program makes of a sentence; None if it neither states a rule nor sounds like one."""
    rules = recognized_rules(quoted, schema)
    lost = tuple(rule for rule in rules if rule not in known)
    if lost:
        return SentenceState.LOST, lost
    if rules:
        return SentenceState.READ, rules
    return (SentenceState.UNREAD, ()) if _OBLIGATION.search(quoted.sentence) else None


def recognized_rules(quoted: QuotedSentence, schema: Schema) -> tuple[Rule, ...]:
    """Return the rules that a sentence states, at most one of each kind, without their origin."""
    found = (kind.recognize(quoted.sentence, quoted.at, schema) for kind in RULE_TYPES)
    return tuple(rule.without_source() for rule in found if rule is not None)


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
"""Words that oblige, forbid or condition, in the languages of the pages."""
