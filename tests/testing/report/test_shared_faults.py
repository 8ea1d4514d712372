"""A fault that breaks several promises is one finding in every report; each promise stays broken."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st

from clientwright.problems import Location
from clientwright.testing.promises import Report, Target, Verdict, VerdictState
from clientwright.testing.report import (
    html_page,
    json_report,
    junit,
    terminal,
    verdict_counts,
)
from clientwright.testing.report.baseline import Baseline, BaselineEntry, apply_baseline
from clientwright.testing.report.report_context import ReportContext
from clientwright.testing.report.shared_faults import shared_faults
from clientwright.testing.report.summary_table import StyledLine
from testing.report.sample_reports import SETTING, finding, promise, report_context

CRASH = "KeyError in Media._check (_runtime/media_url.py:44)"
CAUSES = ("", CRASH, "TypeError in parse (_runtime/responses.py:9)")
TODAY = date(2026, 11, 28)


def broken(n: int, cause: str, target: Target = Target.CLIENT) -> Verdict:
    """Return the verdict of a promise that such a cause breaks."""
    found = replace(finding(), cause=cause)
    return Verdict(promise(f"a/{n}"), target, VerdictState.BROKEN, "", 1, found)


broken_reports = st.lists(
    st.tuples(st.sampled_from(CAUSES), st.sampled_from(Target)), max_size=12
).map(lambda those: Report(tuple(broken(n, *one) for n, one in enumerate(those))))


def heading_lines(context: ReportContext) -> list[str]:
    """Return the first line of each finding on a terminal."""
    return [line.text for line in terminal.finding_lines(context) if line.text.endswith(": broken")]


@given(broken_reports)
def test_each_fault_is_one_finding(run: Report) -> None:
    """A terminal shows one example of each fault of a target, and each finding without a known cause."""
    context = report_context(run)
    causes = Counter((v.target, v.finding.cause) for v in run.broken if v.finding)
    expected = sum(1 if cause else number for (_, cause), number in causes.items())
    lines = [line.text for line in terminal.finding_lines(context)]
    assert context.finding_count == len(heading_lines(context)) == expected
    assert sum(line.startswith("    again ") for line in lines) == expected
    assert verdict_counts.state_totals(run.verdicts)[VerdictState.BROKEN] == len(run.verdicts)


@given(broken_reports)
def test_every_format_keeps_all_promises(run: Report) -> None:
    """JSON, JUnit and HTML have every broken promise, and read JSON is the same report."""
    context = report_context(run)
    data = json.loads(json_report.dumps(context))
    assert json_report.read_report(data).verdicts == run.verdicts
    assert data["summary"]["broken"] == len(run.verdicts)
    assert [one["trials"] for one in data["faults"]] == [
        len(fault.verdicts) for fault in shared_faults(run.broken).values()
    ]
    root = Xml.fromstring(junit.dumps(context))
    failures = [one.text or "" for one in root.iter("failure")]
    assert len(failures) == len(run.verdicts)
    assert sum("again " in text for text in failures) == context.finding_count
    page = html_page.render(context)
    assert all(f"<code>a/{n}</code>" in page for n in range(len(run.verdicts)))
    assert page.count('<details class="finding"') == context.finding_count


def test_fault_says_how_much_it_breaks() -> None:
    """The finding has the numbers of promises and trials, one example, and a few of the other promises."""
    run = Report((*(broken(n, CRASH) for n in range(92)), broken(0, CRASH)))
    parts = [*terminal.report_parts(report_context(run))]
    text = "\n".join(one.text for one in parts if isinstance(one, StyledLine))
    assert heading_lines(report_context(run)) == [f"{CRASH}: broken"]
    assert "client, 92 promises in 93 trials; for example\n  a/0: duration is at least 3." in text
    assert "also broken: a/1, a/2, a/3, and 88 more" in text
    assert text.endswith("; 1 finding")
    assert "92 promises are broken (1 finding)" in html_page.render(report_context(run))


def test_fault_of_one_promise_is_an_ordinary_finding() -> None:
    """A cause that is met once, or that another target has too, changes nothing."""
    run = Report((broken(0, CRASH), broken(0, CRASH, Target.SERVER)))
    alone = Report((broken(0, ""), broken(0, "", Target.SERVER)))
    shown = [[*terminal.report_parts(report_context(one))] for one in (run, alone)]
    lines = [[one for one in parts if isinstance(one, StyledLine)] for parts in shown]
    assert lines[0] == lines[1]


@given(broken_reports, st.data())
def test_baseline_accepts_findings(run: Report, data: st.DataObject) -> None:
    """An entry for any promise that a fault breaks accepts all of them, and nothing of another fault."""
    chosen = data.draw(
        st.lists(st.sampled_from(run.broken), unique_by=id) if run.broken else st.just([])
    )
    entries = tuple(
        BaselineEntry(Location("b.json"), one.promise.id, one.target, "known", TODAY)
        for one in chosen
    )
    known = {target: [v.promise.id for v in run.verdicts] for target in Target}
    result = apply_baseline(Baseline(entries), run, known, TODAY)
    context = ReportContext(run, SETTING, result.accepted)
    faults = {(v.target, v.finding.cause) for v in chosen if v.finding and v.finding.cause}
    left = [
        v
        for v in run.broken
        if v not in chosen and v.finding and (v.target, v.finding.cause) not in faults
    ]
    assert list(context.findings) == left
    assert result.problems == ()
