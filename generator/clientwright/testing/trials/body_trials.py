"""The trials of bodies that only a server reads: raw bodies, open questions, and inputs that make servers fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.hostile_inputs import (
    MOST_BODIES,
    HostileBody,
    HostileInput,
    iter_hostile_inputs,
    narrow_places,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.raw_bodies import RawBody, iter_raw_bodies
from clientwright.testing.payloads.unspecified import OpenQuestion, iter_open_questions
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
from clientwright.testing.targets.decision import Decision
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.run_promise import (
    Counterexample,
    PromiseCheck,
    broken_verdict,
    build_trial,
    generation_failure_reason,
    require_decision,
)


def input_promise(
    endpoint: Endpoint, group: PromiseGroup, name: str, sentence: str, pointer: str
) -> Promise:
    """Return a promise about the inputs of an endpoint."""
    location = endpoint.location(pointer)
    return Promise(f"{endpoint.id}:{name}", group, sentence, location, str(endpoint.id), "H")


def unexpected_acceptance(decision: Decision, payload: Any) -> Counterexample | None:
    """Return a counterexample unless an input was refused."""
    failed = decision.accepted or decision.malfunction
    return Counterexample("the input is rejected", decision, payload) if failed else None


def body_trials(generator: PayloadGenerator, server: ServerTarget) -> Iterator[Trial]:
    """Yield the trials of an endpoint's bodies at a server."""
    bodies = _BodyTrials(generator, server)
    for body in iter_raw_bodies(generator):
        yield bodies.raw_body_trial(body)
    for question in iter_open_questions(generator):
        expected = server.service.undeclared_json if question.name == "content-type" else ""
        yield (
            bodies.content_type_trial(question, expected)
            if expected
            else bodies.question_trial(question)
        )
    for hostile in iter_hostile_inputs(generator):
        yield bodies.hostile_trial(hostile)


@dataclass(frozen=True)
class _BodyTrials:
    generator: PayloadGenerator
    server: ServerTarget

    @property
    def endpoint(self) -> Endpoint:
        return self.generator.endpoint

    def raw_body_trial(self, body: RawBody) -> Trial:
        """Return the trial of a body that must be refused."""
        promise = input_promise(
            self.endpoint, PromiseGroup.BODIES, f"body/{body.name}", body.sentence, "/input/type"
        )

        def check(sent: bytes) -> Counterexample | None:
            return unexpected_acceptance(require_decision(self._send(sent)), sent)

        def ready() -> PromiseCheck:
            return PromiseCheck(lambda _: body.make_body(self.generator), check)

        return build_trial(promise, Target.SERVER, ready, _one_example)

    def content_type_trial(self, question: OpenQuestion, expected: str) -> Trial:
        """Return the trial of a body that is not declared JSON, where the service file says what becomes of it."""
        promise = input_promise(
            self.endpoint,
            PromiseGroup.BODIES,
            f"body/{question.name}",
            f"If {question.sentence}, it is {expected}.",
            "/input",
        )

        def check(sent: Any) -> Counterexample | None:
            decision = require_decision(self._send(sent, question.content_type))
            if expected == "refused":
                return unexpected_acceptance(decision, sent)
            if decision.accepted:
                return None
            return Counterexample("the input is accepted", decision, sent, payload_is_valid=True)

        def ready() -> PromiseCheck:
            return PromiseCheck(lambda _: question.make_body(self.generator), check)

        return build_trial(promise, Target.SERVER, ready, _one_example)

    def question_trial(self, question: OpenQuestion) -> Trial:
        """Return the trial of a question that the specs leave open."""
        sentence = f"If {question.sentence}, the server may accept or refuse, but it answers."
        promise = input_promise(
            self.endpoint,
            PromiseGroup.OPEN,
            f"open/{question.name}",
            sentence,
            question.spec_pointer,
        )

        def run(effort: Effort) -> TrialResult:
            try:
                sent = question.make_body(self.generator)
            except GenerationError as error:
                return _not_tried(promise, generation_failure_reason(error))
            decision = self._send(sent, question.content_type)
            seen = "accepted" if decision.accepted else decision.described
            if decision.undecided:
                return _not_tried(promise, decision.undecided)
            note = Note(question.sentence, seen, Target.SERVER, str(self.endpoint.id))
            unanswered = any(one.failure for one in decision.exchanges)
            if decision.malfunction and not (unanswered and question.name == "large-body"):
                case = Counterexample("an answer that accepts or rejects", decision, sent)
                return TrialResult((broken_verdict(promise, Target.SERVER, 1, case, effort),))
            return TrialResult((_proved(promise, 1),), (note,))

        return Trial((promise,), Target.SERVER, run, _one_example)

    def hostile_trial(self, hostile: HostileInput) -> Trial:
        """Return the trial of an input that makes careless servers fail."""
        sentence = f"If {hostile.sentence}, the answer is no failure (5xx)."
        promise = input_promise(
            self.endpoint, PromiseGroup.OPEN, f"never-5xx/{hostile.name}", sentence, "/input"
        )

        def run(effort: Effort) -> TrialResult:
            try:
                bodies = hostile.make_bodies(self.generator)
            except GenerationError as error:
                return _not_tried(promise, generation_failure_reason(error))
            for count, body in enumerate(bodies, 1):
                decision = self._send(body.encode(body.places))
                if decision.undecided:
                    return _not_tried(promise, decision.undecided)
                if decision.failed:
                    case = self._narrow(hostile, body, decision, effort)
                    return TrialResult(
                        (broken_verdict(promise, Target.SERVER, count, case, effort),)
                    )
            return TrialResult((_proved(promise, len(bodies)),))

        return Trial((promise,), Target.SERVER, run, lambda _: MOST_BODIES)

    def _narrow(
        self, hostile: HostileInput, body: HostileBody, decision: Decision, effort: Effort
    ) -> Counterexample:
        """Return the case with as few places as still fail, found by halves if shrinking is wanted."""
        failed = {body.places: decision}

        def fails(places: Sequence[str]) -> bool:
            again = self._send(body.encode(places))
            if again.failed:
                failed[tuple(places)] = again
            return again.failed

        found = tuple(narrow_places(body.places, fails) if effort.shrink else body.places)
        where = f" in {' and '.join(found)}" if found else ""
        expected = f"an answer that accepts or rejects, if {hostile.sentence}{where}"
        return Counterexample(expected, failed[found], body.encode(found))

    def _send(self, sent: Any, content_type: str = "application/json") -> Decision:
        return SubmitTarget(self.server).decide(str(self.endpoint.id), sent, content_type)


def _proved(promise: Promise, examples: int) -> Verdict:
    return Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=examples)


def _not_tried(promise: Promise, reason: str) -> TrialResult:
    return TrialResult((Verdict(promise, Target.SERVER, VerdictState.NOT_TRIED, reason),))


def _one_example(effort: Effort) -> int:
    return 1
