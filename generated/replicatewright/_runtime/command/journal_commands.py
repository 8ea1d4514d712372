# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Commands that need no token: they read the journal, and forget what is old."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from ..journal.entry import Entry, is_pending, is_wanting
from ..journal.pruning import is_forgotten
from .command_arguments import SUCCESS, CommandOptions, CommandUsageError
from .command_output import CommandOutput
from .entry_advice import advice, count_of, entry_facts
from .entry_table import age, spent, table
from .opened_journal import OpenedJournal


def jobs(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Print a table of jobs, and advice about the unknown."""
    states = tuple(options.state or ())
    base_url = None if options.base_url is None else journal.here()
    found = map(journal.current, journal.database.entries(batch=options.batch))
    entries = in_order(
        [
            one
            for one in found
            if (not states or one.state in states)
            and (options.account in (None, one.account))
            and (base_url in (None, one.base_url))
            and (is_urgent(one) or not options.pending)
        ]
    )
    output.document({"entries": [entry_facts(one) for one in entries]})
    if not entries:
        output.lines(["no jobs"])
        return SUCCESS
    output.lines([*table(entries, output.paint, width=output.width())])
    output.lines(["", f"{count_of(entries, 'job')}{spent(entries)}"])
    unknown = [one for one in entries if one.state == "unknown"]
    if unknown:
        output.lines(["", *advice(unknown, journal.prog("account", "base_url"))])
    return SUCCESS


def prune(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Forget what ended long ago, after a question.

    Raises:
        ConfigurationError: only a part of the journal is meant.
    """
    parts = (("--account", options.account), ("--base-url", options.base_url))
    if given := [option for option, value in parts if value is not None]:
        raise CommandUsageError(
            "prune forgets the old jobs of all accounts and base URLs: "
            f"leave {' and '.join(given)} out."
        )
    before = time.time() - options.older_than
    old = [one for one in journal.database.entries() if is_forgotten(one, before)]
    lost = sum(map(is_wanting, old))
    count = 0
    if not old or options.yes or _agrees(_what(old, options.older_than, lost)):
        count = journal.database.prune(before)
        entries = f"{count} entr{'y' if count == 1 else 'ies'}"
        output.lines([f"pruned {entries}{_of_them(lost)}"])
    else:
        lost = 0
        output.tell("nothing was changed")
    output.document({"pruned": count, "not_downloaded": lost})
    return SUCCESS


def _what(old: Sequence[Entry], seconds: float, lost: int) -> str:
    """Return what `prune` would do."""
    what = f"inputs and results of {count_of(old, 'job')} that ended {age(seconds)} ago or earlier"
    keyless = [one for one in old if one.once is None]
    gone = f"; {len(keyless)} of them without a key {_are(keyless)} deleted" if keyless else ""
    return f"forget {what}{_of_them(lost)}{gone}"


def _are(entries: Sequence[Entry]) -> str:
    return "is" if len(entries) == 1 else "are"


def _of_them(lost: int) -> str:
    return f", {lost} of them not downloaded" if lost else ""


def _agrees(what: str) -> bool:
    """Return whether a person at the terminal agrees.

    Raises:
        ConfigurationError: there is no terminal to ask at.
    """
    if sys.stdin is None or sys.stderr is None or not sys.stdin.isatty():
        raise CommandUsageError(
            f"prune would {what}. It asks first, and there is no terminal to ask at; add --yes to agree."
        )
    sys.stderr.write(f"{what[0].upper()}{what[1:]}? Keys stay. [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by urgency: unknown; what may expire, oldest first; what is sent; the rest, newest first."""
    return sorted(entries, key=_urgency)


def is_urgent(entry: Entry) -> bool:
    """Return whether an entry runs, is unknown, or succeeded and has outputs that are not on this machine."""
    return is_pending(entry) or is_wanting(entry)


def _urgency(entry: Entry) -> tuple[int, float]:
    if entry.state == "unknown":
        return 0, entry.created_at
    if not is_urgent(entry):
        return 3, -entry.created_at
    return 2 if entry.state == "sending" else 1, entry.created_at
