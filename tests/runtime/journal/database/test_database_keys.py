"""Keys in a journal's file: what a second submit with a key does, and whose key it is."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.runtime.journal.claim import VERDICTS, Scope, verdict
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import STATES
from clientwright.runtime.journal.errors import KeyConflict
from runtime.journal.claims import SCOPE, a_claim
from runtime.journal.database.entries import accepted, found, in_state

TABLE = {
    "not_sent": ("buy", "buy"),
    "refused": ("buy", "buy"),
    "sending": ("wait", "wait"),
    "unknown": ("unknown", "unknown"),
    "accepted": ("join", "join"),
    "succeeded": ("join", "buy"),
    "failed": ("raise", "buy"),
    "cancelled": ("raise", "buy"),
}


@pytest.mark.parametrize("again", [False, True], ids=["once", "again"])
@pytest.mark.parametrize("state", TABLE)
def test_what_a_second_submit_with_the_key_does(
    journal: JournalDatabase, state: str, again: bool
) -> None:
    """Each row of the table of `once=`: by each state of the key's entry, and with `again=True`."""
    entry = in_state(journal, state)
    claimed = journal.claim(a_claim(again=again))
    assert claimed.verdict == TABLE[state][again]
    if claimed.verdict != "buy":
        assert claimed.entry == found(journal, entry)
    kept = found(journal, entry)
    if state in ("succeeded", "failed", "cancelled"):
        assert (kept.request_id, kept.state) == ("r1", state)
    assert journal.claim(a_claim(again=again)).verdict == (
        "wait" if claimed.verdict == "buy" else TABLE[state][again]
    )


def test_the_table_knows_every_state() -> None:
    """Each state has a verdict, and each verdict is one of the six."""
    assert set(TABLE) == set(STATES)
    assert {verdict(state, again) for state in STATES for again in (False, True)} == set(VERDICTS)


@pytest.mark.parametrize("state", ["sending", "unknown", "accepted", "succeeded", "failed"])
@pytest.mark.parametrize(
    ("other", "text"),
    [({"fingerprint": "g"}, "another input"), ({"once_on": '["prompt"]'}, "with no once_on")],
)
def test_another_input_under_a_key_is_a_conflict(
    journal: JournalDatabase, state: str, other: dict[str, Any], text: str
) -> None:
    """A key that may have bought something is not taken for another input."""
    entry = in_state(journal, state)
    with pytest.raises(KeyConflict, match=text) as caught:
        journal.claim(a_claim(**other))
    assert caught.value.entry == found(journal, entry)
    assert "Nothing was sent" in str(caught.value)


@pytest.mark.parametrize("state", ["refused", "not_sent"])
def test_a_key_that_bought_nothing_takes_another_input(
    journal: JournalDatabase, state: str
) -> None:
    """After a refusal the input may be mended under the same key."""
    in_state(journal, state)
    claimed = journal.claim(a_claim(fingerprint="g"))
    assert (claimed.verdict, claimed.entry.fingerprint) == ("buy", "g")


@pytest.mark.parametrize("state", STATES)
def test_a_rotated_token_does_not_buy_again(journal: JournalDatabase, state: str) -> None:
    """A key that another token's account may have bought stops, unless the account has a name."""
    in_state(journal, state)
    rotated = a_claim(scope=Scope(SCOPE.base_url, "token:other"))
    if state in ("refused", "not_sent"):
        assert journal.claim(rotated).verdict == "buy"
        return
    with pytest.raises(KeyConflict, match=r"token:1234.*token:other"):
        journal.claim(rotated)
    assert journal.claim(a_claim(scope=Scope(SCOPE.base_url, "studio"))).verdict == "buy"


def test_a_name_of_another_token_is_another_account(journal: JournalDatabase) -> None:
    """Two tokens are two accounts, until both were used with one name."""
    accepted(journal, unnamed=SCOPE.account)
    named = {"scope": Scope(SCOPE.base_url, "studio")}
    assert journal.claim(a_claim(**named, unnamed="token:other")).verdict == "buy"
    assert journal.claim(a_claim(**named, unnamed=SCOPE.account)).verdict != "buy"


@pytest.mark.parametrize("again", [False, True], ids=["once", "again"])
@pytest.mark.parametrize("state", TABLE)
def test_the_table_holds_under_another_name(
    journal: JournalDatabase, state: str, again: bool
) -> None:
    """A key of the same token under another name does what it does under its own, and once."""
    in_state(journal, state)
    named = a_claim(scope=Scope(SCOPE.base_url, "studio"), unnamed=SCOPE.account, again=again)
    verdict = journal.claim(named).verdict
    assert verdict == TABLE[state][again]
    old = journal.claim(a_claim(unnamed=SCOPE.account, again=again)).verdict
    assert old == ("wait" if verdict == "buy" else verdict)


def test_the_other_names_input_counts(journal: JournalDatabase) -> None:
    """Another input under the key of another name of the same token is a conflict."""
    accepted(journal)
    with pytest.raises(KeyConflict, match="another input"):
        journal.claim(
            a_claim(scope=Scope(SCOPE.base_url, "studio"), unnamed=SCOPE.account, fingerprint="g")
        )


def test_names_do_not_keep_a_key_from_being_bought_later(journal: JournalDatabase) -> None:
    """What was refused under each of two names is bought once, under either."""
    named = {"scope": Scope(SCOPE.base_url, "studio")}
    entries = [
        journal.claim(a_claim(**facts)).entry for facts in ({}, {**named, "unnamed": "token:2"})
    ]
    for entry in entries:
        journal.refused(entry, "refused", "no")
    bought = journal.claim(a_claim(**named, unnamed=SCOPE.account))
    assert (bought.verdict, bought.entry.id) == ("buy", entries[1].id)
    assert journal.claim(a_claim(unnamed=SCOPE.account)).entry.id == entries[1].id


def test_a_token_that_comes_back_does_not_buy_again(journal: JournalDatabase) -> None:
    """A key that the first token's account was refused, and the second's bought, is not bought by the first."""
    in_state(journal, "refused")
    accepted(journal, scope=Scope(SCOPE.base_url, "token:other"))
    with pytest.raises(KeyConflict, match="token:other"):
        journal.claim(a_claim())


def test_keys_count_within_their_address_and_endpoint(journal: JournalDatabase) -> None:
    """A rehearsal in the sandbox, or another endpoint, does not use up a key."""
    accepted(journal)
    assert journal.claim(a_claim(endpoint="c/d")).verdict == "buy"
    assert journal.claim(a_claim(scope=Scope("http://127.0.0.1:1", SCOPE.account))).verdict == "buy"
    assert [journal.claim(a_claim(None)).verdict for _ in range(2)] == ["buy", "buy"]
