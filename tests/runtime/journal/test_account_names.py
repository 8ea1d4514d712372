"""The law of accounts: with one and the same token, no change of `account=` buys a key twice."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.claim import Ceiling, Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import FREE
from clientwright.runtime.journal.errors import BudgetReached, KeyConflict
from runtime.journal.claims import a_claim, journal_in

URL = "https://api.example"
TOKENS = ("token:1", "token:2")
calls = st.tuples(
    st.sampled_from(TOKENS),
    st.sampled_from((None, "a", "b", *TOKENS)),
    st.sampled_from(("sending", "accepted", "succeeded", "failed", "unknown", *FREE)),
)


@given(calls=st.lists(calls, max_size=8))
def test_one_token_buys_a_key_once(calls: list[tuple[str, str | None, str]]) -> None:
    """Whatever names two tokens use in whatever order, neither has bought the key twice."""
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        bought = dict.fromkeys(TOKENS, 0)
        for token, name, state in calls:
            scope = Scope(URL, name or token)
            try:
                claimed = journal.claim(a_claim(scope=scope, unnamed=token))
            except KeyConflict:
                continue
            if claimed.verdict != "buy":
                continue
            if state in FREE:
                journal.refused(claimed.entry, state, "no")
                continue
            bought[token] += 1
            if state == "unknown":
                journal.unknown(claimed.entry, "lost")
            elif state != "sending":
                journal.accepted(claimed.entry, f"{claimed.entry.token}")
                if state != "accepted":
                    journal.ended(claimed.entry.id, state)
        journal.close()
    assert max(bought.values()) <= 1


def test_every_database_knows_the_names_of_a_token(journal: JournalDatabase) -> None:
    """On each database a key joins and a ceiling holds under another name of the same token."""
    facts: dict[str, Any] = {"unnamed": "token:1", "batch": "b", "ceiling": Ceiling(max_jobs=1)}
    first = journal.claim(a_claim("k", scope=Scope(URL, "a"), **facts)).entry
    journal.accepted(first, "r1")
    for name in ("b", "token:1", "a"):
        assert journal.claim(a_claim("k", scope=Scope(URL, name), **facts)).entry.id == first.id
        with pytest.raises(BudgetReached):
            journal.claim(a_claim("other", scope=Scope(URL, name), **facts))
    scopes = journal.scopes(Scope(URL, "b"), "token:1")
    assert scopes[0].account == "b"
    assert {one.account for one in scopes} == {"token:1", "a", "b"}
    assert journal.scopes(Scope(URL, "c"), "token:2") == (Scope(URL, "c"), Scope(URL, "token:2"))


def test_a_place_is_that_of_the_account_whatever_its_name(journal: JournalDatabase) -> None:
    """What a batch has bought at a place is found, and not bought again, under another name of the token."""
    facts: dict[str, Any] = {"unnamed": "token:1", "batch": "b", "position": 7}
    first = journal.claim(a_claim("k", scope=Scope(URL, "a"), **facts)).entry
    journal.accepted(first, "r1")
    renamed = Scope(URL, "b")
    scopes = journal.scopes(renamed, "token:1")
    assert journal.bought_places(scopes, "b") == {7}
    assert [one.request_id for one in journal.entries(("accepted",), scopes)] == ["r1"]
    assert journal.pending([renamed]) == []
    with pytest.raises(KeyConflict, match="once_on"):
        journal.claim(a_claim("new", scope=renamed, once_on='["x"]', **facts))
