"""A report as JUnit XML: one test case for each promise and target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as Xml

from clientwright.testing.promises import Verdict, VerdictState
from clientwright.testing.report import terminal, verdict_counts
from clientwright.testing.report.report_context import ReportContext

_NOT_XML = re.compile(
    "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


def dumps(context: ReportContext) -> str:
    """Return a run as XML: broken promises are failures, all others not proved are skipped."""
    verdicts = sorted(context.report.verdicts, key=_suite_of)
    root = Xml.Element(
        "testsuites", {"name": "clientwright contract", **_suite_counts(verdicts, context)}
    )
    for name, group in groupby(verdicts, key=_suite_of):
        cases = list(group)
        suite = Xml.SubElement(root, "testsuite", {"name": name, **_suite_counts(cases, context)})
        for verdict in cases:
            _case(suite, verdict, context)
    early_end = verdict_counts.describe_early_end(context.report)
    if early_end:
        _incomplete_suite(root, early_end)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _incomplete_suite(root: Xml.Element, early_end: str) -> None:
    """Add an error, so that no reader takes the part of a run for the whole."""
    numbers = {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
    suite = Xml.SubElement(root, "testsuite", {"name": "the run", **numbers})
    case = Xml.SubElement(suite, "testcase", {"classname": "contract", "name": "complete"})
    message = {"type": "incomplete", "message": escape_xml(f"incomplete: {early_end}")}
    Xml.SubElement(case, "error", message)
    for name in ("tests", "errors"):
        root.set(name, str(int(root.attrib[name]) + 1))


def _case(suite: Xml.Element, verdict: Verdict, context: ReportContext) -> None:
    name = f"{verdict.promise.id}[{verdict.target}]"
    attributes = {"classname": f"contract.{verdict.promise.group}", "name": escape_xml(name)}
    case = Xml.SubElement(suite, "testcase", attributes)
    if _is_failure(verdict, context):
        seen = verdict.finding.seen if verdict.finding else verdict.reason
        failure = {
            "type": "broken",
            "message": escape_xml(f"{verdict.promise.sentence} Seen: {seen}"),
        }
        Xml.SubElement(case, "failure", failure).text = escape_xml(_failure_text(verdict, context))
    elif verdict.state is not VerdictState.PROVED:
        reason = (
            f"accepted: {context.acceptance_reason(verdict)}"
            if context.acceptance_reason(verdict)
            else _skip_reason(verdict)
        )
        Xml.SubElement(case, "skipped", {"message": escape_xml(reason)})


def _failure_text(verdict: Verdict, context: ReportContext) -> str:
    promise, fault = verdict.promise, context.fault_of(verdict)
    lines = [promise.sentence, str(promise.place)]
    if fault is not None:
        lines.append(terminal.fault_line(verdict, context))
    if fault is None or fault.example is verdict:
        lines += terminal.evidence_lines(verdict, context)
    return "\n".join(lines)


def _skip_reason(verdict: Verdict) -> str:
    return f"{verdict.state}: {verdict.reason}" if verdict.reason else str(verdict.state)


def _suite_counts(verdicts: Sequence[Verdict], context: ReportContext) -> dict[str, str]:
    failures = sum(_is_failure(verdict, context) for verdict in verdicts)
    proved = sum(verdict.state is VerdictState.PROVED for verdict in verdicts)
    skipped = len(verdicts) - failures - proved
    numbers = {"tests": len(verdicts), "failures": failures, "errors": 0, "skipped": skipped}
    return {name: str(number) for name, number in numbers.items()}


def _is_failure(verdict: Verdict, context: ReportContext) -> bool:
    return verdict.state is VerdictState.BROKEN and not context.acceptance_reason(verdict)


def _suite_of(verdict: Verdict) -> str:
    return escape_xml(verdict.promise.endpoint or verdict_counts.SERVICE_TITLE)


def escape_xml(text: str) -> str:
    """Escape characters that XML does not allow (controls, surrogates), as Python does."""
    return _NOT_XML.sub(lambda found: ascii(found[0])[1:-1], text)
