"""A report for a terminal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from clientwright.testing.promises import Note, Report, Target, VerdictState
from clientwright.testing.report import terminal, verdict_counts
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


def said(made: Report | None = None) -> list[str]:
    """Give the lines that a run is told in."""
    return [line.text for line in terminal.report_lines(report_context(made))]


@given(reports)
def test_every_finding_is_told_once(made: Report) -> None:
    """Each broken promise has a heading, each of its findings a command to run it again; any report can be told."""
    lines = said(made)
    broken = {verdict.promise.id for verdict in made.broken}
    assert sum(line.endswith(": broken") and not line.startswith(" ") for line in lines) == len(
        broken
    )
    assert sum(line.startswith("    again ") for line in lines) == len(made.broken)


def test_a_finding_names_all_its_parts() -> None:
    """Sentence, file and line, payload, expected, seen, a shell line, the command with its seed."""
    told_text = "\n".join(said())
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


def test_findings_of_one_promise_stand_together() -> None:
    """A promise that two judges break is one heading with two findings below."""
    other = verdict(VerdictState.BROKEN, "image-to-video/other")
    made = Report(
        (verdict(VerdictState.BROKEN), other, verdict(VerdictState.BROKEN, target=Target.CLIENT))
    )
    heads = [line for line in said(made) if line.endswith(": broken")]
    assert heads == ["image-to-video/duration/minimum: broken", "image-to-video/other: broken"]
    assert [line for line in said(made) if line in ("  server:", "  client:")] == [
        "  server:",
        "  client:",
        "  server:",
    ]


def test_the_table_counts_promises_by_endpoint_and_judge() -> None:
    """A row for each endpoint and target, its numbers in the order of the states."""
    rows = {tuple(line.split()[:2]): line.split()[2:] for line in said() if "-to-video  " in line}
    assert rows == {
        ("image-to-video", "client"): ["1", "0", "0", "0", "0"],
        ("image-to-video", "server"): ["1", "1", "1", "1", "0"],
        ("text-to-video", "server"): ["1", "0", "0", "0", "0"],
    }
    assert "the service     server       0       0          0             0          1" in said()


def test_what_is_not_proved_is_grouped_by_reason() -> None:
    """Promises that share a reason share a line; more than a few are counted."""
    ids = [f"errors/{n}" for n in range(9)]
    made = Report(tuple(verdict(VerdictState.NOT_TRIED, id, reason="no token") for id in ids))
    lines = said(made)
    assert lines.count("  no token") == 1
    assert any(line.endswith("and 6 more") for line in lines)


def test_open_questions_and_the_summary_come_last() -> None:
    """What the documents leave open is told with what was seen; the last line sums up."""
    *_, note, blank, last = said()
    assert note == "  Are unknown keys accepted? → they are refused (image-to-video; server)"
    assert blank == ""
    assert last == (
        "6 promises, 7 verdicts: 3 proved, 1 broken, 1 dominated, 1 unobservable, 1 not tried; "
        "140 examples, 140 submits, seed 7"
    )


def test_an_interrupted_run_says_so() -> None:
    """A partial report is not taken for a whole one."""
    assert any("Interrupted" in line for line in said(replace(report(), interrupted=True)))
    assert not any("Interrupted" in line for line in said())


def test_an_accepted_finding_is_not_a_finding() -> None:
    """What a baseline accepts is listed with its reason, not told again as a finding."""
    lines = [
        line.text for line in terminal.report_lines(report_context(accepted="known since May"))
    ]
    assert not any(line.endswith(": broken") for line in lines)
    assert "  image-to-video/duration/minimum [server]: known since May" in lines


def test_long_stories_are_cut() -> None:
    """Many calls and huge bodies are counted, not poured out."""
    calls = (submit(b"a" * 10_000_000), *[submit()] * 19)
    broken = replace(
        verdict(VerdictState.BROKEN), finding=replace(finding(b"a" * 99_999), exchanges=calls)
    )
    lines = said(Report((broken,)))
    assert max(map(len, lines)) < 3000
    assert any("body of 10,000,000 bytes" in line for line in lines)
    assert any("and 12 calls more" in line for line in lines)


def test_many_reasons_are_counted() -> None:
    """A table of reasons that fills screens is cut, and says by how much."""
    made = Report(
        tuple(verdict(VerdictState.DOMINATED, f"a/{n}", reason=f"why {n}") for n in range(20))
    )
    lines = said(made)
    assert sum(line.startswith("  why ") for line in lines) == 6
    assert "  and 14 verdicts more for 14 reasons more, which --html and --json tell" in lines


def test_what_several_endpoints_showed_is_told_once() -> None:
    """The same answer to the same open question is one line that names both endpoints."""
    notes = tuple(Note("is it?", "it is" * 99, Target.SERVER, id) for id in (IMAGE, TEXT, TEXT))
    (line,) = (line for line in said(Report((), notes)) if "is it?" in line)
    assert line.endswith("… (image-to-video, text-to-video; server)")


def test_the_service_comes_last_in_the_table() -> None:
    """Endpoints by their ids, then what no single endpoint promises."""
    assert [row.endpoint for row in verdict_counts.count_rows(report())] == [IMAGE, IMAGE, TEXT, ""]


def test_a_finding_is_repeated_with_its_own_seed() -> None:
    """A finding keeps the seed that it was found with, whatever the run's was."""
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(seed=41))
    assert any("--seed 41 " in line for line in said(Report((broken,))))
