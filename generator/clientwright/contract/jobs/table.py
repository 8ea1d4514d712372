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


class Stage(StrEnum):
    """Where a job is, by the meanings that `service.json` gives to its words."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


Stages = frozenset[Stage]
"""What a job can have been at one moment, as far as an answer tells; empty: it tells nothing."""

ANY: Stages = frozenset(Stage)
ENDED: Stages = frozenset({Stage.SUCCEEDED, Stage.FAILED, Stage.CANCELLED})
FINISHED: Stages = frozenset({Stage.SUCCEEDED, Stage.FAILED})
CANCELLED: Stages = frozenset({Stage.CANCELLED})
WAITING: Stages = frozenset({Stage.WAITING})

FIELDS = {"status": "status", "result": "status", "cancel": "outcome"}
"""The field in which each operation tells about the job; of a cancel only the outcome counts."""

_MEANINGS: Mapping[str, Stages] = {
    **{str(stage): frozenset({stage}) for stage in Stage},
    "finished": FINISHED,
}
_STEPS: Mapping[Stage, Stages] = {
    Stage.WAITING: frozenset({Stage.RUNNING}),
    Stage.RUNNING: FINISHED,
}


@dataclass(frozen=True, slots=True)
class Table:
    """What each word of each operation can mean, and which stages may follow which."""

    words: Mapping[str, Mapping[str, Stages]]
    aliases: Mapping[str, str]
    later: Mapping[Stage, Stages]

    @classmethod
    def of(cls, service: Service) -> Table:
        """Read the table from the service's facts."""
        facts = service.facts
        told = {name: _meant(facts[name]["values"]) for name in ("status", "result")}
        cancellable = frozenset[Stage]().union(
            *(told["status"].get(word, frozenset()) for word in facts["cancel"]["cancellable"])
        )
        words = {**told, "cancel": _outcomes(facts["cancel"]["outcomes"], cancellable)}
        return cls(words, facts["aliases"]["values"], _later(cancellable))

    def read(self, operation: str, word: Any) -> Stages:
        """Tell what a word of an operation can mean, in any case or by an alias; nothing for a foreign one."""
        if not isinstance(word, str):
            return frozenset()
        known = word.lower()
        return self.words[operation].get(self.aliases.get(known, known), frozenset())

    def can_follow(self, earlier: Stages, later: Stages) -> bool:
        """Tell whether a job that was one of `earlier` can then be one of `later`."""
        return any(self.later[stage] & later for stage in earlier)


def _meant(values: Mapping[str, str]) -> dict[str, Stages]:
    return {word: _MEANINGS[meaning] for word, meaning in values.items()}


def _outcomes(words: list[str], cancellable: Stages) -> dict[str, Stages]:
    """The first outcome means cancelled, the second that the job was past that; any other tells nothing."""
    known = (CANCELLED, ANY - cancellable)
    return {word: known[n] if n < len(known) else ANY for n, word in enumerate(words)}


def _later(cancellable: Stages) -> dict[Stage, Stages]:
    """Give what may be seen after each stage: itself, and all that moves lead to."""
    steps = {
        stage: _STEPS.get(stage, frozenset()) | (CANCELLED if stage in cancellable else frozenset())
        for stage in Stage
    }
    later: dict[Stage, Stages] = {stage: frozenset({stage}) for stage in Stage}
    for _ in Stage:
        later = {
            stage: reached.union(*(steps[one] for one in reached))
            for stage, reached in later.items()
        }
    return later
