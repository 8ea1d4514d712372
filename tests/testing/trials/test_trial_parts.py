"""Trials in parts: a part is planned only if a pattern can match its promises."""

from __future__ import annotations

import glob

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.testing.promises import Target, Trial, TrialResult
from clientwright.testing.trials.trial_parts import (
    TrialPart,
    endpoint_of_pattern,
    select_from_parts,
)
from clientwright.testing.trials.trial_selection import matches_pattern
from testing.report.sample_reports import promise

ENDPOINTS = ("a/one", "a/on", "b")
NAMES = st.sampled_from(["x", "x/y", "a/one:x", "16:9", "[*]", "a*"])
IDS = st.builds("{}:{}".format, st.sampled_from(ENDPOINTS), NAMES)
PATTERNS = st.one_of(
    IDS,
    IDS.map(glob.escape),
    st.builds(
        lambda id, start, end: f"{id[:start]}*{id[end:]}", IDS, st.integers(0, 9), st.integers(0, 9)
    ),
    st.text("abone/:x*?[]", max_size=8),
)


def part(endpoint: str, *names: str, planned: list[str] | None = None) -> TrialPart:
    """Return a part with a trial for each name; it notes in `planned` that it was planned."""

    def plan() -> list[Trial]:
        if planned is not None:
            planned.append(endpoint)
        own = [f"{endpoint}:{name}" if endpoint else name for name in names]
        return [Trial((promise(id),), Target.SERVER, lambda _: TrialResult(())) for id in own]

    return TrialPart(endpoint, plan)


@given(PATTERNS, IDS)
@example("a/one:[*]", "a/one:[*]")
def test_no_match_is_overlooked(pattern: str, id: str) -> None:
    """A part that has a promise which the pattern matches may match; one endpoint for all is the right one."""
    endpoint = id.partition(":")[0]
    if matches_pattern(id, pattern):
        assert part(endpoint).may_match(pattern)
        assert part("").may_match(pattern)
        assert endpoint_of_pattern(pattern, ENDPOINTS) in ("", endpoint)


def test_only_the_part_of_a_whole_id_is_planned() -> None:
    """A whole id plans its endpoint and the service, and the order of the parts is kept."""
    planned: list[str] = []
    parts = [part(id, "x", "y", planned=planned) for id in (*ENDPOINTS, "")]
    (found,) = select_from_parts(parts, ["a/on:y"])
    assert found.promises[0].id == "a/on:y"
    assert planned == ["a/on", ""]
    assert [trial.promises[0].id for trial in select_from_parts(parts, ["*x"])] == [
        *(f"{id}:x" for id in ENDPOINTS),
        "x",
    ]


def test_unknown_id_is_held_against_all_parts() -> None:
    """A pattern that matches nothing is a usage error with a similar one, whatever part that is in."""
    parts = [part(id, "minimum", "y") for id in ENDPOINTS]
    with pytest.raises(UsageError, match="Did you mean --only b:minimum"):
        select_from_parts(parts, ["b:minimun"])
    with pytest.raises(UsageError, match="no promise named"):
        select_from_parts(parts, ["nothing like these"])


def test_several_patterns_select_the_union() -> None:
    """Every pattern counts, each trial is there once in the order of the parts, and each must match."""
    parts = [part(id, "x", "y") for id in ENDPOINTS]
    one, other = (f"{ENDPOINTS[n]}:x" for n in (0, 1))
    both = [other, one, "*:x"]
    assert [t.promises[0].id for t in select_from_parts(parts, both[:2])] == [one, other]
    assert len(select_from_parts(parts, both)) == len(ENDPOINTS)
    assert len(select_from_parts(parts, [])) == 2 * len(ENDPOINTS)
    with pytest.raises(UsageError, match="no promise named"):
        select_from_parts(parts, [one, "nothing like these"])


def test_planning_tells_what_it_plans_next() -> None:
    """Progress is told before each part is planned, also if a pattern means only some of them."""
    planned: list[str] = []
    seen: list[tuple[int, int, str, int]] = []

    def progress(done: int, of: int, name: str) -> None:
        seen.append((done, of, name, len(planned)))

    parts = [part(endpoint, "x", planned=planned) for endpoint in ENDPOINTS]
    assert len(select_from_parts(parts, (), progress)) == len(ENDPOINTS)
    assert seen == [(n, len(ENDPOINTS), name, n) for n, name in enumerate(ENDPOINTS)]
    seen.clear()
    assert select_from_parts([part("a/one", "x"), part("b", "x")], ("b:*",), progress)
    assert [(done, of, name) for done, of, name, _ in seen] == [(0, 1, "b")]
