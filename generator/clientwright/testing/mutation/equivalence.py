"""The check whether any payload distinguishes a mutant from the original, by the oracle alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.choice_sources import (
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.schema.proven_equality import surely_accept_the_same
from clientwright.schema.semantics import SEMANTICS
from clientwright.testing.mutation.spec_mutants import SpecMutant
from clientwright.testing.payloads.accepted_inputs import iter_accepted_inputs
from clientwright.testing.payloads.feasibility import FeasibilityLabel
from clientwright.testing.payloads.input_nodes import InputNode
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import documented_empty_arrays, first_unspecified
from clientwright.testing.payloads.violation_pairs import simplest_sources
from clientwright.testing.promises import Target
from clientwright.testing.trials.payload_trials import PayloadTrials

DRAWS_PER_CASE = 4
VALID_DRAWS = 120
NO_FIELD_DEMANDED = "no input is known that breaks the documents in one field and nothing else"
"""Why a refusal may name any field: there is none that must name a certain one."""
NO_PAYLOAD = "no payload can be made for the endpoint"


@dataclass(frozen=True, slots=True)
class Probe:
    """A payload, the pointer it was made for, and the original's decision."""

    payload: Any
    pointer: str
    client_only: bool
    accepted: bool


@dataclass(frozen=True)
class MutantDifference:
    """Whether some payload distinguishes a mutant for a client, and for a server, which promises less."""

    client: bool
    server: bool
    open_question: str = ""

    def __getitem__(self, target: Target) -> bool:
        return self.client if target is Target.CLIENT else self.server


