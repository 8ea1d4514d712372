# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How far a batch has come, as numbers, and what every report of it has."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..journal.money import usd_text


class BatchProgress(NamedTuple):
    """How far a batch has come; `total` is None where the number of requests is not known.

    `done` are the requests that need nothing more: not the jobs that run on, nor what was not submitted.
    `failed` are jobs that failed or were cancelled, `refused` what never became a job. `expected` is the
    part of `spent` that is expected prices, because the costs are not known.
    """

    batch: str | None
    total: int | None
    done: int
    running: int
    succeeded: int
    failed: int
    refused: int
    unknown: int
    not_submitted: int
    spent: Decimal
    expected: Decimal
    seconds: float

    @property
    def title(self) -> str:
        """The batch by its name, if it has one."""
        return "batch" if self.batch is None else f"batch {self.batch!r}"

    def facts(self) -> str:
        """Return what there is to tell besides how many are done."""
        counts = {
            "running": self.running,
            "succeeded": self.succeeded,
            "failed": self.failed,
            "refused": self.refused,
            "unknown": self.unknown,
            "not submitted": self.not_submitted,
        }
        told = [f"{count} {word}" for word, count in counts.items() if count]
        return ", ".join(
            [*told, *([usd_text(self.spent, is_expected=self.expected > 0)] if self.spent else [])]
        )

    def __str__(self) -> str:
        of = "" if self.total is None else f" of {self.total}"
        facts = f", {found}" if (found := self.facts()) else ""
        return f"{self.title}: {self.done}{of} done{facts}, {self.seconds:.0f} s"


class ProgressReport:
    """Shows nothing; the base of all reports."""

    def show(self, progress: BatchProgress) -> None:
        """Show how far the batch has come; called often."""

    def end(self, progress: BatchProgress) -> None:
        """Show how it ended."""
