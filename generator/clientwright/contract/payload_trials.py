"""Promises about payloads as trials: what must be taken, what must be refused and why, what may be either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clientwright.contract.breaking.acceptance import Acceptance, acceptances
from clientwright.contract.breaking.bodies import Body, bodies
from clientwright.contract.breaking.feasibility import Feasibility, Label, feasibility
from clientwright.contract.breaking.violations import Pair, Violation, unbroken, violations
from clientwright.contract.causes import Causes
from clientwright.contract.judges.decision import Decision, PayloadJudge
from clientwright.contract.judges.server import Server
from clientwright.contract.judges.submits import Submits, decided
from clientwright.contract.making.draws import Choices, LeastDraw, RandomDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.openness import LONE, Question, all_open_in, open_in, questions
from clientwright.contract.oracle import Oracle
from clientwright.contract.promises import (
    Effort,
    Group,
    Judge,
    Note,
    Outcome,
    Promise,
    State,
    Trial,
    Verdict,
)
from clientwright.contract.trying import Case, Trying, broken, settled, trial, unmade
from clientwright.specs.json_text import split_pointer
from clientwright.specs.model import Endpoint


@dataclass(frozen=True)
class PayloadTrials:
    """The trials of one endpoint's payloads; what is known of its violations is worked out once for all judges."""

    endpoint: Endpoint
    schemes: tuple[str, ...] = ("https",)
    labels: dict[str, Feasibility] = field(default_factory=dict[str, Feasibility])

    @cached_property
    def shop(self) -> Workshop:
        """What payloads are made from."""
        return Workshop(self.endpoint, self.schemes)

    @cached_property
    def oracle(self) -> Oracle:
        """The specs' own judgement."""
        return Oracle(self.shop)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Every violation."""
        return tuple(violations(self.shop))

    @cached_property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """Everything that must be accepted."""
        return tuple(acceptances(self.shop))

    def label(self, violation: Violation) -> Feasibility:
        """Give a violation's label, worked out when it is first asked for."""
        if violation.name not in self.labels:
            self.labels[violation.name] = feasibility(self.oracle, violation)
        return self.labels[violation.name]

    def of(self, judge: PayloadJudge) -> Iterator[Trial]:
        """List the trials of one judge: first what must be taken."""
        causes = Causes()
        for acceptance in self.acceptances:
            yield self._accepts(acceptance, judge, causes)
        for violation in self.violations:
            if judge.judge is Judge.CLIENT or not violation.only_client:
                yield self._refuses(violation, judge, causes)
        for word, pointer in unbroken(self.shop):
            yield self._unbroken(word, pointer, judge)

    def of_bodies(self, server: Server) -> Iterator[Trial]:
        """List the trials of raw bodies, and the open questions."""
        for body in bodies(self.shop):
            yield self._refuses_body(body, server)
        for question in questions(self.shop):
            yield self._asks(question, server)

    def _promise(
        self, group: Group, name: str, sentence: str, place: str, sure: str = "H"
    ) -> Promise:
        id = f"{self.endpoint.id}:{name}"
        where = self.endpoint.place(place)
        return Promise(id, group, sentence, where, str(self.endpoint.id), sure)

    def _accepts(self, acceptance: Acceptance, judge: PayloadJudge, causes: Causes) -> Trial:
        name, place = acceptance.name, acceptance.place
        promise = self._promise(Group.ACCEPTS, name, acceptance.sentence, place)

        def times(effort: Effort) -> int:
            usual = effort.examples if acceptance.name == "valid" else effort.few
            return 1 if acceptance.once else usual

        def look(payload: Any) -> Case | None:
            return None if payload is None else self._taken(judge, payload)

        def ready() -> Trying:
            reached = _reached(acceptance, self.shop)
            state = State.PROVED if reached else State.UNOBSERVABLE
            reason = "" if reached else "no valid input reaches it: the rules leave no room"
            return Trying(
                lambda choices: acceptance.build(self.shop, choices), look, state, reason, causes
            )

        return trial(promise, judge.judge, ready, times)

    def _refuses(self, violation: Violation, judge: PayloadJudge, causes: Causes) -> Trial:
        name, place = violation.name, violation.place
        promise = self._promise(Group.REFUSES, name, violation.sentence, place)

        def ready() -> Trying:
            label = self.label(violation)
            alone = label.label is Label.ISOLABLE

            def look(pair: Pair) -> Case | None:
                untaken = self._taken(judge, pair.twin) if alone else None
                return untaken or self._refused(judge, pair, alone)

            def build(choices: Choices) -> Pair:
                return violation.build(self.shop, choices)

            return Trying(build, look, _STATES[label.label], label.reason, causes)

        def few(effort: Effort) -> int:
            return effort.few

        return trial(promise, judge.judge, ready, few, per_example=2)

    def _unbroken(self, word: str, pointer: str, judge: PayloadJudge) -> Trial:
        said = f"{pointer or 'The input'} keeps {word}."
        promise = self._promise(
            Group.REFUSES, f"{pointer or 'input'}/{word}", said, f"/input{pointer}/{word}"
        )
        reason = f"no violation is known that breaks {word} and nothing else"
        return settled(promise, judge.judge, State.NOT_TRIED, reason)

    def _refuses_body(self, body: Body, server: Server) -> Trial:
        promise = self._promise(Group.BODIES, f"body/{body.name}", body.sentence, "/input/type")

        def look(sent: bytes) -> Case | None:
            return _no_refusal(Submits(server).decide(str(self.endpoint.id), sent), sent)

        def ready() -> Trying:
            return Trying(lambda _: body.build(self.shop), look)

        return trial(promise, Judge.SERVER, ready, _once)

    def _asks(self, question: Question, server: Server) -> Trial:
        said = f"Where {question.sentence}, the answer may be yes or no, but it is an answer."
        promise = self._promise(Group.OPEN, f"open/{question.name}", said, question.place)

        def run(effort: Effort) -> Outcome:
            try:
                sent = question.build(self.shop)
            except NoStrategy as error:
                verdict = Verdict(promise, Judge.SERVER, State.NOT_TRIED, unmade(error))
                return Outcome((verdict,))
            id = str(self.endpoint.id)
            done = Submits(server).submit(id, sent, question.content_type)
            decision = decided(done)
            seen = "taken" if decision.accepted else f"refused: {decision.said}"
            note = Note(question.sentence, seen, Judge.SERVER, id)
            if decision.trouble and not (done.failure and question.name == "large-body"):
                case = Case("an answer, be it yes or no", decision, sent)
                return Outcome((broken(promise, Judge.SERVER, 1, case, effort),))
            return Outcome((Verdict(promise, Judge.SERVER, State.PROVED, examples=1),), (note,))

        return Trial((promise,), Judge.SERVER, run, _once)

    def _taken(self, judge: PayloadJudge, payload: Any) -> Case | None:
        decision = judge.decide(str(self.endpoint.id), payload)
        if decision.stop:
            raise decision.stop
        found = set(all_open_in(payload))
        open_ = bool(found) if judge.judge is Judge.SERVER else LONE in found
        if decision.trouble or not (decision.accepted or open_):
            return Case("the input is accepted", decision, payload, good=True)
        return None

    def _refused(self, judge: PayloadJudge, pair: Pair, alone: bool) -> Case | None:
        decision = judge.decide(str(self.endpoint.id), pair.bad)
        if decision.trouble or decision.accepted:
            return _no_refusal(decision, pair.bad)
        sure = alone and decision.named and not open_in(pair.bad)
        if sure and not _names(decision, pair.named):
            fields = " or ".join(pair.named)
            return Case(f"the refusal names {fields or 'the input'}", decision, pair.bad)
        return None


