# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The command `settle`: what became of an unknown, checked with the API where that is possible."""

from __future__ import annotations

from ..errors import (
    ApiError,
    AuthenticationError,
    ClientError,
    ConfigurationError,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
)
from ..journal.entry import Entry
from ..journal.errors import JournalError
from ..journal.settlement import is_by_hand, requests_of
from .command_arguments import SUCCESS, CommandOptions, CommandUsageError
from .command_output import CommandOutput, sentence
from .entry_advice import entry_facts
from .opened_journal import OpenedJournal

CHECK_SECONDS = 10.0
"""How long a request is asked about."""
_OF_URLS = frozenset("/?#%\\")
"""Characters that divide URLs: a request id that has one is a piece of a URL, or mistyped."""
_UNCHANGED = "Nothing was changed; add --unchecked to settle it without this check."


def settle(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Say what became of an unknown, and what follows from it."""
    found, request_id = journal.find(options.id), None
    if options.request_id is not None:
        request_id = _request_id(journal, options)
    doubt = None
    if not options.unchecked:
        if request_id is not None:
            doubt = _check_accepted(journal, found, request_id)
        elif found.state == "unknown" or is_by_hand(found):
            for one in requests_of(found):
                _check_never_accepted(journal, found, one)
    entry = journal.facade.settle(found, request_id, options.never_accepted)
    if doubt:
        output.tell(doubt)
    follows = consequence(entry)
    output.document({"entry": entry_facts(entry), "consequence": follows})
    output.lines([f"settled: {entry}", follows])
    return SUCCESS


def consequence(entry: Entry) -> str:
    """Return what a settled entry means from now on."""
    who = "its key" if entry.batch is None else "its place in the batch"
    if entry.state == "accepted":
        joins = f"{who} joins this request from now on"
        return joins if entry.once else "resume waits for this request from now on"
    return f"{who} buys again when it is submitted" if entry.once else "it counts as not bought"


def _request_id(journal: OpenedJournal, options: CommandOptions) -> str:
    """Return the request id that a person has given.

    Raises:
        ConfigurationError: it is none, or does not look like one.
    """
    given = options.request_id or ""
    if (known := journal.service.request_id(given.strip())) is None:
        raise CommandUsageError(f"--request-id {given!r} is not a request id.")
    if not options.unchecked and not _OF_URLS.isdisjoint(known):
        raise CommandUsageError(
            f"--request-id {given!r} does not look like a request id: copy it from your account "
            f"without the rest of its URL. {_UNCHANGED}"
        )
    return known


def _check_accepted(journal: OpenedJournal, entry: Entry, request_id: str) -> str | None:
    """Ask the API about a request that a person names; return why nobody could be asked, if so.

    Raises:
        ConfigurationError: the API does not know it, it is another account's, or the answer does not say.
    """
    try:
        _ask(journal, entry, request_id)
    except (NotFound, PermissionDenied) as error:
        raise CommandUsageError(
            f"this account has no request {request_id}: {sentence(error.message)} {_UNCHANGED}"
        ) from error
    except ClientError as error:
        if _has_answered(error):
            raise CommandUsageError(
                f"the API did not say that this account has request {request_id}: "
                f"{sentence(error.message)} {_UNCHANGED}"
            ) from error
        return f"request {request_id} was not checked with the API: {sentence(error.message)}"
    return None


def _has_answered(error: ClientError) -> bool:
    """Return whether the API was asked and has answered something else than that it knows the request."""
    if isinstance(error, AuthenticationError | RateLimited | ServerError):
        return False
    return isinstance(error, ApiError | UnexpectedAnswer)


def _check_never_accepted(journal: OpenedJournal, entry: Entry, request_id: str) -> None:
    """Ask the API about the request of an entry that a person says was never accepted.

    Raises:
        ConfigurationError: the account has it, or this command cannot ask.
        ClientError: the API did not answer.
    """
    unchanged = "Nothing was changed; add --unchecked to settle it all the same."
    try:
        journal.check_account(entry)
        status = _ask(journal, entry, request_id)
    except NotFound:
        return
    except ClientError as error:
        is_usage = isinstance(error, ConfigurationError | JournalError)
        kind = CommandUsageError if is_usage else ClientError
        raise kind(
            f"{entry.short_id} has request {request_id}, and the API could not be asked whether "
            f"that was accepted: {sentence(error.message)} {unchanged}"
        ) from error
    raise CommandUsageError(
        f"the account has request {request_id} ({status}), so {entry.short_id} was accepted, and "
        f"its key must not buy again. {unchanged}"
    )


def _ask(journal: OpenedJournal, entry: Entry, request_id: str) -> str:
    """Return the status that a request has.

    Raises:
        ClientError: there is none, or nobody could be asked.
    """
    journal.check_base_url(entry)
    status: str = journal.job(request_id, entry.endpoint).status(CHECK_SECONDS).status
    return status
