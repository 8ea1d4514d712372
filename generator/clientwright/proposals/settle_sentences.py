"""The sentences that a command names: found by number or words, then dismissed, or settled by a rule."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.errors import UsageError
from clientwright.lint.rule_sentences import (
    RuleSentence,
    SentenceState,
    rule_sentences,
)
from clientwright.problems import nearest_name, quote_value
from clientwright.proposals.chosen_specs import ChosenSpecs
from clientwright.proposals.spec_edits import FileEdit, document_of, edit_lists
from clientwright.rules import kinds
from clientwright.rules.base import Origin, QuotedSentence, Rule
from clientwright.rules.prose_reading import RuleReader
from clientwright.specs.model import Endpoint

_WIDTH = 60
"""How many characters of a sentence a list shows."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What the dismissal of a sentence does to an endpoint: the rules that were read from it and go with it."""

    endpoint: Endpoint
    sentence: RuleSentence
    rules_removed: tuple[str, ...] = ()


def find_sentences(
    endpoints: Sequence[Endpoint], named: str
) -> list[tuple[Endpoint, RuleSentence]]:
    """Return the sentences that a number, the words, or a part of the words mean; a number means one endpoint's.

    Raises:
        UsageError: there is no such sentence, or a part is in several different ones.
    """
    listed = [(one, sentence) for one in endpoints for sentence in rule_sentences(one)]
    if named.isdecimal():
        return [_by_number(endpoints, listed, int(named))]
    words = " ".join(named.split())
    exact = [pair for pair in listed if pair[1].quoted.sentence == words]
    part = [pair for pair in listed if words in pair[1].quoted.sentence]
    different = dict.fromkeys(pair[1].quoted.sentence for pair in part)
    if not exact and len(different) > 1:
        shown = "".join(f"\n  {quote_value(one, _WIDTH)}" for one in different)
        raise UsageError(f"{quote_value(named)} is in several sentences; give more of one:{shown}")
    if found := exact or part:
        return found
    near = nearest_name(words, (pair[1].quoted.sentence for pair in listed))
    hint = f" Did you mean {quote_value(near, _WIDTH)}?" if near else _numbers(listed)
    raise UsageError(f"no sentence that sounds like a rule is {quote_value(named)}.{hint}")


def _by_number(
    endpoints: Sequence[Endpoint], listed: Sequence[tuple[Endpoint, RuleSentence]], number: int
) -> tuple[Endpoint, RuleSentence]:
    if len(endpoints) != 1:
        raise UsageError(
            f"sentence {number} of which endpoint? Name one endpoint, or give the words"
        )
    if not 1 <= number <= len(listed):
        raise UsageError(f"{endpoints[0].id} has no sentence {number}.{_numbers(listed)}")
    return listed[number - 1]


def _numbers(listed: Sequence[tuple[Endpoint, RuleSentence]]) -> str:
    shown = [f"\n  {one.number} {quote_value(one.quoted.sentence, _WIDTH)}" for _, one in listed]
    return f" There are:{''.join(shown)}" if shown else " No sentence of it sounds like a rule."


def dismiss_sentences(
    specs: ChosenSpecs, named: Iterable[str], reason: str
) -> tuple[tuple[Dismissed, ...], tuple[FileEdit, ...]]:
    """Return what is dismissed, and the edits of the files; a sentence that is dismissed gets the new reason.

    Raises:
        UsageError: a sentence is unknown, or a rule that a person wrote stands for it.
    """
    found = [pair for one in named for pair in find_sentences(specs.endpoints, one)]
    dismissed, edits = list[Dismissed](), list[FileEdit]()
    for endpoint in dict.fromkeys(str(one.id) for one, _ in found):
        chosen = [pair for pair in found if str(pair[0].id) == endpoint]
        sentences = list(dict.fromkeys(sentence for _, sentence in chosen))
        done, edit = _dismiss(specs, chosen[0][0], sentences, reason)
        dismissed += done
        edits.append(edit)
    return tuple(dismissed), tuple(edits)


def _dismiss(
    specs: ChosenSpecs, endpoint: Endpoint, sentences: Sequence[RuleSentence], reason: str
) -> tuple[list[Dismissed], FileEdit]:
    for sentence in sentences:
        if sentence.state is SentenceState.WRITTEN and sentence.rules[0].origin is None:
            number = endpoint.rules.index(sentence.rules[0]) + 1
            raise UsageError(
                f"{endpoint.id}: a rule of the spec stands for sentence {sentence.number} "
                f"({sentence.rules[0].sentence()}); remove the rule first: "
                f"clientwright rules remove {shlex.quote(str(endpoint.id))} {number}"
            )
    document = document_of(specs, endpoint.path)
    gone = {one.quoted for one in sentences}
    entries = [
        {**entry, "reason": reason} if QuotedSentence.from_json(entry) in gone else entry
        for entry in document.get("dismissed", ())
    ]
    known = {QuotedSentence.from_json(entry) for entry in entries}
    new = [one.quoted for one in sentences if one.quoted not in known]
    entries += [{**quoted.as_json(), "reason": reason} for quoted in new]
    rules, removed = _rules_without(endpoint, document.get("rules", ()), gone)
    lists: dict[str, Sequence[Any]] = {"dismissed": entries}
    if rules != document.get("rules", []):
        lists["rules"] = rules
    done = [
        Dismissed(
            endpoint,
            one,
            tuple(rule.sentence() for rule in one.rules if rule.without_source() in removed),
        )
        for one in sentences
    ]
    return done, edit_lists(specs, endpoint.path, "endpoint", lists)


def _rules_without(
    endpoint: Endpoint, rules: Sequence[Any], gone: set[QuotedSentence]
) -> tuple[list[Any], list[Rule]]:
    """Return the rules without those that only the dismissed sentences state, and these.

    A rule that another sentence states is read from that one now; one that stands for others is kept for these.
    """
    readers = {
        locale: RuleReader(endpoint.input, words) for locale, words in endpoint.words.items()
    }
    settled = gone | set(endpoint.settled)
    kept, removed = list[Any](), list[Rule]()
    for written in (_detached(one, gone) for one in rules):
        rule = kinds.from_json(written)
        bare = rule.without_source()
        stated = [one for one in gone if bare in readers[one.locale].read(one.sentence, one.at)]
        if rule.origin not in [Origin(one.at, one.locale) for one in stated]:
            kept.append(written)
            continue
        other = next(_stating(endpoint, bare, settled), None)
        if other is None and written.get("settles"):
            kept.append({key: value for key, value in written.items() if key != "origin"})
        elif other is None:
            removed.append(bare)
        else:
            kept.append({**written, "origin": Origin(other.at, other.locale).as_json()})
    return kept, removed


def _detached(written: Mapping[str, Any], gone: set[QuotedSentence]) -> Mapping[str, Any]:
    """Return a rule that does not stand for some sentences."""
    before = written.get("settles", [])
    after = [one for one in before if QuotedSentence.from_json(one) not in gone]
    if after == before:
        return written
    return {
        **{k: v for k, v in written.items() if k != "settles"},
        **({"settles": after} if after else {}),
    }


def _stating(
    endpoint: Endpoint, rule: Rule, settled: set[QuotedSentence]
) -> Iterator[QuotedSentence]:
    """Yield the sentences that nobody has settled and that state a rule."""
    for sentence in rule_sentences(endpoint):
        if sentence.quoted not in settled and rule in sentence.rules:
            yield sentence.quoted