@dataclass(frozen=True)
class ProbeSet:
    """Payloads of one endpoint: valid ones, those on the bounds, and all violations."""

    trials: PayloadTrials
    cached: dict[str, MutantDifference] = field(default_factory=dict[str, MutantDifference])

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """Every payload with its decision; equal ones once, at the first pointer."""
        oracle = PayloadOracle(self.trials.generator)
        once: dict[tuple[str, bool], tuple[Any, str]] = {}
        for payload, pointer, client_only in self._payloads():
            once.setdefault((repr(payload), client_only), (payload, pointer))
        return tuple(
            Probe(payload, pointer, client_only, oracle.accepts(payload))
            for (_, client_only), (payload, pointer) in once.items()
        )

    @cached_property
    def has_payload(self) -> bool:
        """Whether a payload can be made for the endpoint."""
        for choices in simplest_sources():
            with suppress(GenerationError):
                self.trials.generator.generate(choices)
                return True
        return False

    @cached_property
    def demands_named_field(self) -> bool:
        """Whether some input has one fault only, in one field, so that its refusal must name that field."""
        alone = (
            one
            for one in self.trials.violations
            if self.trials.violation_feasibility(one).label is FeasibilityLabel.ISOLABLE
        )
        pairs = (one.make_pair(self.trials.generator, SimplestChoiceSource()) for one in alone)
        return any(all(pair.expected_pointers) for pair in pairs)

    def difference(self, mutant: SpecMutant) -> MutantDifference:
        """Return for which targets some payload is decided differently by the mutant.

        Without a payload of the endpoint no promise is tried, so that nothing shows the mutant.
        """
        if not self.has_payload:
            return MutantDifference(client=False, server=False)
        if mutant.name not in self.cached:
            self.cached[mutant.name] = self._difference(mutant)
        return self.cached[mutant.name]

    def detects_reading(self, read: Callable[[Any], Any]) -> bool:
        """Return whether some payload is decided differently after `read` has changed it."""
        oracle = PayloadOracle(self.trials.generator)
        owed = (probe for probe in self.probes if not probe.client_only)
        return any(oracle.accepts(read(probe.payload)) != probe.accepted for probe in owed)

    def equivalence_reason(self, mutant: SpecMutant) -> str:
        """Return why no payload distinguishes a mutant: a dominating constraint, or an open question."""
        if not self.has_payload:
            return NO_PAYLOAD
        if arithmetic := self._equality(mutant):
            return f"by arithmetic: {arithmetic}"
        if question := self.difference(mutant).open_question:
            return f"the specs leave open whether {question} is accepted"
        pointer = f"{mutant.pointer}/{mutant.keyword}"
        owned = [one for one in self.trials.violations if one.spec_pointer == pointer]
        labels = [self.trials.violation_feasibility(one) for one in owned]
        reasons = [label.reason for label in labels if label.reason]
        return (
            reasons[0]
            if reasons
            else f"no payload that the harness makes, nor any value around it, breaks {mutant.keyword} there"
        )

    def _equality(self, mutant: SpecMutant) -> str:
        """Return why a mutant surely accepts the same values, as far as it is bound to; "" if that is not known."""
        if mutant.pointer.startswith("/rules/"):
            return ""
        original = self.trials.generator.schema
        misread = PayloadGenerator(mutant.endpoint, self.trials.schemes).schema
        if surely_accept_the_same(original, misread):
            return "the misread schema accepts the same values"
        if not surely_accept_the_same(original, misread, closed=False):
            return ""
        known = "" if self.difference(mutant).client else ", of which none is known to be refused"
        return f"the misread schema accepts the same values, but for unknown fields{known}"

    def _difference(self, mutant: SpecMutant) -> MutantDifference:
        oracle = PayloadOracle(PayloadGenerator(mutant.endpoint, self.trials.schemes))
        client, open_ = False, ""
        near = sorted(self.probes, key=lambda one: not one.pointer.startswith(mutant.pointer))
        for probe in chain(near, self._around(mutant)):
            if oracle.accepts(probe.payload) == probe.accepted:
                continue
            client = True
            empty = documented_empty_arrays(self.trials.oracle.input_nodes, probe.payload)
            question = ""
            if probe.accepted:
                question = first_unspecified(probe.payload, empty, self.trials.schemes)
            if (
                PayloadOracle(self.trials.generator).accepts_as_doubles(probe.payload)
                != probe.accepted
            ):
                question = "a number that doubles cannot hold"
            if not (probe.client_only or question):
                return MutantDifference(True, True)
            open_ = open_ or question
        return MutantDifference(client, False, open_)

    def _around(self, mutant: SpecMutant) -> Iterator[Probe]:
        """Yield payloads with the values around the boundary of the mutant's schema, and of the original."""
        original = PayloadOracle(self.trials.generator)
        misread = PayloadGenerator(mutant.endpoint, self.trials.schemes)
        pointer = mutant.schema_pointer
        nodes = [
            node
            for node in original.input_nodes
            if f"{pointer}/".startswith(f"{node.pointer}/") and node.path.has_value_of_its_own
        ]
        for node in nodes[-1:]:
            for generator in (misread, self.trials.generator):
                with suppress(LookupError, GenerationError):
                    wanted = resolve_pointer(generator.schema, node.pointer)
                    for _, value in SEMANTICS.boundary(wanted):
                        yield self._probe_with(node, value, original)

    def _probe_with(self, node: InputNode, value: Any, oracle: PayloadOracle) -> Probe:
        """Return the simplest payload with a value at a node.

        Raises:
            GenerationError: there is none.
        """
        leaf = {"enum": [value]}
        payload = self.trials.generator.generate(SimplestChoiceSource(), node.path, leaf)
        broken = oracle.broken_constraints(payload)
        only_client = bool(broken) and all(one.constraint == CLOSED for one in broken)
        return Probe(payload, node.pointer, only_client, not broken)

    def _payloads(self) -> Iterator[tuple[Any, str, bool]]:
        generator = self.trials.generator
        for n in range(VALID_DRAWS):
            with suppress(GenerationError):
                made = generator.generate(RandomChoiceSource.from_seed(f"valid:{n}"))
                yield made, "/input", False
        for acceptance in iter_accepted_inputs(generator):
            for n in range(DRAWS_PER_CASE):
                draw = RandomChoiceSource.from_seed(f"{acceptance.name}:{n}")
                with suppress(GenerationError):
                    accepted = acceptance.make_payload(generator, draw)
                    if accepted is not None:
                        yield accepted, acceptance.spec_pointer, False
        for violation in self.trials.violations:
            for n in range(-1, DRAWS_PER_CASE):
                seed = f"{violation.name}:{n}"
                choices: PayloadChoiceSource = (
                    SimplestChoiceSource() if n < 0 else RandomChoiceSource.from_seed(seed)
                )
                try:
                    pair = violation.make_pair(generator, choices)
                except GenerationError:
                    continue
                yield pair.invalid, violation.spec_pointer, violation.only_client
                if pair.valid_twin is not None:
                    yield pair.valid_twin, violation.spec_pointer, False
