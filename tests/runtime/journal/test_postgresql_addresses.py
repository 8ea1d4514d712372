"""Databases that cannot be a journal: each is a clear error, and none tells the password."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from postgresql_server import PASSWORD, USER, PostgresqlServer
from runtime.journal.claims import a_claim


def error_of(address: str) -> JournalError:
    """Return the error of a claim."""
    journal = open_journal(address)
    with pytest.raises(JournalError) as raised:
        journal.claim(a_claim("key"))
    journal.close()
    return raised.value


def whole_text(error: BaseException) -> str:
    """Return all that a log or a crash report would have of an error."""
    return "".join(traceback.format_exception(error))


def no_database(server: PostgresqlServer) -> str:
    """Return the address of a database that is not there."""
    return server.address("nowhere")


def wrong_password(server: PostgresqlServer) -> str:
    """Return an address with another password."""
    return server.address(password=f"{PASSWORD}-wrong")


def no_server(server: PostgresqlServer) -> str:
    """Return the address of a port where nothing listens."""
    return server.address().replace(str(server.port), "1")


def no_right_to_create(server: PostgresqlServer) -> str:
    """Return the address of a database whose tables a user may not create."""
    name = server.new_database()
    server.execute(f"CREATE ROLE guest_{name} LOGIN PASSWORD '{PASSWORD}'")
    server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)
    return server.address(name, f"guest_{name}")


def no_right_to_write(server: PostgresqlServer) -> str:
    """Return the address of a journal whose tables a user may not use."""
    address = no_right_to_create(server)
    journal = open_journal(server.address(address.rpartition("/")[2]))
    journal.entries()
    journal.close()
    return address


def newer(server: PostgresqlServer) -> str:
    """Return the address of a journal of a newer version."""
    name = server.new_database()
    journal = open_journal(server.address(name))
    journal.entries()
    journal.close()
    server.execute("UPDATE job_journal_settings SET value = '999' WHERE name = 'version'", name)
    return server.address(name)


def foreign(server: PostgresqlServer) -> str:
    """Return the address of a database in which another program has a table of that name."""
    name = server.new_database()
    server.execute("CREATE TABLE job_journal_settings (id INTEGER)", name)
    return server.address(name)


def read_only(server: PostgresqlServer) -> str:
    """Return the address of a database that is read-only, as a standby is."""
    name = server.new_database()
    server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    return server.address(name)


def latin1(server: PostgresqlServer) -> str:
    """Return the address of a database that has no Chinese letters."""
    return _encoded(server, "LATIN1")


def no_encoding(server: PostgresqlServer) -> str:
    """Return the address of a database that keeps bytes of no encoding."""
    return _encoded(server, "SQL_ASCII")


def _encoded(server: PostgresqlServer, encoding: str) -> str:
    name = f"e{uuid.uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
    return server.address(name)


def emptied(server: PostgresqlServer) -> str:
    """Return the address of a journal whose settings were deleted."""
    address = server.address(server.new_database())
    journal = open_journal(address)
    journal.entries()
    journal.close()
    server.execute("TRUNCATE job_journal_settings", address.rpartition("/")[2])
    return address


def without_entries(server: PostgresqlServer) -> str:
    """Return the address of a journal one of whose tables is gone."""
    address = server.address(server.new_database())
    journal = open_journal(address)
    journal.entries()
    journal.close()
    server.execute("DROP TABLE job_journal_entries", address.rpartition("/")[2])
    return address


def without_salt(server: PostgresqlServer) -> str:
    """Return the address of a journal whose salt was deleted."""
    address = server.address(server.new_database())
    journal = open_journal(address)
    journal.entries()
    journal.close()
    delete = "DELETE FROM job_journal_settings WHERE name = 'salt'"
    server.execute(delete, address.rpartition("/")[2])
    return address


UNUSABLE: dict[Callable[[PostgresqlServer], str], str] = {
    no_database: 'database "nowhere" does not exist',
    wrong_password: "password authentication failed",
    no_server: "Connection refused",
    no_right_to_create: "permission denied for schema public; a user with the right to create tables",
    no_right_to_write: "needs SELECT, INSERT, UPDATE and DELETE on them",
    newer: "version 999",
    foreign: "that of another program",
    latin1: "has the encoding LATIN1, which cannot keep every text",
    no_encoding: "has the encoding SQL_ASCII",
    emptied: "has no version: it was emptied",
    without_entries: "dropped, restored or replaced",
    without_salt: "has no salt",
    read_only: "needs the address of the primary",
}


@pytest.mark.parametrize("make", UNUSABLE, ids=lambda make: make.__name__)
def test_databases_that_cannot_be_used(
    make: Callable[[PostgresqlServer], str],
    postgresql_server: PostgresqlServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The error of a claim says what is wrong and where, without the password."""
    caplog.set_level(logging.DEBUG)
    address = make(postgresql_server)
    error = error_of(address)
    assert UNUSABLE[make] in str(error)
    assert address.rpartition("/")[2].partition("?")[0] in str(error)
    assert PASSWORD not in whole_text(error) + caplog.text + repr(error)


