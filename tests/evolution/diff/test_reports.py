"""Reports about a comparison: version bump, change note, pull request, annotations."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.diff import (
    Change,
    Compatibility,
    SpecDiff,
    Witness,
    change_note,
    github_report,
)
from clientwright.evolution.diff.change_messages import change_message
from clientwright.problems import Location, escape_unprintable
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.wording import show_code

BROKEN = Change(
    "maker/draw",
    "/input/properties/n/maximum",
    "maximum-tightened",
    Compatibility.BREAKING,
    "`n` must now be at most 4.",
    Witness({"n": 5}, "5 is too much"),
    "Look at `n`.",
)


def diff_of(*verdicts: Compatibility) -> SpecDiff:
    """Return a comparison with changes of these verdicts."""
    return SpecDiff(tuple(replace(BROKEN, compatibility=verdict) for verdict in verdicts))


@pytest.mark.parametrize(
    ("verdicts", "part"),
    [
        ((), "none"),
        ((Compatibility.UNCHANGED,), "patch"),
        ((Compatibility.COMPATIBLE, Compatibility.UNCHANGED), "minor"),
        ((Compatibility.WARNING, Compatibility.COMPATIBLE), "minor"),
        ((Compatibility.UNCHANGED, Compatibility.BREAKING), "major"),
    ],
)
def test_worst_verdict_decides_version_bump(verdicts: tuple[Compatibility, ...], part: str) -> None:
    """The worst verdict decides the version bump."""
    assert change_note.version_part(diff_of(*verdicts)) == part
    assert part == "none" or part in change_note.version_sentence(diff_of(*verdicts))


def test_change_note_lists_what_affects_callers() -> None:
    """A change note lists only what affects callers, and each advice once."""
    found = diff_of(Compatibility.BREAKING, Compatibility.WARNING, Compatibility.UNCHANGED)
    lines = list(change_note.change_lines(found))
    assert sum(BROKEN.message in line for line in lines) == 2
    assert list(change_note.caller_actions(found)) == ["- `maker/draw`: Look at `n`."]


def test_pull_request_shows_witness() -> None:
    """A pull request has verdict, version, advice, and each witness as JSON."""
    text = github_report.pull_request_text(diff_of(Compatibility.BREAKING))
    for part in (
        "**Breaking**",
        "## Verdict: breaking",
        "Suggested version bump: major",
        "Look at `n`",
        '"n": 5',
        "5 is too much",
        "Accepted before, rejected now",
    ):
        assert text.count(part) == 1
    assert text.count(BROKEN.message) == 1


def test_pull_request_tells_direction_of_witness() -> None:
    """A witness of a request is rejected now; one of a response can be returned now."""
    change = replace(BROKEN, pointer="/output/properties/n/maximum")
    assert "Possible now, ruled out before" in github_report.pull_request_text(SpecDiff((change,)))


@given(st.text(), st.text())
def test_pull_request_escapes_text(message: str, value: str) -> None:
    """No text of a document becomes a mention, a tag, or the end of a code block."""
    change = replace(BROKEN, message=message, witness=Witness({"n": value}, "why"))
    text = github_report.pull_request_text(SpecDiff((change,)))
    lines = text.splitlines()
    (line,) = (line for line in lines if line.startswith("  - Accepted before"))
    assert "`" not in outside_code(line)
    assert not any("<" in outside_code(line) for line in lines)
    assert len(lines) == 9


def outside_code(line: str) -> str:
    """Return the part of a Markdown line that is outside code and not escaped."""
    rest, at = "", 0
    while at < len(line):
        if line[at] == "\\":
            at += 2
            continue
        ticks = re.match("`*", line[at:])
        run = ticks.group() if ticks else ""
        closing = re.search(f"(?<!`){run}(?!`)", line[at + len(run) :]) if run else None
        if closing:
            at += len(run) + closing.end()
        else:
            rest += line[at : at + max(1, len(run))]
            at += max(1, len(run))
    return rest


HOSTILE = st.lists(
    st.sampled_from(["`", "``", "```", "@user", "#12", "\\", "*", "_", "[a](b)", "<b>", " ", "x"])
).map("".join)


@given(HOSTILE)
def test_markdown_is_escaped(message: str) -> None:
    """No backticks or backslashes let a text become a mention, a link or code."""
    rest = outside_code(github_report.escape_markdown(f"- `maker/draw`: {message}"))
    assert "`" not in rest
    assert "@user" not in rest
    assert "#12" not in rest
    assert not re.search(r"[*_\[\]]", rest)


@given(st.text(st.sampled_from("`|\n<&a*_@ "), min_size=1, max_size=6), st.text())
def test_names_and_values_are_code_and_text(name: str, value: str) -> None:
    """A name is one piece of code, whatever it has in it; a value that was removed begins none."""
    old, new = (
        {"properties": {name: {"type": "string", "enum": ["x", *more]}}} for more in ([value], [])
    )
    for edit in compare_schemas(old, new):
        message = change_message(edit, "the input")
        line = github_report.escape_markdown(f"- {message}")
        shown = escape_unprintable(show_code(name.lstrip(".")))
        assert line.startswith(f"- {shown}")
        assert not set("`<") & set(outside_code(line))


@pytest.mark.parametrize("length", [3_000, 30_000])
@pytest.mark.parametrize("count", [1, 40, 400])
def test_long_text_is_cut_outside_code(count: int, length: int) -> None:
    """A description never exceeds the limit; it is cut after a line."""
    change = replace(BROKEN, message="m" * length, witness=Witness({"n": "v" * length}, "why"))
    text = github_report.pull_request_text(
        SpecDiff(tuple(replace(change, endpoint=str(n)) for n in range(count)))
    )
    assert len(text) <= github_report.MAX_TEXT_LENGTH
    assert ("(cut;" in text) == (count * length > github_report.MAX_TEXT_LENGTH)


@given(st.text())
def test_annotation_is_one_line(message: str) -> None:
    """An annotation is one line, whatever its message contains."""
    (line,) = github_report.annotation_lines(SpecDiff((replace(BROKEN, message=message),)))
    assert line.splitlines() == [line]
    assert line.startswith("::error file=,line=1,title=breaking%3A maximum-tightened::")


def test_annotation_has_line_of_spec(tmp_path: Path) -> None:
    """An annotation has the line in the new side's file."""
    path = tmp_path / "x.json"
    path.write_text('{\n "input": {\n  "properties": {\n   "n": {"maximum": 4}}}}')
    change = replace(BROKEN, location=Location(str(path), BROKEN.pointer))
    (line,) = github_report.annotation_lines(SpecDiff((change,)))
    assert ",line=4," in line
