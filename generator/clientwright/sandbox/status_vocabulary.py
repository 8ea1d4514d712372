"""The words that the service has for the stages of a job: one set for /status, another for /result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientwright.sandbox.job_phase import JobPhase
from clientwright.specs.model import Service

FINISHED_MEANING = "finished"
"""The meaning of a word that tells the end of a job and hides how it ended."""


@dataclass(frozen=True, slots=True)
class StatusVocabulary:
    """One vocabulary: from what is meant to the word for it."""

    words: Mapping[str, str]

    @classmethod
    def for_operation(cls, service: Service, operation: str) -> StatusVocabulary:
        """Read the vocabulary of an operation (`status` or `result`) from the service's facts."""
        values: Mapping[str, str] = service.document[operation]["values"]
        return cls({means: word for word, means in values.items()})

    def word(self, stage: JobPhase) -> str:
        """Give the word for a stage."""
        return self.words.get(stage) or self.words[FINISHED_MEANING]
