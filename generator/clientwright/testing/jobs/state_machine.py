"""The stages of a job and the moves between them, read from `service.json`.

waiting ──> running ──> succeeded | failed
   └──────> cancelled

A job may take no time at all, so a jump forward is several moves that nobody observed. Only the
stages that the service calls cancellable lead to `cancelled`; of a service without a cancel nothing is
known of that, so that both may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clientwright.specs.model import Service


class JobStage(StrEnum):
    """The stage of a job, by the meanings of the words in `service.json`."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


JobStages = frozenset[JobStage]
"""The possible stages of a job at one moment, by an answer; empty if it shows none."""

ANY_STAGE: JobStages = frozenset(JobStage)
ENDED: JobStages = frozenset({JobStage.SUCCEEDED, JobStage.FAILED, JobStage.CANCELLED})
FINISHED: JobStages = frozenset({JobStage.SUCCEEDED, JobStage.FAILED})
CANCELLED: JobStages = frozenset({JobStage.CANCELLED})
WAITING: JobStages = frozenset({JobStage.WAITING})
RUNNING: JobStages = frozenset({JobStage.RUNNING})

_MEANINGS: Mapping[str, JobStages] = {str(stage): frozenset({stage}) for stage in JobStage}
_NEXT_STAGES: Mapping[JobStage, JobStages] = {
    JobStage.WAITING: frozenset({JobStage.RUNNING}),
    JobStage.RUNNING: FINISHED,
}


@dataclass(frozen=True, slots=True)
class JobStateMachine:
    """What each word of each operation can mean, and which stages can follow which.

    `words` has no result where that is the same call as a status or the model's own answer, and no cancel
    where jobs cannot be cancelled. `finished` are the stages that a status may mean that says no more than
    that a job has ended; `cancellable` those in which a cancel has an effect.
    """

    words: Mapping[str, Mapping[str, JobStages]]
    aliases: Mapping[str, str]
    reachable: Mapping[JobStage, JobStages]
    steps: Mapping[JobStage, JobStages]
    """The stages that directly follow each stage."""
    finished: JobStages
    cancellable: JobStages

    @classmethod
    def from_service(cls, service: Service) -> JobStateMachine:
        """Return the state machine of a service."""
        facts = service.wire
        finished = ENDED - _own_stages(facts.status_values)
        words = {"status": _stages_by_word(facts.status_values, finished)}
        if not (facts.one_call or facts.ends_by_http):
            words["result"] = _stages_by_word(facts.result_values, finished)
        known = (words["status"].get(word, frozenset()) for word in facts.cancellable)
        cancellable: JobStages = frozenset[JobStage]().union(*known)
        if "cancel" not in facts.operations:
            cancellable = WAITING | RUNNING
        elif facts.cancel_by_status:
            words["cancel"] = words["status"]
        else:
            words["cancel"] = {
                one.word: stages_by_cancel(one.means, cancellable)
                for one in facts.cancel_answers
                if one.word
            }
        steps = _next_stages(cancellable)
        reachable = _reachable_stages(steps)
        if facts.ends_by_http:  # a run that failed on the way may be begun again by the service
            reachable[JobStage.RUNNING] |= reachable[JobStage.WAITING]
        return cls(words, facts.aliases, reachable, steps, finished, cancellable)

    def stages_of(self, operation: str, word: Any) -> JobStages:
        """Return what a word can mean, however it is spelled; empty for an unknown word."""
        known = self.words.get(operation, {})
        return known.get(self.documented_word(operation, word), frozenset())

    def documented_word(self, operation: str, word: Any) -> str:
        """Return the documented word that a word stands for, or an empty string.

        A reader lets case, blanks around it and aliases pass. A server has no such freedom: see the
        laws of spelling.
        """
        if not isinstance(word, str):
            return ""
        words = self.words.get(operation, {})
        if word in words:
            return word
        known = word.strip().lower()
        wanted = self.aliases.get(known, known).lower()
        return next((one for one in words if one.lower() == wanted), "")

    def can_follow(self, earlier: JobStages, later: JobStages) -> bool:
        """Return whether a job in one of the `earlier` stages can later be in one of `later`."""
        return any(self.reachable[stage] & later for stage in earlier)


def _own_stages(values: Mapping[str, str]) -> JobStages:
    """Return the stages that have a word of their own."""
    return frozenset[JobStage]().union(*(_MEANINGS.get(means, ()) for means in values.values()))


def _stages_by_word(values: Mapping[str, str], finished: JobStages) -> dict[str, JobStages]:
    return {word: _MEANINGS.get(meaning, finished) for word, meaning in values.items()}


def stages_by_cancel(means: str, cancellable: JobStages) -> JobStages:
    """Return the possible stages of a job by what the answer to its cancel means; none if nobody knows it."""
    known = {
        "cancelled": CANCELLED,
        "requested": cancellable,
        "too-late": ANY_STAGE - cancellable,
    }
    return known.get(means, frozenset())


def _next_stages(cancellable: JobStages) -> dict[JobStage, JobStages]:
    """Return the stages that directly follow each stage."""
    return {
        stage: _NEXT_STAGES.get(stage, frozenset())
        | (CANCELLED if stage in cancellable else frozenset())
        for stage in JobStage
    }


def _reachable_stages(steps: Mapping[JobStage, JobStages]) -> dict[JobStage, JobStages]:
    """Return the stages that can be observed after each stage, itself included."""
    later: dict[JobStage, JobStages] = {stage: frozenset({stage}) for stage in JobStage}
    for _ in JobStage:
        later = {
            stage: reached.union(*(steps[one] for one in reached))
            for stage, reached in later.items()
        }
    return later
