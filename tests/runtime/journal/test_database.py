"""The journal's verbs on a file: what a key, a ceiling, a settlement and a pruning do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal import process_owner
from clientwright.runtime.journal.claim import VERDICTS, Ceiling, Scope, verdict
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import FREE, STATES, Entry, SavedFile
from clientwright.runtime.journal.errors import BudgetReached, JournalError, KeyConflict
from clientwright.runtime.journal.settlement import SETTLED
from runtime.journal.claims import SCOPE, a_claim, journal_in


@pytest.fixture
def journal(tmp_path: Path) -> JournalDatabase:
    """Return an empty journal."""
    return journal_in(tmp_path)


def accepted(journal: JournalDatabase, once: str | None = "key", **facts: Any) -> Entry:
    """Return the entry of a job that was accepted as `r-` and its key."""
    entry = journal.claim(a_claim(once, **facts)).entry
    journal.accepted(entry, f"r-{once}")
    return found(journal, entry)


def found(journal: JournalDatabase, entry: Entry) -> Entry:
    """Return an entry as it is now."""
    now = journal.entry(entry.id)
    assert now is not None
    return now


def died(journal: JournalDatabase, entry: Entry) -> None:
    """Let the process of an entry have ended without a word, as far as the journal can tell."""
    process_owner.end_sending(entry.token)


def in_state(journal: JournalDatabase, state: str) -> Entry:
    """Return the key's entry in a state, as the verbs bring it there."""
    entry = journal.claim(a_claim()).entry
    steps: dict[str, Callable[[], object]] = {
        "sending": lambda: None,
        "unknown": lambda: journal.unknown(entry, "lost"),
        "refused": lambda: journal.refused(entry, "refused", "HTTP 422"),
        "not_sent": lambda: journal.refused(entry, "not_sent", "no connection"),
    }
    if state in steps:
        steps[state]()
    else:
        journal.accepted(entry, "r1")
        if state != "accepted":
            journal.ended(entry.id, state, "words", result={"output": {"video": "https://x/y"}})
    assert found(journal, entry).state == state
    return entry


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


@pytest.mark.parametrize("late", ["accepted", "refused", "unknown"])
def test_an_answer_after_the_process_counted_as_dead(journal: JournalDatabase, late: str) -> None:
    """An answer that is noted late overrides the guess that its process had died."""
    entry = journal.claim(a_claim()).entry
    died(journal, entry)
    assert journal.refresh(entry.id) == found(journal, entry)
    assert found(journal, entry).state == "unknown"
    if late == "accepted":
        journal.accepted(entry, "r1")
    else:
        getattr(journal, late)(entry, late, "words") if late == "refused" else journal.unknown(
            entry, "words"
        )
    assert found(journal, entry).state == late


def test_no_id_is_lost_when_a_person_was_wrong(journal: JournalDatabase) -> None:
    """An answer after the settlement and a second purchase is a row of its own, and so is another id."""
    first = journal.claim(a_claim()).entry
    died(journal, first)
    journal.refresh(first.id)
    journal.settle(first.id, None)
    second = journal.claim(a_claim()).entry
    assert second.id == first.id
    journal.accepted(first, "late")
    journal.accepted(second, "own")
    assert {one.request_id for one in journal.entries(("accepted",))} == {"late", "own"}
    assert journal.claim(a_claim()).entry.request_id == "own"
    third = journal.claim(a_claim("third")).entry
    died(journal, third)
    journal.refresh(third.id)
    journal.settle(third.id, "said")
    journal.ended(third.id, "succeeded", result={"output": {}})
    journal.accepted(third, "true")
    assert {one.request_id for one in journal.entries()} == {"late", "own", "said", "true"}
    assert found(journal, third).state == "succeeded"


def test_an_answer_after_the_entry_was_pruned_takes_the_key(journal: JournalDatabase) -> None:
    """A job that was accepted after its entry was settled and pruned still keeps its key from buying."""
    entry = journal.claim(a_claim()).entry
    died(journal, entry)
    journal.refresh(entry.id)
    journal.settle(entry.id, None)
    assert journal.prune(time.time() + 1) == 1
    journal.accepted(entry, "late")
    assert journal.claim(a_claim()).entry.request_id == "late"


def test_the_same_answer_twice_is_one_row(journal: JournalDatabase) -> None:
    """Noting the same acceptance again changes nothing, also not the end of the job."""
    entry = journal.claim(a_claim()).entry
    for _ in range(2):
        journal.accepted(entry, "r1")
    journal.ended(entry.id, "succeeded")
    journal.accepted(entry, "r1")
    assert [(one.request_id, one.state) for one in journal.entries()] == [("r1", "succeeded")]


