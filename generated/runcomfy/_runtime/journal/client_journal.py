# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal of one client: where it is, under which account, and whether it has inputs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from ..errors import ConfigurationError
from ..input_faults import format_value
from .names import check_name

if TYPE_CHECKING:
    from .claim import Scope
    from .database import JournalDatabase


class ClientJournal:
    """A journal that is opened on first use.

    Raises:
        ConfigurationError: it is no path, or the account no name.
    """

    def __init__(self, target: object, account: object, record_inputs: object) -> None:
        if not isinstance(record_inputs, bool):
            shown = format_value(record_inputs)
            raise ConfigurationError(f"record_inputs is {shown}; it must be True or False.")
        if target is None:
            name = "record_inputs" if account is None else "account"
            raise ConfigurationError(f"{name} needs a journal: pass journal=..., too.")
        self.target = check_target(target)
        self.account = None if account is None else _check_account(account)
        self.record_inputs = record_inputs
        self._database: list[JournalDatabase] = []

    @property
    def database(self) -> JournalDatabase:
        """The journal, opened on first use."""
        if not self._database:
            from .open_journal import open_journal

            self._database.append(open_journal(self.target))  # threads agree on the first
        return self._database[0]

    def scope(self, base_url: str, token: str) -> Scope:
        """Return where the client's keys count."""
        from .scope import scope_of

        return scope_of(base_url, self.account, token, self.database.salt)

    def close(self) -> None:
        """Close the journal's connections; a submit that ends later opens them again."""
        for database in self._database:
            database.close()


def required(journal: ClientJournal | None) -> ClientJournal:
    """Return the journal of a client.

    Raises:
        ConfigurationError: it has none.
    """
    if journal is None:
        raise ConfigurationError(
            "the client has no journal: make it with journal=..., such as journal='jobs.sqlite'."
        )
    return journal


def check_target(target: Any) -> str:
    """Return a path or a URL as text.

    Raises:
        ConfigurationError: it is neither.
    """
    try:
        path = cast("object", os.fspath(target))
    except TypeError:
        path = ""
    if not isinstance(path, str) or not path or "\0" in path:
        shown = format_value(target)
        raise ConfigurationError(f"journal is {shown}; it must be the path of a file, or a URL.")
    return path


def _check_account(account: object) -> str:
    name = check_name("account", account)
    if name.startswith("token:"):
        raise ConfigurationError(
            f"account is {name!r}; names with token: are those of accounts without a name."
        )
    return name
