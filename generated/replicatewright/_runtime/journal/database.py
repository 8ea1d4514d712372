# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal's verbs in SQL that SQLite and PostgreSQL share: claim, accepted, refused, settle, pending."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from ..errors import ConfigurationError
from .account_names import accounts_of, names_of, tie
from .answer_notes import AnswerNotes
from .ceiling_check import check_ceiling
from .claim import Claim, Claimed, Scope, keys_of, verdict
from .entry import FREE, PENDING, Entry, SavedFile
from .errors import BudgetReached, JournalError, KeyConflict
from .key_entries import bought_places, check_input, check_place, deciding, entries_of_key
from .money import to_nano
from .pruning import prune
from .rows import row_of_claim, stored_json
from .sender import check_not_sending, with_end
from .settlement import check_settles, facts_of_settlement
from .store import Dialect
from .stored_entries import StoredEntries, in_scopes, places
from .verb_guard import verb


class JournalDatabase:
    """The entries of a journal. Every verb is one transaction, and raises `JournalError` if it fails."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect, self._entries = dialect, StoredEntries(dialect)
        self.in_verb: set[int] = set()
        """The threads that are in a verb."""
        self._salt: bytes | None = None
        self._answers = AnswerNotes(dialect, self._entries)

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
            try:
                self._salt = bytes.fromhex(rows[0][0])
            except (IndexError, ValueError):
                raise JournalError(f"the journal {self.name} is damaged: it has no salt") from None
        return self._salt

    def rollback(self) -> None:
        """Undo what an interrupted verb of this thread has left open."""
        self._dialect.rollback()

    @verb
    def claim(self, claim: Claim) -> Claimed:
        """Write down a submit before it is sent, unless the key's entry forbids it.

        After the verdict `buy` the entry is the caller's until `accepted`, `refused` or `unknown`.
        A caller that an interrupt keeps from the verdict can `withdraw` the claim.

        Raises:
            KeyConflict: the key was used with another input, or under another account.
            BudgetReached: the job would exceed the ceiling of its batch.
        """
        claimed = None
        self._answers.write_late()
        try:
            owner = with_end(self._dialect.begin_sending(claim.token), claim.seconds)
            with self._dialect.transaction(*keys_of(claim)):
                self._entries.seen.check()
                claimed = self._claim(claim, owner)
            self._entries.seen.confirm(claimed.entry)
            if claimed.verdict != "buy":
                self._dialect.end_sending(claim.token)
            return claimed
        except BaseException as error:
            self._dialect.end_sending(claim.token)
            if claimed is not None:  # a commit may have failed after it was done
                with suppress(JournalError):
                    self.withdraw(claim)
            if isinstance(error, KeyConflict | BudgetReached | ConfigurationError):
                with suppress(JournalError):  # a refused use of a name is one, too
                    tie(self._dialect.execute, claim)
            if type(error) is JournalError:
                error.message = f"nothing was sent: {error.message}"
            raise

    @verb
    def withdraw(self, claim: Claim) -> None:
        """Note that nothing was sent of a claim, if it was written down."""
        self._dialect.end_sending(claim.token)
        facts = {"state": "not_sent", "reason": "the caller left before the submit was sent"}
        mine = "token = ? AND state IN ('sending', 'unknown')"
        with self._dialect.transaction(*keys_of(claim)):  # its commit may still be on its way
            self._entries.update(facts, mine, (claim.token,))

    @verb
    def accepted(self, entry: Entry, request_id: str) -> None:
        """Note that the provider accepted a submit, whatever was noted of it meanwhile."""
        self._answers.accepted(entry, request_id)

    @verb
    def refused(self, entry: Entry, state: str, reason: str, request_id: str | None = None) -> None:
        """Note that a submit was refused or not sent: `state` is one of `FREE`."""
        self._answers.ended(entry, {"state": state, "reason": reason}, request_id)

    @verb
    def unknown(self, entry: Entry, reason: str, request_id: str | None = None) -> None:
        """Note that a submit may have been accepted."""
        self._answers.ended(entry, {"state": "unknown", "reason": reason}, request_id)

    @verb
    def ended(
        self,
        id: int,
        state: str,
        reason: str | None = None,
        result: object = None,
        cost: object = None,
        *,
        request_id: str | None = None,
    ) -> None:
        """Note how an accepted job ended, with the last answer of /result as JSON data.

        `request_id` is the job that is meant, if the entry may be about another one by now.
        """
        facts: dict[str, object] = {"state": state, "reason": reason}
        if result is not None:
            facts["result"] = stored_json(result)
        if (nano := to_nano(cost)) is not None:
            facts["cost"] = nano
        with self._dialect.transaction():
            self._entries.update(facts, *_of_job(id, request_id))

    @verb
    def saved(self, id: int, files: Iterable[SavedFile], *, request_id: str | None = None) -> None:
        """Note the files that the outputs of a job were downloaded to; `request_id` is as in `ended`."""
        with self._dialect.transaction():
            self._entries.update({"files": json.dumps([*files])}, *_of_job(id, request_id))

    @verb
    def settle(self, id: int, request_id: str | None, token: str | None = None) -> Entry:
        """Say what became of an unknown: the request that it was accepted as, or None for never.

        What was settled may be settled otherwise, until something is known of its request. `token`
        names the attempt that is meant; by default it is the one that the entry is about now.

        Raises:
            JournalError: there is no such entry, there is nothing to settle, or another entry has the request.
        """
        self._answers.write_late()
        with self._dialect.transaction(*([] if request_id is None else [f"request {request_id}"])):
            entry = self._entries.current(self._entries.one_for_update(id))
            others = [] if request_id is None else self.entries(request_id=request_id)
            check_not_sending(entry)
            check_settles(entry, request_id, token, others)
            facts = facts_of_settlement(entry, request_id)
            return self._entries.update(facts, "id = ?", (id,))[0] if facts else entry

    @verb
    def pending(self, scopes: Collection[Scope] = ()) -> list[Entry]:
        """Return what runs, what is unknown, and what succeeded but was not downloaded, oldest first."""
        self._answers.write_late()
        found = self._entries.select(
            f"(state IN ({places(PENDING)}) OR (state = 'succeeded' AND result IS NOT NULL AND files = '[]'))"
            + (f" AND {in_scopes(scopes)}" if scopes else ""),
            (*PENDING, *(fact for one in scopes for fact in one)),
        )
        if any(self._entries.is_lost(one) for one in found):
            with self._dialect.transaction():
                return [self._entries.current(one) for one in found]
        return found

    def entries(
        self,
        states: Sequence[str] = (),
        scopes: Collection[Scope] = (),
        *,
        batch: str | None = None,
        request_id: str | None = None,
    ) -> list[Entry]:
        """Return the entries with all the given facts, in one of the scopes, oldest first."""
        return self._entries.find(states, scopes, batch=batch, request_id=request_id)

    def bought_places(self, scopes: Collection[Scope], batch: str) -> set[int]:
        """Return the positions of a batch that have been bought, or perhaps, in one of the scopes."""
        return bought_places(self._dialect.execute, scopes, batch)

    def scopes(self, scope: Scope, unnamed: str) -> tuple[Scope, ...]:
        """Return a scope under all names of its account, its own first; `unnamed` is that of its token."""
        names = names_of(self._dialect.execute, scope.account, unnamed)
        return tuple(scope._replace(account=name) for name in names)

    def entry(self, id: int) -> Entry | None:
        """Return an entry by its number, or None."""
        return self._entries.one(id)

    @verb
    def refresh(self, id: int) -> Entry | None:
        """Return an entry as it is now; one whose process died while it sent becomes unknown."""
        self._answers.write_late()
        found = self.entry(id)
        if found is None or not self._entries.is_lost(found):
            return found
        with self._dialect.transaction():
            return self._entries.current(self._entries.one_for_update(id))

    @verb
    def prune(self, before: float) -> int:
        """Forget inputs and results of jobs that ended before a time, and their entries if they have no key.

        The entry of a key stays, so that the key never buys again. Return how many entries changed.
        """
        with self._dialect.transaction("prune"):
            changed = prune(self._dialect.execute, before)
            self._entries.seen.mark_pruned()
        try:
            self._dialect.erase_deleted()
        except JournalError as error:
            error.message = (
                f"pruned, but copies are still in the files: {error.message}; prune again"
            )
            raise
        return changed

    @verb
    def note_late(self) -> None:
        """Note the answers that came while the journal could not be written, if it can be now."""
        self._answers.write_late()

    def close(self) -> None:
        """Close the connections of this process; a later verb opens them again."""
        self.note_late()
        self._answers.forget_late()
        self._dialect.close()
        self._entries.seen.forget()
        self._salt = None

    def _claim(self, claim: Claim, owner: str) -> Claimed:
        accounts = accounts_of(self._dialect.execute, claim)
        known = entries_of_key(self._entries, claim, accounts)
        found = deciding(known, claim)
        if found is not None:
            decided = verdict(found.state, claim.again)
            if decided not in ("buy", "replace"):
                check_input(claim, found)
                return Claimed(found, decided)
        bought_before = check_place(self._entries.select, claim, accounts)
        check_ceiling(self._dialect.execute, claim, accounts)
        row = row_of_claim(claim, owner)
        # what was bought, or has a request id, stays in the journal beside the new entry
        free = [one for one in known if one.state in FREE and one.request_id is None]
        same = "id = ? AND token = ? AND state = ?"
        for other in known:
            if other not in free[:1]:
                aside = {"replaced": 1, "updated_at": other.updated_at}
                self._entries.update(aside, same, (other.id, other.token, other.state))
        for one in free[:1]:
            if changed := self._entries.update(row, same, (one.id, one.token, one.state)):
                return Claimed(changed[0], "buy", bought_before)
        if (entry := self._entries.insert(row)) is None:
            raise JournalError(f"the key {claim.once!r} was used by others at the same time")
        return Claimed(entry, "buy", bought_before)


def _of_job(id: int, request_id: str | None) -> tuple[str, tuple[object, ...]]:
    """Return the condition that an entry is about a job that was accepted, and its parameters."""
    if request_id is None:
        return "id = ? AND request_id IS NOT NULL", (id,)
    return "id = ? AND request_id = ?", (id, request_id)
