# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The files in a job's output: their URLs, which kind each is, and the names they get."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import wire
from ..input_faults import is_dict, is_list
from ..media_extensions import KIND_FORMATS
from .addresses import Refused

if TYPE_CHECKING:
    from ..responses import Result

_KIND_OF_FIELD = {
    name: kind
    for kind in KIND_FORMATS
    for name in (kind, f"{kind}s", f"{kind}_url", f"{kind}_urls")
}
"""Names of an output's fields whose texts are files, and the kind of each."""
_URL = re.compile(r"data:|[A-Za-z][A-Za-z0-9+.-]*://\S+$")


class Output(NamedTuple):
    """A file in an output: its place (from 1), its URL, and its kind if its field names one."""

    place: int
    url: str
    kind: str | None


def outputs_of(result: Result[Any]) -> list[Output]:
    """Return the files in a result's output, without duplicates.

    A text is one if it is a URL as a whole, or the value of a field for files. URLs inside a
    longer text are not: they may be part of the input, which some endpoints repeat.
    """
    found: dict[str, str | None] = {}
    data = result.raw.get(wire.OUTPUT)
    for name, one in data.items() if is_dict(data) else (("", data),):
        for url, kind in _urls_in(one, _KIND_OF_FIELD.get(name)):
            found[url] = found.get(url) or kind
    return [Output(place, *one) for place, one in enumerate(found.items(), 1)]


def wanted(outputs: list[Output], check: Callable[[str], object]) -> Iterator[Output]:
    """Yield the files to save: where fields for files have some, a URL elsewhere only if it is allowed.

    Some endpoints repeat their input in the output, with URLs of the caller's own hosts.
    """
    has_fields = any(one.kind for one in outputs)
    for one in outputs:
        if has_fields and one.kind is None:
            try:
                check(one.url)
            except Refused:
                continue
        yield one


def _urls_in(data: Any, kind: str | None) -> Iterator[tuple[str, str | None]]:
    if isinstance(data, str):
        if (kind and data.strip()) or _URL.match(data.strip()):
            yield data.strip(), kind
    elif is_dict(data):
        for one in data.values():
            yield from _urls_in(one, None)
    elif is_list(data):
        for one in data:
            yield from _urls_in(one, kind)


def stem(request_id: str, place: int) -> str:
    """Return the name of an output's file without extension, safe on every system."""
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", request_id)[:80]
    safe = re.sub(r"^-", "_", safe)
    if safe != request_id:
        safe += f"-{hashlib.sha256(request_id.encode()).hexdigest()[:8]}"
    return f"{safe}-{place}"
