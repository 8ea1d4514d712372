"""The service's status values per phase: one set for /status, another for /result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientwright.sandbox.job_phase import JobPhase
from clientwright.specs.model import Service

FINISHED_MEANING = "finished"
"""Meaning of a value that shows that a job has ended, but not how."""


@dataclass(frozen=True, slots=True)
class StatusVocabulary:
    """One vocabulary: the status value of each meaning."""

    words: Mapping[str, str]

    @classmethod
    def for_operation(cls, service: Service, operation: str) -> StatusVocabulary:
        """Return the vocabulary of an operation (`status` or `result`)."""
        values: Mapping[str, str] = service.document[operation]["values"]
        return cls({means: word for word, means in values.items()})

    def word(self, phase: JobPhase) -> str:
        """Return the status value of a phase."""
        return self.words.get(phase) or self.words[FINISHED_MEANING]
