"""Every sentence that states a rule or sounds like one, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clientwright.io.json_pointer import join_pointer
from clientwright.rules.base import QuotedSentence, Rule
from clientwright.rules.language import LOCALES
from clientwright.rules.prose_reading import RuleReader
from clientwright.rules.prose_sentences import split_sentences
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
    readers = {
        locale: RuleReader(endpoint.input, words) for locale, words in endpoint.words.items()
    }
    known = [rule.without_source() for rule in endpoint.rules]
    dismissed = {one.quoted: one.reason for one in endpoint.dismissed}
    written = {one: rule for rule in endpoint.rules for one in rule.settles}
    found = list[RuleSentence]()
    asked = _quoted_sentences(endpoint, {} if dismissed or written else readers)
    for quoted, pointer in asked:
        found_state = (
            (SentenceState.DISMISSED, ())
            if quoted in dismissed
            else (SentenceState.WRITTEN, (written[quoted],))
            if quoted in written
            else _read(quoted, readers[quoted.locale], known)
        )
        if found_state is not None:
            reason = dismissed.get(quoted, "")
            found.append(RuleSentence(len(found) + 1, quoted, pointer, *found_state, reason))
    return tuple(found)


def unsearched_locales(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the locales of an endpoint's descriptions if sentences are read in none of them, and none was."""
    described = sorted(
        locale
        for locale, entries in endpoint.words.items()
        if any(texts.get("description") for texts in entries.values())
    )
    origins = {rule.origin.locale for rule in endpoint.rules if rule.origin}
    is_read = any(name in origins or name.partition("-")[0] in LOCALES for name in described)
    return () if is_read else tuple(described)


def quoted_sentences(endpoint: Endpoint) -> frozenset[QuotedSentence]:
    """Return every sentence of every description."""
    return frozenset(quoted for quoted, _ in _quoted_sentences(endpoint, {}))


def _quoted_sentences(
    endpoint: Endpoint, readers: Mapping[str, RuleReader]
) -> Iterator[tuple[QuotedSentence, str]]:
    """Yield each different sentence of each description that may tell rules to its reader, and the description's pointer."""
    for locale, entries in sorted(endpoint.words.items()):
        for at, texts in entries.items():
            description = texts.get("description", "")
            if locale in readers and not readers[locale].may_tell_rules(description):
                continue
            pointer = join_pointer("/words", locale, at, "description")
            sentences = split_sentences(description)
            quoted = (QuotedSentence(f"{at}/description", locale, one) for one in sentences)
            yield from ((one, pointer) for one in dict.fromkeys(quoted))


def _read(
    quoted: QuotedSentence, reader: RuleReader, known: Sequence[Rule]
) -> tuple[SentenceState, tuple[Rule, ...]] | None:
    """Return what the program makes of a sentence; None if it neither states a rule nor sounds like one."""
    rules = reader.read(quoted.sentence, quoted.at)
    lost = tuple(rule for rule in rules if rule not in known)
    if lost:
        return SentenceState.LOST, lost
    if rules:
        return SentenceState.READ, rules
    sounds = reader.sounds_like_rule(quoted.sentence, quoted.at)
    return (SentenceState.UNREAD, ()) if sounds else None
