"""The trials of payloads: valid inputs and violations, and at a server those of bodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.schema.choice_sources import (
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.accepted_inputs import AcceptedInput, iter_accepted_inputs
from clientwright.testing.payloads.feasibility import (
    Feasibility,
    FeasibilityLabel,
    assess_feasibility,
    iter_unviolated_keywords,
    redundancy,
)
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.unspecified import (
    SURROGATE_HALF,
    documented_empty_arrays,
    first_unspecified,
    iter_unspecified,
)
from clientwright.testing.payloads.violation_pairs import Violation, ViolationPair
from clientwright.testing.promises import (
    Effort,
    PromiseGroup,
    Target,
    Trial,
    VerdictState,
)
from clientwright.testing.targets.decision import PayloadTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials.body_trials import (
    body_trials,
    input_promise,
    unexpected_acceptance,
)
from clientwright.testing.trials.run_promise import (
    Counterexample,
    PromiseCheck,
    RefusalCauses,
    build_trial,
    fixed_trial,
    require_decision,
)
from clientwright.testing.trials.tried_ranges import RangedField, RangeLog, iter_ranged_fields


@dataclass(frozen=True)
class PayloadTrials:
    """The trials of one endpoint's payloads; feasibilities and examples are made once for all targets."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    listed: ListedValues = field(default_factory=ListedValues)
    feasibilities: dict[str, Feasibility] = field(default_factory=dict[str, Feasibility])
    made: dict[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def generator(self) -> PayloadGenerator:
        """The generator of payloads."""
        elsewhere = self.listed.elsewhere(self.endpoint)
        return PayloadGenerator(self.endpoint, self.schemes, elsewhere)

    @cached_property
    def oracle(self) -> PayloadOracle:
        """The oracle that decides about payloads by the specs alone."""
        return PayloadOracle(self.generator)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """All violations of the endpoint."""
        return tuple(iter_violations(self.generator))

    @cached_property
    def accepted_inputs(self) -> tuple[AcceptedInput, ...]:
        """All inputs that a target must accept."""
        return tuple(iter_accepted_inputs(self.generator))

    @cached_property
    def fields(self) -> tuple[RangedField, ...]:
        """The fields of the input whose numbers, lengths and counts are written down."""
        return tuple(iter_ranged_fields(self.generator))

    def violation_feasibility(self, violation: Violation) -> Feasibility:
        """Return the feasibility of a violation, computed on first use."""
        if violation.name not in self.feasibilities:
            self.feasibilities[violation.name] = assess_feasibility(self.oracle, violation)
        return self.feasibilities[violation.name]

    def for_target(self, target: PayloadTarget) -> Iterator[Trial]:
        """Yield the trials of one target, beginning with the inputs that it must accept."""
        causes = RefusalCauses()
        for acceptance in self.accepted_inputs:
            yield self._acceptance_trial(acceptance, target, causes)
        for violation in self.violations:
            if target.target is Target.CLIENT or not violation.only_client:
                yield self._violation_trial(violation, target, causes)
        for word, pointer in iter_unviolated_keywords(self.generator, self.violations):
            yield self._unviolated_trial(word, pointer, target)

    def for_server(self, server: ServerTarget) -> Iterator[Trial]:
        """Yield the trials of raw bodies, of open questions and of inputs that make servers fail."""
        return body_trials(self.generator, server)

    def _acceptance_trial(
        self, acceptance: AcceptedInput, target: PayloadTarget, causes: RefusalCauses
    ) -> Trial:
        name, pointer = acceptance.name, acceptance.spec_pointer
        promise = input_promise(
            self.endpoint, PromiseGroup.ACCEPTS, name, acceptance.sentence, pointer
        )

        def times(effort: Effort) -> int:
            usual = effort.examples if acceptance.name == "valid" else effort.reduced_examples
            return 1 if acceptance.is_fixed else usual

        log = RangeLog(self.fields, target.target, promise)

        def check(payload: Any) -> Counterexample | None:
            return None if payload is None else self._check_accepted(target, payload, log)

        def ready() -> PromiseCheck:
            reached = _is_reachable(acceptance, self.generator)
            state = VerdictState.PROVED if reached else VerdictState.UNOBSERVABLE
            reason = "" if reached else "no valid input reaches it: the rules exclude it"
            return PromiseCheck(
                lambda choices: acceptance.make_payload(self.generator, choices),
                check,
                state,
                reason,
                causes,
                self.made,
                log,
            )

        return build_trial(promise, target.target, ready, times)

    def _violation_trial(
        self, violation: Violation, target: PayloadTarget, causes: RefusalCauses
    ) -> Trial:
        name, pointer = violation.name, violation.spec_pointer
        promise = input_promise(
            self.endpoint, PromiseGroup.REFUSES, name, violation.sentence, pointer
        )
        log = RangeLog(self.fields, target.target, promise)

        def ready() -> PromiseCheck:
            label = self.violation_feasibility(violation)
            alone = label.label is FeasibilityLabel.ISOLABLE

            def check(pair: ViolationPair) -> Counterexample | None:
                if not pair.isolated and self.oracle.accepts(pair.invalid):
                    return None
                refused = self._check_accepted(target, pair.valid_twin, log) if alone else None
                if refused is None:
                    refused = self._check_refused(target, pair, alone)
                    log.note_violation(violation, pair, is_refused=refused is None)
                return refused

            def build(choices: PayloadChoiceSource) -> ViolationPair:
                return violation.make_pair(self.generator, choices)

            state = _STATE_BY_LABEL[label.label]
            return PromiseCheck(build, check, state, label.reason, causes, self.made, log)

        def few(effort: Effort) -> int:
            most = violation.most_examples
            return min(effort.reduced_examples, effort.examples if most is None else most)

        return build_trial(promise, target.target, ready, few, per_example=2)

    def _unviolated_trial(self, word: str, pointer: str, target: PayloadTarget) -> Trial:
        sentence = f"{pointer or 'The input'} keeps {word}."
        promise = input_promise(
            self.endpoint,
            PromiseGroup.REFUSES,
            f"{pointer or 'input'}/{word}",
            sentence,
            f"/input{pointer}/{word}",
        )
        if arithmetic := redundancy(self.generator, pointer, word):
            reason = f"by arithmetic: {arithmetic}"
            return fixed_trial(promise, target.target, VerdictState.UNOBSERVABLE, reason)
        reason = f"no violation is known that breaks {word} and nothing else"
        return fixed_trial(promise, target.target, VerdictState.NOT_TRIED, reason)

    def _check_accepted(
        self, target: PayloadTarget, payload: Any, log: RangeLog
    ) -> Counterexample | None:
        decision = require_decision(target.decide(str(self.endpoint.id), payload))
        if decision.abort_error:
            raise decision.abort_error
        empty = documented_empty_arrays(self.oracle.input_nodes, payload)
        found = set(iter_unspecified(payload, empty, self.schemes))
        of_server = target.target is Target.SERVER
        open_ = bool(found) if of_server else SURROGATE_HALF in found
        if of_server and not (open_ or decision.accepted):
            open_ = not self.oracle.accepts_as_doubles(payload)
        if decision.accepted or not open_:
            log.note_valid(payload, decision)
        if decision.malfunction or not (decision.accepted or open_):
            return Counterexample("the input is accepted", decision, payload, payload_is_valid=True)
        return None

    def _check_refused(
        self, target: PayloadTarget, pair: ViolationPair, alone: bool
    ) -> Counterexample | None:
        decision = require_decision(target.decide(str(self.endpoint.id), pair.invalid))
        if decision.malfunction or decision.accepted:
            rounded = decision.accepted and target.target is Target.SERVER
            if rounded and self.oracle.accepts_as_doubles(pair.invalid):
                return None
            return unexpected_acceptance(decision, pair.invalid)
        open_ = first_unspecified(pair.invalid, schemes=self.schemes)
        sure = alone and decision.named_fields and not open_
        if sure and not decision.names_any(pair.expected_pointers):
            fields = " or ".join(pair.expected_pointers)
            return Counterexample(
                f"the rejection names {fields or 'the input'}", decision, pair.invalid
            )
        return None


_STATE_BY_LABEL = {
    FeasibilityLabel.ISOLABLE: VerdictState.PROVED,
    FeasibilityLabel.DOMINATED: VerdictState.DOMINATED,
    FeasibilityLabel.VACUOUS: VerdictState.UNOBSERVABLE,
    FeasibilityLabel.NOT_GENERATED: VerdictState.NOT_TRIED,
}
"""The verdict of a violation's promise if nothing is found, by its label."""


def _is_reachable(acceptance: AcceptedInput, generator: PayloadGenerator) -> bool:
    """Return whether one of a few attempts makes such an input; a generation error is reported later."""
    seeded = (RandomChoiceSource.from_seed(f"{acceptance.name}:{n}") for n in range(3))
    draws: tuple[PayloadChoiceSource, ...] = (SimplestChoiceSource(), *seeded)
    try:
        return any(acceptance.make_payload(generator, draw) is not None for draw in draws)
    except GenerationError:
        return True
