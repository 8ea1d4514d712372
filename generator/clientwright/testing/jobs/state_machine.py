"""The stages of a job and the moves between them, read from `service.json`.

waiting ──> running ──> succeeded | failed
   └──────> cancelled

A job may take no time at all, so a jump forward is several moves that nobody observed. Only the
stages that the service calls cancellable lead to `cancelled`.
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

STAGE_FIELDS = {"status": "status", "result": "status", "cancel": "outcome"}
"""The field of each operation's answer that shows the stage; a cancel's status is ignored."""

_MEANINGS: Mapping[str, JobStages] = {
    **{str(stage): frozenset({stage}) for stage in JobStage},
    "finished": FINISHED,
}
_NEXT_STAGES: Mapping[JobStage, JobStages] = {
    JobStage.WAITING: frozenset({JobStage.RUNNING}),
    JobStage.RUNNING: FINISHED,
}


@dataclass(frozen=True, slots=True)
class JobStateMachine:
    """What each word of each operation can mean, and which stages can follow which."""

    words: Mapping[str, Mapping[str, JobStages]]
    aliases: Mapping[str, str]
    reachable: Mapping[JobStage, JobStages]
    steps: Mapping[JobStage, JobStages]
    """The stages that directly follow each stage."""

    @classmethod
    def from_service(cls, service: Service) -> JobStateMachine:
        """Return the state machine of a service."""
        document = service.document
        words_by_operation = {
            name: _stages_by_word(document[name]["values"]) for name in ("status", "result")
        }
        cancellable = frozenset[JobStage]().union(
            *(
                words_by_operation["status"].get(word, frozenset())
                for word in document["cancel"]["cancellable"]
            )
        )
        words = {
            **words_by_operation,
            "cancel": _stages_by_outcome(document["cancel"]["outcomes"], cancellable),
        }
        steps = _next_stages(cancellable)
        return cls(words, document["aliases"]["values"], _reachable_stages(steps), steps)

    def stages_of(self, operation: str, word: Any) -> JobStages:
        """Return what a word can mean, however it is spelled; empty for an unknown word."""
        return self.words[operation].get(self.documented_word(operation, word), frozenset())

    def documented_word(self, operation: str, word: Any) -> str:
        """Return the documented word that a word stands for, or an empty string.

        A reader lets case, blanks around it and aliases pass. A server has no such freedom: see the
        laws of spelling.
        """
        if not isinstance(word, str):
            return ""
        if word in self.words[operation]:
            return word
        known = word.strip().lower()
        wanted = self.aliases.get(known, known).lower()
        return next((one for one in self.words[operation] if one.lower() == wanted), "")

    def can_follow(self, earlier: JobStages, later: JobStages) -> bool:
        """Return whether a job in one of the `earlier` stages can later be in one of `later`."""
        return any(self.reachable[stage] & later for stage in earlier)


def _stages_by_word(values: Mapping[str, str]) -> dict[str, JobStages]:
    return {word: _MEANINGS[meaning] for word, meaning in values.items()}


def _stages_by_outcome(words: list[str], cancellable: JobStages) -> dict[str, JobStages]:
    """The first outcome means cancelled, the second too late; any other shows nothing."""
    known = (CANCELLED, ANY_STAGE - cancellable)
    return {word: known[n] if n < len(known) else ANY_STAGE for n, word in enumerate(words)}


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
