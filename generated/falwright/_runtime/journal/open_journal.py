# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which database a journal's file name or address means."""

from __future__ import annotations

import os
import re

from ..errors import ConfigurationError
from .address_form import FORM, is_misspelled_address
from .database import JournalDatabase
from .names import exact_text
from .store import Dialect

_POSTGRESQL = ("postgresql://", "postgres://")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://|file:")
_TRY = (
    "A journal is the path of a file on a local disk, such as 'jobs.sqlite', "
    "or the address of a PostgreSQL database, such as 'postgresql://host/name'"
)


def open_journal(target: str | os.PathLike[str]) -> JournalDatabase:
    """Return the journal in a file or at an address; its first verb connects to it.

    Raises:
        ConfigurationError: the target is neither, or what it needs is not installed.
    """
    return JournalDatabase(_dialect(_as_text(target)))


def _as_text(target: str | os.PathLike[str]) -> str:
    try:
        return exact_text(os.fsdecode(target))
    except TypeError:
        raise ConfigurationError(
            f"journal must be a path or an address, not {type(target).__name__}. {_TRY}"
        ) from None


def _dialect(target: str) -> Dialect:
    if target.startswith(_POSTGRESQL):
        return _postgresql(target)
    if is_misspelled_address(target):
        raise ConfigurationError(f"{FORM}. {_TRY}")
    if _ADDRESS.match(target.strip()):
        scheme = target.strip().partition(":")[0]
        raise ConfigurationError(f"journal cannot be an address that begins with {scheme}:. {_TRY}")
    name = os.path.basename(target)
    if not target or "\0" in target or name != name.strip() or target != target.strip():
        found = "" if target.strip() == name == "" else ", or begins or ends with a space"
        raise ConfigurationError(f"journal={target!r} names no file{found}. {_TRY}")
    if target == ":memory:":
        raise ConfigurationError(
            f"a journal in memory would forget what was bought as soon as the process ends. {_TRY}"
        )
    if os.path.isdir(target) or target.endswith(("/", os.sep)):
        example = os.path.join(target, "jobs.sqlite")
        raise ConfigurationError(f"journal={target!r} is a folder; name a file in it: {example!r}")
    return _sqlite(target)


def _sqlite(path: str) -> Dialect:
    try:
        from .sqlite_dialect import SqliteDialect
    except ImportError as error:  # Pythons can be built without it
        raise ConfigurationError(
            f"this Python was built without the module sqlite3 ({error}). Use another build, "
            "or a PostgreSQL database as the journal"
        ) from error
    return SqliteDialect(os.path.abspath(path))


def _postgresql(address: str) -> Dialect:
    try:
        from .postgresql_dialect import PostgresqlDialect
    except ImportError as error:
        raise ConfigurationError(
            f"a journal in PostgreSQL needs psycopg ({error}): pip install 'psycopg[binary]'"
        ) from error
    return PostgresqlDialect(address)
