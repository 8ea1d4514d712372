"""What `clientwright rules` shows: rules with where they came from, sentences with their state, proofs of proposals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright import locations
from clientwright.cli import printer
from clientwright.lint.rule_sentences import (
    RuleSentence,
    SentenceState,
    rule_sentences,
    unsearched_locales,
)
from clientwright.problems import Location, Problem
from clientwright.proposals.proposal_proof import ProposalProof
from clientwright.proposals.rule_proposal import RuleProposal
from clientwright.rules import kinds
from clientwright.rules.base import Rule
from clientwright.rules.rule_source import RuleSource, describe_place, describe_source, source_of
from clientwright.specs.model import Endpoint

_WIDTH = 200
"""How many characters of a payload are shown; --json has all."""


_MOST_ENDPOINTS = 10
"""How many endpoints that have a rule, or lack its fields, are shown."""


@dataclass(frozen=True, slots=True)
class ListedRules:
    """The rules of an endpoint, each with its location, and its sentences."""

    endpoint: Endpoint
    rules: tuple[tuple[Location, Rule], ...]
    sentences: tuple[tuple[Location, RuleSentence], ...]


def list_rules(endpoint: Endpoint) -> ListedRules:
    """Return the rules and the sentences of an endpoint, with the lines of their files."""
    texts = dict[str, str]()
    rules = [
        (rule.shared or endpoint.location(f"/rules/{n}"), rule)
        for n, rule in enumerate(endpoint.rules)
    ]
    sentences = [(endpoint.location(one.pointer), one) for one in rule_sentences(endpoint)]
    return ListedRules(
        endpoint,
        tuple((locations.add_line(at, texts), rule) for at, rule in rules),
        tuple((locations.add_line(at, texts), one) for at, one in sentences),
    )


def rules_as_json(listed: Sequence[ListedRules], problems: Sequence[Problem]) -> dict[str, object]:
    """Return the rules and sentences as a JSON document."""
    return {
        "endpoints": [
            {
                "id": str(one.endpoint.id),
                "rules": [
                    {
                        "number": n,
                        **_rule_as_json(at, rule),
                        "stated_by": _stated_by(rule, one.sentences),
                    }
                    for n, (at, rule) in enumerate(one.rules, 1)
                ],
                "sentences": [_sentence_as_json(at, each) for at, each in one.sentences],
                "not_searched": list(unsearched_locales(one.endpoint)),
            }
            for one in listed
        ],
        **_counts(listed),
        "problems": printer.problems_as_json(problems),
    }


def _stated_by(rule: Rule, sentences: Sequence[tuple[Location, RuleSentence]]) -> list[int]:
    """Return the numbers of the sentences that state a rule, or that it stands for."""
    bare = rule.without_source()
    return [
        one.number for _, one in sentences if bare in [each.without_source() for each in one.rules]
    ]


def _rule_as_json(at: Location, rule: Rule) -> dict[str, object]:
    return {
        "file": at.file,
        "line": at.line,
        "pointer": at.pointer,
        "source": str(source_of(rule)),
        "from": describe_source(rule),
        "sentence": rule.sentence(),
        "rule": kinds.as_json(rule),
    }


def _sentence_as_json(at: Location, one: RuleSentence) -> dict[str, object]:
    return {
        "number": one.number,
        "file": at.file,
        "line": at.line,
        **one.quoted.as_json(),
        "state": str(one.state),
        "rules": [rule.sentence() for rule in one.rules],
        "reason": one.reason,
    }


def _counts(listed: Sequence[ListedRules]) -> dict[str, int]:
    """Return how many rules came from where, and how many sentences are unsettled or dismissed."""
    rules = Counter(source_of(rule) for one in listed for _, rule in one.rules)
    states = Counter(each.state for one in listed for _, each in one.sentences)
    return {
        **{str(source): rules[source] for source in RuleSource},
        "unsettled": sum(count for state, count in states.items() if not state.is_settled),
        "dismissed": states[SentenceState.DISMISSED],
    }


def print_rules(listed: Sequence[ListedRules], unsettled: bool) -> None:
    """Print the rules and sentences of each endpoint that has some; with `unsettled`, only sentences to settle."""
    for one in listed:
        rules = () if unsettled else one.rules
        sentences = [pair for pair in one.sentences if not (unsettled and pair[1].state.is_settled)]
        unsearched = unsearched_locales(one.endpoint)
        if rules or sentences or unsearched:
            printer.print_line(str(one.endpoint.id), bold=True)
        for n, (at, rule) in enumerate(rules, 1):
            printer.print_line(f"  rule {n}, {rule.kind}: {rule.sentence()}")
            stated = _stated_by(rule, one.sentences)
            numbers = f"; stated by {', '.join(map(str, stated))}" if stated else ""
            printer.print_line(f"      {describe_source(rule)}{numbers} ({_line(at)})")
        for at, sentence in sentences:
            _print_sentence(at, sentence)
        if unsearched:
            what = f"not searched: its texts are in {', '.join(unsearched)}, whose sentences are not read"
            printer.print_line(f"  {what}", fg="cyan")
    counts = _counts(listed)
    total = printer.pluralize(sum(counts[source] for source in RuleSource), "rule")
    sources = ", ".join(f"{counts[source]} {source}" for source in RuleSource)
    printer.print_line(
        f"{printer.pluralize(len(listed), 'endpoint')}: {total} ({sources}); "
        f"{printer.pluralize(counts['unsettled'], 'unsettled sentence')}, {counts['dismissed']} dismissed",
        bold=True,
    )


_COLOURS = {SentenceState.LOST: "yellow", SentenceState.UNREAD: "yellow"}


def _print_sentence(at: Location, one: RuleSentence) -> None:
    """Print a sentence with its number and state, and its place."""
    reason = f": {one.reason}" if one.reason else ""
    place = describe_place(one.quoted.at, one.quoted.locale)
    printer.print_line(f"  {one.number:>3} {one.state}{reason}", fg=_COLOURS.get(one.state))
    printer.print_line(f"      {one.quoted.sentence}")
    printer.print_line(f"      {place} ({_line(at)})")


def _line(at: Location) -> str:
    return f"{at.file}:{at.line}" if at.line else at.file


def proposal_as_json(proposal: RuleProposal, file: str, written: bool) -> dict[str, object]:
    """Return a proposal with its proofs as a JSON document."""
    return {
        "rule": kinds.as_json(proposal.rule),
        "sentence": proposal.rule.sentence(),
        "endpoints": [_proof_as_json(one) for one in proposal.proofs],
        "lacking": [
            {"id": str(one.id), "fields": [str(path) for path in paths]}
            for one, paths in proposal.lacking
        ],
        "attached": [
            {
                "id": str(one.endpoint.id),
                "number": one.sentence.number,
                **one.sentence.quoted.as_json(),
                "rule": one.rule.sentence(),
                "from": describe_source(one.rule),
                "was_there": one.was_there,
            }
            for one in proposal.attached
        ],
        "problems": printer.problems_as_json(locations.add_lines(proposal.problems)),
        "file": file,
        "written": written,
    }


def _proof_as_json(proof: ProposalProof) -> dict[str, object]:
    return {
        "id": str(proof.endpoint.id),
        "accepted": list(proof.accepted),
        "refused": [
            {"payload": one.payload, "pointer": one.pointer, "reason": one.reason}
            for one in proof.refused
        ],
        "unreachable": [
            {
                "pointer": one.pointer,
                "keyword": one.keyword,
                "written": one.written,
                "reachable": one.reachable,
                "why": one.arithmetic,
            }
            for one in proof.unreachable
        ],
    }


def print_proposal(proposal: RuleProposal) -> None:
    """Print what a rule says, what it accepts and refuses, and which endpoints get it."""
    printer.print_line(f"{proposal.rule.kind}: {proposal.rule.sentence()}", bold=True)
    for line in _proposal_lines(proposal):
        printer.print_line(line)


def _proposal_lines(proposal: RuleProposal) -> Iterator[str]:
    if proposal.pattern and proposal.proofs:
        yield f"  for {len(proposal.proofs)} of the endpoints that {proposal.pattern!r} matches:"
        yield from _few([f"      {proof.endpoint.id}" for proof in proposal.proofs])
        yield from _few(
            [
                f"      not {endpoint.id}, which lacks {', '.join(map(str, paths))}"
                for endpoint, paths in proposal.lacking
            ]
        )
    for said in proposal.attached:
        stands = "stands for it already" if said.was_there else "stands for it now, too"
        yield f"  sentence {said.sentence.number} of {said.endpoint.id}: {said.sentence.quoted.sentence}"
        yield f"      the rule that is there {stands}: {said.rule.sentence()} ({describe_source(said.rule)})"
    for proof in proposal.proofs[:1]:
        about = f" by {proof.endpoint.id}" if proposal.pattern else ""
        if proof.accepted:
            yield f"  accepted{about}:"
        yield from (f"      {_payload(one)}" for one in proof.accepted)
        if proof.refused:
            yield f"  refused{about}:"
        for one in proof.refused:
            yield f"      {_payload(one.payload)}"
            yield f"          {one.pointer or 'input'}: {one.reason}"
    for proof in proposal.proofs:
        for bound in proof.unreachable:
            yield (
                f"  never reached any more by {proof.endpoint.id}: {bound.keyword}: {bound.written} "
                f"at {bound.pointer} ({bound.arithmetic})"
            )


def _few(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first lines, and how many others there are."""
    yield from lines[:_MOST_ENDPOINTS]
    if len(lines) > _MOST_ENDPOINTS:
        yield f"      and {len(lines) - _MOST_ENDPOINTS} more; --json lists each"


def _payload(payload: Mapping[str, Any]) -> str:
    text = json.dumps(payload, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