_STATES = {
    Label.ISOLABLE: State.PROVED,
    Label.DOMINATED: State.DOMINATED,
    Label.VACUOUS: State.UNOBSERVABLE,
    Label.UNMADE: State.NOT_TRIED,
}
"""What becomes of a violation's promise where nothing is found, by its label."""


def _reached(acceptance: Acceptance, shop: Workshop) -> bool:
    """Tell whether an input is made for it in some of a few ways; what cannot be made at all says so later."""
    draws: tuple[Choices, ...] = (
        LeastDraw(),
        *(RandomDraw.seeded(f"{acceptance.name}:{n}") for n in range(3)),
    )
    try:
        return any(acceptance.build(shop, draw) is not None for draw in draws)
    except NoStrategy:
        return True


def _once(effort: Effort) -> int:
    return 1


def _no_refusal(decision: Decision, payload: Any) -> Case | None:
    taken = decision.accepted or decision.trouble
    return Case("the input is refused", decision, payload) if taken else None


def _names(decision: Decision, pointers: tuple[str, ...]) -> bool:
    """Tell whether a refusal names one of the fields, something in it, or something around it."""
    wanted = [_dotted(split_pointer(pointer)) for pointer in pointers]
    named = [_dotted(steps) for steps in decision.named]
    return any(one.startswith(two) or two.startswith(one) for one in wanted for two in named)


def _dotted(steps: Iterable[str]) -> str:
    """Write a path so that names with dots and brackets read the same whoever split them."""
    text = re.sub(r"[\[\].]+", ".", ".".join(steps)).strip(".")
    return f"{text}." if text else ""