def test_a_refusal_with_an_id_keeps_it(journal: JournalDatabase) -> None:
    """A key that buys after a refusal with a request id leaves that entry in the journal."""
    entry = journal.claim(a_claim()).entry
    journal.refused(entry, "refused", "HTTP 409", request_id="r1")
    assert journal.claim(a_claim()).verdict == "buy"
    assert found(journal, entry).request_id == "r1"


@pytest.mark.parametrize("state", ["accepted", "refused", "unknown"])
def test_a_request_of_another_endpoint_is_not_taken(journal: JournalDatabase, state: str) -> None:
    """A request that the journal knows as one of another endpoint settles nothing, whatever became of it."""
    other = journal.claim(a_claim("other", endpoint="c/d")).entry
    if state == "accepted":
        journal.accepted(other, "r1")
    elif state == "refused":
        journal.refused(other, "refused", "HTTP 409", request_id="r1")
    else:
        journal.unknown(other, "lost", request_id="r1")
    entry = in_state(journal, "unknown")
    with pytest.raises(JournalError, match=r"request r1 already belongs to j1 \(c/d"):
        journal.settle(entry.id, "r1")
    assert found(journal, entry).state == "unknown"


def test_settling(journal: JournalDatabase) -> None:
    """Only unknown entries are settled, twice the same is once, and a request is that of one entry."""
    entry, other = in_state(journal, "unknown"), accepted(journal, "other")
    with pytest.raises(JournalError, match="already belongs to j2"):
        journal.settle(entry.id, "r-other")
    for _ in range(2):
        assert journal.settle(entry.id, "r1").request_id == "r1"
    for request in (None, "r2"):
        with pytest.raises(JournalError, match=r"not unknown.*unchanged"):
            journal.settle(other.id, request)
    assert journal.settle(other.id, "r-other") == other
    with pytest.raises(JournalError, match="no entry j99"):
        journal.settle(99, None)
    third = journal.claim(a_claim("third")).entry
    journal.unknown(third, "lost")
    for _ in range(2):
        assert journal.settle(third.id, None).reason == SETTLED
    assert journal.claim(a_claim()).entry.request_id == "r1"


def test_a_wrong_settlement_is_mended(journal: JournalDatabase) -> None:
    """What a person said can be said otherwise, in any order, until the provider's answer about it is known."""
    entry = in_state(journal, "unknown")
    for request, state in (("r1", "accepted"), (None, "refused"), ("r2", "accepted")):
        settled = journal.settle(entry.id, request)
        assert (settled.state, settled.request_id) == (state, request)
    assert journal.claim(a_claim()).entry.request_id == "r2"
    journal.ended(entry.id, "succeeded")
    for request in (None, "r3"):
        with pytest.raises(JournalError, match="nothing to settle"):
            journal.settle(entry.id, request)


def test_an_id_that_the_answer_named_is_kept(journal: JournalDatabase) -> None:
    """Whatever a person says, the entry keeps the request that the answer named, and pruning keeps the entry."""
    entry = journal.claim(a_claim()).entry
    journal.unknown(entry, "odd answer", "r1")
    journal.unknown(entry, "interrupted")
    assert found(journal, entry).request_id == "r1"
    for request, kept in ((None, "r1"), ("r2", "r2"), (None, "r1")):
        settled = journal.settle(entry.id, request)
        assert settled.request_id == kept
        assert settled.reason is not None
        assert "its answer named request r1" in settled.reason
    assert journal.prune(time.time() + 1) == 0
    again = journal.claim(a_claim())
    assert (again.verdict, again.entry.id == entry.id) == ("buy", False)
    assert found(journal, entry).request_id == "r1"
    assert journal.prune(time.time() + 1) == 0
    journal.refused(again.entry, "refused", "no")
    assert journal.prune(time.time() + 1) == 1


def test_an_old_entry_settles_no_later_purchase(journal: JournalDatabase, tmp_path: Path) -> None:
    """A settlement of an attempt, or of an entry of another journal, is none of what the row is now."""
    entry = in_state(journal, "unknown")
    journal.settle(entry.id, None, entry.token)
    bought = journal.claim(a_claim()).entry
    journal.unknown(bought, "lost")
    assert bought.id == entry.id
    for request in (None, "r9"):
        with pytest.raises(JournalError, match="bought again since; nothing was changed"):
            journal.settle(entry.id, request, entry.token)
    assert found(journal, bought).state == "unknown"
    (tmp_path / "other").mkdir()
    other = in_state(journal_in(tmp_path / "other"), "unknown")
    with pytest.raises(JournalError, match="another journal"):
        journal.settle(bought.id, None, other.token)
    assert journal.settle(bought.id, None, bought.token).state == "refused"


