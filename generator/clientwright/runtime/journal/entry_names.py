"""Which entry a person means: by itself, its short id, its number, or its request id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..input_faults import format_value
from .entry import Entry
from .errors import JournalError
from .names import exact_text

if TYPE_CHECKING:
    from .database import JournalDatabase


def entry_named(database: JournalDatabase, id: object) -> Entry | None:
    """Return the entry that has a name, or None.

    An integer is the number of an entry, if there is one. A text may be the number or short id of
    one and the request id of another, or a request id at two addresses.

    Raises:
        JournalError: the text names several entries.
    """
    if isinstance(id, Entry):
        return database.entry(id.id)
    if not isinstance(id, int | str):
        return None
    text = exact_text(id) if isinstance(id, str) else str(id)
    number = text.removeprefix("j")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = database.entry(int(number)) if is_number else None
    if found is not None and isinstance(id, int):
        return found
    named = {one.id: one for one in database.entries(request_id=text)}
    if found is not None:
        named[found.id] = found
    if len(named) > 1:
        shown = "; ".join(f"{one} at {one.base_url}" for _, one in sorted(named.items()))
        raise JournalError(
            f"{format_value(text)} names several entries: {shown}. Pass the entry itself, or its "
            "number as an integer"
        )
    return next(iter(named.values()), None)
