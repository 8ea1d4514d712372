"""Whatever is written can be read again: deep data, from deep calls, and with a clock that is far off."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.rows import MOST_LEVELS
from runtime.byte_server import reply
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.journal_callers import VIDEO, JournalCaller, script

T = TypeVar("T")
FLAT = {"output": {"video": VIDEO}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
)


def nested(levels: int) -> Any:
    """Return lists in lists."""
    data: list[Any] = []
    for _ in range(levels - 1):
        data = [data]
    return data


def levels_of(data: Any) -> int:
    """Return how deep data nests; the depth of a value that is no container is 0."""
    inner = [*data.values()] if isinstance(data, dict) else data
    return 1 + max(map(levels_of, inner), default=0) if isinstance(inner, list) else 0


def deeper(frames: int, call: Callable[[], T]) -> T:
    """Call a function from so many calls deeper."""
    return deeper(frames - 1, call) if frames else call()


def ended_with(journal: JournalDatabase, result: object) -> Any:
    """Let a job end with this result, and return the entry's result."""
    entry = journal.claim(a_claim()).entry
    journal.accepted(entry, "r1")
    journal.ended(entry.id, "succeeded", result=result)
    return journal.entries()[-1].result


@pytest.mark.parametrize("levels", [1, MOST_LEVELS - 1, MOST_LEVELS, 500, 900])
def test_a_deep_result_is_read_from_deep_calls(journal: JournalDatabase, levels: int) -> None:
    """What nests deeper than the limit is left out, so all entries can be read from deep calls."""
    found = ended_with(journal, {**FLAT, "more": nested(levels)})
    assert found["output"] == FLAT["output"]
    assert levels_of(found["more"]) == min(levels, MOST_LEVELS - 1)
    frames = (sys.getrecursionlimit() - 300) // 2
    assert [one.result for one in deeper(frames, journal.entries)] == [found]
    assert deeper(frames, journal.pending) == journal.entries()


@given(data=JSON)
def test_flat_results_are_kept_as_they_are(data: Any, tmp_path_factory: Any) -> None:
    """A result within the limit is the same when it is read."""
    journal = journal_in(tmp_path_factory.mktemp("journal"))
    assert ended_with(journal, {"more": data}) == {"more": data}
    journal.close()


def test_a_deep_answer_of_the_service(caller: JournalCaller) -> None:
    """The program gets the whole answer, the journal keeps what can be read."""
    result = {"request_id": "job-1", "status": "succeeded", **FLAT, "more": nested(150)}
    script(caller.server, result=reply(result))
    assert levels_of(caller.submit("wait").raw["more"]) == 150
    (entry,) = caller.entries()
    assert (entry.state, entry.result and entry.result["output"]) == ("succeeded", FLAT["output"])


def test_too_little_stack_is_no_damage(tmp_path: Path) -> None:
    """A journal that is read with nearly no stack left is not said to be damaged."""
    journal = journal_in(tmp_path)
    ended_with(journal, {"more": nested(MOST_LEVELS)})
    told: set[str] = set()
    for frames in range(0, sys.getrecursionlimit(), 10):
        try:
            assert deeper(frames, journal.entries)
        except JournalError as error:
            told.add(error.message)
        except RecursionError:
            pass
    assert all("Nothing is damaged: use the journal from fewer calls deep" in one for one in told)
    assert len(journal.entries()) == 1


@pytest.mark.parametrize("now", [-1e10, -1.0, 1e12, 1e300])
def test_a_clock_that_is_far_off(
    journal: JournalDatabase, monkeypatch: pytest.MonkeyPatch, now: float
) -> None:
    """Entries that were written before 1970 or after 9999 by the clock are read like others."""
    journal.claim(a_claim("before"))
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: now)
        assert ended_with(journal, FLAT) == FLAT
        assert journal.prune(now) >= 0
    assert [one.once for one in journal.entries()] == ["before", "key"]
