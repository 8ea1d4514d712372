"""The laws of the one table of stages."""

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


def test_the_moves() -> None:
    """A job moves forward, jumps included, is cancelled from the queue only, and may always stay."""
    allowed = {
        (str(one), str(other))
        for one, other in product(JobStage, JobStage)
        if one != other and TABLE.can_follow(frozenset({one}), frozenset({other}))
    }
    assert allowed == MOVES
    assert all(TABLE.can_follow(frozenset({stage}), frozenset({stage})) for stage in JobStage)


@given(st.sampled_from(sorted(ENDED)), st.sampled_from(sorted(ANY_STAGE)))
def test_an_end_is_an_end(end: JobStage, other: JobStage) -> None:
    """Nothing but itself follows a stage in which a job has ended."""
    assert TABLE.can_follow(frozenset({end}), frozenset({other})) == (end == other)


@given(st.sampled_from(WORDS), st.data())
def test_words_in_any_case(known: tuple[str, str], data: st.DataObject) -> None:
    """A documented word means the same in any case."""
    operation, word = known
    upper = data.draw(st.lists(st.booleans(), min_size=len(word), max_size=len(word)))
    mixed = "".join(c.upper() if up else c for c, up in zip(word, upper, strict=True))
    assert TABLE.stages_of(operation, mixed) == TABLE.words[operation][word] != frozenset()


@pytest.mark.parametrize("operation", ["status", "result"])
def test_aliases_mean_what_they_stand_for(operation: str) -> None:
    """Every tolerated word is read as the documented one."""
    for alias, word in SERVICE.document["aliases"]["values"].items():
        assert (
            TABLE.stages_of(operation, alias.upper())
            == TABLE.stages_of(operation, word)
            != frozenset()
        )


@given(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
def test_foreign_words_mean_nothing(word: object) -> None:
    """What no document names tells nothing, whatever it is."""
    known = {w for words in TABLE.words.values() for w in words} | TABLE.aliases.keys()
    if not (isinstance(word, str) and word.lower() in known):
        assert all(TABLE.stages_of(operation, word) == frozenset() for operation in TABLE.words)


def test_each_operation_has_its_own_words() -> None:
    """`completed` is no word of /result, `succeeded` and `failed` are none of /status."""
    assert TABLE.stages_of("status", "completed") == {JobStage.SUCCEEDED, JobStage.FAILED}
    foreign = [("result", "completed"), ("status", "succeeded"), ("status", "failed")]
    assert [TABLE.stages_of(*one) for one in foreign] == [frozenset()] * 3
