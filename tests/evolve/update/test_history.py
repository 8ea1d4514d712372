"""The change note: entries stand above older ones, nothing that was there is changed, and nothing is told twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolve.difference.values import Change, Difference, Verdict
from clientwright.evolve.update.history import entry, grown

LINES = st.lists(st.sampled_from(["# Title", "## 1.2.0", "", "- a point", "words", "### Deep", "## 2026-01-01"]))  # fmt: skip
TEXTS = LINES.map(lambda lines: "\n".join(lines) + "\n" if lines else "")
VERDICTS = st.sampled_from(Verdict)


@st.composite
def differences(draw: st.DrawFn) -> Difference:
    """Draw a difference of a few changes."""
    made = st.builds(
        Change,
        endpoint=st.sampled_from(["", "a/b", "a/c"]),
        pointer=st.just("/input"),
        kind=st.just("maximum-tightened"),
        verdict=VERDICTS,
        message=st.sampled_from(["It is 4.", "It is <5>.", "It is @6."]),
        advice=st.sampled_from(["", "Look."]),
    )
    return Difference(tuple(draw(st.lists(made, max_size=4))))


@given(TEXTS, differences())
def test_an_entry_is_added_once_and_changes_nothing_else(text: str, found: Difference) -> None:
    """What stood there stands there still, in its order; a second time nothing is added."""
    new = entry(found, "2026-11-21")
    once = grown(text, new, "Acme")
    assert grown(once, new, "Acme") == once
    kept = iter(once.splitlines())
    assert all(line in kept for line in text.splitlines() if line)


@given(TEXTS, differences())
def test_the_newest_stands_first(text: str, found: Difference) -> None:
    """The first section of a note that grew is the entry."""
    new = entry(found, "2026-11-21")
    once = grown(text, new, "Acme")
    if once != text:
        assert next(line for line in once.splitlines() if line.startswith("## ")) == "## 2026-11-21"
        assert new.rstrip() in once


@given(differences())
def test_what_concerns_no_caller_is_no_entry(found: Difference) -> None:
    """Words and notes make no entry, everything else does."""
    concerns = any(change.verdict is not Verdict.NONE for change in found.changes)
    assert bool(entry(found, "2026-11-21")) == concerns


def test_an_empty_note_gets_a_title() -> None:
    """The first entry stands under the name of the API."""
    found = Difference((Change("a/b", "", "endpoint-added", Verdict.COMPATIBLE, "It is new."),))
    assert grown("", entry(found, "2026-11-21"), "Acme").startswith("# Changes of the Acme API\n")


def test_a_part_of_an_entry_that_is_there_is_not_told_again() -> None:
    """What is left of an interrupted update is in the note already; another day is another entry."""
    one = Change("a/b", "", "endpoint-added", Verdict.COMPATIBLE, "It is new.")
    two = Change("a/c", "", "endpoint-removed", Verdict.BREAKING, "It is gone.")
    whole = grown("", entry(Difference((one, two)), "2026-11-21"), "Acme")
    assert grown(whole, entry(Difference((one,)), "2026-11-21"), "Acme") == whole
    assert grown(whole, entry(Difference((one,)), "2026-11-22"), "Acme") != whole
