"""The journal that a command works on, and the clients it opens for it."""

from __future__ import annotations

import os
import shlex
from contextlib import ExitStack
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from ..errors import ClientError
from ..journal.base_urls import same_url
from ..journal.claim import Scope
from ..journal.database import JournalDatabase
from ..journal.entry import Entry
from ..journal.errors import JournalError
from ..journal.journal import Journal
from ..journal.open_journal import open_journal
from ..redaction import without_token
from ..service import Service
from ..settings import resolve_base_url, resolve_token
from ..wire import wire_of
from .command_arguments import CommandOptions, CommandUsageError, journal_variable


def job_of(client: Any, service: Service, request_id: str, endpoint: str) -> Any:
    """Return the handle of a job; the service may need the id of its endpoint, too."""
    needs = wire_of(service).needs_model_id
    return client.job(request_id, endpoint) if needs else client.job(request_id)


class OpenedJournal:
    """A journal that must be there already, by the options of a command.

    Raises:
        ConfigurationError: there is no such file, or the target is no journal.
    """

    def __init__(self, service: Service, package: str, options: CommandOptions) -> None:
        self.service, self._package, self._options = service, package, options
        self.found: Entry | None = None
        self._ends = ExitStack()
        if "://" not in options.journal and not os.path.exists(options.journal):
            raise CommandUsageError(f"there is no journal at {options.journal}.")
        self.database: JournalDatabase = open_journal(options.journal)
        self.facade = Journal(self.database)
        self._ends.callback(self.database.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends.close()

    def prog(self, *names: str) -> str:
        """Return the start of a command on this journal, to be copied to a shell.

        `names` are those of options that it is to have besides `--journal`, if they were given.
        """
        given, words = vars(self._options), ["python", "-m", self._package]
        journal = self._options.journal
        if journal != os.getenv(journal_variable(self.service)):
            # an address may have a password, which the name has not
            words += ["--journal", self.database.name if "://" in journal else journal]
        for name in names:
            if given[name] is not None:
                words += [f"--{name.replace('_', '-')}", str(given[name])]
        return shlex.join(words)

    def client(self) -> Any:
        """Return the package's sync client on this journal; it is closed with the journal."""
        return self._ends.enter_context(self._client(self.service.title))

    def job(self, request_id: str, endpoint: str) -> Any:
        """Return the handle of a job of an entry, with the package's sync client on this journal."""
        return job_of(self.client(), self.service, request_id, endpoint)

    def async_client(self) -> Any:
        """Return the package's async client on this journal, which the caller closes."""
        return self._client(f"Async{self.service.title}")

    def _client(self, name: str) -> Any:
        options, _ = self._options, self.token()
        kind: Any = getattr(import_module(self._package), name)
        return kind(base_url=options.base_url, journal=options.journal, account=options.account)

    def scopes(self) -> tuple[Scope, ...]:
        """Return where the command's jobs are: its base URL, and its account under all its names.

        Raises:
            ConfigurationError: there is no token.
        """
        options, token = self._options, self.token()
        url = resolve_base_url(self.service, options.base_url)
        salt = self.database.salt
        from ..journal.scope import scope_of, unnamed_account

        scope = scope_of(url, options.account, token, salt)
        return self.database.scopes(scope, unnamed_account(token, salt))

    def token(self) -> str:
        """Return the token of the environment.

        Raises:
            ConfigurationError: there is none.
        """
        variables = self.service.token_variables
        if not any(map(os.getenv, variables)):
            raise CommandUsageError(f"this command needs a token: set {' or '.join(variables)}.")
        return resolve_token(self.service, None)

    def shown(self, text: str) -> str:
        """Return what the API has said without the token."""
        return without_token(text, self.token())

    def here(self) -> str:
        """Return the command's base URL, as entries have it."""
        url = resolve_base_url(self.service, self._options.base_url)
        return same_url(url)

    def current_found(self) -> Entry | None:
        """Return the entry that the command has named, as it is now if that can be read."""
        if self.found is None:
            return None
        try:
            return self.database.entry(self.found.id) or self.found
        except ClientError:
            return self.found

    def current(self, entry: Entry) -> Entry:
        """Return an entry as it is now; one whose process died while it sent becomes unknown."""
        return entry if entry.state != "sending" else self.database.refresh(entry.id) or entry

    def find(self, id: str) -> Entry:
        """Return the entry that a short id, its number or a request id names.

        Raises:
            ConfigurationError: none or several have this id.
        """
        number = id.removeprefix("j")
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        found = {} if not is_number else {int(number): self.database.entry(int(number))}
        found |= {one.id: one for one in self.database.entries(request_id=id)}
        known = [one for one in found.values() if one is not None]
        if not known:
            raise CommandUsageError(f"{self.database.name} has no entry or request {id!r}.")
        if len(known) > 1:
            named = "; ".join(map(str, known))
            raise CommandUsageError(
                f"{id!r} matches several entries: {named}. Use the short id of one of them."
            )
        self.found = self.current(known[0])
        return self.found

    def check_base_url(self, entry: Entry) -> None:
        """Refuse to ask one API about a job of another, which would get the token, too.

        Raises:
            JournalError: the entry's base URL is not the command's.
        """
        if entry.base_url != self.here():
            raise JournalError(
                f"{entry} is a job of {entry.base_url}, but this command would ask {self.here()}; "
                f"use --base-url {entry.base_url}",
                entry=entry,
            )

    def check_account(self, entry: Entry) -> None:
        """Refuse to take the answer about one account's job from another account.

        Raises:
            ConfigurationError: there is no token.
            JournalError: the entry's account is not the command's.
        """
        accounts = {one.account for one in self.scopes()}
        if entry.account not in accounts:
            raise JournalError(
                f"{entry} is a job of account {entry.account}, but this command would ask with the "
                f"token of {self.scopes()[0].account}",
                entry=entry,
            )
