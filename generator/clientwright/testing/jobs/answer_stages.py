"""What an answer shows of its job's stage: by a word, by its HTTP status, or by what a cancel means."""

from __future__ import annotations

from dataclasses import dataclass

from clientwright.specs.model import Service
from clientwright.testing.jobs.state_machine import (
    CANCELLED,
    ENDED,
    JobStage,
    JobStages,
    JobStateMachine,
    stages_by_cancel,
)
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer

NO_STAGES = frozenset[JobStage]()
_FAILED: JobStages = frozenset({JobStage.FAILED})


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """What an answer shows: whether it is no refusal, the job's possible stages, and what a cancel means.

    `judged` is false of an answer of which the documents say nothing.
    """

    ok: bool
    stages: JobStages = NO_STAGES
    means: str = ""
    judged: bool = True


_NOTHING, _OPEN = AnswerReading(False), AnswerReading(False, judged=False)


@dataclass(frozen=True, slots=True)
class StageReader:
    """Reads the answers about jobs of a service; `ended` are a job's stages if an earlier answer showed its end."""

    wire: ServiceWire
    machine: JobStateMachine

    @classmethod
    def from_service(cls, service: Service) -> StageReader:
        """Return the reader of a service's answers."""
        return cls(ServiceWire.of(service), JobStateMachine.from_service(service))

    def read(
        self, operation: str, answer: WireAnswer, ended: JobStages = NO_STAGES
    ) -> AnswerReading:
        """Return what an answer shows; a call without an answer shows nothing."""
        facts = self.wire.facts
        if not answer.status:
            return _NOTHING
        if self.wire.has_model_answer(operation):
            return self._model_answer(answer, ended) if ended else _OPEN
        if operation == "cancel":
            if facts.cancel_by_status:
                return _OPEN if ended else self._word("cancel", answer)
            return self._cancel(answer, bool(ended))
        if operation == "submit":
            good = 200 <= answer.status < 300 and self.wire.code_of(answer) is None
            return AnswerReading(good)
        return self._word(operation, answer)

    def _word(self, operation: str, answer: WireAnswer) -> AnswerReading:
        """Read a word; a 2xx answer with an error code is an error, unless it is of a failed job."""
        word = self.wire.value(operation, "status", answer)
        meant = self.machine.stages_of(operation, word)
        if meant and meant <= ENDED and self.wire.says_failure(answer):
            meant = self._failure(answer, meant)
        may_have_code = operation == "result" or self.wire.facts.one_call
        failed = may_have_code and meant == _FAILED
        good = 200 <= answer.status < 300 and (self.wire.code_of(answer) is None or failed)
        return AnswerReading(good, meant if good else NO_STAGES)

    def _model_answer(self, answer: WireAnswer, ended: JobStages) -> AnswerReading:
        """Read the model's own answer to a job that has ended; any of its HTTP statuses may be replayed.

        One that a gateway gives, too, is the model's own if it is marked, or if the status told a failure.
        """
        if 200 <= answer.status < 300:
            return AnswerReading(True, frozenset({JobStage.SUCCEEDED}))
        told = JobStage.SUCCEEDED not in ended
        if not self.wire.is_own_answer(answer):
            if answer.status >= 500:
                marked = bool(self.wire.facts.own_answer_header)
                return _NOTHING if marked and not told else _OPEN
            if answer.status in _OF_THE_WAY and not told:
                return _NOTHING
        return AnswerReading(True, self._failure(answer, self.machine.finished))

    def _failure(self, answer: WireAnswer, possible: JobStages) -> JobStages:
        """Return whether a job that did not succeed failed or was cancelled, or both if that is not told."""
        facts = self.wire.facts
        code = self._failure_code(answer)
        kinds = {one.kind for one in facts.errors if one.code is not None and one.code == code}
        if not kinds and answer.status >= 400:
            kinds = {one.kind for one in facts.errors if one.http == answer.status}
        stages = _FAILED | CANCELLED
        if kinds == {"cancelled"}:
            stages = CANCELLED
        elif kinds and "cancelled" not in kinds:
            stages = _FAILED
        return stages & possible or _FAILED

    def _failure_code(self, answer: WireAnswer) -> int | str | None:
        code = self.wire.value("status", "code", answer)
        if isinstance(code, int | str) and not isinstance(code, bool):
            return code
        return self.wire.code_of(answer)

    def _cancel(self, answer: WireAnswer, has_ended: bool) -> AnswerReading:
        word = self.machine.documented_word("cancel", self.wire.value("cancel", "outcome", answer))
        known = self.wire.cancel_answer(answer, word)
        if known is None or (self.wire.code_of(answer) is not None and answer.status < 300):
            good = 200 <= answer.status < 300 and self.wire.code_of(answer) is None
            return AnswerReading(good)
        stages = stages_by_cancel(known.means, self.machine.cancellable)
        if known.means == "not-found":
            return AnswerReading(False, means=known.means, judged=not has_ended)
        return AnswerReading(True, stages, known.means)


_OF_THE_WAY = (401, 403, 404, 408, 425, 429)
"""HTTP statuses below 500 that are more often a gateway's than a model's."""