def test_a_request_of_another_address_is_another_request(journal: JournalDatabase) -> None:
    """The sandbox's ids may be like those of the real service."""
    accepted(journal, scope=Scope("http://127.0.0.1:1", SCOPE.account))
    entry = in_state(journal, "unknown")
    assert journal.settle(entry.id, "r-key").state == "accepted"


def test_pending_tells_what_is_to_be_done(journal: JournalDatabase, tmp_path: Path) -> None:
    """Pending are what is sent, what is unknown, what runs, and results that were downloaded nowhere."""
    for state in STATES:
        entry = journal.claim(a_claim(state)).entry
        if state == "sending":
            continue
        if state in ("refused", "not_sent"):
            journal.refused(entry, state, "no")
        elif state == "unknown":
            died(journal, entry)
        else:
            journal.accepted(entry, state)
            if state != "accepted":
                journal.ended(entry.id, state, result={"output": {}})
    states = [one.state for one in journal.pending([SCOPE])]
    assert states == ["sending", "unknown", "accepted", "succeeded"]
    assert journal.pending([Scope(SCOPE.base_url, "other")]) == []
    last = journal.pending()[-1]
    (path := tmp_path / "a.mp4").write_bytes(b"abc")
    journal.saved(last.id, [SavedFile(str(path), "0" * 64, 3)])
    assert [one.state for one in journal.pending()] == states[:3]
    assert found(journal, last).files == (SavedFile(str(path), "0" * 64, 3),)
    journal.saved(last.id, [])
    assert [one.state for one in journal.pending()] == states
    journal.prune(4e9)
    assert [one.state for one in journal.pending()] == states[:3]


def test_entries_are_found_by_their_facts(journal: JournalDatabase) -> None:
    """Entries are selected by state, scope, batch and request id, in the order of their claims."""
    first, second = accepted(journal, "a", batch="b"), accepted(journal, "b")
    assert journal.entries() == [first, second]
    assert journal.entries(batch="b") == [first]
    assert journal.entries(request_id="r-b") == [second]
    assert journal.entries(("refused", "unknown")) == []
    assert journal.entry(99) is None
    assert journal.refresh(99) is None


@pytest.mark.parametrize("cost", [None, "free", float("nan"), -1])
def test_a_cost_that_is_no_amount_leaves_the_price(journal: JournalDatabase, cost: object) -> None:
    """Only an amount of money replaces the price that was reserved."""
    entry = accepted(journal, price=Decimal("0.5"))
    journal.ended(entry.id, "succeeded", cost=cost)
    assert (found(journal, entry).cost, found(journal, entry).price) == (None, Decimal("0.5"))


def test_a_shortfall_is_kept_free(journal: JournalDatabase) -> None:
    """What jobs in flight are expected to cost beyond their prices leaves less room under the ceiling."""

    def claim(once: str, shortfall: str) -> None:
        ceiling = Ceiling(budget=Decimal("1.0"), shortfall=Decimal(shortfall))
        journal.claim(a_claim(once, batch="b", price=Decimal("0.3"), ceiling=ceiling))

    claim("a", "0.7")
    with pytest.raises(BudgetReached, match=r"expected to cost 0\.41 USD more"):
        claim("b", "0.41")
    claim("b", "0.4")


def test_a_ceiling_of_money(journal: JournalDatabase) -> None:
    """Every job of the batch counts but refused ones, with its cost once that is known."""
    ceiling = Ceiling(budget=Decimal("1.0"))

    def claim(once: str) -> Entry:
        price = Decimal("0.3")
        return journal.claim(a_claim(once, batch="b", price=price, ceiling=ceiling)).entry

    entries = [claim(once) for once in "abc"]
    with pytest.raises(BudgetReached, match=r"0\.90 USD of 1\.00 USD .* to cost 0\.30 USD"):
        claim("d")
    journal.unknown(entries[0], "lost")
    with pytest.raises(BudgetReached):
        claim("d")
    journal.refused(entries[1], "refused", "no")
    claim("d")
    journal.accepted(entries[2], "r1")
    journal.ended(entries[2].id, "failed", cost="0")
    claim("e")
    with pytest.raises(BudgetReached):
        claim("f")
    assert journal.claim(a_claim("c", batch="b", ceiling=ceiling)).verdict == "raise"
    assert (
        journal.claim(a_claim("x", batch="c", price=Decimal(1), ceiling=ceiling)).verdict == "buy"
    )


