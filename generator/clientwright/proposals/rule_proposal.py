"""A rule proposed for one endpoint or for several: proved for each, and written once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clientwright.errors import ProblemsError, UsageError
from clientwright.io.json_types import is_dict
from clientwright.lint.rule_sentences import SentenceState
from clientwright.problems import Location, Problem, quote_value
from clientwright.proposals.attached_sentences import (
    AttachedSentence,
    attach_sentences,
    rules_with_sentences,
)
from clientwright.proposals.chosen_specs import ChosenSpecs
from clientwright.proposals.problems import NoEndpointFits, RuleRepeats, RuleTooLong
from clientwright.proposals.proposal_faults import implying_rule
from clientwright.proposals.proposal_proof import ProposalProof, prove_rule
from clientwright.proposals.settle_sentences import find_sentences
from clientwright.proposals.spec_edits import FileEdit, document_of, edit_rules
from clientwright.rules import kinds
from clientwright.rules.base import Rule
from clientwright.rules.json_path import JsonPath
from clientwright.rules.shared_rules import missing_fields
from clientwright.specs.model import Endpoint
from clientwright.specs.problems import NotASpec
from clientwright.specs.spec_validation import rule_problems

PROPOSAL = "the proposal"
"""What messages call a rule that is in no file yet."""
MOST_ENTRIES = 250
"""How many fields or values a proposed rule may list."""


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """A rule for an endpoint, or by `pattern` for several: proofs, and the endpoints that lack its fields.

    Endpoints that have the rule already are in neither list, unless all have it; `attached` has the
    sentences for which theirs stands from now on.
    """

    rule: Rule
    pattern: str = ""
    proofs: tuple[ProposalProof, ...] = ()
    lacking: tuple[tuple[Endpoint, tuple[JsonPath, ...]], ...] = ()
    problems: tuple[Problem, ...] = ()
    attached: tuple[AttachedSentence, ...] = ()


def read_rule(document: Any) -> Rule:
    """Return a rule from its form in a spec, which a person or a program proposes.

    Raises:
        ProblemsError: it is not a rule.
    """
    found = (
        tuple(_too_long(document))
        or tuple(rule_problems(document, Location(PROPOSAL), "rule"))
        or tuple(_with_origin(document))
    )
    if found:
        raise ProblemsError(found)
    return kinds.from_json(document)


def _with_origin(document: Any) -> Iterator[Problem]:
    """Yield that a rule has an origin, which says that the program has read it."""
    if "origin" in document:
        reason = "an origin is written by an import, for a rule that it has read from a sentence"
        form = "Leave it out; --settles, or settles in JSON, names the sentence that a rule stands for."
        yield NotASpec(Location(PROPOSAL, "/origin"), "rule", reason, form)


def _too_long(document: Any) -> Iterator[Problem]:
    """Yield the parts of a rule that list more than can be proved."""
    for name, part in document.items() if is_dict(document) else ():
        if isinstance(part, (list, dict)) and len(part) > MOST_ENTRIES:
            kind = str(document.get("kind", ""))
            yield RuleTooLong(Location(PROPOSAL), kind, name, len(part), MOST_ENTRIES)


def settling(rule: Rule, specs: ChosenSpecs, named: Sequence[str]) -> Rule:
    """Return a rule that also stands for some sentences, named by number or words.

    Raises:
        UsageError: a sentence is unknown, or it is settled otherwise.
    """
    endpoints = [one for one in specs.endpoints if not missing_fields(rule, one.input)]
    quoted = dict.fromkeys(rule.settles)
    for endpoint, sentence in (pair for one in named for pair in find_sentences(endpoints, one)):
        known = implying_rule(endpoint, rule, specs.schemes)
        standing = [one.without_source() for one in sentence.rules]
        own = rule.without_source() in standing or (known and known[1].without_source() in standing)
        if sentence.state.is_settled and not own:
            how = {
                SentenceState.READ: "the program reads it as another rule; dismiss it first",
                SentenceState.WRITTEN: "another rule of the spec stands for it",
            }.get(sentence.state, f"it is dismissed: {sentence.reason}")
            shown = quote_value(sentence.quoted.sentence)
            raise UsageError(f"{endpoint.id}: sentence {sentence.number}, {shown}: {how}")
        quoted[sentence.quoted] = None
    return replace(rule, settles=tuple(quoted))


def propose_rule(rule: Rule, specs: ChosenSpecs, pattern: str = "") -> RuleProposal:
    """Prove a rule for the chosen endpoints; with a pattern, for those that have all its fields."""
    lacking = [(one, missing_fields(rule, one.input)) for one in specs.endpoints] if pattern else []
    without = tuple((one, missing) for one, missing in lacking if missing)
    fitting = [one for one in specs.endpoints if one not in [each for each, _ in without]]
    if not fitting:
        reasons = tuple(f"{one.id} lacks {', '.join(map(str, paths))}" for one, paths in without)
        location = Location(PROPOSAL)
        found = NoEndpointFits(location, rule.kind, pattern, reasons)
        return RuleProposal(rule, pattern, (), without, (found,))
    proofs = [prove_rule(one, rule, specs.schemes, shown=not n) for n, one in enumerate(fitting)]
    new = [one for one in proofs if not any(isinstance(p, RuleRepeats) for p in one.problems)]
    present = [one.endpoint for one in proofs if one not in new] if rule.settles else []
    attached = attach_sentences(present, rule, specs.schemes)
    if attached and not new:
        return RuleProposal(rule, pattern, (), without, (), attached)
    proofs = new or proofs
    if proofs and not proofs[0].accepted and not proofs[0].problems:
        proofs[0] = prove_rule(proofs[0].endpoint, rule, specs.schemes)
    problems = tuple(problem for one in proofs for problem in one.problems)
    return RuleProposal(rule, pattern, tuple(proofs), without, problems, attached)


def edits_for(proposal: RuleProposal, specs: ChosenSpecs) -> tuple[FileEdit, ...]:
    """Return the edits that write a proposal: into the endpoint's spec, or once into the service's file."""
    lists = rules_with_sentences(specs, proposal.attached)
    if proposal.proofs:
        written = kinds.as_json(proposal.rule)
        path = specs.service.path if proposal.pattern else specs.endpoints[0].path
        rule = {"endpoints": [proposal.pattern], "rule": written} if proposal.pattern else written
        lists.setdefault(path, list(document_of(specs, path).get("rules", []))).append(rule)
    return tuple(edit_rules(specs, path, rules) for path, rules in lists.items())
