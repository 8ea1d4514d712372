"""The change note: new entries go above older ones, all other text stays, nothing is repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff
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
def test_entry_is_added_once_and_changes_nothing_else(text: str, found: SpecDiff) -> None:
    """All text stays in its order, and a second insertion adds nothing."""
    new = changelog_entry(found, "2026-11-21")
    once = insert_entry(text, new, "Acme")
    assert insert_entry(once, new, "Acme") == once
    if text.strip():
        at = next(n for n in range(len(text) + 1) if not once.startswith(text[: n + 1]) or n == len(text))  # fmt: skip
        assert any(once.startswith(text[:n]) and once.endswith(text[n:]) for n in range(at + 1))


@given(TEXTS, differences())
def test_entry_gets_the_line_ends_of_the_note(text: str, found: SpecDiff) -> None:
    """A note with CRLF gets the same text, with CRLF."""
    new = changelog_entry(found, "2026-11-21")
    ends = text.replace("\n", "\r\n")
    if text.strip() and "\r\n" in ends:
        assert insert_entry(ends, new, "Acme") == insert_entry(text, new, "Acme").replace(
            "\n", "\r\n"
        )


@given(TEXTS, differences())
def test_newest_entry_comes_first(text: str, found: SpecDiff) -> None:
    """The first released section of the new note is the entry."""
    new = changelog_entry(found, "2026-11-21")
    once = insert_entry(text, new, "Acme")
    if once != text and "```" not in text and "<!--" not in text:
        heads = [line for line in once.splitlines() if line.startswith("## ")]
        assert next(head for head in heads if head != "## [Unreleased]") == "## 2026-11-21"
        assert new.rstrip() in once


@given(differences())
def test_change_without_effect_on_callers_makes_no_entry(found: SpecDiff) -> None:
    """Text and notes make no entry, everything else does."""
    concerns = any(change.compatibility is not Compatibility.UNCHANGED for change in found.changes)
    assert bool(changelog_entry(found, "2026-11-21")) == concerns


def test_empty_note_gets_a_title() -> None:
    """The first entry comes below a title with the API's name."""
    found = SpecDiff((Change("a/b", "", "endpoint-added", Compatibility.COMPATIBLE, "It is new."),))
    assert insert_entry("", changelog_entry(found, "2026-11-21"), "Acme").startswith(
        "# Changes of the Acme API\n"
    )


def test_partial_entry_is_not_repeated() -> None:
    """The rest of an interrupted update is already in the note; another day is another entry."""
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
def test_entry_goes_below_unreleased_and_above_the_newest(above: str, below: str) -> None:
    """The entry is never inside code or a comment."""
    new = changelog_entry(POINT, "2026-11-21")
    once = insert_entry(above + below, new, "Acme")
    assert once.startswith(f"{above}## 2026-11-21\n")
    assert once.endswith(below)
    assert insert_entry(once, new, "Acme") == once
