"""The title of a page that is a model id: a line of its own above the sample call, below any menu."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from clientwright.specs.model_ids import invalid_id_reason

_MARKS = " \t#>*|`\"'"
_ITEM = re.compile(r"[ \t]*(?:[•·*+-]|\d+[.)])[ \t]")
_MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class TitleId:
    """A line that is a model id, and where it starts; `line` counts the lines of the page."""

    id: str
    offset: int
    line: int
    is_item: bool


def find_title_id(text: str, call: int, ids: Collection[str]) -> TitleId | None:
    """Return the line above a call that is an id of the vendor of `ids`, None if one of them stands there too.

    Items of a list, and lines with another id right above or below them, are links of a menu.
    """
    vendors = {id.partition("/")[0].lower() for id in ids}
    found = list(_id_lines(text[:call], vendors))
    longer = tuple(f"{id} " for id in ids)
    if any(one.id in ids or one.id.startswith(longer) for one in found):
        return None
    lines = {one.line for one in found}
    titles = [one for one in found if not one.is_item and not lines & {one.line - 1, one.line + 1}]
    return titles[-1] if titles else None


def _id_lines(text: str, vendors: Collection[str]) -> Iterator[TitleId]:
    offset = 0
    for number, line in enumerate(text.split("\n")):
        id = line.strip(_MARKS) if len(line) < _MAX_LINE else ""
        if id.partition("/")[0].lower() in vendors and invalid_id_reason(id) is None:
            yield TitleId(id, offset + line.index(id), number, bool(_ITEM.match(line)))
        offset += len(line) + 1
