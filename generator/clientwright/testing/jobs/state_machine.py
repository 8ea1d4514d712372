"""The stages of a job and the moves between them: one table, read from `service.json`.

waiting ──> running ──> succeeded | failed
   └──────> cancelled

A job may take no time at all: to jump forward is to make several moves unseen. The way
to `cancelled` leaves from the stages that the service's facts call cancellable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clientwright.specs.model import Service


class JobStage(StrEnum):
    """Where a job is, by the meanings that `service.json` gives to its words."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


JobStages = frozenset[JobStage]
"""What a job can have been at one moment, as far as an answer tells; empty: it tells nothing."""

ANY_STAGE: JobStages = frozenset(JobStage)
ENDED: JobStages = frozenset({JobStage.SUCCEEDED, JobStage.FAILED, JobStage.CANCELLED})
FINISHED: JobStages = frozenset({JobStage.SUCCEEDED, JobStage.FAILED})
CANCELLED: JobStages = frozenset({JobStage.CANCELLED})
WAITING: JobStages = frozenset({JobStage.WAITING})

STAGE_FIELDS = {"status": "status", "result": "status", "cancel": "outcome"}
"""The field in which each operation tells about the job; of a cancel only the outcome counts."""

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
    """What each word of each operation can mean, and which stages may follow which."""

    words: Mapping[str, Mapping[str, JobStages]]
    aliases: Mapping[str, str]
    reachable: Mapping[JobStage, JobStages]

    @classmethod
    def from_service(cls, service: Service) -> JobStateMachine:
        """Read the table from the service's facts."""
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
        return cls(words, document["aliases"]["values"], _reachable_stages(cancellable))

    def stages_of(self, operation: str, word: Any) -> JobStages:
        """Tell what a word of an operation can mean, in any case or by an alias; nothing for a foreign one."""
        if not isinstance(word, str):
            return frozenset()
        known = word.lower()
        return self.words[operation].get(self.aliases.get(known, known), frozenset())

    def can_follow(self, earlier: JobStages, later: JobStages) -> bool:
        """Tell whether a job that was one of `earlier` can then be one of `later`."""
        return any(self.reachable[stage] & later for stage in earlier)


def _stages_by_word(values: Mapping[str, str]) -> dict[str, JobStages]:
    return {word: _MEANINGS[meaning] for word, meaning in values.items()}


def _stages_by_outcome(words: list[str], cancellable: JobStages) -> dict[str, JobStages]:
    """The first outcome means cancelled, the second that the job was past that; any other tells nothing."""
    known = (CANCELLED, ANY_STAGE - cancellable)
    return {word: known[n] if n < len(known) else ANY_STAGE for n, word in enumerate(words)}


def _reachable_stages(cancellable: JobStages) -> dict[JobStage, JobStages]:
    """Give what may be seen after each stage: itself, and all that moves lead to."""
    steps = {
        stage: _NEXT_STAGES.get(stage, frozenset())
        | (CANCELLED if stage in cancellable else frozenset())
        for stage in JobStage
    }
    later: dict[JobStage, JobStages] = {stage: frozenset({stage}) for stage in JobStage}
    for _ in JobStage:
        later = {
            stage: reached.union(*(steps[one] for one in reached))
            for stage, reached in later.items()
        }
    return later
