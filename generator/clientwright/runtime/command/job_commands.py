"""Commands that ask the API about jobs: resume, fetch and cancel."""

from __future__ import annotations

import asyncio
from typing import Any

from ..errors import ClientError, JobCancelled, JobFailed
from ..journal.entry import FREE, Entry
from ..responses import Result
from .command_arguments import CommandOptions
from .command_output import CommandOutput
from .entry_advice import advice, not_followed
from .entry_facts import entry_facts
from .exit_codes import FAILED, SUCCESS
from .opened_journal import OpenedJournal
from .resumption import Resumption
from .urgency import files_here


def resume(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Wait for all accepted jobs, and print what they made."""
    resumption = Resumption(journal, options, output)
    asyncio.run(resumption.run())
    unknown = resumption.unknown
    for one in unknown:
        output.tell(advice(one, journal.prog))
    others = resumption.others
    for line in not_followed(others):
        output.tell(line)
    told = [outcome.facts() for outcome in resumption.outcomes]
    names = {"unknown": unknown, "not_followed": others}
    more = {name: [entry_facts(one) for one in found] for name, found in names.items()}
    output.document({"jobs": told, **more})
    failed = any(outcome.error for outcome in resumption.outcomes)
    return FAILED if failed or unknown or others else SUCCESS


def fetch(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Print the URLs of a job's output, or its files."""
    entry = journal.find(options.id)
    if entry.files and not options.download and files_here(entry) == len(entry.files):
        return _tell_output(entry, [], [one.path for one in entry.files], output)
    job = _job(journal, entry)
    wait = options.wait
    result: Result[Any] = job.result() if wait is None else job.wait(wait)
    _check_success(journal, entry, result)
    saved = job.download(options.download, result) if options.download else ()
    urls = [*map(journal.shown, result.urls)]
    return _tell_output(entry, urls, [one.path for one in saved], output)


def cancel(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Ask to cancel a job."""
    entry = journal.find(options.id)
    answer = _job(journal, entry).cancel()
    entry = journal.database.refresh(entry.id) or entry
    outcome = journal.shown(answer.outcome)
    output.document(
        {"entry": entry_facts(entry), "cancelled": answer.cancelled, "outcome": outcome}
    )
    goes_on = f"not cancelled ({outcome}); it goes on, or has ended"
    output.lines([f"{entry.short_id}: {'cancelled' if answer.cancelled else goes_on}"])
    return SUCCESS if answer.cancelled else FAILED


def _job(journal: OpenedJournal, entry: Entry) -> Any:
    """Return the handle of an entry's job.

    Raises:
        ClientError: the entry has no job.
    """
    if entry.state in FREE:
        raise ClientError(f"{entry} bought nothing: {entry.reason}.")
    if entry.state == "unknown":
        raise ClientError(f"{advice(entry, journal.prog)}.")
    if entry.request_id is None or entry.state == "sending":
        raise ClientError(f"{entry.short_id} is being submitted by another process.")
    journal.check_base_url(entry)
    return journal.client().job(entry.request_id)


def _check_success(journal: OpenedJournal, entry: Entry, result: Result[Any]) -> None:
    """Raise the error of a job that has no output.

    Raises:
        JobFailed: it failed.
        JobCancelled: it was cancelled.
        ClientError: it has not ended.
    """
    about: dict[str, Any] = {"request_id": result.request_id, "endpoint": entry.endpoint}
    if result.phase == "failed":
        reason = journal.shown(result.error or "no reason is given")
        raise JobFailed(f"the job failed: {reason}", **about)
    if result.phase == "cancelled":
        raise JobCancelled("the job was cancelled", **about)
    if result.phase != "succeeded":
        status = journal.shown(result.status)
        raise ClientError(f"the job has not ended ({status}): say --wait SECONDS", **about)


def _tell_output(entry: Entry, urls: list[str], files: list[str], output: CommandOutput) -> int:
    output.document({"entry": entry_facts(entry), "urls": urls, "files": files})
    output.lines(files or urls)
    return SUCCESS
