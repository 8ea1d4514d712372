# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The tables of the journal in PostgreSQL."""

from __future__ import annotations

import secrets

from .errors import JournalError
from .journal_log import log_created
from .postgresql_library import Connection, UndefinedColumn
from .pruning import IS_KEPT, REFUSAL

VERSION = 1
SCHEMA = (
    """CREATE TABLE job_journal_entries (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state TEXT NOT NULL, base_url TEXT NOT NULL,
    account TEXT NOT NULL, endpoint TEXT NOT NULL, once TEXT, replaced INTEGER NOT NULL DEFAULT 0,
    batch TEXT, position BIGINT, fingerprint TEXT NOT NULL, once_on TEXT, input TEXT,
    request_id TEXT, reason TEXT, created_at DOUBLE PRECISION NOT NULL,
    updated_at DOUBLE PRECISION NOT NULL, price BIGINT, cost BIGINT, result TEXT,
    files TEXT NOT NULL, token TEXT NOT NULL, owner TEXT NOT NULL
)""",
    # a value in an index of this kind has at most 2,700 bytes: a key counts by its hash
    """CREATE UNIQUE INDEX job_journal_keys ON job_journal_entries
    (base_url, account, endpoint, md5(once)) WHERE once IS NOT NULL AND replaced = 0""",
    "CREATE INDEX job_journal_once ON job_journal_entries USING hash (once)",
    "CREATE INDEX job_journal_batches ON job_journal_entries USING hash (batch)",
    "CREATE INDEX job_journal_states ON job_journal_entries (state)",
    "CREATE INDEX job_journal_requests ON job_journal_entries USING hash (request_id)",
    "CREATE INDEX job_journal_tokens ON job_journal_entries (token)",
    "CREATE TABLE job_journal_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"""CREATE OR REPLACE FUNCTION job_journal_keep() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"""CREATE TRIGGER job_journal_keep BEFORE DELETE ON job_journal_entries
    FOR EACH ROW WHEN ({IS_KEPT}) EXECUTE FUNCTION job_journal_keep()""",
    """CREATE TRIGGER job_journal_keep_all BEFORE TRUNCATE ON job_journal_entries
    EXECUTE FUNCTION job_journal_keep()""",
)
_LOCK = 0x636C_6A6F_7572_6E61
"""The advisory lock under which one process at a time creates the tables."""
_IDENTITY = """SELECT concat('job_journal_entries'::regclass::oid, ' ', value)
FROM job_journal_settings WHERE name = 'salt'"""


REPLACED = (
    "the journal's tables were dropped, restored or replaced while they were in use: put them back, "
    "or close the client to go on with what is there"
)


def prepare(connection: Connection, may_create: bool) -> str:
    """Return which tables the journal has; create them, if they may be missing.

    Raises:
        JournalError: they are missing, empty, of a newer version, or of another program, or the
            database cannot keep every text.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise JournalError(
            f"the database {connection.info.dbname!r} has the encoding {encoding}, which cannot keep "
            "every text; a journal needs one with UTF8: CREATE DATABASE name ENCODING 'UTF8' "
            "TEMPLATE template0"
        )
    if not _has_tables(connection):
        if not may_create:
            raise JournalError(REPLACED)
        _create(connection)
    return identity_of(connection)


def identity_of(connection: Connection) -> str:
    """Return which tables these are: none that were created or restored later are the same.

    Raises:
        JournalError: their salt is missing.
    """
    row = connection.execute(_IDENTITY).fetchone()
    if row is None:
        raise JournalError(
            f"the table job_journal_settings in the database {connection.info.dbname!r} has no salt, "
            "so keys and inputs cannot be compared: restore it, or use another database"
        )
    return str(row[0])


def check_identity(found: str, known: list[str]) -> None:
    """Refuse tables other than those that have answered before.

    Raises:
        JournalError: they were replaced.
    """
    if not known:
        known.append(found)
    elif found != known[0]:
        raise JournalError(REPLACED)


def _create(connection: Connection) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if _has_tables(connection):
            return
        for statement in SCHEMA:
            connection.execute(statement.encode())
        settings = {"salt": secrets.token_hex(32), "version": str(VERSION)}
        insert = "INSERT INTO job_journal_settings VALUES (%s, %s)"
        for setting in settings.items():
            connection.execute(insert, setting)
    info = connection.info
    log_created(f"the database {info.dbname!r} at {info.host}:{info.port}")


def _has_tables(connection: Connection) -> bool:
    # to_regclass() would not see tables that others have created since this transaction began
    select = "SELECT 1 FROM pg_class WHERE relname = 'job_journal_settings'"
    if not connection.execute(f"{select} AND pg_table_is_visible(oid)").fetchone():
        return False
    select = "SELECT value FROM job_journal_settings WHERE name = 'version'"
    try:
        row = connection.execute(select).fetchone()
    except UndefinedColumn as error:
        raise JournalError(
            f"the table job_journal_settings in the database {connection.info.dbname!r} is that "
            "of another program; use another database, or another schema "
            "(?options=-csearch_path%3Dname at the end of the address)"
        ) from error
    if row is None:
        raise JournalError(
            f"the table job_journal_settings in the database {connection.info.dbname!r} has no "
            "version: it was emptied; restore it, or use another database"
        )
    version = row[0]
    if version != str(VERSION):
        raise JournalError(
            f"the journal's tables in the database {connection.info.dbname!r} have version "
            f"{version}, and this package knows version {VERSION}; use a newer package, or "
            "another database"
        )
    return True
