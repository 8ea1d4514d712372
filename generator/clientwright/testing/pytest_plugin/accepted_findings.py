"""The baseline in pytest: which findings it accepts, and what is wrong with its entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError
from clientwright.problems import Problem
from clientwright.testing.promises import Report, Verdict, VerdictState
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report.baseline import (
    Baseline,
    BaselineEntry,
    apply_baseline,
    load_baseline,
)
from clientwright.testing.report.report_context import finding_key
from clientwright.testing.report.shared_faults import fault_key


@dataclass(frozen=True)
class AcceptedFindings:
    """The findings that a baseline accepts; without a file none."""

    baseline: Baseline = field(default_factory=Baseline)
    today: date = field(default_factory=date.today)

    @classmethod
    def read(cls, path: Path) -> AcceptedFindings:
        """Read a baseline.

        Raises:
            ProblemsError: it is not a valid baseline.
            SourceError: it cannot be read.
        """
        found = load_baseline(path)
        if found.problems:
            raise ProblemsError(locations.add_lines(found.problems))
        return cls(found)

    def reason(self, verdict: Verdict, results: LazyResults) -> str:
        """Return why a finding is accepted, or an empty string.

        As for the command, an entry for one of the promises that a fault breaks accepts all of them:
        the trials of these entries are run for it.
        """
        verdicts = [verdict]
        if verdict.state is VerdictState.BROKEN and fault_key(verdict):
            known = (results.known_verdict(one.key) for one in self._entries_beside(verdict))
            verdicts += [one for one in known if one is not None]
        found = apply_baseline(self.baseline, Report(tuple(verdicts)), {}, self.today)
        return found.accepted.get(finding_key(verdict), "")

    def problems(self, verdict: Verdict) -> tuple[Problem, ...]:
        """Return what is wrong with the entries for a verdict: expired, twice, or needed no more."""
        own = (one for one in self.baseline.entries if one.key == finding_key(verdict))
        only = replace(self.baseline, entries=tuple(own))
        found = apply_baseline(only, Report((verdict,)), {}, self.today)
        return tuple(locations.add_lines(found.problems))

    def unknown_promises(self, results: LazyResults) -> tuple[Problem, ...]:
        """Return the entries for promises that the specs do not make; all are planned for it."""
        if not self.baseline.entries:
            return ()
        known = results.promise_ids()
        strangers = [
            one
            for one in self.baseline.entries
            if one.target in known and one.promise not in known[one.target]
        ]
        only = replace(self.baseline, entries=tuple(strangers))
        found = apply_baseline(only, Report(()), known, date.min)
        return tuple(locations.add_lines(found.problems))

    def _entries_beside(self, verdict: Verdict) -> list[BaselineEntry]:
        """Return the valid entries for other promises of the same target."""
        return [
            one
            for one in self.baseline.entries
            if one.target is verdict.target
            and one.key != finding_key(verdict)
            and one.until >= self.today
        ]