def test_a_server_that_becomes_read_only_refuses_claims(
    postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """A journal that was open when its server became read-only refuses to submit, and goes on after it."""
    journal = open_journal(postgresql_address)
    journal.entries()
    postgresql_server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    postgresql_server.execute("SELECT pg_reload_conf()")
    try:
        while journal._dialect.execute("SHOW default_transaction_read_only") == [("off",)]:
            pass
        with pytest.raises(JournalError, match="needs the address of the primary"):
            journal.claim(a_claim("key"))
    finally:
        writable = "postgres?options=-cdefault_transaction_read_only%3Doff"
        postgresql_server.execute("ALTER SYSTEM RESET default_transaction_read_only", writable)
        postgresql_server.execute("SELECT pg_reload_conf()", writable)
    while journal._dialect.execute("SHOW default_transaction_read_only") == [("on",)]:
        pass
    assert journal.claim(a_claim("key")).verdict == "buy"
    journal.close()


PASSWORDS = st.text(st.characters(min_codepoint=33, max_codepoint=255), min_size=3)
"""Without their ends, which no message has by chance."""


@given(password=PASSWORDS.map("{}~9q".format))
def test_no_error_tells_a_password(password: str) -> None:
    """Whatever stands where the password does, quoted or not, no error and no name has it."""
    address = f"postgresql://{USER}:{password}@127.0.0.1:1/jobs?connect_timeout=2"
    refusal: Exception
    try:
        journal = open_journal(address)
    except ConfigurationError as error:
        refusal = error
    else:
        assert password not in journal.name
        with pytest.raises(JournalError) as raised:
            journal.entries()
        refusal = raised.value
    assert password not in whole_text(refusal)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:p/w@host/db",
        "postgresql://u:p@w@host/db",
        "postgresql://u:12/w@host/db",
        "postgresql://u:p%zz@host/db",
        "postgresql://u:p@host/db?unknown=1",
        "postgresql://u:p@host:port/db",
        "postgresql://u:p@host/db\n",
        "postgresql://u:p@[host/db",
        "postgresql://u:s3cret@host/db ",
        " postgresql://u:s3cret@host/db",
        "\tpostgres://u:s3cret@host/db",
        "postgresql:/u:s3cret@host/db",
        "postgres:u:s3cret@host/db",
        "postgres : u:s3cret@host/db",
        "user:s3cret@host",
        "u:s3cret@host/db\n",
        "PostgreSQL:u:s3cret@host/db",
        "jdbc:postgresql://u:s3cret@host/db",
        "postgresql+psycopg:u:s3cret@host/db",
        "u:s3cret@host:5432/db",
        "host=h user=u password=s3cret dbname=d",
        "password = 's3cret' host=h",
        "dbname=d password=s3cret",
    ],
)
def test_addresses_that_are_not_clear_are_refused(address: str) -> None:
    """An address that could be read in another way than it is meant is refused before any connection."""
    with pytest.raises(ConfigurationError, match="cannot be read") as raised:
        open_journal(address)
    assert "s3cret" not in whole_text(raised.value)


@pytest.mark.parametrize(
    "name", ["a=b.sqlite", "my host.sqlite", "x@y.sqlite", "postgres.sqlite", "postgres", "u:x@y"]
)
def test_names_of_files_are_no_addresses(name: str, tmp_path: Path) -> None:
    """A file may have a name with the characters of addresses."""
    assert open_journal(tmp_path / name).name == str(tmp_path / name)
    assert open_journal(name).name.endswith(name)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql:///db", "postgresql:///db"),
        ("postgres://u:p@host:1/db", "postgresql://u@host:1/db"),
        ("postgresql://host/db?password=secret", "postgresql://host/db"),
        ("postgresql://u:p%40%2F@one,two:5432/db", "postgresql://u@one,two:,5432/db"),
        ("postgresql://u:p@/db?host=/run/postgresql", "postgresql://u@/run/postgresql/db"),
    ],
)
def test_names_have_no_password(address: str, name: str) -> None:
    """A journal is named by its user, host and database."""
    assert open_journal(address).name == name