def test_a_ceiling_beyond_64_bits(journal: JournalDatabase) -> None:
    """Sums that no 64-bit number holds are exact, too."""
    most, budget = Decimal(10**9), Ceiling(budget=Decimal(10**9))
    for number in range(20):
        journal.claim(a_claim(f"k{number}", batch="b", price=most - Decimal("1e-9")))
    with pytest.raises(BudgetReached, match=r"19999999999\.99999998 USD of"):
        journal.claim(a_claim("last", batch="b", price=Decimal("0.1"), ceiling=budget))


@pytest.mark.parametrize(
    ("first", "second", "is_shared"),
    [
        ("token:one", "token:two", True),
        ("token:one", "studio", True),
        ("studio", "token:one", True),
        ("studio", "agency", False),
    ],
)
@pytest.mark.parametrize("ceiling", [Ceiling(budget=Decimal(3)), Ceiling(max_jobs=3)])
def test_a_ceiling_is_kept_over_a_change_of_token(
    journal: JournalDatabase, first: str, second: str, is_shared: bool, ceiling: Ceiling
) -> None:
    """Jobs of a batch that may be of the same account count, whatever its name is now."""
    facts: dict[str, Any] = {"batch": "b", "price": Decimal(1), "ceiling": ceiling}
    for n in range(3):
        journal.claim(a_claim(f"1 {n}", scope=Scope(SCOPE.base_url, first), **facts))
    claim = a_claim("2", scope=Scope(SCOPE.base_url, second), **facts)
    if is_shared:
        with pytest.raises(BudgetReached):
            journal.claim(claim)
    else:
        assert journal.claim(claim).verdict == "buy"


def test_names_of_one_token_share_a_ceiling(journal: JournalDatabase) -> None:
    """Two names that one token was used with have one ceiling for each batch."""
    facts: dict[str, Any] = {"batch": "b", "ceiling": Ceiling(max_jobs=1), "unnamed": "token:t"}
    journal.claim(a_claim("1", scope=Scope(SCOPE.base_url, "studio"), **facts))
    with pytest.raises(BudgetReached):
        journal.claim(a_claim("2", scope=Scope(SCOPE.base_url, "agency"), **facts))


def test_jobs_without_a_price_leave_no_budget(journal: JournalDatabase) -> None:
    """A batch of whose jobs one has neither price nor cost buys nothing under a budget."""
    entry = accepted(journal, "first", batch="b")
    claim = a_claim("k", batch="b", price=Decimal(1), ceiling=Ceiling(budget=Decimal(9)))
    with pytest.raises(ConfigurationError, match="1 of the 1 jobs of the batch 'b' have no price"):
        journal.claim(claim)
    journal.ended(entry.id, "succeeded", cost="8")
    assert journal.claim(claim).verdict == "buy"


def test_a_ceiling_of_jobs(journal: JournalDatabase) -> None:
    """The number of jobs counts whatever they cost."""
    ceiling = Ceiling(max_jobs=2)
    for once in "ab":
        journal.claim(a_claim(once, batch="b", ceiling=ceiling))
    with pytest.raises(BudgetReached, match="2 jobs, and max_jobs is 2"):
        journal.claim(a_claim("c", batch="b", ceiling=ceiling))
    assert journal.claim(a_claim("a", batch="b", ceiling=ceiling)).verdict == "wait"


@pytest.mark.parametrize(
    ("budget", "price"),
    [("NaN", "1"), ("-1", "1"), ("Infinity", "1"), ("2e9", "1"), ("1", None), ("1", "NaN")],
)
def test_a_ceiling_without_amounts_buys_nothing(
    journal: JournalDatabase, budget: str, price: str | None
) -> None:
    """A budget or a price that is no amount of money stops the job before it is sent."""
    ceiling = Ceiling(budget=Decimal(budget))
    priced = None if price is None else Decimal(price)
    with pytest.raises(ConfigurationError, match="nothing was sent"):
        journal.claim(a_claim(batch="b", ceiling=ceiling, price=priced))
    assert journal.entries() == []


def test_money_is_not_rounded_over_the_ceiling(journal: JournalDatabase) -> None:
    """Parts of a billionth are rounded up in prices, and down in the budget."""
    small = Decimal("1e-10")
    with pytest.raises(BudgetReached):
        journal.claim(a_claim(batch="b", price=small, ceiling=Ceiling(Decimal("9e-10"))))
    nine = Decimal("0.0000000019")
    claim = a_claim(batch="b", price=Decimal("0.0000000011"), ceiling=Ceiling(nine))
    with pytest.raises(BudgetReached):
        journal.claim(claim)


