# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal's verbs in SQL that SQLite and PostgreSQL share: claim, accepted, refused, settle, pending."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from . import once_rule
from .claim import Claim, Claimed, Scope
from .entry import FREE, PENDING, Entry, SavedFile
from .errors import BudgetReached, JournalError, KeyConflict
from .money import from_nano, to_nano
from .rows import COLUMNS, entry_of, row_of, row_of_claim
from .store import Dialect

_ALL = ", ".join(COLUMNS)
IMPLICIT = "token:"
"""How the name of an account begins that only its token names."""
SETTLED = "settled by hand: it was never accepted"


class JournalDatabase:
    """The entries of a journal. Every verb is one transaction, and raises `JournalError` if it fails."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._salt: bytes | None = None

    @property
    def name(self) -> str:
        """The journal's file or address, without a password."""
        return self._dialect.name

    @property
    def salt(self) -> bytes:
        """The key of the journal's hashes."""
        if self._salt is None:
            rows = self._dialect.execute(
                "SELECT value FROM job_journal_settings WHERE name = 'salt'"
            )
            self._salt = bytes.fromhex(rows[0][0])
        return self._salt

    def claim(self, claim: Claim) -> Claimed:
        """Write down a submit before it is sent, unless the key's entry forbids it.

        After the verdict `buy` the entry is the caller's until `accepted`, `refused` or `unknown`.

        Raises:
            KeyConflict: the key was used with another input, or under another account.
            BudgetReached: the job would exceed the ceiling of its batch.
        """
        token, claimed = uuid.uuid4().hex, None
        owner = self._dialect.begin_sending(token)
        try:
            with self._dialect.transaction(*_keys(claim)):
                claimed = self._claim(claim, token, owner)
            return claimed
        except BaseException:
            with suppress(JournalError):  # a commit may have failed after it was done
                self._end_claim(token)
            claimed = None
            raise
        finally:
            if claimed is None or claimed.verdict != "buy":
                self._dialect.end_sending(token)

    def accepted(self, entry: Entry, request_id: str) -> None:
        """Note that the provider accepted a submit."""
        self._dialect.end_sending(entry.token)
        facts = {"state": "accepted", "request_id": request_id, "reason": None}
        with self._dialect.transaction():
            if not self._update(facts, "id = ? AND token = ?", (entry.id, entry.token)):
                # a person settled the entry meanwhile, and it was claimed again: two jobs, two rows
                self._insert({**row_of(entry), **facts, "updated_at": time.time()}, replaced=1)

    def refused(self, entry: Entry, state: str, reason: str, request_id: str | None = None) -> None:
        """Note that a submit was refused or not sent: `state` is one of `FREE`."""
        self._end(entry, {"state": state, "reason": reason, "request_id": request_id})

    def unknown(self, entry: Entry, reason: str, request_id: str | None = None) -> None:
        """Note that a submit may have been accepted."""
        self._end(entry, {"state": "unknown", "reason": reason, "request_id": request_id})

    def ended(
        self,
        id: int,
        state: str,
        reason: str | None = None,
        result: object = None,
        cost: object = None,
    ) -> None:
        """Note how an accepted job ended, with the last answer of /result as JSON data."""
        facts: dict[str, object] = {"state": state, "reason": reason}
        if result is not None:
            facts["result"] = json.dumps(result)
        if (nano := to_nano(cost)) is not None:
            facts["cost"] = nano
        with self._dialect.transaction():
            self._update(facts, "id = ? AND request_id IS NOT NULL", (id,))

    def saved(self, id: int, files: Iterable[SavedFile]) -> None:
        """Note the files that the outputs of a job were downloaded to."""
        with self._dialect.transaction():
            self._update({"files": json.dumps([*files])}, "id = ?", (id,))

    def settle(self, id: int, request_id: str | None) -> Entry:
        """Say what became of an unknown: the request that it was accepted as, or None for never.

        Raises:
            JournalError: there is no such entry, it is not unknown, or another entry has the request.
        """
        with self._dialect.transaction():
            entry = self._current(self._entry_in_transaction(id))
            if request_id is None and entry.state == "refused" and entry.reason == SETTLED:
                return entry
            if request_id is not None and (entry.state, entry.request_id) == (
                "accepted",
                request_id,
            ):
                return entry
            if entry.state != "unknown":
                raise JournalError(
                    f"{entry} is not unknown, so there is nothing to settle; it is unchanged",
                    entry=entry,
                )
            if request_id is None:
                return self._set(entry, {"state": "refused", "reason": SETTLED, "request_id": None})
            for other in self.entries(request_id=request_id):
                if other.id != entry.id:
                    raise JournalError(
                        f"request {request_id} is already that of {other}", entry=other
                    )
            facts = {"state": "accepted", "request_id": request_id, "reason": None}
            return self._set(entry, facts)

    def pending(self, scope: Scope | None = None) -> list[Entry]:
        """Return what runs, what is unknown, and what succeeded but was not downloaded, oldest first."""
        with self._dialect.transaction():
            found = [self._current(one) for one in self.entries(PENDING, scope)]
        states = ("succeeded",)
        undelivered = [one for one in self.entries(states, scope) if one.result and not one.files]
        return sorted([*found, *undelivered], key=lambda one: one.id)

    def entries(
        self,
        states: Sequence[str] = (),
        scope: Scope | None = None,
        *,
        batch: str | None = None,
        request_id: str | None = None,
    ) -> list[Entry]:
        """Return the entries with all the given facts, oldest first."""
        facts: dict[str, object] = {"batch": batch, "request_id": request_id}
        facts |= scope._asdict() if scope else {}
        known = {name: fact for name, fact in facts.items() if fact is not None}
        conditions = [f"{name} = ?" for name in known]
        if states:
            conditions.append(f"state IN ({', '.join('?' * len(states))})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        select = f"SELECT {_ALL} FROM job_journal_entries{where} ORDER BY id"
        return [entry_of(row) for row in self._dialect.execute(select, [*known.values(), *states])]

    def entry(self, id: int) -> Entry | None:
        """Return an entry by its number, or None."""
        select = f"SELECT {_ALL} FROM job_journal_entries WHERE id = ?"
        return next(map(entry_of, self._dialect.execute(select, (id,))), None)

    def refresh(self, id: int) -> Entry | None:
        """Return an entry as it is now; one whose process died while it sent becomes unknown."""
        with self._dialect.transaction():
            found = self.entry(id)
            return None if found is None else self._current(found)

    def prune(self, before: float) -> int:
        """Forget inputs and results of jobs that ended before a time, and their entries if they have no key.

        The entry of a key stays, so that the key never buys again.
        """
        ended = ("succeeded", "failed", "cancelled")
        old = f"updated_at < ? AND state IN ({', '.join('?' * len(ended))})"
        free = f"updated_at < ? AND state IN ({', '.join('?' * len(FREE))})"
        table = "job_journal_entries"
        with self._dialect.transaction():
            rows = self._dialect.execute(
                f"DELETE FROM {table} WHERE once IS NULL AND {old} RETURNING id", (before, *ended)
            )
            rows += self._dialect.execute(
                f"DELETE FROM {table} WHERE {free} RETURNING id", (before, *FREE)
            )
            rows += self._dialect.execute(
                f"UPDATE {table} SET input = NULL, result = NULL WHERE {old}"
                " AND (input IS NOT NULL OR result IS NOT NULL) RETURNING id",
                (before, *ended),
            )
        return len(rows)

    def close(self) -> None:
        """Close the connections of this process; a later verb opens them again."""
        self._dialect.close()

    def _claim(self, claim: Claim, token: str, owner: str) -> Claimed:
        found = None if claim.once is None else self._entry_of_key(claim)
        if found is None:
            self._check_account(claim)
        else:
            found = self._current(found)
            decided = once_rule.verdict(found.state, claim.again)
            if decided not in ("buy", "replace"):
                _check_same_input(claim, found)
                return Claimed(found, decided)
        self._check_ceiling(claim)
        row = row_of_claim(claim, token, owner)
        if found is not None and found.state in FREE:
            return Claimed(self._set(found, row), "buy")
        if found is not None:
            self._update({"replaced": 1}, "id = ?", (found.id,))
        return Claimed(self._insert(row), "buy")

    def _entry_of_key(self, claim: Claim) -> Entry | None:
        where = "base_url = ? AND account = ? AND endpoint = ? AND once = ? AND replaced = 0"
        rows = self._dialect.execute(
            f"SELECT {_ALL} FROM job_journal_entries WHERE {where}",
            (*claim.scope, claim.endpoint, claim.once),
        )
        return next(map(entry_of, rows), None)

    def _check_account(self, claim: Claim) -> None:
        """Refuse a key that another account has used, unless the account is named, or `again` is said."""
        if claim.once is None or claim.again or not claim.scope.account.startswith(IMPLICIT):
            return
        where = "base_url = ? AND endpoint = ? AND once = ? AND replaced = 0 AND account <> ?"
        rows = self._dialect.execute(
            f"SELECT {_ALL} FROM job_journal_entries WHERE {where} ORDER BY id",
            (claim.scope.base_url, claim.endpoint, claim.once, claim.scope.account),
        )
        for other in map(entry_of, rows):
            if other.state not in FREE:
                raise KeyConflict(
                    f"the key {claim.once!r} was used under account {other.account!r}, and this "
                    f"client's account is {claim.scope.account!r}: {other}",
                    entry=other,
                    endpoint=claim.endpoint,
                )

    def _check_ceiling(self, claim: Claim) -> None:
        """Refuse a job that its batch has no money or number left for; unknowns count as spent."""
        budget, max_jobs = claim.ceiling
        if claim.batch is None or (budget is None and max_jobs is None):
            return
        rows = self._dialect.execute(
            "SELECT count(*), sum(coalesce(cost, price)) FROM job_journal_entries"
            " WHERE base_url = ? AND account = ? AND batch = ? AND state NOT IN (?, ?)",
            (*claim.scope, claim.batch, *FREE),
        )
        count, spent = int(rows[0][0]), int(rows[0][1] or 0)
        if max_jobs is not None and count >= max_jobs:
            raise BudgetReached(
                f"the batch {claim.batch!r} has {count} jobs of at most {max_jobs}",
                endpoint=claim.endpoint,
            )
        price = to_nano(claim.price) or 0
        if budget is not None and spent + price > (to_nano(budget) or 0):
            raise BudgetReached(
                f"the batch {claim.batch!r} has spent {from_nano(spent)} USD of {budget} USD, "
                f"and this job costs {claim.price} USD",
                endpoint=claim.endpoint,
            )

    def _current(self, entry: Entry) -> Entry:
        """Return an entry as unknown, and note it, if its process died while it sent the submit."""
        if entry.state != "sending" or self._dialect.is_sending(entry.owner, entry.token):
            return entry
        reason = "the process that submitted it ended before it noted the answer"
        return self._set(entry, {"state": "unknown", "reason": reason})

    def _entry_in_transaction(self, id: int) -> Entry:
        if (found := self.entry(id)) is None:
            raise JournalError(f"there is no entry j{id} in {self.name}")
        return found

    def _end(self, entry: Entry, facts: dict[str, object]) -> None:
        self._dialect.end_sending(entry.token)
        mine = (entry.id, entry.token)
        with self._dialect.transaction():
            self._update(facts, "id = ? AND token = ? AND state IN ('sending', 'unknown')", mine)

    def _end_claim(self, token: str) -> None:
        facts: dict[str, object] = {"state": "not_sent", "reason": "the journal failed"}
        with self._dialect.transaction():
            self._update(facts, "token = ? AND state = 'sending'", (token,))

    def _set(self, entry: Entry, facts: dict[str, Any]) -> Entry:
        return self._update(facts, "id = ?", (entry.id,))[0]

    def _update(
        self, facts: dict[str, Any], where: str, parameters: Sequence[object]
    ) -> list[Entry]:
        facts = {"updated_at": time.time(), **facts}
        changes = ", ".join(f"{name} = ?" for name in facts)
        statement = f"UPDATE job_journal_entries SET {changes} WHERE {where} RETURNING {_ALL}"
        return [*map(entry_of, self._dialect.execute(statement, [*facts.values(), *parameters]))]

    def _insert(self, row: dict[str, Any], replaced: int = 0) -> Entry:
        row = {**row, "replaced": replaced}
        names, places = ", ".join(row), ", ".join("?" * len(row))
        insert = f"INSERT INTO job_journal_entries ({names}) VALUES ({places})"
        rows = self._dialect.execute(
            f"{insert} ON CONFLICT DO NOTHING RETURNING {_ALL}", [*row.values()]
        )
        if not rows:
            raise JournalError(f"another process claimed the key {row['once']!r} at the same time")
        return entry_of(rows[0])


def _keys(claim: Claim) -> tuple[str, ...]:
    """Return the names of what a claim must have to itself: its key, and its batch's ceiling."""
    key = () if claim.once is None else (f"{claim.scope.base_url} {claim.endpoint} {claim.once}",)
    batch = () if claim.batch is None else (f"{claim.scope.base_url} batch {claim.batch}",)
    return tuple(sorted((*key, *batch)))


def _check_same_input(claim: Claim, found: Entry) -> None:
    if (claim.fingerprint, claim.once_on) != (found.fingerprint, found.once_on):
        raise KeyConflict(
            f"the key {claim.once!r} was used with another input: {found}",
            entry=found,
            endpoint=claim.endpoint,
        )
