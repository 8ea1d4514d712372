"""Commands that ask the API about jobs: resume, fetch and cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from ..download.errors import OutputExpired
from ..errors import ClientError, JobCancelled, JobFailed
from ..journal.entry import FREE, Entry, SavedFile, downloaded, files_here
from ..responses import Result
from .command_arguments import FAILED, SUCCESS, CommandOptions
from .command_output import CommandOutput, sentence
from .download_arguments import check_download, download_options
from .entry_advice import advice, being_sent, entry_facts, not_followed, not_saved
from .opened_journal import OpenedJournal
from .resumption import Resumption

LOOK_SECONDS = 10.0
"""How long a job that cannot be cancelled is asked about."""
_ENDED = ("succeeded", "failed", "cancelled")


def resume(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Wait for all accepted jobs, print what they made, and tell what remains."""
    resumption = Resumption(journal, options, output)
    check_download(options)
    asyncio.run(resumption.run())
    remaining = resumption.remaining
    lines = not_saved(remaining.not_downloaded, journal.prog("account", "base_url"))
    lines += being_sent(remaining.sending)
    lines += advice(remaining.unknown, journal.prog("account", "base_url"))
    lines += not_followed(remaining.not_followed, journal.prog())
    for line in lines:
        output.tell(line)
    told = [outcome.facts() for outcome in resumption.outcomes]
    more = {name: [*map(entry_facts, found)] for name, found in remaining._asdict().items()}
    output.document({"jobs": told, **more})
    failed = any(outcome.error for outcome in resumption.outcomes)
    return FAILED if failed or remaining.unknown or remaining.not_followed else SUCCESS


def fetch(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Print the URLs of a job's output, or its files."""
    entry = journal.find(options.id)
    here = files_here(entry)
    if here and not options.download and len(here) == downloaded(entry):
        return _tell_output(entry, (), here, output)
    job = _job(journal, entry)
    check_download(options)
    result = _result(job, options)
    _check_success(journal, entry, result)
    saved: Sequence[SavedFile] = ()
    if options.download:
        saved = job.download(options.download, result, **download_options(options))
    urls = tuple(map(journal.shown, result.urls))
    return _tell_output(journal.current_found() or entry, urls, saved, output)


def cancel(journal: OpenedJournal, options: CommandOptions, output: CommandOutput) -> int:
    """Ask to cancel a job that has not ended as far as the journal knows."""
    entry = journal.find(options.id)
    outcome: str | None = None
    was_cancelled, is_requested = entry.state == "cancelled", False
    if entry.state not in _ENDED:
        job = _job(journal, entry)
        answer = job.cancel()
        outcome, was_cancelled = journal.shown(answer.outcome), answer.cancelled
        is_requested = answer.requested
        if not was_cancelled:
            _look(job)
        entry = journal.current_found() or entry
        was_cancelled = was_cancelled or entry.state == "cancelled"
    facts: dict[str, Any] = {"entry": entry_facts(entry), "cancelled": was_cancelled}
    facts |= {"outcome": outcome, **({"requested": True} if is_requested else {})}
    output.document(facts)
    text = _end_of_cancel(entry, was_cancelled, outcome, is_requested)
    output.lines([f"{entry.short_id}: {text}"])
    return SUCCESS if was_cancelled or is_requested else FAILED


def _look(job: Any) -> None:
    """Ask for the result of a job that cannot be cancelled, so that the journal knows whether it has ended."""
    try:
        job.result(LOOK_SECONDS)
    except ClientError:
        return


def _end_of_cancel(
    entry: Entry, was_cancelled: bool, outcome: str | None, is_requested: bool
) -> str:
    """Return what became of a job that was to be cancelled; no outcome means that nobody was asked."""
    if was_cancelled:
        return "cancelled" if outcome else "it was already cancelled"
    if entry.state in _ENDED:
        ended = {"failed": "has failed", "succeeded": "has succeeded"}
        return f"not cancelled; the job {ended.get(entry.state, 'was cancelled before')}"
    if is_requested:
        return f"asked to cancel ({outcome}); the job may still succeed: resume waits for its end"
    return f"not cancelled ({outcome}); the job is already running and continues"


def _result(job: Any, options: CommandOptions) -> Result[Any]:
    """Return the job's result; to save it, the one that the journal has, if the service has none any more."""
    try:
        found: Result[Any] = job.result() if options.wait is None else job.wait(options.wait)
    except OutputExpired as error:
        if error.result is None or not options.download:
            raise
        return error.result
    return found


def _job(journal: OpenedJournal, entry: Entry) -> Any:
    """Return the handle of an entry's job.

    Raises:
        ClientError: the entry has no job.
    """
    if entry.state in FREE:
        raise ClientError(sentence(f"{entry} bought nothing: {entry.reason}"))
    if entry.state == "unknown":
        raise ClientError("\n".join(advice([entry], journal.prog("account", "base_url"))))
    if entry.request_id is None or entry.state == "sending":
        raise ClientError(f"{entry.short_id} is being submitted by another process.")
    journal.check_base_url(entry)
    return journal.job(entry.request_id, entry.endpoint)


def _check_success(journal: OpenedJournal, entry: Entry, result: Result[Any]) -> None:
    """Raise the error of a job that has no output.

    Raises:
        JobFailed: it failed.
        JobCancelled: it was cancelled.
        ClientError: it has not ended.
    """
    about: dict[str, Any] = {"request_id": result.request_id, "endpoint": entry.endpoint}
    if result.phase == "failed":
        reason = journal.shown(result.error or "no reason was given")
        raise JobFailed(f"the job failed: {reason}", **about)
    if result.phase == "cancelled":
        raise JobCancelled("the job was cancelled", **about)
    if result.phase != "succeeded":
        raise ClientError(
            f"the job has not ended ({journal.shown(result.status)}); use --wait SECONDS to wait for it",
            **about,
        )


def _tell_output(
    entry: Entry, urls: tuple[str, ...], saved: Sequence[SavedFile], output: CommandOutput
) -> int:
    files = [one.path for one in saved]
    output.document({"entry": entry_facts(entry), "urls": list(urls), "files": files})
    output.lines(files or urls)
    return SUCCESS
