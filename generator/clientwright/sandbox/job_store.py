"""Jobs in one SQLite file, which survive a restart and a crash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from threading import Lock
from typing import Any

from clientwright.errors import UsageError
from clientwright.sandbox import stored_job
from clientwright.sandbox.stored_job import (
    USUAL_RULE,
    CancelRule,
    JobOutcome,
    JobPhase,
    StoredJob,
)

APPLICATION_ID = 0x6377_7362
STORE_VERSION = 2
_OLDER_VERSIONS = (1,)
"""Versions of files that are brought up to date when they are opened."""
_MAGIC = b"SQLite format 3\0"
_ADVICE = "name another file for the jobs, or move this one away"
_CREATE_TABLE = """CREATE TABLE jobs (
    request_id TEXT PRIMARY KEY, model_id TEXT NOT NULL, account TEXT NOT NULL,
    payload TEXT NOT NULL, created_at REAL NOT NULL, queue_seconds REAL NOT NULL,
    run_seconds REAL NOT NULL, outcome TEXT NOT NULL, cancelled_at REAL
) WITHOUT ROWID"""
_ADD_COLUMNS = (
    "ALTER TABLE jobs ADD COLUMN cancel_asked_at REAL",
    "ALTER TABLE jobs ADD COLUMN faults TEXT NOT NULL DEFAULT '[]'",
)
"""What jobs have since version 2."""
_INSERT = """INSERT INTO jobs VALUES (
    :request_id, :model_id, :account, :payload, :created_at, :queue_seconds,
    :run_seconds, :outcome, :cancelled_at, :cancel_asked_at, :faults
)"""
_CANCEL = "UPDATE jobs SET cancelled_at = ? WHERE request_id = ?"
_ASK_TO_STOP = "UPDATE jobs SET cancel_asked_at = ? WHERE request_id = ?"


@dataclass(frozen=True, slots=True)
class JobStore:
    """The jobs of a file; methods may be called from any thread."""

    connection: sqlite3.Connection
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, path: Path) -> JobStore:
        """Open the file; create it and its folders if they are missing.

        Raises:
            UsageError: it is not a database of sandbox jobs, or not writable; it is unchanged.
        """
        _refuse_foreign(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return cls(_connect(path))
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"cannot keep jobs in {path} ({error}); {_ADVICE}") from None

    def add(self, job: StoredJob) -> None:
        """Store a new job."""
        row = {f.name: getattr(job, f.name) for f in fields(job)}
        row["payload"], row["faults"] = json.dumps(job.payload), json.dumps(job.faults)
        with self.lock:  # one statement is a transaction of its own
            self.connection.execute(_INSERT, row)

    def find(self, request_id: str) -> StoredJob | None:
        """Return the job of a request id, or None."""
        with self.lock:
            return self._find(request_id)

    def cancel(self, request_id: str, now: float, rule: CancelRule = USUAL_RULE) -> bool:
        """Cancel a job, or ask it to stop, in the phases of a rule.

        Return whether it is cancelled or was asked, by this call or an earlier one.
        """
        with self._writing():
            job = self._find(request_id)
            if job is None:
                return False
            if stored_job.cancellable(job, now, rule):
                return self._note(_CANCEL, request_id, now)
            if stored_job.can_be_asked(job, now, rule):
                return self._note(_ASK_TO_STOP, request_id, now)
            stopping = (JobPhase.CANCELLING, JobPhase.CANCELLED)
            return job.cancelled_at is not None or stored_job.phase_of(job, now) in stopping

    def _note(self, update: str, request_id: str, now: float) -> bool:
        self.connection.execute(update, (now, request_id))
        return True

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self.lock:
            self.connection.close()

    def _find(self, request_id: str) -> StoredJob | None:
        select = "SELECT * FROM jobs WHERE request_id = ?"
        row = self.connection.execute(select, (request_id,)).fetchone()
        return _job_from_row(row) if row else None

    @contextmanager
    def _writing(self) -> Generator[None]:
        with self.lock, _transaction(self.connection):
            yield


def _job_from_row(row: tuple[Any, ...]) -> StoredJob:
    id, model_id, account, payload, created, queues, runs, outcome, cancelled, asked, faults = row
    return StoredJob(
        request_id=id,
        model_id=model_id,
        account=account,
        payload=json.loads(payload),
        created_at=created,
        queue_seconds=queues,
        run_seconds=runs,
        outcome=JobOutcome(outcome),
        cancelled_at=cancelled,
        cancel_asked_at=asked,
        faults=tuple(json.loads(faults)),
    )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Create the table if it is missing, in one transaction, then switch to write-ahead logging."""
    with _transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.execute(_CREATE_TABLE)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if version != STORE_VERSION:
            for statement in _ADD_COLUMNS:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {STORE_VERSION}")
    connection.execute("PRAGMA journal_mode = WAL").close()
    connection.execute("PRAGMA synchronous = NORMAL").close()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _refuse_foreign(path: Path) -> None:
    """Check the file's header without SQLite, since opening a foreign database could change it."""
    try:
        with closing(path.open("rb")) as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}); {_ADVICE}") from None
    if header and (reason := _foreign_reason(header)):
        raise UsageError(f"{path} {reason}; {_ADVICE}")


def _foreign_reason(header: bytes) -> str:
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if not header.startswith(_MAGIC) or len(header) < 100:
        return "is not an SQLite database"
    if application != APPLICATION_ID:
        return "is a database of another program"
    if version not in (*_OLDER_VERSIONS, STORE_VERSION):
        return f"contains jobs of version {version}, but this sandbox reads version {STORE_VERSION}"
    return ""
