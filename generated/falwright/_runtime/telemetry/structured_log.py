# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Log records of what happens to jobs: always with the same fields, and URLs without their queries."""

from __future__ import annotations

import logging
import re
import time
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ..errors import ApiError, ClientError, SubmitUnknown

if TYPE_CHECKING:
    from ..journal.entry import Entry


_SCHEME = r":(?:\\?/){2}"  # JSON may escape the slashes
_LOGIN = re.compile(rf"({_SCHEME})[^\s/?#]*@")
_ODD_LOGIN = re.compile(rf"({_SCHEME})[^\s/?#]*[?#][^\s/]*@\S*")
_REST = re.compile(rf"({_SCHEME})([^\n]*)")
_QUERY = re.compile(r"[?#]\S+(?:[^\n?#]*&\S*)?")
"""A query may have blanks in a value, but then there is mostly an & later in the line."""


def without_queries(text: str) -> str:
    """Return text with its URLs, of any scheme, cut before query and fragment, and without logins.

    A path may have blanks and quotes, so what follows a later `?` or `#` in the line of a URL
    is cut up to the next blank.
    """
    text = _ODD_LOGIN.sub(r"\1", text)
    text = _LOGIN.sub(r"\1", text)
    return _REST.sub(lambda found: found[1] + _QUERY.sub("", found[2]), text)


FIELDS = ("event", "endpoint", "request_id", "once", "entry", "state", "elapsed")
"""Attributes of every record; what is not known is None."""
EVENTS = {
    "submitted": "sending",
    "retried": "sending",
    "interrupted": "sending",
    "accepted": "accepted",
    "joined": "accepted",
    "refused": "refused",
    "not_sent": "not_sent",
    "unknown": "unknown",
    "ended": None,
    "downloaded": "succeeded",
    "not_followed": None,
    "advised": None,
    "journal_created": None,
    "unwritten": None,
    "unread": None,
    "bought_again": "sending",
    "price_exceeded": None,
    "batch_interrupted": None,
    "batch_left": None,
    "batch_job": None,
    "callback_failed": None,
}
"""The events, and the state of the job after each, if it is known; `ended` has one of its own."""
_TEXTS = {
    "submitted": "submitting to %s",
    "retried": "submitting again to %s",
    "interrupted": "waiting up to %g s for the answer of the submit to %s; a second Ctrl-C leaves at once",
}


class SubmitFacts(Protocol):
    """What is told about a submit: who submits, since when, and how it ended, if it has."""

    service: str
    endpoint: str
    begun: float
    attempts: int
    is_joined: bool
    closed: bool
    sent: bool
    request_id: str | None
    entry: Entry | None
    error: BaseException | None

    @property
    def job(self) -> object | None:
        """The accepted job."""
        ...


def log_event(
    service: str,
    level: str,
    event: str,
    text: str,
    *words: object,
    **facts: object,
) -> None:
    """Log an event; `facts` are the record's fields, or `error`. Every record of a service is made here.

    Messages have no queries of URLs; with `error` its traceback follows. A failing log handler never
    loses a job; an interrupt while it logs goes on after it has logged.
    """
    logger, number = logging.getLogger(service), logging.getLevelNamesMapping()[level]
    if not logger.isEnabledFor(number):
        return
    error = facts.pop("error", None)
    trace = error if isinstance(error, BaseException) else None
    fields = {**dict.fromkeys(FIELDS), "event": event, "state": EVENTS[event], **facts}
    shown = [
        word if isinstance(word, int | float) else without_queries(str(word)) for word in words
    ]
    log = partial(logger.log, number, text, *shown, extra=fields, exc_info=trace)
    try:
        log()
    except Exception:
        return
    except BaseException:
        log()
        raise


def mute(service: str, event: str) -> None:
    """Drop a service's records of an event in this process, which says the same itself."""
    logging.getLogger(service).addFilter(lambda record: getattr(record, "event", None) != event)


def log_submit(submit: SubmitFacts, level: str, event: str, text: str, *words: object) -> None:
    """Log an event of a submit, in a text of its own if none is given."""
    if event not in EVENTS:
        event = event_after(submit)
        if not text:
            text, words = _end(submit)
        if not text:
            return
    if event == "submitted" and submit.attempts > 1:
        event = "retried"
    facts = {"elapsed": time.monotonic() - submit.begun, **facts_of(submit)}
    log_event(submit.service, level, event, _TEXTS.get(event, text), *words, **facts)


def _end(submit: SubmitFacts) -> tuple[str, tuple[object, ...]]:
    """Return the text about a submit that has ended, and its words; an empty one if an interrupt tells it."""
    if submit.job is None:
        return ("%s", (submit.error,)) if isinstance(submit.error, ClientError) else ("", ())
    text = f"{'joined' if submit.is_joined else 'submitted'} %s as request %s"
    text += " while the client was closed" if submit.closed else ""
    return text, (submit.endpoint, facts_of(submit)["request_id"])


def event_after(submit: SubmitFacts, error: BaseException | None = None) -> str:
    """Return the event of a submit as it ended; `error` is what its caller got."""
    error = error or submit.error
    if submit.job is not None:
        return "joined" if submit.is_joined else "accepted"
    if isinstance(error, ClientError) and not isinstance(error, SubmitUnknown):
        return "refused" if isinstance(error, ApiError) else "not_sent"
    return "unknown" if submit.sent or isinstance(error, SubmitUnknown) else "not_sent"


def facts_of(submit: SubmitFacts, error: BaseException | None = None) -> dict[str, object]:
    """Return the fields of a submit's records."""
    told = submit.job or submit.error or error
    entry: Entry | None = getattr(told, "entry", None) or submit.entry
    request_id: str | None = getattr(told, "request_id", None) or submit.request_id
    return {"endpoint": submit.endpoint, "request_id": request_id, **facts_of_entry(entry)}


def facts_of_entry(entry: Entry | None) -> dict[str, object]:
    """Return the fields of a journal's entry."""
    return {} if entry is None else {"once": entry.once, "entry": entry.short_id}
