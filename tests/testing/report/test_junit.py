"""JUnit XML is well formed for any text, and counted as CI systems count."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as Xml

from hypothesis import given

from clientwright.testing.promises import INTERRUPTED_REASON, Report, VerdictState
from clientwright.testing.report import junit
from testing.report.sample_reports import HOSTILE, report, report_context, reports, verdict


@given(reports)
def test_any_report_is_well_formed(run: Report) -> None:
    """A parser reads the UTF-8 bytes, and finds a case for each promise and target."""
    root = Xml.fromstring(junit.dumps(report_context(run)).encode())
    cases = root.findall("testsuite/testcase")
    early = int(run.interrupted)
    assert len(cases) == len(run.verdicts) + early == int(root.attrib["tests"])
    assert len(root.findall("testsuite/testcase/error")) == early == int(root.attrib["errors"])
    for state, tag in ((VerdictState.BROKEN, "failure"), (None, "skipped")):
        wanted = [
            v
            for v in run.verdicts
            if (v.state is VerdictState.BROKEN) == (state is VerdictState.BROKEN)
        ]
        wanted = [v for v in wanted if v.state is not VerdictState.PROVED]
        assert len(root.findall(f"testsuite/testcase/{tag}")) == len(wanted)


def test_suites_add_up() -> None:
    """The numbers of a suite are those of its cases; the root has the sums."""
    root = Xml.fromstring(junit.dumps(report_context()))
    for name, tag in (("tests", ""), ("failures", "/failure"), ("skipped", "/skipped")):
        suites = [int(suite.attrib[name]) for suite in root]
        assert suites == [len(suite.findall(f"testcase{tag}")) for suite in root]
        assert sum(suites) == int(root.attrib[name])


def test_finding_is_a_failure_with_evidence() -> None:
    """The failure has the promise, its location, the payload and the rerun command."""
    root = Xml.fromstring(junit.dumps(report_context()))
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.attrib["message"].startswith("duration is at least 3.")
    for part in ("image-to-video.json:44", '{"duration": 2}', "curl ", "--seed 7"):
        assert part in str(failure.text)


def test_not_proved_is_skipped_with_reason() -> None:
    """Dominated, unobservable, not tried and accepted promises are skipped, not passed."""
    root = Xml.fromstring(junit.dumps(report_context(accepted="known")))
    assert root.attrib["failures"] == "0"
    messages = [skipped.attrib["message"] for skipped in root.iter("skipped")]
    starts = ("accepted: known", "dominated: 6", "unobservable: nothing", "not tried: RUNCOMFY")
    assert [s for start in starts for s in messages if s.startswith(start)] == messages


def test_incomplete_run_is_an_error() -> None:
    """A run that ended early has an error that says how far it came."""
    run = replace(report(), interrupted=True)
    cut = verdict(VerdictState.NOT_TRIED, "a/b", reason=INTERRUPTED_REASON)
    root = Xml.fromstring(junit.dumps(report_context(replace(run, verdicts=(*run.verdicts, cut)))))
    error = root.find("testsuite/testcase/error")
    assert error is not None
    assert error.attrib["message"] == "incomplete: 6 of 8 verdicts tried, interrupted"


def test_hostile_text_is_escaped() -> None:
    """Controls, lone surrogates and noncharacters are written as Python escapes."""
    run = Report((verdict(VerdictState.NOT_TRIED, reason=HOSTILE),))
    text = junit.dumps(report_context(run))
    assert "\\x00" in text
    assert "\\ud800" in text
    assert "<script>" not in text
