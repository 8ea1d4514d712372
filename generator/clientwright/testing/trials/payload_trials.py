"""The trials of payloads: valid inputs, violations, raw bodies and open questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.io.json_pointer import split_pointer
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
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import (
    Violation,
    ViolationPair,
    iter_unviolated_keywords,
    iter_violations,
)
from clientwright.testing.payloads.raw_bodies import RawBody, iter_raw_bodies
from clientwright.testing.payloads.unspecified import (
    SURROGATE_HALF,
    OpenQuestion,
    documented_empty_arrays,
    first_unspecified,
    iter_open_questions,
    iter_unspecified,
)
from clientwright.testing.promises import (
    Effort,
    Note,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.decision import Decision, PayloadTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget, read_decision
from clientwright.testing.trials.run_promise import (
    Counterexample,
    PromiseCheck,
    RefusalCauses,
    broken_verdict,
    build_trial,
    fixed_trial,
    generation_failure_reason,
)


@dataclass(frozen=True)
class PayloadTrials:
    """The trials of one endpoint's payloads; feasibilities and examples are made once for all targets."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    feasibilities: dict[str, Feasibility] = field(default_factory=dict[str, Feasibility])
    made: dict[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def generator(self) -> PayloadGenerator:
        """The generator of payloads."""
        return PayloadGenerator(self.endpoint, self.schemes)

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
        for word, pointer in iter_unviolated_keywords(self.generator):
            yield self._unviolated_trial(word, pointer, target)

    def for_server(self, server: ServerTarget) -> Iterator[Trial]:
        """Yield the trials of raw bodies and of open questions."""
        for body in iter_raw_bodies(self.generator):
            yield self._raw_body_trial(body, server)
        for question in iter_open_questions(self.generator):
            yield self._question_trial(question, server)

    def _make_promise(
        self, group: PromiseGroup, name: str, sentence: str, pointer: str, sure: str = "H"
    ) -> Promise:
        id = f"{self.endpoint.id}:{name}"
        location = self.endpoint.location(pointer)
        return Promise(id, group, sentence, location, str(self.endpoint.id), sure)

    def _acceptance_trial(
        self, acceptance: AcceptedInput, target: PayloadTarget, causes: RefusalCauses
    ) -> Trial:
        name, pointer = acceptance.name, acceptance.spec_pointer
        promise = self._make_promise(PromiseGroup.ACCEPTS, name, acceptance.sentence, pointer)

        def times(effort: Effort) -> int:
            usual = effort.examples if acceptance.name == "valid" else effort.reduced_examples
            return 1 if acceptance.is_fixed else usual

        def check(payload: Any) -> Counterexample | None:
            return None if payload is None else self._check_accepted(target, payload)

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
            )

        return build_trial(promise, target.target, ready, times)

    def _violation_trial(
        self, violation: Violation, target: PayloadTarget, causes: RefusalCauses
    ) -> Trial:
        name, pointer = violation.name, violation.spec_pointer
        promise = self._make_promise(PromiseGroup.REFUSES, name, violation.sentence, pointer)

        def ready() -> PromiseCheck:
            label = self.violation_feasibility(violation)
            alone = label.label is FeasibilityLabel.ISOLABLE

            def check(pair: ViolationPair) -> Counterexample | None:
                refused = self._check_accepted(target, pair.valid_twin) if alone else None
                return refused or self._check_refused(target, pair, alone)

            def build(choices: PayloadChoiceSource) -> ViolationPair:
                return violation.make_pair(self.generator, choices)

            state = _STATE_BY_LABEL[label.label]
            return PromiseCheck(build, check, state, label.reason, causes, self.made)

        def few(effort: Effort) -> int:
            return effort.reduced_examples

        return build_trial(promise, target.target, ready, few, per_example=2)

    def _unviolated_trial(self, word: str, pointer: str, target: PayloadTarget) -> Trial:
        sentence = f"{pointer or 'The input'} keeps {word}."
        promise = self._make_promise(
            PromiseGroup.REFUSES,
            f"{pointer or 'input'}/{word}",
            sentence,
            f"/input{pointer}/{word}",
        )
        reason = f"no violation is known that breaks {word} and nothing else"
        return fixed_trial(promise, target.target, VerdictState.NOT_TRIED, reason)

    def _raw_body_trial(self, body: RawBody, server: ServerTarget) -> Trial:
        promise = self._make_promise(
            PromiseGroup.BODIES, f"body/{body.name}", body.sentence, "/input/type"
        )

        def check(sent: bytes) -> Counterexample | None:
            return _unexpected_acceptance(
                SubmitTarget(server).decide(str(self.endpoint.id), sent), sent
            )

        def ready() -> PromiseCheck:
            return PromiseCheck(lambda _: body.make_body(self.generator), check)

        return build_trial(promise, Target.SERVER, ready, _one_example)

    def _question_trial(self, question: OpenQuestion, server: ServerTarget) -> Trial:
        sentence = f"If {question.sentence}, the server may accept or refuse, but it answers."
        promise = self._make_promise(
            PromiseGroup.OPEN, f"open/{question.name}", sentence, question.spec_pointer
        )

        def run(effort: Effort) -> TrialResult:
            try:
                sent = question.make_body(self.generator)
            except GenerationError as error:
                verdict = Verdict(
                    promise, Target.SERVER, VerdictState.NOT_TRIED, generation_failure_reason(error)
                )
                return TrialResult((verdict,))
            id = str(self.endpoint.id)
            done = SubmitTarget(server).submit(id, sent, question.content_type)
            decision = read_decision(done)
            seen = "accepted" if decision.accepted else f"rejected: {decision.message}"
            note = Note(question.sentence, seen, Target.SERVER, id)
            if decision.malfunction and not (done.failure and question.name == "large-body"):
                case = Counterexample("an answer that accepts or rejects", decision, sent)
                return TrialResult((broken_verdict(promise, Target.SERVER, 1, case, effort),))
            return TrialResult(
                (Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=1),), (note,)
            )

        return Trial((promise,), Target.SERVER, run, _one_example)

    def _check_accepted(self, target: PayloadTarget, payload: Any) -> Counterexample | None:
        decision = target.decide(str(self.endpoint.id), payload)
        if decision.abort_error:
            raise decision.abort_error
        empty = documented_empty_arrays(self.oracle.input_nodes, payload)
        found = set(iter_unspecified(payload, empty))
        open_ = bool(found) if target.target is Target.SERVER else SURROGATE_HALF in found
        if decision.malfunction or not (decision.accepted or open_):
            return Counterexample("the input is accepted", decision, payload, payload_is_valid=True)
        return None

    def _check_refused(
        self, target: PayloadTarget, pair: ViolationPair, alone: bool
    ) -> Counterexample | None:
        decision = target.decide(str(self.endpoint.id), pair.invalid)
        if decision.malfunction or decision.accepted:
            return _unexpected_acceptance(decision, pair.invalid)
        sure = alone and decision.named_fields and not first_unspecified(pair.invalid)
        if sure and not _names_any_field(decision, pair.expected_pointers):
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
    draws: tuple[PayloadChoiceSource, ...] = (
        SimplestChoiceSource(),
        *(RandomChoiceSource.from_seed(f"{acceptance.name}:{n}") for n in range(3)),
    )
    try:
        return any(acceptance.make_payload(generator, draw) is not None for draw in draws)
    except GenerationError:
        return True


def _one_example(effort: Effort) -> int:
    return 1


def _unexpected_acceptance(decision: Decision, payload: Any) -> Counterexample | None:
    failed = decision.accepted or decision.malfunction
    return Counterexample("the input is rejected", decision, payload) if failed else None


def _names_any_field(decision: Decision, pointers: tuple[str, ...]) -> bool:
    """Return whether a refusal names one of the fields, a part of one, or its parent."""
    wanted = [_dotted_path(split_pointer(pointer)) for pointer in pointers]
    named = [_dotted_path(steps) for steps in decision.named_fields]
    return any(one.startswith(two) or two.startswith(one) for one in wanted for two in named)


def _dotted_path(steps: Iterable[str]) -> str:
    """Join steps to a path that is the same however names with dots and brackets were split."""
    text = re.sub(r"[\[\].]+", ".", ".".join(steps)).strip(".")
    return f"{text}." if text else ""
