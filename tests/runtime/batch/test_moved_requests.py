"""A batch whose requests have moved or changed buys again, and says so."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.job_server import JobServer
from runtime.journal.claims import a_claim, journal_in

Mapped = Callable[..., Batch[Any]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the journal is."""
    return tmp_path / "jobs.sqlite"


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    """Return the levels and texts of what was told about places that are bought again."""
    return [
        (one.levelno, one.getMessage())
        for one in caplog.records
        if vars(one)["event"] == "bought_again"
    ]


def test_another_order_is_told(
    mapped: Mapped, jobs: JobServer, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The first request that is bought again is a warning with what to do; the batch counts all of them."""
    caplog.set_level(logging.INFO, "demo")
    prompts = [f"ok {number}" for number in range(5)]
    mapped(prompts, file, batch="monday", in_flight=1)
    assert not told(caplog)
    again = mapped(["ok new", *prompts], file, batch="monday", in_flight=1)
    assert sum(jobs.bought.values()) == 11
    found = told(caplog)
    assert [level for level, _ in found] == [logging.WARNING, *[logging.INFO] * 4]
    assert (
        "request 0 of the batch 'monday' was bought with another input before (j1)" in found[0][1]
    )
    assert "order" in found[0][1]
    assert "order" not in found[1][1]
    assert again.bought_before == again.to_dict()["bought_before"] == 5
    assert "5 places had been bought with another input before" in again.summary()
    assert [one.bought_before.short_id for one in again if one.bought_before] == [
        *("j1", "j2", "j3", "j4", "j5")
    ]
    assert again.to_dict()["outcomes"][4]["bought_before"] == "j5"


def test_what_has_not_moved_is_no_news(
    mapped: Mapped, jobs: JobServer, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A repeated prompt, a rerun, a request refused before, and new ones at the end warn of nothing."""
    caplog.set_level(logging.INFO, "demo")
    prompts = ["ok 1", "ok 1", "fail 2", "refuse 3", "lose 4", "ok 1"]
    mapped(prompts, file, batch="monday", stop_after_failures=0, max_jobs=3)
    mapped(prompts, file, batch="monday", stop_after_failures=0)
    changed = [*prompts[:3], "ok 3", *prompts[4:], "ok 1"]
    batch = mapped(changed, file, batch="monday", stop_after_failures=0)
    mapped(changed[::-1], file, batch="tuesday", stop_after_failures=0)
    assert not told(caplog)
    assert batch.bought_before == 0
    assert "before" not in batch.summary()


def test_a_request_that_was_edited_back_is_joined(
    mapped: Mapped, jobs: JobServer, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An edit is told once, when it is bought; neither input at this place is bought or told again."""
    caplog.set_level(logging.INFO, "demo")
    for prompt in ("ok 1", "ok one", "ok 1", "ok one"):
        mapped([prompt], file, batch="monday")
    assert jobs.bought == {"ok 1": 1, "ok one": 1}
    assert len(told(caplog)) == 1


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["x", "y", "z"]),
            st.sampled_from(["a/b", "a/c"]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_a_claim_names_the_newest_other_purchase_of_its_place(
    claims: list[tuple[int, str, str, bool]],
) -> None:
    """Of a place the journal names the newest entry that bought another input or endpoint there."""
    bought: list[Entry] = []
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        for position, input, endpoint, is_accepted in claims:
            facts: dict[str, Any] = {"batch": "b", "position": position, "endpoint": endpoint}
            claim = a_claim(f"batch b {position} {input}", fingerprint=input, **facts)
            entry, verdict, before = journal.claim(claim)
            others = [
                one.id
                for one in bought
                if one.position == position and (one.fingerprint, one.endpoint) != (input, endpoint)
            ]
            if verdict != "buy":
                assert before is None
                continue
            assert (before and before.id) == (max(others) if others else None)
            if is_accepted:
                journal.accepted(entry, f"r{entry.id}")
                bought.append(entry)
            else:
                journal.refused(entry, "refused", "no")
        journal.close()


def test_the_same_input_of_another_account_is_no_news(tmp_path: Path) -> None:
    """Places are those of one account, as keys are."""
    database = open_journal(tmp_path / "jobs.sqlite")
    facts: dict[str, Any] = {"batch": "b", "position": 0}
    first = a_claim("k", **facts)
    database.accepted(database.claim(first).entry, "r1")
    named = first.scope._replace(account="studio-b")
    other = a_claim("l", scope=named, fingerprint="g", **facts)
    assert database.claim(other).bought_before is None
    database.close()
