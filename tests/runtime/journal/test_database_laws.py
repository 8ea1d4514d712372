"""Any order of verbs, answers, deaths and settlements against a simple model of what was bought."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
)

from clientwright.runtime.journal import process_owner
from clientwright.runtime.journal.claim import Ceiling
from clientwright.runtime.journal.entry import FREE, Entry, SavedFile
from clientwright.runtime.journal.errors import BudgetReached, JournalError
from runtime.journal.claims import a_claim, journal_in

BUDGET = Decimal("1.1")
PRICES = tuple(map(Decimal, ("0.1", "0.3333333333", "0.5", "0.0000000001")))
keys = st.sampled_from("ab")
answers = st.sampled_from(["accepted", "accepted", "refused", "unknown", "dies"])


@dataclass(eq=False)
class Bought:
    """A row of the model: what the journal must know of one verdict `buy`."""

    key: str
    entry: Entry
    price: Decimal | None
    state: str = "sending"
    request: str | None = None
    cost: Decimal | None = None
    current: bool = True
    alive: bool = True
    by_hand: bool = False
    handles: list[str] = field(default_factory=list)
    """The requests that a person said, of which programs can have handles."""


class JournalMachine(RuleBasedStateMachine):
    """Two journals of one file, so that what one writes the other one reads."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.journals = [journal_in(Path(self.folder.name)) for _ in range(2)]
        self.rows: list[Bought] = []
        self.ids = 0

    def teardown(self) -> None:
        """Close the files."""
        for journal in self.journals:
            journal.close()
        for row in self.rows:
            process_owner.end_sending(row.entry.token)
        self.folder.cleanup()

    def current(self, key: str) -> Bought | None:
        """Return the row that a key stands for."""
        return next((row for row in self.rows if row.key == key and row.current), None)

    def new_id(self) -> str:
        """Return a request id of the provider."""
        self.ids += 1
        return f"r{self.ids}"

    def spent(self) -> Decimal:
        """Return what the batch has cost or reserved; parts of a billionth count as one."""
        counted = [row for row in self.rows if row.state not in FREE and row.price is not None]
        amounts = [row.price if row.cost is None else row.cost for row in counted]
        return sum((up(amount or Decimal(0)) for amount in amounts), Decimal(0))

    @rule(
        target=sent,
        which=st.integers(0, 1),
        key=keys,
        price=st.sampled_from([None, None, *PRICES]),
        again=st.booleans(),
    )
    def claim(self, which: int, key: str, price: Decimal | None, again: bool) -> Any:
        """A claim buys only what nobody has bought, or what ended, if that is asked for.

        Without a price it is in no batch.
        """
        found = self.current(key)
        self.see_dead([found] if found else [])
        state = found.state if found else "free"
        ended = state in ("succeeded", "failed", "cancelled")
        buys = state in ("free", *FREE) or (ended and again)
        fits = price is None or self.spent() + up(price) <= BUDGET
        batch = {} if price is None else {"batch": "b", "price": price, "ceiling": Ceiling(BUDGET)}
        claim = a_claim(key, again=again, **batch)
        try:
            claimed = self.journals[which].claim(claim)
        except BudgetReached:
            assert buys
            assert not fits
            return multiple()
        if not buys:
            others = {"sending": "wait", "accepted": "join", "succeeded": "join"}
            assert claimed.verdict == others.get(
                state, "unknown" if state == "unknown" else "raise"
            )
            assert found is not None
            assert claimed.entry.request_id == found.request
            return multiple()
        assert (claimed.verdict, fits) == ("buy", True)
        if found is not None and state in FREE:
            self.rows.remove(found)
        elif found is not None:
            found.current = False
        self.rows.append(Bought(key, claimed.entry, price))
        assert price is None or self.spent() <= BUDGET
        return self.rows[-1]

    @rule(which=st.integers(0, 1), row=sent, answer=answers)
    def answer(self, which: int, row: Bought, answer: str) -> None:
        """The answer of a submit is noted, whatever has been guessed or settled meanwhile."""
        journal, entry = self.journals[which], row.entry
        if not row.alive:
            return
        row.alive = False
        kept = row in self.rows
        if answer == "dies":
            process_owner.end_sending(entry.token)
        elif answer == "accepted":
            request = self.new_id()
            journal.accepted(entry, request)
            if kept and row.state in ("sending", "unknown", *FREE):
                row.state, row.request, row.by_hand = "accepted", request, False
            else:
                free = self.current(row.key) is None
                late = Bought(row.key, entry, row.price, "accepted", request, None, free, False)
                self.rows.append(late)
        elif answer == "refused":
            journal.refused(entry, "refused", "no")
            if kept and row.state in ("sending", "unknown"):
                row.state = "refused"
        else:
            journal.unknown(entry, "lost")
            if kept and row.state in ("sending", "unknown"):
                row.state = "unknown"

    @rule(which=st.integers(0, 1), row=sent)
    def counts_as_dead(self, which: int, row: Bought) -> None:
        """Another process cannot tell that the sender is alive; its answer comes later all the same."""
        process_owner.end_sending(row.entry.token)
        self.journals[which].refresh(row.entry.id)
        if row in self.rows and row.state == "sending":
            row.state = "unknown"

    @rule(
        which=st.integers(0, 1),
        row=sent,
        state=st.sampled_from(["succeeded", "failed", "cancelled"]),
        cost=st.sampled_from([None, *PRICES]),
    )
    def ended(self, which: int, row: Bought, state: str, cost: Decimal | None) -> None:
        """A job that was accepted ends, and may have cost another amount."""
        if row.state == "sending":
            self.answer(which, row, "accepted")
        if row not in self.rows or row.state != "accepted" or (cost or 0) > (row.price or 1):
            return
        self.journals[which].ended(row.entry.id, state, cost=cost)
        row.state, row.cost = state, cost if cost is not None else row.cost
        row.by_hand = False

    @rule(which=st.integers(0, 1), row=sent, never=st.booleans())
    def settle(self, which: int, row: Bought, never: bool) -> None:
        """A person settles what is unknown or was settled before, and nothing else."""
        if row not in self.rows:
            return
        self.see_dead([row])
        request = None if never else self.new_id()
        try:
            self.journals[which].settle(row.entry.id, request)
        except JournalError:
            assert row.state != "unknown"
            assert not row.by_hand
            return
        assert row.state == "unknown" or row.by_hand
        row.state, row.request = ("refused", None) if never else ("accepted", request)
        row.by_hand = True
        row.handles += [] if request is None else [request]

    @rule(which=st.integers(0, 1), row=sent, state=st.sampled_from(["succeeded", "failed"]))
    def ended_long_ago(self, which: int, row: Bought, state: str) -> None:
        """The end and the files of a job that the row is not about any more change nothing."""
        journal = self.journals[which]
        before = journal.entries()
        for request in row.handles:
            if request != row.request or row not in self.rows:
                journal.ended(row.entry.id, state, request_id=request)
                journal.saved(row.entry.id, [SavedFile("a", "b", 1)], request_id=request)
        assert journal.entries() == before

    @rule(target=sent, which=st.integers(0, 1), row=sent, never=st.booleans())
    def settled_too_early(self, which: int, row: Bought, never: bool) -> Any:
        """A person settles what a process still sends, and the key is used again."""
        self.counts_as_dead(which, row)
        self.settle(which, row, never)
        return self.claim(which, row.key, row.price, False)

    @rule(which=st.integers(0, 1), row=consumes(sent))
    def withdraw(self, which: int, row: Bought) -> None:
        """An interrupted caller takes its claim back."""
        if not row.alive or row not in self.rows or row.state not in ("sending", "unknown"):
            return
        row.alive = False
        self.journals[which].withdraw(a_claim(row.key, token=row.entry.token))
        row.state = "not_sent"

    @precondition(lambda self: self.rows)
    @rule(which=st.integers(0, 1))
    def prune(self, which: int) -> None:
        """Pruning forgets what bought nothing, and no key that bought."""
        self.journals[which].prune(time.time() + 10)
        self.rows = [row for row in self.rows if row.state not in FREE]

    @rule(which=st.integers(0, 1))
    def reopen(self, which: int) -> None:
        """A program ends in order, and another one begins."""
        self.journals[which].close()

    def see_dead(self, rows: list[Bought]) -> None:
        """Whoever looks at an entry notes that its process is dead."""
        for row in rows:
            if row.state == "sending" and not process_owner.is_sending("", row.entry.token):
                row.state = "unknown"

    @invariant()
    def knows_everything(self) -> None:
        """The journal has the rows of the model, no more, no fewer, and every id."""
        self.see_dead(self.rows)
        for journal in self.journals:
            journal.pending()
            found = Counter((one.once, one.state, one.request_id) for one in journal.entries())
            assert found == Counter((row.key, row.state, row.request) for row in self.rows)


def up(amount: Decimal) -> Decimal:
    """Return an amount rounded up to a billionth, as the journal keeps it."""
    return amount.quantize(Decimal("1e-9"), "ROUND_CEILING")


JournalMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestJournal = JournalMachine.TestCase
