# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal in a PostgreSQL database, which processes of many machines share."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from types import TracebackType

from ..errors import ConfigurationError
from . import process_owner
from .address_form import FORM
from .errors import JournalError
from .postgresql_library import (
    Error,
    InsufficientPrivilege,
    UndefinedTable,
    conninfo_to_dict,
    make_conninfo,
)
from .postgresql_schema import REPLACED
from .postgresql_session import PostgresqlSession, lock_number
from .store import Row

DEFAULTS = {
    "connect_timeout": "10",
    "target_session_attrs": "read-write",
    "keepalives_idle": "10",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "40000",
    "application_name": "job journal",
}
"""How to connect, unless the address says otherwise: to a primary, and with an end if the network is gone."""
ALWAYS = {"client_encoding": "utf8"}
"""How to connect, whatever the address says."""
_PARTS = re.compile(r"postgres(?:ql)?://([^/?]*)(?:/([^?]*))?")


def read_address(address: str) -> tuple[str, str]:
    """Return the name of a database for messages, and how to connect to it.

    Raises:
        ConfigurationError: it is not the URL of a database; the message never has the password.
    """
    found = _PARTS.match(address)
    try:
        facts = conninfo_to_dict(address)
    except (Error, ValueError):
        facts = {}
    host, port = str(facts.get("host") or ""), str(facts.get("port") or "")
    unclear = (
        not address.isprintable()
        or address != address.strip()
        or "@" in host
        or not re.fullmatch("[0-9,]*", port)
    )
    if not found or not facts or unclear or "@" in (found[2] or ""):
        raise ConfigurationError(FORM) from None
    user = f"{facts['user']}@" if facts.get("user") else ""
    place = f"{host}:{port}" if port else host
    return (
        f"postgresql://{user}{place}/{facts.get('dbname') or ''}",
        make_conninfo(address, **{n: v for n, v in DEFAULTS.items() if n not in facts}, **ALWAYS),
    )


_HELD = """SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (classid::bigint << 32 | objid::bigint) = %s"""


class PostgresqlDialect:
    """A database; each process has one connection, which its threads use in turn.

    A process that sends a submit holds an advisory lock of its session until the answer is noted.
    The server releases it when the process or its machine ends, and others see that at once.
    """

    for_update = " FOR UPDATE"

    def __init__(self, address: str) -> None:
        self.name, self._address = read_address(address)
        self._sessions: dict[int, PostgresqlSession] = {}
        self._known: list[str] = []
        """Which tables have answered, until the journal is closed."""
        weakref.finalize(self, _close, self._sessions)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        session = self._session()
        with session.lock, self._errors():
            return session.execute(_placeholders(statement), parameters)

    def transaction(self, *keys: str) -> AbstractContextManager[None]:
        """Write in one transaction, which only one at a time has for any of the keys."""
        return _Transaction(self, [lock_number("key", key) for key in keys])

    def begin(self, locks: Sequence[int]) -> None:
        """Begin a transaction with some advisory locks, in this thread's turn."""
        session = self._session()
        with self._errors():
            session.begin(locks)

    def commit(self) -> None:
        """Commit the transaction."""
        session = self._session()
        with self._errors():
            session.commit()

    def rollback(self) -> None:
        """Undo what an interrupted transaction of this thread has left open, and leave its turn."""
        self._session().leave()

    def erase_deleted(self) -> None:
        """Do nothing: the server itself reuses the space of what was deleted."""

    def begin_sending(self, token: str) -> str:
        """Note that this process sends the submit of a token; return who it is, as text."""
        session = self._session()
        with session.lock, self._errors():
            session.execute("SELECT pg_advisory_lock(%s)", (lock_number("token", token),))
            session.sending.add(token)
            return session.owner

    def end_sending(self, token: str) -> None:
        """Note that the submit of a token has ended, in whatever way."""
        session = self._session()
        with session.lock, suppress(Error):  # a session that has ended has released it
            try:
                session.unlock(lock_number("token", token))
            finally:
                session.sending.discard(token)

    def is_sending(self, owner: str, token: str) -> bool:
        """Return whether the process that sends the submit of a token is alive and still sends it."""
        session = self._session()
        with session.lock, self._errors():
            if owner == session.owner:
                return token in session.sending
            return bool(session.execute(_HELD, (lock_number("token", token),)))

    def has_ended(self, owner: str) -> bool:
        """Return whether a process that does not send certainly will not do so any more.

        One whose connection the server has ended may still be sending.
        """
        process = owner.partition(" ")[2]
        is_here = process == process_owner.this_process()  # perhaps by another client
        return owner == self._session().owner or (not is_here and process_owner.has_ended(process))

    def close(self) -> None:
        """Close the connection of this process; a later verb takes the tables that are there then."""
        session = self._session()
        with session.lock:
            session.close()
            self._known.clear()

    def _session(self) -> PostgresqlSession:
        """Return the session of this process; that of a parent process stays as it is."""
        found = self._sessions.get(os.getpid())
        return found or self._sessions.setdefault(
            os.getpid(), PostgresqlSession(self._address, self._known)
        )

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (Error, OSError, UnicodeError) as error:
            text = f"the journal {self.name} cannot be used: {_reason(error)}"
            raise JournalError(text) from error


class _Transaction:
    """A transaction for a block. An interrupt before its end leaves it to `rollback`."""

    def __init__(self, dialect: PostgresqlDialect, locks: Sequence[int]) -> None:
        self._dialect, self._locks = dialect, locks

    def __enter__(self) -> None:
        self._dialect.begin(self._locks)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._dialect.commit()
        finally:
            self._dialect.rollback()


def _close(sessions: dict[int, PostgresqlSession]) -> None:
    """Close this process's connection of a journal that nobody holds any more."""
    if session := sessions.get(os.getpid()):
        session.close()


def _reason(error: Exception) -> str:
    """Return what is wrong in one line, and what to try."""
    told = error.diag.message_primary if isinstance(error, Error) else None
    reason = " ".join((told or str(error)).split()).rstrip(".")
    if isinstance(error, InsufficientPrivilege):
        return (
            f"{reason}; a user with the right to create tables must open the journal once, and "
            "this one needs SELECT, INSERT, UPDATE and DELETE on them"
        )
    if isinstance(error, UndefinedTable):
        return f"{reason}; {REPLACED}"
    if "read-only" in reason:
        return f"{reason}; a journal needs the address of the primary, which can be written to"
    return reason


def _placeholders(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")
