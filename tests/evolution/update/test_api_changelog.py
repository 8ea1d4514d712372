"""The change note: entries stand above older ones, nothing that was there is changed, and nothing is told twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.diff.model.changes import Change, Compatibility, SpecDiff
from clientwright.evolution.update.api_changelog import changelog_entry, insert_entry

LINES = st.lists(st.sampled_from(["# Title", "## 1.2.0", "", "- a point", "words", "### Deep", "## 2026-01-01", "## [Unreleased]", "```", "<!--", "-->", "Set\n---"]))  # fmt: skip
ENDS = st.sampled_from(["", "\n", "\n\n\n"])
TEXTS = st.tuples(LINES, ENDS).map(lambda both: "\n".join(both[0]) + both[1])
VERDICTS = st.sampled_from(Compatibility)


@st.composite
def differences(draw: st.DrawFn) -> SpecDiff:
    """Draw a difference of a few changes."""
    made = st.builds(
        Change,
        endpoint=st.sampled_from(["", "a/b", "a/c"]),
        pointer=st.just("/input"),
        kind=st.just("maximum-tightened"),
        compatibility=VERDICTS,
        message=st.sampled_from(["It is 4.", "It is <5>.", "It is @6."]),
        advice=st.sampled_from(["", "Look."]),
    )
    return SpecDiff(tuple(draw(st.lists(made, max_size=4))))


@given(TEXTS, differences())
def test_an_entry_is_added_once_and_changes_nothing_else(text: str, found: SpecDiff) -> None:
    """What stood there stands there still, in its order; a second time nothing is added."""
    new = changelog_entry(found, "2026-11-21")
    once = insert_entry(text, new, "Acme")
    assert insert_entry(once, new, "Acme") == once
    if text.strip():
        at = next(n for n in range(len(text) + 1) if not once.startswith(text[: n + 1]) or n == len(text))  # fmt: skip
        assert any(once.startswith(text[:n]) and once.endswith(text[n:]) for n in range(at + 1))


@given(TEXTS, differences())
def test_line_ends_are_those_of_the_note(text: str, found: SpecDiff) -> None:
    """A note of another system grows as the same note of this one, with its own line ends."""
    new = changelog_entry(found, "2026-11-21")
    ends = text.replace("\n", "\r\n")
    if text.strip() and "\r\n" in ends:
        assert insert_entry(ends, new, "Acme") == insert_entry(text, new, "Acme").replace(
            "\n", "\r\n"
        )


@given(TEXTS, differences())
def test_the_newest_stands_first(text: str, found: SpecDiff) -> None:
    """The first released section of a note that grew is the entry, whole."""
    new = changelog_entry(found, "2026-11-21")
    once = insert_entry(text, new, "Acme")
    if once != text and "```" not in text and "<!--" not in text:
        heads = [line for line in once.splitlines() if line.startswith("## ")]
        assert next(head for head in heads if head != "## [Unreleased]") == "## 2026-11-21"
        assert new.rstrip() in once


@given(differences())
def test_what_concerns_no_caller_is_no_entry(found: SpecDiff) -> None:
    """Words and notes make no entry, everything else does."""
    concerns = any(change.compatibility is not Compatibility.UNCHANGED for change in found.changes)
    assert bool(changelog_entry(found, "2026-11-21")) == concerns


def test_an_empty_note_gets_a_title() -> None:
    """The first entry stands under the name of the API."""
    found = SpecDiff((Change("a/b", "", "endpoint-added", Compatibility.COMPATIBLE, "It is new."),))
    assert insert_entry("", changelog_entry(found, "2026-11-21"), "Acme").startswith(
        "# Changes of the Acme API\n"
    )


def test_a_part_of_an_entry_that_is_there_is_not_told_again() -> None:
    """What is left of an interrupted update is in the note already; another day is another entry."""
    one = Change("a/b", "", "endpoint-added", Compatibility.COMPATIBLE, "It is new.")
    two = Change("a/c", "", "endpoint-removed", Compatibility.BREAKING, "It is gone.")
    whole = insert_entry("", changelog_entry(SpecDiff((one, two)), "2026-11-21"), "Acme")
    assert insert_entry(whole, changelog_entry(SpecDiff((one,)), "2026-11-21"), "Acme") == whole
    assert insert_entry(whole, changelog_entry(SpecDiff((one,)), "2026-11-22"), "Acme") != whole


POINT = SpecDiff((Change("a/b", "", "endpoint-added", Compatibility.COMPATIBLE, "It is new."),))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("# T\n\n## [Unreleased]\n\n### Added\n\n- mine\n\n", "## [1.0.0] - 2026-01-01\n\n- x\n"),
        ("# T\n\n## unreleased\n\n- mine\n\n", "## 1.0\n"),
        ("# T\n\n```sh\n## no heading\n```\n\n", "## 1.0\n"),
        ("# T\n\n<!--\n## X.Y, a template\n-->\n\n", "## 1.0\n"),
        ("# T\n\n## Unreleased\n\n- mine\n\n", ""),
        ("1.0\n---\n\n- x\n\n", ""),
    ],
)
def test_an_entry_stands_where_a_reader_looks_for_it(above: str, below: str) -> None:
    """Below what is not released, above the newest that is; never inside of code or a comment."""
    new = changelog_entry(POINT, "2026-11-21")
    once = insert_entry(above + below, new, "Acme")
    assert once.startswith(f"{above}## 2026-11-21\n")
    assert once.endswith(below)
    assert insert_entry(once, new, "Acme") == once
