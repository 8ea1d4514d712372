"""A report for a terminal: findings by promise, a table, what is not proved and why, open questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Finding, Verdict, VerdictState
from clientwright.testing.report import curl, overview, payload_text, verdict_counts
from clientwright.testing.report.report_context import ReportContext, RerunSettings
from clientwright.testing.report.styled_line import StyledLine

if TYPE_CHECKING:
    from rich.table import Table

_MAX_CALLS = 8


def report_parts(told: ReportContext, *, verbose: bool = True) -> Iterator[StyledLine | Table]:
    """Yield a report's lines and its table, in order.

    Without `verbose`, dominated and unobservable promises and open questions are only counted.
    """
    report = told.report
    yield from finding_lines(told)
    yield from _accepted_lines(told)
    table = overview.count_table(report)
    if table:
        yield table
        yield StyledLine()
    yield from overview.reason_lines(report, None if verbose else (VerdictState.NOT_TRIED,))
    if verbose:
        yield from overview.open_questions(report.notes)
    else:
        yield from overview.omission_lines(report)
    if report.interrupted:
        yield StyledLine("Interrupted: what was not run by then is not tried.", "yellow", True)
    if report.stopped:
        yield StyledLine(f"Stopped: {report.stopped}", "red", True)
    yield StyledLine(verdict_counts.summarize(report), "red" if told.findings else "green", True)


def finding_lines(told: ReportContext) -> Iterator[StyledLine]:
    """Tell what was broken, grouped by promise."""
    for verdicts in _by_promise(told.findings):
        promise = verdicts[0].promise
        yield StyledLine(f"{promise.id}: broken", "red", True)
        yield StyledLine(f"  {promise.sentence}")
        yield StyledLine(f"  {promise.place}", "cyan")
        for verdict in verdicts:
            yield StyledLine(f"  {verdict.target}:", bold=True)
            yield from (StyledLine(f"    {text}") for text in evidence_lines(verdict, told))
        yield StyledLine()


def evidence_lines(verdict: Verdict, told: ReportContext) -> Iterator[str]:
    """Tell one finding: the smallest payload, expected and seen, the calls, the command that repeats it."""
    finding = verdict.finding or Finding("that the promise is kept", verdict.reason or "it is not")
    payload = payload_text.format_payload(finding.payload)
    if payload:
        yield f"payload   {payload}"
    yield f"expected  {finding.expected}"
    yield f"seen      {finding.seen}"
    yield from _call_lines(finding, told.rerun)
    yield f"again     {told.rerun.rerun_command(verdict, told.report)}"


def _call_lines(finding: Finding, setting: RerunSettings) -> Iterator[str]:
    for exchange in finding.exchanges[:_MAX_CALLS]:
        yield f"call      {format_call(exchange, setting)}"
        if format_answer(exchange, finding):
            yield f"answer    {format_answer(exchange, finding)}"
    left = len(finding.exchanges) - _MAX_CALLS
    if left > 0:
        yield f"          and {verdict_counts.plural(left, 'call')} more, which --json tells"


def format_call(exchange: Exchange, setting: RerunSettings) -> str:
    """Give a call as a line for a shell, or say how long the body is that fits no line."""
    size = len(exchange.sent or b"")
    too_long = (
        f"{exchange.method} {exchange.path} with a body of {size:,} bytes, too long for a line"
    )
    return curl.curl_command(exchange, setting) or too_long


def format_answer(exchange: Exchange, finding: Finding) -> str:
    """Say what came back from a call; empty where the finding has said just that."""
    told = exchange.summary()
    return "" if told in finding.seen else told


def _accepted_lines(told: ReportContext) -> Iterator[StyledLine]:
    known = [verdict for verdict in told.report.broken if told.acceptance_reason(verdict)]
    if known:
        yield StyledLine("Accepted by the baseline", bold=True)
        for verdict in known:
            yield StyledLine(
                f"  {verdict.promise.id} [{verdict.target}]: {told.acceptance_reason(verdict)}",
                "yellow",
            )
        yield StyledLine()


def _by_promise(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    """Give verdicts by promise, promises in the order in which they first come."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    yield from groups.values()
