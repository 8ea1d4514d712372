# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Commands that read and write the journal: they need no token, and only `settle` asks the API if it can."""

from __future__ import annotations

import sys
import time

from ..errors import ClientError, ConfigurationError, NotFound, PermissionDenied
from ..journal.entry import PENDING, STATES, Entry
from .command_arguments import CommandOptions, CommandUsageError
from .command_output import CommandOutput
from .entry_advice import advice
from .entry_facts import entry_facts
from .entry_table import age, spent, table
from .exit_codes import SUCCESS
from .opened_journal import OpenedJournal
from .urgency import in_order, is_pending

CHECK_SECONDS = 10.0
"""How long `settle` asks about a request."""
ENDED = tuple(state for state in STATES if state not in PENDING)


def jobs(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Print a table of jobs, and advice about each unknown."""
    states = tuple(options.state or ())
    found = map(journal.current, journal.database.entries(batch=options.batch))
    entries = in_order(
        [
            one
            for one in found
            if (not states or one.state in states)
            and (options.account in (None, one.account))
            and (is_pending(one) or not options.pending)
        ]
    )
    output.document({"entries": [entry_facts(one) for one in entries]})
    if not entries:
        output.lines(["no jobs"])
        return SUCCESS
    output.lines([*table(entries, output.paint, width=output.width())])
    unknown = [one for one in entries if one.state == "unknown"]
    count = f"{len(entries)} job{'s' * (len(entries) != 1)}{spent(entries)}"
    output.lines(["", count, *(advice(one, journal.prog) for one in unknown)])
    return SUCCESS


def settle(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Say what became of an unknown."""
    found = journal.find(options.id)
    doubt = None
    if options.request_id and not options.unchecked:
        doubt = _check_request(journal, found, options.request_id.strip())
    entry = journal.facade.settle(found, options.request_id, options.never_accepted)
    if doubt:
        output.tell(doubt)
    output.document({"entry": entry_facts(entry)})
    output.lines([f"settled: {entry}"])
    return SUCCESS


def prune(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Forget what ended long ago, after a question."""
    before = time.time() - options.older_than
    old = [one for one in journal.database.entries(ENDED) if one.updated_at < before]
    if old and not options.yes:
        what = f"{len(old)} job{'s' * (len(old) != 1)} that ended {age(options.older_than)} ago or earlier"
        lost = sum(is_pending(one) for one in old)
        what += f" ({lost} never downloaded)" if lost else ""
        if not _agrees(f"Forget inputs and results of {what}? Keys stay. [y/N] "):
            output.tell("nothing was changed")
            return SUCCESS
    count = journal.database.prune(before)
    output.document({"pruned": count})
    output.lines([f"pruned {count} entr{'y' if count == 1 else 'ies'}"])
    return SUCCESS


def _check_request(journal: OpenedJournal, entry: Entry, request_id: str) -> str | None:
    """Ask the API about a request that a person names; return why nobody could be asked, if so.

    Raises:
        ConfigurationError: the API does not know it, or it is another account's.
    """
    try:
        journal.check_base_url(entry)
        journal.client().job(request_id).status(CHECK_SECONDS)
    except (NotFound, PermissionDenied) as error:
        raise ConfigurationError(
            f"this account has no request {request_id}: {error.message}. Nothing was changed; "
            "say --unchecked to settle it all the same."
        ) from error
    except ClientError as error:
        return f"the API was not asked about request {request_id}: {error.message}"
    return None


def _agrees(question: str) -> bool:
    """Return whether a person at the terminal agrees.

    Raises:
        ConfigurationError: there is no terminal to ask at.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandUsageError(f"{question}Say --yes where nobody can answer.")
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
