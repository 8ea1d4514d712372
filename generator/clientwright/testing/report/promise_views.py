"""What the HTML page shows of a promise: its verdicts, and the evidence of its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clientwright.testing.promises import Finding, Promise, Verdict, VerdictState
from clientwright.testing.report import terminal
from clientwright.testing.report.report_context import ReportContext

STATE_MARKS = {
    VerdictState.PROVED: "✓",
    VerdictState.BROKEN: "✗",
    VerdictState.DOMINATED: "≺",
    VerdictState.UNOBSERVABLE: "∅",
    VerdictState.NOT_TRIED: "–",
}
_MAX_CALLS = 8
_MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class CallView:
    """A call of a finding and its answer; the answer is empty if the finding already shows it."""

    line: str
    answer: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict on a promise for one target, as the page shows it.

    `fault` is what breaks other promises too; the example of a fault has their ids. `more_calls`
    are not shown.
    """

    verdict: Verdict
    kind: str
    mark: str
    accepted: str
    payload: str
    expected: str
    seen: str
    calls: tuple[CallView, ...]
    more_calls: int
    rerun_command: str
    fault: str = ""
    also_broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise with its verdicts.

    `open` if it needs attention: not if another one shows its fault. `key` is that of the finding
    which shows it, if any.
    """

    promise: Promise
    verdicts: tuple[Verdict, ...]
    open: bool

    @property
    def is_proved(self) -> bool:
        """Whether it is proved for every target."""
        return all(verdict.state is VerdictState.PROVED for verdict in self.verdicts)

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it in a report."""
        return self.promise.endpoint, self.promise.id


def state_class(state: VerdictState) -> str:
    """Return the CSS class of a state."""
    return str(state).replace(" ", "-")


def promise_views(verdicts: Sequence[Verdict], context: ReportContext) -> Iterator[PromiseView]:
    """Yield the promises of some verdicts, in the order of their first."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.promise.endpoint, verdict.promise.id), []).append(verdict)
    for group in groups.values():
        is_open = any(_needs_attention(verdict, context) for verdict in group)
        yield PromiseView(group[0].promise, tuple(group), is_open)


def _needs_attention(verdict: Verdict, context: ReportContext) -> bool:
    fault = context.fault_of(verdict)
    is_finding = verdict.state is VerdictState.BROKEN and not context.acceptance_reason(verdict)
    return is_finding and (fault is None or fault.example is verdict)


def finding_anchors(
    views: Iterable[PromiseView], context: ReportContext
) -> dict[tuple[str, str], str]:
    """Return the anchor of the finding that shows each broken promise, by the promise's key."""
    views = list(views)
    shown = {one.key: f"f{n}" for n, one in enumerate((v for v in views if v.open), 1)}
    found = dict(shown)
    for view in views:
        faults = [context.fault_of(verdict) for verdict in view.verdicts]
        for fault in filter(None, faults):
            promise = fault.example.promise
            found.setdefault(view.key, shown[promise.endpoint, promise.id])
    return found


def verdict_views(view: PromiseView, context: ReportContext) -> list[VerdictView]:
    """Return the verdicts on a promise, broken ones first, with their evidence."""
    ordered = sorted(view.verdicts, key=lambda one: one.state is not VerdictState.BROKEN)
    return [_verdict_view(verdict, context) for verdict in ordered]


def _verdict_view(verdict: Verdict, context: ReportContext) -> VerdictView:
    finding, fault = verdict.finding, context.fault_of(verdict)
    is_example = fault is not None and fault.example is verdict
    return VerdictView(
        verdict=verdict,
        kind=state_class(verdict.state),
        mark=STATE_MARKS[verdict.state],
        accepted=context.acceptance_reason(verdict),
        payload=terminal.format_payload(finding.payload) if finding else "",
        expected=_clip(finding.expected) if finding else "",
        seen=_clip(finding.seen) if finding else "",
        calls=tuple(_calls(finding, context)) if finding else (),
        more_calls=max(0, len(finding.exchanges) - _MAX_CALLS) if finding else 0,
        rerun_command=context.rerun.rerun_command(verdict, context.report),
        fault=terminal.fault_line(verdict, context),
        also_broken=fault.promise_ids[1:] if fault and is_example else (),
    )


def _calls(finding: Finding, context: ReportContext) -> Iterator[CallView]:
    for exchange in finding.exchanges[:_MAX_CALLS]:
        yield CallView(
            terminal.format_call(exchange, context.rerun), terminal.format_answer(exchange, finding)
        )


def _clip(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}… ({len(text):,} characters)"
