"""Promises about payloads as trials: what must be taken, what must be refused and why, what may be either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.specs.json_text import split_pointer
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.accepted_inputs import AcceptedInput, iter_accepted_inputs
from clientwright.testing.payloads.generation.choice_sources import (
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import (
    SURROGATE_HALF,
    OpenQuestion,
    first_unspecified,
    iter_open_questions,
    iter_unspecified,
)
from clientwright.testing.payloads.violations.feasibility import (
    Feasibility,
    FeasibilityLabel,
    assess_feasibility,
)
from clientwright.testing.payloads.violations.payload_violations import (
    Violation,
    ViolationPair,
    iter_unviolated_keywords,
    iter_violations,
)
from clientwright.testing.payloads.violations.raw_bodies import RawBody, iter_raw_bodies
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
from clientwright.testing.refusal_causes import RefusalCauses
from clientwright.testing.run_promise import (
    Counterexample,
    PromiseCheck,
    broken_verdict,
    build_trial,
    fixed_trial,
    generation_failure_reason,
)
from clientwright.testing.targets.decision import Decision, PayloadTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget, read_decision


@dataclass(frozen=True)
class PayloadTrials:
    """The trials of one endpoint's payloads; what is known of its violations is worked out once for all judges."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    labels: dict[str, Feasibility] = field(default_factory=dict[str, Feasibility])

    @cached_property
    def shop(self) -> PayloadGenerator:
        """What payloads are made from."""
        return PayloadGenerator(self.endpoint, self.schemes)

    @cached_property
    def oracle(self) -> PayloadOracle:
        """The specs' own judgement."""
        return PayloadOracle(self.shop)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Every violation."""
        return tuple(iter_violations(self.shop))

    @cached_property
    def acceptances(self) -> tuple[AcceptedInput, ...]:
        """Everything that must be accepted."""
        return tuple(iter_accepted_inputs(self.shop))

    def label(self, violation: Violation) -> Feasibility:
        """Give a violation's label, worked out when it is first asked for."""
        if violation.name not in self.labels:
            self.labels[violation.name] = assess_feasibility(self.oracle, violation)
        return self.labels[violation.name]

    def of(self, judge: PayloadTarget) -> Iterator[Trial]:
        """List the trials of one judge: first what must be taken."""
        causes = RefusalCauses()
        for acceptance in self.acceptances:
            yield self._accepts(acceptance, judge, causes)
        for violation in self.violations:
            if judge.judge is Target.CLIENT or not violation.only_client:
                yield self._refuses(violation, judge, causes)
        for word, pointer in iter_unviolated_keywords(self.shop):
            yield self._unbroken(word, pointer, judge)

    def of_bodies(self, server: ServerTarget) -> Iterator[Trial]:
        """List the trials of raw bodies, and the open questions."""
        for body in iter_raw_bodies(self.shop):
            yield self._refuses_body(body, server)
        for question in iter_open_questions(self.shop):
            yield self._asks(question, server)

    def _promise(
        self, group: PromiseGroup, name: str, sentence: str, place: str, sure: str = "H"
    ) -> Promise:
        id = f"{self.endpoint.id}:{name}"
        where = self.endpoint.place(place)
        return Promise(id, group, sentence, where, str(self.endpoint.id), sure)

    def _accepts(
        self, acceptance: AcceptedInput, judge: PayloadTarget, causes: RefusalCauses
    ) -> Trial:
        name, place = acceptance.name, acceptance.place
        promise = self._promise(PromiseGroup.ACCEPTS, name, acceptance.sentence, place)

        def times(effort: Effort) -> int:
            usual = effort.examples if acceptance.name == "valid" else effort.few
            return 1 if acceptance.once else usual

        def look(payload: Any) -> Counterexample | None:
            return None if payload is None else self._taken(judge, payload)

        def ready() -> PromiseCheck:
            reached = _is_reachable(acceptance, self.shop)
            state = VerdictState.PROVED if reached else VerdictState.UNOBSERVABLE
            reason = "" if reached else "no valid input reaches it: the rules leave no room"
            return PromiseCheck(
                lambda choices: acceptance.build(self.shop, choices), look, state, reason, causes
            )

        return build_trial(promise, judge.judge, ready, times)

    def _refuses(self, violation: Violation, judge: PayloadTarget, causes: RefusalCauses) -> Trial:
        name, place = violation.name, violation.place
        promise = self._promise(PromiseGroup.REFUSES, name, violation.sentence, place)

        def ready() -> PromiseCheck:
            label = self.label(violation)
            alone = label.label is FeasibilityLabel.ISOLABLE

            def look(pair: ViolationPair) -> Counterexample | None:
                untaken = self._taken(judge, pair.twin) if alone else None
                return untaken or self._refused(judge, pair, alone)

            def build(choices: PayloadChoiceSource) -> ViolationPair:
                return violation.build(self.shop, choices)

            return PromiseCheck(build, look, _STATE_BY_LABEL[label.label], label.reason, causes)

        def few(effort: Effort) -> int:
            return effort.few

        return build_trial(promise, judge.judge, ready, few, per_example=2)

    def _unbroken(self, word: str, pointer: str, judge: PayloadTarget) -> Trial:
        said = f"{pointer or 'The input'} keeps {word}."
        promise = self._promise(
            PromiseGroup.REFUSES, f"{pointer or 'input'}/{word}", said, f"/input{pointer}/{word}"
        )
        reason = f"no violation is known that breaks {word} and nothing else"
        return fixed_trial(promise, judge.judge, VerdictState.NOT_TRIED, reason)

    def _refuses_body(self, body: RawBody, server: ServerTarget) -> Trial:
        promise = self._promise(
            PromiseGroup.BODIES, f"body/{body.name}", body.sentence, "/input/type"
        )

        def look(sent: bytes) -> Counterexample | None:
            return _unexpected_acceptance(
                SubmitTarget(server).decide(str(self.endpoint.id), sent), sent
            )

        def ready() -> PromiseCheck:
            return PromiseCheck(lambda _: body.build(self.shop), look)

        return build_trial(promise, Target.SERVER, ready, _one_example)

    def _asks(self, question: OpenQuestion, server: ServerTarget) -> Trial:
        said = f"Where {question.sentence}, the answer may be yes or no, but it is an answer."
        promise = self._promise(PromiseGroup.OPEN, f"open/{question.name}", said, question.place)

        def run(effort: Effort) -> TrialResult:
            try:
                sent = question.build(self.shop)
            except GenerationError as error:
                verdict = Verdict(
                    promise, Target.SERVER, VerdictState.NOT_TRIED, generation_failure_reason(error)
                )
                return TrialResult((verdict,))
            id = str(self.endpoint.id)
            done = SubmitTarget(server).submit(id, sent, question.content_type)
            decision = read_decision(done)
            seen = "taken" if decision.accepted else f"refused: {decision.said}"
            note = Note(question.sentence, seen, Target.SERVER, id)
            if decision.trouble and not (done.failure and question.name == "large-body"):
                case = Counterexample("an answer, be it yes or no", decision, sent)
                return TrialResult((broken_verdict(promise, Target.SERVER, 1, case, effort),))
            return TrialResult(
                (Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=1),), (note,)
            )

        return Trial((promise,), Target.SERVER, run, _one_example)

    def _taken(self, judge: PayloadTarget, payload: Any) -> Counterexample | None:
        decision = judge.decide(str(self.endpoint.id), payload)
        if decision.stop:
            raise decision.stop
        found = set(iter_unspecified(payload))
        open_ = bool(found) if judge.judge is Target.SERVER else SURROGATE_HALF in found
        if decision.trouble or not (decision.accepted or open_):
            return Counterexample("the input is accepted", decision, payload, good=True)
        return None

    def _refused(
        self, judge: PayloadTarget, pair: ViolationPair, alone: bool
    ) -> Counterexample | None:
        decision = judge.decide(str(self.endpoint.id), pair.bad)
        if decision.trouble or decision.accepted:
            return _unexpected_acceptance(decision, pair.bad)
        sure = alone and decision.named and not first_unspecified(pair.bad)
        if sure and not _names_any_field(decision, pair.named):
            fields = " or ".join(pair.named)
            return Counterexample(f"the refusal names {fields or 'the input'}", decision, pair.bad)
        return None


