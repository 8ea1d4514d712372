"""The state machine of a job."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.jobs.state_machine import ANY_STAGE, ENDED, JobStage, JobStateMachine
from testing.jobs.support import SERVICE

TABLE = JobStateMachine.from_service(SERVICE)
MOVES = {
    ("waiting", "running"),
    ("waiting", "succeeded"),
    ("waiting", "failed"),
    ("waiting", "cancelled"),
    ("running", "succeeded"),
    ("running", "failed"),
}
WORDS = [(name, word) for name, words in TABLE.words.items() for word in words]


def test_moves() -> None:
    """A job moves forward (also by jumps), is cancelled only from the queue, and may always stay."""
    allowed = {
        (str(one), str(other))
        for one, other in product(JobStage, JobStage)
        if one != other and TABLE.can_follow(frozenset({one}), frozenset({other}))
    }
    assert allowed == MOVES
    assert all(TABLE.can_follow(frozenset({stage}), frozenset({stage})) for stage in JobStage)


@given(st.sampled_from(sorted(ENDED)), st.sampled_from(sorted(ANY_STAGE)))
def test_final_stages_stay(end: JobStage, other: JobStage) -> None:
    """A final stage is followed only by itself."""
    assert TABLE.can_follow(frozenset({end}), frozenset({other})) == (end == other)


@given(st.sampled_from(WORDS), st.data())
def test_words_ignore_case(known: tuple[str, str], data: st.DataObject) -> None:
    """A documented word means the same in any case."""
    operation, word = known
    upper = data.draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    mixed = "".join(c.upper() if up else c for c, up in zip(word, upper, strict=True))
    assert TABLE.stages_of(operation, mixed) == TABLE.words[operation][word] != frozenset()


@pytest.mark.parametrize("operation", ["status", "result"])
def test_aliases_are_read_as_documented_words(operation: str) -> None:
    """Every tolerated alias is read as the documented word."""
    for alias, word in SERVICE.document["aliases"]["values"].items():
        assert (
            TABLE.stages_of(operation, alias.upper())
            == TABLE.stages_of(operation, word)
            != frozenset()
        )


@given(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
def test_unknown_words_mean_nothing(word: object) -> None:
    """An undocumented value has no meaning, whatever its type."""
    known = {w for words in TABLE.words.values() for w in words} | TABLE.aliases.keys()
    if not (isinstance(word, str) and word.strip().lower() in known):
        assert all(TABLE.stages_of(operation, word) == frozenset() for operation in TABLE.words)


def test_each_operation_has_its_own_words() -> None:
    """`completed` is no word of /result; `succeeded` and `failed` are no words of /status."""
    assert TABLE.stages_of("status", "completed") == {JobStage.SUCCEEDED, JobStage.FAILED}
    foreign = [("result", "completed"), ("status", "succeeded"), ("status", "failed")]
    assert [TABLE.stages_of(*one) for one in foreign] == [frozenset()] * 3
