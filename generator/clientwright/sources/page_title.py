"""The title of a page that is a model id: a line of its own above the sample call, below any menu."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from clientwright.specs.model_ids import invalid_id_reason

_LINE = re.compile(r"^[ \t#>*|`\"']*(\S[^\n]*?)[ \t#>*|`\"']*$", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*(?:[•·*+-]|\d+[.)])[ \t]")
_MAX_LINE = 300


def find_title_id(text: str, call: int, ids: Collection[str]) -> re.Match[str] | None:
    """Return the line above a call that is an id of the vendor of `ids`, None if one of them stands there too.

    Items of a list, and lines with another id right above or below them, are links of a menu.
    """
    vendors = {id.partition("/")[0].lower() for id in ids}
    lines = [line for line in _LINE.finditer(text, 0, call) if _is_id(line[1], vendors)]
    longer = tuple(f"{id} " for id in ids)
    if any(line[1] in ids or line[1].startswith(longer) for line in lines):
        return None
    titles = [line for line in lines if not _is_link(text, line, lines)]
    return titles[-1] if titles else None


def _is_id(line: str, vendors: Collection[str]) -> bool:
    vendor = line.partition("/")[0].lower()
    return vendor in vendors and len(line) < _MAX_LINE and invalid_id_reason(line) is None


def _is_link(text: str, line: re.Match[str], lines: Sequence[re.Match[str]]) -> bool:
    beside = (line.start() - 1, line.end() + 1)
    is_listed = any(one.end() == beside[0] or one.start() == beside[1] for one in lines)
    return is_listed or bool(_ITEM.match(text, line.start()))
