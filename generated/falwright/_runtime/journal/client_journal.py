# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal of one client: where it is, under which account, and whether it has inputs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from ..input_faults import format_value
from .names import check_name
from .open_journal import open_journal

if TYPE_CHECKING:
    from .claim import Scope

_OLD_NAME = re.compile("token:[0-9a-f]{32}")


class ClientJournal:
    """A journal; its first use connects to it.

    Raises:
        ConfigurationError: it is neither a path nor an address, or the account no name.
    """

    def __init__(
        self, target: str | os.PathLike[str] | None, account: object, record_inputs: object
    ) -> None:
        if not isinstance(record_inputs, bool):
            shown = format_value(record_inputs)
            raise ConfigurationError(f"record_inputs is {shown}; it must be True or False.")
        if target is None:
            name = "record_inputs" if account is None else "account"
            raise ConfigurationError(f"{name} needs a journal: pass journal=... as well.")
        self.account = None if account is None else _check_account(account)
        self.record_inputs = record_inputs
        self.database = open_journal(target)

    def scope(self, base_url: str, token: str) -> Scope:
        """Return where the client's keys count."""
        from .scope import scope_of

        return scope_of(base_url, self.account, token, self.database.salt)

    def scopes(self, base_url: str, token: str) -> tuple[Scope, ...]:
        """Return where the client's keys count under all names that its account has had, its own first."""
        return self.database.scopes(self.scope(base_url, token), self.unnamed(token))

    def unnamed(self, token: str) -> str:
        """Return the name that the client's account has by its token."""
        from .scope import unnamed_account

        return unnamed_account(token, self.database.salt)

    def close(self) -> None:
        """Close the journal's connections; a submit that ends later opens them again."""
        self.database.close()


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


def _check_account(account: object) -> str:
    name = check_name("account", account)
    if name.startswith("token:") and not _OLD_NAME.fullmatch(name):
        raise ConfigurationError(
            f"account is {name!r}; names that begin with token: are those that the journal gives to "
            "accounts without a name: token: and 32 hexadecimal digits."
        )
    return name
