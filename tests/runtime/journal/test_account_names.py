"""The law of accounts: clients that a chain of shared tokens and names ties together are one account."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.claim import Ceiling, Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import FREE
from clientwright.runtime.journal.errors import BudgetReached, KeyConflict
from clientwright.runtime.journal.journal import Journal
from runtime.journal.claims import a_claim, journal_in

URL = "https://api.example"
TOKENS = ("token:1", "token:2", "token:3")
NAMES = ("a", "b", "a b", *TOKENS)
MOST = 3
calls = st.tuples(
    st.sampled_from(TOKENS),
    st.sampled_from((None, *NAMES)),
    st.sampled_from(("sending", "accepted", "succeeded", "failed", "unknown", *FREE)),
)
batch_calls = st.tuples(
    st.sampled_from(TOKENS), st.sampled_from((None, *NAMES)), st.sampled_from("xyz")
)


class Accounts:
    """The model: which tokens and names are one account, by the uses so far."""

    def __init__(self) -> None:
        self.groups: list[set[str]] = []

    def use(self, token: str, name: str | None) -> set[str]:
        """Tie a name to a token, and return all names of this account."""
        group = {token, name or token}
        for other in [one for one in self.groups if one & group]:
            group |= other
            self.groups.remove(other)
        self.groups.append(group)
        return group


@given(calls=st.lists(calls, max_size=10))
def test_one_account_buys_a_key_once(calls: list[tuple[str, str | None, str]]) -> None:
    """Whatever names and tokens are used in whatever order, an account buys nothing that it has bought."""
    accounts, bought, conflicts = Accounts(), [], []
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        for token, name, state in calls:
            mine, own = accounts.use(token, name), name or token
            scopes = journal.scopes(Scope(URL, own), token)
            try:
                claimed = journal.claim(a_claim(scope=Scope(URL, own), unnamed=token))
            except KeyConflict as error:
                conflicts.append((error, mine & set(bought)))
                continue
            assert (claimed.verdict == "buy") is not bool(mine & set(bought))
            assert {one.account for one in scopes} == mine
            assert scopes[0].account == own
            if claimed.verdict != "buy":
                continue
            if state in FREE:
                journal.refused(claimed.entry, state, "no")
                continue
            bought.append(own)
            if state == "unknown":
                journal.unknown(claimed.entry, "lost")
            elif state != "sending":
                journal.accepted(claimed.entry, f"{claimed.entry.token}")
                if state != "accepted":
                    journal.ended(claimed.entry.id, state)
        journal.close()
    for conflict, own_entries in conflicts:
        assert conflict.entry is not None
        assert f"pass account={conflict.entry.account!r}" in str(conflict)
        assert not own_entries


@given(calls=st.lists(batch_calls, max_size=12))
def test_one_account_has_one_ceiling_and_one_place(
    calls: list[tuple[str, str | None, str]],
) -> None:
    """What an account has bought of a batch counts for its ceiling and its places under each of its names."""
    accounts, bought = Accounts(), []
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        for token, name, place in calls:
            mine, own = accounts.use(token, name), name or token
            scope, position = Scope(URL, own), "xyz".index(place)
            facts: dict[str, Any] = {"batch": "b", "position": position, "unnamed": token}
            places = journal.bought_places(journal.scopes(scope, token), "b")
            assert places == {at for account, at in bought if account in mine}
            try:
                claim = a_claim(None, scope=scope, ceiling=Ceiling(max_jobs=MOST), **facts)
                journal.claim(claim)
            except BudgetReached:
                continue
            bought.append((own, position))
            assert sum(account in mine for account, _ in bought) <= MOST
        journal.close()


def test_names_are_followed_over_tokens(journal: JournalDatabase) -> None:
    """On each database, what a token bought without a name is found by another token under a later name."""
    facts: dict[str, Any] = {"batch": "b", "position": 7, "ceiling": Ceiling(max_jobs=1)}
    first = journal.claim(a_claim("k", scope=Scope(URL, "token:1"), unnamed="token:1")).entry
    journal.accepted(first, "r1")
    chain = (("token:1", "a"), ("token:2", "a"), ("token:2", "b c"), ("token:3", "b c"))
    for token, name in chain:
        claimed = journal.claim(a_claim("k", scope=Scope(URL, name), unnamed=token))
        assert (claimed.verdict, claimed.entry.id) == ("join", first.id)
    last = Scope(URL, "b c")
    names = {one.account for one in journal.scopes(last, "token:3")}
    assert names == {"token:1", "token:2", "token:3", "a", "b c"}
    journal.claim(a_claim("m", scope=Scope(URL, "a"), unnamed="token:1", **facts))
    assert journal.bought_places(journal.scopes(last, "token:3"), "b") == {7}
    with pytest.raises(BudgetReached):
        journal.claim(a_claim("other", scope=last, unnamed="token:3", **facts))
    assert Journal(journal).not_followed(URL, "b c") is None
    assert Journal(journal).not_followed(URL, "d") is not None


REFUSALS: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "input": ({"fingerprint": "g"}, KeyConflict),
    "place": ({"once": "new", "position": 1, "once_on": '["x"]'}, KeyConflict),
    "ceiling": ({"once": "new", "ceiling": Ceiling(max_jobs=1)}, BudgetReached),
    "price": (
        {"once": "new", "price": Decimal(1), "ceiling": Ceiling(Decimal(9))},
        ConfigurationError,
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_claim_ties_a_name(journal: JournalDatabase, name: str) -> None:
    """A name that a token was used with is known also if the journal refused that use."""
    facts, error = REFUSALS[name]
    usual: dict[str, Any] = {"batch": "b", "position": 1}
    first = journal.claim(a_claim("k", scope=Scope(URL, "a"), unnamed="token:1", **usual)).entry
    journal.accepted(first, "r1")
    with pytest.raises(error):
        journal.claim(
            a_claim(
                **({**usual, "once": "k", "scope": Scope(URL, "c"), "unnamed": "token:1"} | facts)
            )
        )
    later = journal.claim(a_claim("k", scope=Scope(URL, "c"), unnamed="token:2", **usual))
    assert (later.verdict, later.entry.id) == ("join", first.id)


def test_a_conflict_of_one_account_names_the_other_name(journal: JournalDatabase) -> None:
    """A key that has another input under another name of the account says which name that is."""
    entry = journal.claim(a_claim("k", scope=Scope(URL, "a"), unnamed="token:1")).entry
    journal.accepted(entry, "r1")
    claim = a_claim("k", scope=Scope(URL, "b"), unnamed="token:1", fingerprint="g")
    with pytest.raises(KeyConflict, match="under account 'a', which is also called 'b'"):
        journal.claim(claim)


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
