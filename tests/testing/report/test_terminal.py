"""The report for a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from hypothesis import given
from rich.console import Console

from clientwright.testing.errors import ServerFailing, reason_of
from clientwright.testing.promises import Note, Report, Target, VerdictState
from clientwright.testing.report import terminal, verdict_counts
from clientwright.testing.report.summary_table import StyledLine
from testing.report.sample_reports import (
    IMAGE,
    TEXT,
    finding,
    report,
    report_context,
    reports,
    submit,
    verdict,
)


def report_text(run: Report | None = None, accepted: str = "", width: int = 200) -> list[str]:
    """Return the lines of a report, as they are printed without a terminal."""
    console = Console(width=width, color_system=None, file=io.StringIO())
    lines: list[str] = []
    for part in terminal.report_parts(report_context(run, accepted)):
        if isinstance(part, StyledLine):
            lines.append(part.text)
        else:
            with console.capture() as captured:
                console.print(part)
            lines += [line.rstrip() for line in captured.get().splitlines()]
    return lines


@given(reports)
def test_every_finding_is_shown_once(run: Report) -> None:
    """Each broken promise has a heading, and each finding its rerun command; any report can be shown."""
    lines = report_text(run)
    broken = {verdict.promise.id for verdict in run.broken}
    assert sum(line.endswith(": broken") and not line.startswith(" ") for line in lines) == len(
        broken
    )
    assert sum(line.startswith("    again ") for line in lines) == len(run.broken)


def test_finding_is_complete() -> None:
    """Sentence, file and line, payload, expected, seen, a shell line, the command with its seed."""
    told_text = "\n".join(report_text())
    for part in (
        "duration is at least 3.",
        "image-to-video.json:44 /input/properties/duration",
        'payload   {"duration": 2}',
        "expected  The server refuses it.",
        "seen      HTTP 200",
        '-H "Authorization: Bearer $RUNCOMFY_API_TOKEN"',
        "--only image-to-video/duration/minimum --seed 7 --examples 20",
    ):
        assert part in told_text


def test_findings_of_one_promise_are_grouped() -> None:
    """A promise broken for two targets has one heading with two findings below."""
    other = verdict(VerdictState.BROKEN, "image-to-video/other")
    run = Report(
        (verdict(VerdictState.BROKEN), other, verdict(VerdictState.BROKEN, target=Target.CLIENT))
    )
    heads = [line for line in report_text(run) if line.endswith(": broken")]
    assert heads == ["image-to-video/duration/minimum: broken", "image-to-video/other: broken"]
    assert [line for line in report_text(run) if line in ("  server:", "  client:")] == [
        "  server:",
        "  client:",
        "  server:",
    ]


def test_table_counts_by_endpoint_and_target() -> None:
    """The table has a row for each endpoint and target, with numbers in the order of the states."""
    rows = {
        tuple(line.split()[:2]): line.split()[2:] for line in report_text() if "-to-video  " in line
    }
    assert rows == {
        ("image-to-video", "client"): ["1", "0", "0", "0", "0"],
        ("image-to-video", "server"): ["1", "1", "1", "1", "0"],
        ("text-to-video", "server"): ["1", "0", "0", "0", "0"],
    }
    assert (
        "the service     server       0       0          0             0          1"
        in report_text()
    )


def test_table_fits_80_columns_in_ascii() -> None:
    """The table is ASCII and fits 80 columns: long endpoint names fold, numbers never do."""
    long = "kling/kling-3.0/standard/a-very-long-name-of-an-endpoint-that-needs-folding"
    run = Report((verdict(VerdictState.BROKEN, endpoint=long),))
    lines = report_text(run, width=80)
    start = next(n for n, line in enumerate(lines) if line.startswith("endpoint"))
    table = lines[start : lines.index("", start)]
    assert table[0].split()[1:3] == ["target", "proved"]
    assert table[1].split()[1:] == ["server", "0", "1", "0", "0", "0"]
    assert all(line.isascii() and len(line) <= 80 for line in table)
    assert "".join(line.split()[0] for line in table[1:]) == long.rpartition("/")[2]


def test_not_proved_is_grouped_by_reason() -> None:
    """Promises with the same reason share a line; more than a few are counted."""
    ids = [f"errors/{n}" for n in range(9)]
    run = Report(tuple(verdict(VerdictState.NOT_TRIED, id, reason="no token") for id in ids))
    lines = report_text(run)
    assert lines.count("  no token") == 1
    assert any(line.endswith("and 6 more") for line in lines)


def test_open_questions_and_summary_come_last() -> None:
    """What the documents leave open is shown with what was seen; the last line is the summary."""
    *_, note, blank, last = report_text()
    assert note == "  Are unknown keys accepted? → they are refused (image-to-video; server)"
    assert blank == ""
    assert last == (
        "6 promises, 7 verdicts: 3 proved, 1 broken, 1 dominated, 1 unobservable, 1 not tried; "
        "140 examples, 140 submits, seed 7"
    )


def test_interrupted_run_is_marked() -> None:
    """A partial report is marked as such."""
    assert any("Incomplete: " in line for line in report_text(replace(report(), interrupted=True)))
    assert not any("Incomplete: " in line for line in report_text())


@given(reports)
def test_an_early_end_counts_as_the_summary_does(run: Report) -> None:
    """What was tried, and what the summary calls "not tried" for whatever reason, are all verdicts."""
    run = replace(run, interrupted=True, stopped="")
    text, total = verdict_counts.describe_early_end(run), len(run.verdicts)
    not_tried = verdict_counts.state_totals(run.verdicts)[VerdictState.NOT_TRIED]
    assert text.startswith(f"{total - not_tried:,} of {total:,} ")


def test_reason_of_an_early_end_is_one_sentence() -> None:
    """The error that stopped a run is one line of the report, with one full stop at its end."""
    error = ServerFailing("http://127.0.0.1", 25, 'HTTP 500 {"error_code": 500001}')
    (line,) = [
        line
        for line in report_text(replace(report(), stopped=reason_of(error)), width=400)
        if line.startswith("Incomplete: ")
    ]
    assert "500001}. The rest would show the same." in line
    assert line.endswith("when the server is well.")
    assert not line.endswith("..")


def test_accepted_finding_is_listed_with_reason() -> None:
    """A finding accepted by a baseline is listed with its reason, not as a finding."""
    lines = report_text(accepted="known since May")
    assert not any(line.endswith(": broken") for line in lines)
    assert "  image-to-video/duration/minimum [server]: known since May" in lines


def test_long_evidence_is_cut() -> None:
    """Many calls and huge bodies are counted rather than printed."""
    calls = (submit(b"a" * 10_000_000), *[submit()] * 19)
    broken = replace(
        verdict(VerdictState.BROKEN), finding=replace(finding(b"a" * 99_999), exchanges=calls)
    )
    lines = report_text(Report((broken,)))
    assert max(map(len, lines)) < 3000
    assert any("body of 10,000,000 bytes" in line for line in lines)
    assert any("and 12 calls more" in line for line in lines)


def test_many_reasons_are_counted() -> None:
    """A long list of reasons is cut, and the rest is counted."""
    run = Report(
        tuple(verdict(VerdictState.DOMINATED, f"a/{n}", reason=f"why {n}") for n in range(20))
    )
    lines = report_text(run)
    assert sum(line.startswith("  why ") for line in lines) == 6
    assert "  and 14 verdicts more for 14 reasons more, all in --html and --json" in lines


def test_same_note_of_several_endpoints_is_shown_once() -> None:
    """The same answer to the same open question is one line with both endpoints."""
    notes = tuple(Note("is it?", "it is" * 99, Target.SERVER, id) for id in (IMAGE, TEXT, TEXT))
    (line,) = (line for line in report_text(Report((), notes)) if "is it?" in line)
    assert line.endswith("… (image-to-video, text-to-video; server)")


def test_service_comes_last_in_table() -> None:
    """The table has the endpoints by id, then the promises of the service."""
    assert [row.endpoint for row in verdict_counts.count_rows(report())] == [IMAGE, IMAGE, TEXT, ""]


def test_rerun_uses_the_findings_seed() -> None:
    """A finding is rerun with the seed it was found with, whatever the run's was."""
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(seed=41))
    assert any("--seed 41 " in line for line in report_text(Report((broken,))))


def test_long_runs_of_a_payload_are_shown_by_their_length() -> None:
    """The brackets of deep nesting and a long text of one letter are not printed one by one."""
    nested = b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    assert terminal.format_payload(nested) == '{"a": […(×30,000)]…(×30,000)}'
    assert terminal.format_payload({"a": "x" * 2501}) == '{"a": "x…(×2,501)"}'
    assert terminal.format_payload({"a": "x" * 20}) == f'{{"a": "{"x" * 20}"}}'
