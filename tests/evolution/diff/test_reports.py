"""What follows from a difference: version, change note, pull request, annotations."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.diff import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.reports import (
    changelog_lines,
    pull_request,
    version_bump,
    workflow_annotations,
)
from clientwright.problems import Location

BROKEN = Change(
    "maker/draw",
    "/input/properties/n/maximum",
    "maximum-tightened",
    Compatibility.BREAKING,
    "`n` must now be at most 4.",
    Witness({"n": 5}, "5 is too much"),
    "Look at `n`.",
)


def of(*verdicts: Compatibility) -> SpecDiff:
    """Give a difference of changes with these verdicts."""
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
def test_the_worst_verdict_proposes_the_version(
    verdicts: tuple[Compatibility, ...], part: str
) -> None:
    """The version's step follows from the worst verdict."""
    assert version_bump.version_part(of(*verdicts)) == part
    assert part == "none" or part in version_bump.version_sentence(of(*verdicts))


def test_a_change_note_leaves_out_what_changes_nothing() -> None:
    """A change note holds what concerns a caller, and what to do is said once."""
    found = of(Compatibility.BREAKING, Compatibility.WARNING, Compatibility.UNCHANGED)
    lines = list(changelog_lines.change_lines(found))
    assert sum(BROKEN.message in line for line in lines) == 2
    assert list(changelog_lines.caller_actions(found)) == ["- `maker/draw`: Look at `n`."]


def test_a_pull_request_shows_the_witness() -> None:
    """The text of a pull request has verdict, version, what to do, and each witness as JSON."""
    text = pull_request.pull_request_text(of(Compatibility.BREAKING))
    for part in (
        "**Breaking**",
        "## Verdict: breaking",
        "Version: major",
        "Look at `n`",
        '"n": 5',
        "5 is too much",
    ):
        assert part in text


@given(st.text(), st.text())
def test_no_text_breaks_out_of_a_pull_request(message: str, value: str) -> None:
    """No text of a document becomes a mention, a tag, or the end of a block."""
    change = replace(BROKEN, message=message, witness=Witness({"n": value}, "why"))
    text = pull_request.pull_request_text(SpecDiff((change,)))
    fence = next(line for line in text.splitlines() if line.endswith("json")).removesuffix("json")
    assert text.splitlines().count(fence) == 1
    assert "<" not in text.split("### Witnesses")[0]


def outside_code(line: str) -> str:
    """Read a line as Markdown does, and give what stands outside of code, without what a backslash makes plain."""
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
def test_no_text_becomes_markup(message: str) -> None:
    """However backticks and backslashes stand, nobody is mentioned, nothing is linked, and no code is opened and left so."""
    rest = outside_code(pull_request.escape_markdown(f"- `maker/draw`: {message}"))
    assert "`" not in rest
    assert "@user" not in rest
    assert "#12" not in rest
    assert not re.search(r"[*_\[\]]", rest)


@pytest.mark.parametrize("length", [3_000, 30_000])
@pytest.mark.parametrize("count", [1, 40, 400])
def test_a_long_text_is_cut_outside_of_code(count: int, length: int) -> None:
    """A pull request's text never grows past what the host takes, is cut after a line, and closes its code."""
    change = replace(BROKEN, message="m" * length, witness=Witness({"n": "v" * length}, "why"))
    text = pull_request.pull_request_text(
        SpecDiff(tuple(replace(change, endpoint=str(n)) for n in range(count)))
    )
    assert len(text) <= pull_request.MAX_TEXT_LENGTH
    assert sum(line.startswith("```") for line in text.splitlines()) % 2 == 0
    assert ("(cut;" in text) == (count * length > 20_000)


@given(st.text())
def test_an_annotation_is_one_line(message: str) -> None:
    """Whatever a message holds, an annotation is one command in one line."""
    (line,) = workflow_annotations.annotation_lines(SpecDiff((replace(BROKEN, message=message),)))
    assert line.splitlines() == [line]
    assert line.startswith("::error file=,line=1,title=breaking%3A maximum-tightened::")


def test_an_annotation_stands_on_the_line_of_the_spec(tmp_path: Path) -> None:
    """The line is that of the place in the new side's file."""
    path = tmp_path / "x.json"
    path.write_text('{\n "input": {\n  "properties": {\n   "n": {"maximum": 4}}}}')
    change = replace(BROKEN, location=Location(str(path), BROKEN.pointer))
    (line,) = workflow_annotations.annotation_lines(SpecDiff((change,)))
    assert ",line=4," in line
