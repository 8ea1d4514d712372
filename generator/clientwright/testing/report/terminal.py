"""A report for a terminal: findings by promise, a table, reasons, open questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Finding, Verdict, VerdictState
from clientwright.testing.report import curl, summary_table, verdict_counts
from clientwright.testing.report.report_context import ReportContext, RerunSettings
from clientwright.testing.report.shared_faults import SharedFault
from clientwright.testing.report.summary_table import StyledLine

if TYPE_CHECKING:
    from rich.table import Table

_MAX_CALLS = 8


def report_parts(context: ReportContext, *, verbose: bool = True) -> Iterator[StyledLine | Table]:
    """Yield a report's lines and its table, in order.

    Without `verbose`, dominated and unobservable promises and open questions are only counted.
    """
    report = context.report
    yield from finding_lines(context)
    yield from _accepted_lines(context)
    table = summary_table.count_table(report)
    if table:
        yield table
        yield StyledLine()
    yield from summary_table.reason_lines(report, None if verbose else (VerdictState.NOT_TRIED,))
    if verbose:
        yield from summary_table.open_questions(report.notes)
    else:
        yield from summary_table.omission_lines(report)
    if not report.is_complete:
        yield StyledLine(
            f"Incomplete: {verdict_counts.describe_early_end(report)}.",
            "red" if report.stopped else "yellow",
            True,
        )
    summary = verdict_counts.summarize(report)
    if context.shared_faults:
        summary += f"; {verdict_counts.plural(context.finding_count, 'finding')}"
    yield StyledLine(summary, "red" if context.findings else "green", True)


def finding_lines(context: ReportContext) -> Iterator[StyledLine]:
    """Yield the broken promises with their findings."""
    for fault in context.shared_faults.values():
        yield from _fault_lines(fault, context)
    alone = [verdict for verdict in context.findings if context.fault_of(verdict) is None]
    for verdicts in _by_promise(alone):
        promise = verdicts[0].promise
        yield StyledLine(f"{promise.id}: broken", "red", True)
        yield StyledLine(f"  {promise.sentence}")
        yield StyledLine(f"  {promise.place}", "cyan")
        for verdict in verdicts:
            yield StyledLine(f"  {verdict.target}:", bold=True)
            yield from (StyledLine(f"    {text}") for text in evidence_lines(verdict, context))
        yield StyledLine()


def _fault_lines(fault: SharedFault, context: ReportContext) -> Iterator[StyledLine]:
    """Yield a fault that breaks several promises, with one example."""
    promise = fault.example.promise
    yield StyledLine(f"{fault.cause}: broken", "red", True)
    yield StyledLine(f"  {fault.example.target}, {fault.extent}; for example", bold=True)
    yield StyledLine(f"  {promise.id}: {promise.sentence}")
    yield StyledLine(f"  {promise.place}", "cyan")
    yield from (StyledLine(f"    {text}") for text in evidence_lines(fault.example, context))
    ids = summary_table.short_list(fault.promise_ids[1:])
    yield StyledLine(f"  also broken: {ids}")
    yield StyledLine()


def fault_line(verdict: Verdict, context: ReportContext) -> str:
    """Return what the fault behind a finding breaks, and which promise shows it; or an empty string."""
    fault = context.fault_of(verdict)
    if fault is None:
        return ""
    shows = "" if fault.example is verdict else f", shown by {fault.example.promise.id}"
    return f"{fault.cause} breaks {fault.extent}{shows}"


def evidence_lines(verdict: Verdict, context: ReportContext) -> Iterator[str]:
    """Yield a finding: the payload, what was expected and seen, the calls, the rerun command."""
    finding = verdict.finding or Finding("that the promise is kept", verdict.reason or "it is not")
    payload = format_payload(finding.payload)
    if payload:
        yield f"payload   {payload}"
    yield f"expected  {finding.expected}"
    yield f"seen      {finding.seen}"
    yield from _call_lines(finding, context.rerun)
    yield f"again     {context.rerun.rerun_command(verdict, context.report)}"


def _call_lines(finding: Finding, rerun: RerunSettings) -> Iterator[str]:
    for exchange in finding.exchanges[:_MAX_CALLS]:
        yield f"call      {format_call(exchange, rerun)}"
        if format_answer(exchange, finding):
            yield f"answer    {format_answer(exchange, finding)}"
    omitted = len(finding.exchanges) - _MAX_CALLS
    if omitted > 0:
        yield f"          and {verdict_counts.plural(omitted, 'call')} more, all in --json"


def format_call(exchange: Exchange, rerun: RerunSettings) -> str:
    """Return a call as a shell command, or its size if the body is too long."""
    size = len(exchange.sent or b"")
    too_long = (
        f"{exchange.method} {exchange.path} with a body of {size:,} bytes, too long for a line"
    )
    return curl.curl_command(exchange, rerun) or too_long


def format_answer(exchange: Exchange, finding: Finding) -> str:
    """Return the answer to a call, or an empty string if the finding already shows it."""
    summary = exchange.summary()
    return "" if summary in finding.seen else summary


def _accepted_lines(context: ReportContext) -> Iterator[StyledLine]:
    accepted = [verdict for verdict in context.report.broken if context.acceptance_reason(verdict)]
    if accepted:
        yield StyledLine("Accepted by the baseline", bold=True)
        for verdict in accepted:
            yield StyledLine(
                f"  {verdict.promise.id} [{verdict.target}]: {context.acceptance_reason(verdict)}",
                "yellow",
            )
        yield StyledLine()


def _by_promise(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    """Yield the verdicts of each promise, in the order of first appearance."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    yield from groups.values()


_MAX_LENGTH = 2000
_LONG_RUN = re.compile(r"(.)\1{199,}")
"""A run of one character that is shown by its length."""


def format_payload(payload: Any) -> str:
    """Return a payload as JSON, raw bytes as escaped ASCII, or an empty string if there is none."""
    if payload is MISSING:
        return ""
    if isinstance(payload, bytes):
        return _clip(_fold_runs(payload.decode("ascii", "backslashreplace")), len(payload))
    text = json.dumps(payload, ensure_ascii=False)
    return _clip(_fold_runs(text), len(text.encode("utf-8", "surrogatepass")))


def _fold_runs(text: str) -> str:
    """Return a text with its length in place of each long run of one character."""
    return _LONG_RUN.sub(lambda run: f"{run[1]}…(×{len(run[0]):,})", text)


def _clip(text: str, size: int) -> str:
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}… ({size:,} bytes)"
