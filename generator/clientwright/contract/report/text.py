"""A report for a terminal: findings by promise, a table, what is not proved and why, open questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientwright.contract.exchanges import Exchange
from clientwright.contract.promises import Finding, State, Verdict
from clientwright.contract.report import counts, curl, overview, payloads
from clientwright.contract.report.line import Line
from clientwright.contract.report.told import Setting, Told

_MOST_CALLS = 8


def lines(told: Told, *, verbose: bool = True) -> Iterator[Line]:
    """Tell a whole run; without `verbose`, only count what is as it should be and proves nothing."""
    report = told.report
    yield from findings(told)
    yield from _accepted(told)
    yield from overview.table(report)
    yield from overview.reasons(report, None if verbose else (State.NOT_TRIED,))
    if verbose:
        yield from overview.open_questions(report.notes)
    else:
        yield from overview.untold(report)
    if report.interrupted:
        yield Line("Interrupted: what was not run by then is not tried.", "yellow", True)
    if report.stopped:
        yield Line(f"Stopped: {report.stopped}", "red", True)
    yield Line(counts.summary(report), "red" if told.findings else "green", True)


def findings(told: Told) -> Iterator[Line]:
    """Tell what was broken, grouped by promise."""
    for verdicts in _by_promise(told.findings):
        promise = verdicts[0].promise
        yield Line(f"{promise.id}: broken", "red", True)
        yield Line(f"  {promise.sentence}")
        yield Line(f"  {promise.place}", "cyan")
        for verdict in verdicts:
            yield Line(f"  {verdict.judge}:", bold=True)
            yield from (Line(f"    {text}") for text in evidence(verdict, told))
        yield Line()


def evidence(verdict: Verdict, told: Told) -> Iterator[str]:
    """Tell one finding: the smallest payload, expected and seen, the calls, the command that repeats it."""
    finding = verdict.finding or Finding("that the promise is kept", verdict.reason or "it is not")
    payload = payloads.shown(finding.payload)
    if payload:
        yield f"payload   {payload}"
    yield f"expected  {finding.expected}"
    yield f"seen      {finding.seen}"
    yield from _calls(finding, told.setting)
    yield f"again     {told.setting.again(verdict, told.report)}"


def _calls(finding: Finding, setting: Setting) -> Iterator[str]:
    for exchange in finding.exchanges[:_MOST_CALLS]:
        yield f"call      {call(exchange, setting)}"
        if answer(exchange, finding):
            yield f"answer    {answer(exchange, finding)}"
    left = len(finding.exchanges) - _MOST_CALLS
    if left > 0:
        yield f"          and {counts.plural(left, 'call')} more, which --json tells"


def call(exchange: Exchange, setting: Setting) -> str:
    """Give a call as a line for a shell, or say how long the body is that fits no line."""
    size = len(exchange.sent or b"")
    too_long = (
        f"{exchange.method} {exchange.path} with a body of {size:,} bytes, too long for a line"
    )
    return curl.line(exchange, setting) or too_long


def answer(exchange: Exchange, finding: Finding) -> str:
    """Say what came back from a call; empty where the finding has said just that."""
    told = exchange.told()
    return "" if told in finding.seen else told


def _accepted(told: Told) -> Iterator[Line]:
    known = [verdict for verdict in told.report.broken if told.reason(verdict)]
    if known:
        yield Line("Accepted by the baseline", bold=True)
        for verdict in known:
            yield Line(
                f"  {verdict.promise.id} [{verdict.judge}]: {told.reason(verdict)}", "yellow"
            )
        yield Line()


def _by_promise(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    """Give verdicts by promise, promises in the order in which they first come."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    yield from groups.values()