_STATE_BY_LABEL = {
    FeasibilityLabel.ISOLABLE: VerdictState.PROVED,
    FeasibilityLabel.DOMINATED: VerdictState.DOMINATED,
    FeasibilityLabel.VACUOUS: VerdictState.UNOBSERVABLE,
    FeasibilityLabel.UNMADE: VerdictState.NOT_TRIED,
}
"""What becomes of a violation's promise where nothing is found, by its label."""


def _is_reachable(acceptance: AcceptedInput, shop: PayloadGenerator) -> bool:
    """Tell whether an input is made for it in some of a few ways; what cannot be made at all says so later."""
    draws: tuple[PayloadChoiceSource, ...] = (
        SimplestChoiceSource(),
        *(RandomChoiceSource.seeded(f"{acceptance.name}:{n}") for n in range(3)),
    )
    try:
        return any(acceptance.build(shop, draw) is not None for draw in draws)
    except GenerationError:
        return True


def _one_example(effort: Effort) -> int:
    return 1


def _unexpected_acceptance(decision: Decision, payload: Any) -> Counterexample | None:
    taken = decision.accepted or decision.trouble
    return Counterexample("the input is refused", decision, payload) if taken else None


def _names_any_field(decision: Decision, pointers: tuple[str, ...]) -> bool:
    """Tell whether a refusal names one of the fields, something in it, or something around it."""
    wanted = [_dotted_path(split_pointer(pointer)) for pointer in pointers]
    named = [_dotted_path(steps) for steps in decision.named]
    return any(one.startswith(two) or two.startswith(one) for one in wanted for two in named)


def _dotted_path(steps: Iterable[str]) -> str:
    """Write a path so that names with dots and brackets read the same whoever split them."""
    text = re.sub(r"[\[\].]+", ".", ".".join(steps)).strip(".")
    return f"{text}." if text else ""
