"""What becomes of a submit that was on its way while its client was closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import ClientClosed, SubmitUnknown

if TYPE_CHECKING:
    from .journal.entry import Entry


def error_of_closed(
    endpoint: str, sent: bool, error: BaseException | None, entry: Entry | None = None
) -> BaseException:
    """Return the error of a submit that ended without a job while the client was closed.

    `entry` is that of the submit in the client's journal, if it has one.
    """
    if isinstance(error, SubmitUnknown):
        error.message += "; the client was closed meanwhile"
    if isinstance(error, Exception):
        return error
    if sent:
        text = "the submit may have been accepted: the client was closed before its answer came"
        unknown = SubmitUnknown(text, endpoint=endpoint)
        if entry is not None:
            from .journal.known_entry import name_unknown

            name_unknown(unknown, replace(entry, state="unknown"))
        return unknown
    text = "the client was closed before the submit was sent; no job was accepted"
    return ClientClosed(text, endpoint=endpoint)
