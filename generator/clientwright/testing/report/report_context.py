"""A report with what its readers need: how to rerun a finding, and which findings are accepted."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

import clientwright
from clientwright import locations
from clientwright.codegen import lock_file as locks
from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.specs.model import Service, Specs
from clientwright.testing.promises import Report, Target, Verdict, VerdictState
from clientwright.testing.report.shared_faults import (
    FaultKey,
    SharedFault,
    fault_key,
    shared_faults,
)
from clientwright.testing.targets.server_access import other_token_variable

FindingKey = tuple[str, Target]
"""A promise id and a target: what identifies a finding in a baseline."""


@dataclass(frozen=True, slots=True)
class RerunSettings:
    """How to rerun a finding: the base URL, how a token is sent, and the command that was run.

    `tokens` maps accounts (`mine`, `other`) to the environment variables of their tokens.
    """

    base_url: str
    header: str = "Authorization"
    scheme: str = "Bearer"
    tokens: Mapping[str, str] = field(default_factory=dict[str, str])
    command: tuple[str, ...] = ("clientwright", "contract")

    @classmethod
    def for_service(
        cls,
        service: Service,
        base_url: str,
        command: tuple[str, ...] = ("clientwright", "contract"),
    ) -> RerunSettings:
        """Return the settings of a service: how its tokens are named and sent."""
        auth = service.document["auth"]
        tokens = {
            "mine": str(service.document["token_variables"][0]),
            "other": other_token_variable(service),
        }
        return cls(base_url.rstrip("/"), str(auth["header"]), str(auth["scheme"]), tokens, command)

    def rerun_command(self, verdict: Verdict, report: Report) -> str:
        """Return the command that reruns one promise with the seed of its finding."""
        seed = verdict.finding.seed if verdict.finding else report.effort.seed
        numbers = ("--seed", str(seed), "--examples", str(report.effort.examples))
        flags = ("--surrogates",) if report.effort.surrogates else ()
        return shlex.join([*self.command, "--only", verdict.promise.id, *numbers, *flags])


@dataclass(frozen=True, slots=True)
class RunOrigin:
    """When a report was made (UTC), by which clientwright, from which specs (name and hash)."""

    date: datetime
    specs: str
    version: str = clientwright.__version__

    @classmethod
    def of_specs(cls, specs: Specs, date: datetime) -> RunOrigin:
        """Return the origin of a run with these specs; the hash changes with their content only."""
        from clientwright.codegen.render_package import spec_hashes

        digest = locks.json_digest(spec_hashes(specs))[:12]
        return cls(date.astimezone(UTC), f"{specs.service.name} {digest}")


def report_date(environ: Mapping[str, str]) -> datetime:
    """Return the date for reports: now, or the seconds in `SOURCE_DATE_EPOCH` if it is set.

    Raises:
        UsageError: the variable is not a number of seconds.
    """
    text = environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not text:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH: {quote_value(text)} is not a number of seconds since 1970"
        ) from None


@dataclass(frozen=True)
class ReportContext:
    """A report to be written; `accepted` maps known findings to the reasons they are accepted."""

    report: Report
    rerun: RerunSettings
    accepted: Mapping[FindingKey, str] = field(default_factory=dict[FindingKey, str])
    origin: RunOrigin | None = None

    @property
    def findings(self) -> tuple[Verdict, ...]:
        """The broken promises that no baseline accepts."""
        return tuple(
            verdict for verdict in self.report.broken if not self.acceptance_reason(verdict)
        )

    @cached_property
    def shared_faults(self) -> Mapping[FaultKey, SharedFault]:
        """The faults that break several promises which no baseline accepts."""
        return shared_faults(self.findings)

    @property
    def finding_count(self) -> int:
        """The number of findings: faults that break several promises, and broken promises besides."""
        alone = {v.promise.id for v in self.findings if self.fault_of(v) is None}
        return len(self.shared_faults) + len(alone)

    def fault_of(self, verdict: Verdict) -> SharedFault | None:
        """Return the fault that breaks other promises too, if one is behind a finding."""
        key = fault_key(verdict)
        fault = self.shared_faults.get(key) if key else None
        return fault if fault and not self.acceptance_reason(verdict) else None

    def acceptance_reason(self, verdict: Verdict) -> str:
        """Return why a broken promise is accepted, or an empty string if it is not."""
        return (
            self.accepted.get(finding_key(verdict), "")
            if verdict.state is VerdictState.BROKEN
            else ""
        )


def finding_key(verdict: Verdict) -> FindingKey:
    """Return the key of a verdict's finding."""
    return verdict.promise.id, verdict.target


def with_lines(report: Report) -> Report:
    """Return a report with the line number of every promise whose file can be read."""
    texts: dict[str, str] = {}
    return replace(
        report, verdicts=tuple(_with_line(verdict, texts) for verdict in report.verdicts)
    )


def _with_line(verdict: Verdict, texts: dict[str, str]) -> Verdict:
    promise = verdict.promise
    location = locations.add_line(promise.place, texts)
    return replace(verdict, promise=replace(promise, place=location))
