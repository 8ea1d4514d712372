"""A report for a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from hypothesis import given
from rich.console import Console

from clientwright.testing.promises import Note, Report, Target, VerdictState
from clientwright.testing.report import terminal, verdict_counts
from clientwright.testing.report.styled_line import StyledLine
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
def test_every_finding_is_told_once(made: Report) -> None:
    """Each broken promise has a heading, each of its findings a command to run it again; any report can be told."""
    lines = report_text(made)
    broken = {verdict.promise.id for verdict in made.broken}
    assert sum(line.endswith(": broken") and not line.startswith(" ") for line in lines) == len(
        broken
    )
    assert sum(line.startswith("    again ") for line in lines) == len(made.broken)


def test_a_finding_names_all_its_parts() -> None:
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


def test_findings_of_one_promise_stand_together() -> None:
    """A promise that two judges break is one heading with two findings below."""
    other = verdict(VerdictState.BROKEN, "image-to-video/other")
    made = Report(
        (verdict(VerdictState.BROKEN), other, verdict(VerdictState.BROKEN, target=Target.CLIENT))
    )
    heads = [line for line in report_text(made) if line.endswith(": broken")]
    assert heads == ["image-to-video/duration/minimum: broken", "image-to-video/other: broken"]
    assert [line for line in report_text(made) if line in ("  server:", "  client:")] == [
        "  server:",
        "  client:",
        "  server:",
    ]


def test_the_table_counts_promises_by_endpoint_and_judge() -> None:
    """A row for each endpoint and target, its numbers in the order of the states."""
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


def test_what_is_not_proved_is_grouped_by_reason() -> None:
    """Promises that share a reason share a line; more than a few are counted."""
    ids = [f"errors/{n}" for n in range(9)]
    made = Report(tuple(verdict(VerdictState.NOT_TRIED, id, reason="no token") for id in ids))
    lines = report_text(made)
    assert lines.count("  no token") == 1
    assert any(line.endswith("and 6 more") for line in lines)


def test_open_questions_and_the_summary_come_last() -> None:
    """What the documents leave open is told with what was seen; the last line sums up."""
    *_, note, blank, last = report_text()
    assert note == "  Are unknown keys accepted? → they are refused (image-to-video; server)"
    assert blank == ""
    assert last == (
        "6 promises, 7 verdicts: 3 proved, 1 broken, 1 dominated, 1 unobservable, 1 not tried; "
        "140 examples, 140 submits, seed 7"
    )


def test_an_interrupted_run_says_so() -> None:
    """A partial report is not taken for a whole one."""
    assert any("Interrupted" in line for line in report_text(replace(report(), interrupted=True)))
    assert not any("Interrupted" in line for line in report_text())


def test_an_accepted_finding_is_not_a_finding() -> None:
    """What a baseline accepts is listed with its reason, not told again as a finding."""
    lines = report_text(accepted="known since May")
    assert not any(line.endswith(": broken") for line in lines)
    assert "  image-to-video/duration/minimum [server]: known since May" in lines


def test_long_stories_are_cut() -> None:
    """Many calls and huge bodies are counted, not poured out."""
    calls = (submit(b"a" * 10_000_000), *[submit()] * 19)
    broken = replace(
        verdict(VerdictState.BROKEN), finding=replace(finding(b"a" * 99_999), exchanges=calls)
    )
    lines = report_text(Report((broken,)))
    assert max(map(len, lines)) < 3000
    assert any("body of 10,000,000 bytes" in line for line in lines)
    assert any("and 12 calls more" in line for line in lines)


def test_many_reasons_are_counted() -> None:
    """A table of reasons that fills screens is cut, and says by how much."""
    made = Report(
        tuple(verdict(VerdictState.DOMINATED, f"a/{n}", reason=f"why {n}") for n in range(20))
    )
    lines = report_text(made)
    assert sum(line.startswith("  why ") for line in lines) == 6
    assert "  and 14 verdicts more for 14 reasons more, which --html and --json tell" in lines


def test_what_several_endpoints_showed_is_told_once() -> None:
    """The same answer to the same open question is one line that names both endpoints."""
    notes = tuple(Note("is it?", "it is" * 99, Target.SERVER, id) for id in (IMAGE, TEXT, TEXT))
    (line,) = (line for line in report_text(Report((), notes)) if "is it?" in line)
    assert line.endswith("… (image-to-video, text-to-video; server)")


def test_the_service_comes_last_in_the_table() -> None:
    """Endpoints by their ids, then what no single endpoint promises."""
    assert [row.endpoint for row in verdict_counts.count_rows(report())] == [IMAGE, IMAGE, TEXT, ""]


def test_a_finding_is_repeated_with_its_own_seed() -> None:
    """A finding keeps the seed that it was found with, whatever the run's was."""
    broken = replace(verdict(VerdictState.BROKEN), finding=finding(seed=41))
    assert any("--seed 41 " in line for line in report_text(Report((broken,))))