SECRETS = ("sunset-over-a-secret-place", "https://cdn.example/private?sig=abcdef0123456789")


def test_pruned_inputs_and_urls_are_gone_from_the_files(
    journal: JournalDatabase, tmp_path: Path
) -> None:
    """After `prune` no byte of the files has an input or an output's URL; keys still do not buy."""
    for n, once in enumerate(["a", "b", None, *"cdefgh"]):
        many = "x" * (10_000 * (n % 3))
        entry = journal.claim(a_claim(once, input=f'{{"prompt": "{SECRETS[0]}{many}"}}')).entry
        journal.accepted(entry, f"r{n}")
        journal.ended(entry.id, "succeeded", result={"output": [SECRETS[1] + many]})
    running = journal.claim(a_claim("z", input='{"prompt": "kept"}')).entry
    assert all(_in_files(tmp_path, secret) for secret in SECRETS)
    assert journal.prune(time.time() + 1) == 9
    assert not any(_in_files(tmp_path, secret) for secret in SECRETS)
    assert found(journal, running).input == {"prompt": "kept"}
    assert [journal.claim(a_claim(once)).verdict for once in "abcdefgh"] == ["join"] * 8
    assert len(journal.entries()) == 9
    assert journal.prune(time.time() + 1) == 0


def _in_files(folder: Path, secret: str) -> bool:
    return any(secret.encode() in (folder / name).read_bytes() for name in os.listdir(folder))


@pytest.mark.parametrize("once", ["key", None])
@pytest.mark.parametrize("request_id", ["r1", None])
@pytest.mark.parametrize("state", STATES)
def test_only_what_prune_forgets_can_be_deleted(
    journal: JournalDatabase, state: str, request_id: str | None, once: str | None
) -> None:
    """Both databases refuse to delete an entry that `prune` keeps, whoever asks, and say what to do."""
    journal.claim(a_claim(once))
    execute = journal._dialect.execute
    execute("UPDATE job_journal_entries SET state = ?, request_id = ?", (state, request_id))
    delete = "DELETE FROM job_journal_entries RETURNING id"
    is_pruned = state in FREE and (once is None or request_id is None)
    if is_pruned or (state in ("succeeded", "failed", "cancelled") and once is None):
        assert len(execute(delete)) == 1
        return
    with pytest.raises(JournalError, match="its key could buy again"):
        execute(delete)
    journal.prune(time.time() + 1)
    assert len(journal.entries()) == 1


def test_prune_spares_what_is_young_or_undecided(journal: JournalDatabase) -> None:
    """Only what ended before the time is forgotten; unknown and running jobs never are."""
    for state in STATES:
        entry = journal.claim(a_claim(state, input="{}")).entry
        if state in ("refused", "not_sent"):
            journal.refused(entry, state, "no")
        elif state == "unknown":
            journal.unknown(entry, "lost", request_id="maybe")
        elif state != "sending":
            journal.accepted(entry, state)
            if state != "accepted":
                journal.ended(entry.id, state)
    assert journal.prune(time.time() - 60) == 0
    assert journal.prune(time.time() + 1) == 5
    kept = {one.once: one.input for one in journal.entries()}
    assert {name for name, value in kept.items() if value is not None} == {
        *("sending", "unknown", "accepted")
    }
    assert set(kept) == set(STATES) - {"refused", "not_sent"}


@pytest.mark.parametrize("once", ["k" * 10_000, "\0\x1b[31m\r\n", "🎬 ' \" ; --", ""])
def test_any_text_is_a_key_of_its_own(journal: JournalDatabase, once: str) -> None:
    """Long keys and keys of control characters are keys like others."""
    entry = accepted(journal, once)
    assert journal.claim(a_claim(once)).entry == entry
    assert journal.claim(a_claim(once + "x")).verdict == "buy"


@pytest.mark.parametrize("wrong", [{"once": "\ud800"}, {"position": 2**70}])
def test_what_the_store_cannot_keep_is_refused(
    journal: JournalDatabase, wrong: dict[str, Any]
) -> None:
    """Broken text and numbers that are too large raise, send nothing, and leave no transaction."""
    with pytest.raises(JournalError, match=r"^nothing was sent"):
        journal.claim(a_claim(**wrong))
    assert journal.claim(a_claim()).verdict == "buy"


def test_entries_say_what_they_are(journal: JournalDatabase) -> None:
    """An entry's text has its short id, key, state and request, and its repr no secret."""
    entry = accepted(journal, "k")
    assert str(entry) == "j1 (a/b for once='k', accepted, request r-k)"
    assert entry.short_id == "j1"
    assert entry.token not in repr(entry)
