"""Sentences that a rule which is already there stands for from now on, so that no rule is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.lint.rule_sentences import RuleSentence, rule_sentences
from clientwright.proposals.chosen_specs import ChosenSpecs
from clientwright.proposals.proposal_faults import implying_rule
from clientwright.proposals.spec_edits import document_of
from clientwright.rules.base import Rule
from clientwright.specs.model import Endpoint


@dataclass(frozen=True, slots=True)
class AttachedSentence:
    """A sentence with the rule of its endpoint that stands for it, and whether it did before."""

    endpoint: Endpoint
    sentence: RuleSentence
    rule: Rule
    index: int
    """The place of the rule in `rules` of its file."""

    @property
    def was_there(self) -> bool:
        """Whether the rule is read from the sentence, or stands for it already."""
        bare = self.rule.without_source()
        return self.sentence.state.is_settled and bare in [
            one.without_source() for one in self.sentence.rules
        ]

    @property
    def path(self) -> Path:
        """The file that has the rule: the endpoint's spec, or the service's file."""
        return Path(self.rule.shared.file) if self.rule.shared else self.endpoint.path


def attach_sentences(
    endpoints: Iterable[Endpoint], rule: Rule, schemes: tuple[str, ...]
) -> tuple[AttachedSentence, ...]:
    """Return the sentences that a proposed rule settles in endpoints which have a rule that says the same or more."""
    found = list[AttachedSentence]()
    for endpoint in endpoints:
        implying = implying_rule(endpoint, rule, schemes)
        if implying is None:
            continue
        index, holder = implying
        if holder.shared:
            index = int(holder.shared.pointer.rpartition("/")[2])
        found += (
            AttachedSentence(endpoint, sentence, holder, index)
            for sentence in rule_sentences(endpoint)
            if sentence.quoted in rule.settles
        )
    return tuple(found)


def rules_with_sentences(
    specs: ChosenSpecs, attached: Sequence[AttachedSentence]
) -> dict[Path, list[Any]]:
    """Return the rules of each file in which some stand for more sentences than before."""
    lists = dict[Path, list[Any]]()
    for one in attached:
        if not one.was_there:
            rules = lists.setdefault(one.path, list(document_of(specs, one.path)["rules"]))
            rules[one.index] = _settling(rules[one.index], one)
    return lists


def _settling(written: Mapping[str, Any], one: AttachedSentence) -> Mapping[str, Any]:
    if "rule" in written:  # a shared one
        return {**written, "rule": _settling(written["rule"], one)}
    before, quoted = written.get("settles", []), one.sentence.quoted.as_json()
    return written if quoted in before else {**written, "settles": [*before, quoted]}
