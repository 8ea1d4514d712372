# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The files in a job's output: their URLs, which kind each is, and the names they get."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
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

Path = tuple[str | int, ...]


class Output(NamedTuple):
    """A file in an output: its place (from 1), its URL, its kind if its field names one.

    `path` leads to it in the output: in a later result, the same file may have another URL.
    """

    place: int
    url: str
    kind: str | None
    path: Path = ()


def outputs_of(result: Result[Any]) -> list[Output]:
    """Return the files in a result's output, without duplicates.

    A text is one if it is a URL as a whole, or the value of a field for files. URLs inside a
    longer text are not: they may be part of the input, which some endpoints repeat.
    """
    found: dict[str, tuple[str | None, Path]] = {}
    for path, (url, kind) in _files_of(result):
        known, first = found.get(url, (None, path))
        found[url] = known or kind, first
    return [Output(place, url, *found[url]) for place, url in enumerate(found, 1)]


def fresh(outputs: Iterable[Output], result: Result[Any]) -> list[Output]:
    """Return those outputs that a later result still has, with its URLs."""
    urls = {path: url for path, (url, _) in _files_of(result)}
    return [one._replace(url=urls[one.path]) for one in outputs if one.path in urls]


def _files_of(result: Result[Any]) -> Iterator[tuple[Path, tuple[str, str | None]]]:
    """Yield the files in a result's output, each with the path that leads to it."""
    data = result.raw.get(wire.OUTPUT)
    for name, one in data.items() if is_dict(data) else (("", data),):
        yield from _urls_in(one, _KIND_OF_FIELD.get(name), (name,))


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


def _urls_in(
    data: Any, kind: str | None, path: Path
) -> Iterator[tuple[Path, tuple[str, str | None]]]:
    if isinstance(data, str):
        if (kind and data.strip()) or _URL.match(data.strip()):
            yield path, (data.strip(), kind)
    elif is_dict(data):
        for name, one in data.items():
            yield from _urls_in(one, None, (*path, name))
    elif is_list(data):
        for index, one in enumerate(data):
            yield from _urls_in(one, kind, (*path, index))


def stem(request_id: str, place: int) -> str:
    """Return the name of an output's file without extension, safe on every system."""
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", request_id)[:80]
    safe = re.sub(r"^-", "_", safe)
    if safe != request_id:
        safe += f"-{hashlib.sha256(request_id.encode()).hexdigest()[:8]}"
    return f"{safe}-{place}"
