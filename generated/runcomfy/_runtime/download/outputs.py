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

_URL_NAMES = ("url", "uri", "href")
"""Names of the URL in an object that is a file, whose field is the object's."""
_TYPES, _NAMES = ("content_type", "mime_type"), ("file_name", "filename")
"""What an object that is a file calls its media type, and its name."""

Path = tuple[str | int, ...]


class Output(NamedTuple):
    """A file in an output: its place (from 1), its URL, its kind if its field names one.

    `path` leads to it in the output: in a later result, the same file may have another URL.
    `content_type` and `file_name` are what the output says of the file. A file that is `documented`
    is where its endpoint's output is said to have one.
    """

    place: int
    url: str
    kind: str | None
    path: Path = ()
    content_type: str = ""
    file_name: str = ""
    documented: bool = False


def outputs_of(result: Result[Any]) -> list[Output]:
    """Return the files in a result's output, without duplicates.

    Where an endpoint documents its output, they are its files. Else a text is one if it is a URL as a
    whole, or the value of a field for files. URLs inside a longer text are not: they may be part of the
    input, which some endpoints repeat.
    """
    found: dict[str, Output] = {}
    for one in _files_of(result):
        known = found.get(one.url, one)
        found[one.url] = known._replace(kind=known.kind or one.kind)
    return [one._replace(place=place) for place, one in enumerate(found.values(), 1)]


def fresh(outputs: Iterable[Output], result: Result[Any]) -> list[Output]:
    """Return those outputs that a later result still has, with its URLs."""
    urls = {one.path: one.url for one in _files_of(result)}
    return [one._replace(url=urls[one.path]) for one in outputs if one.path in urls]


def _files_of(result: Result[Any]) -> Iterator[Output]:
    """Yield the files in a result's output, with the path that leads to each."""
    data = result.raw_output
    texts = getattr(result.output, "_file_texts", None)
    files = [*_documented_files(texts(), data)] if texts else []
    yield from files
    if texts and (files or not getattr(result.output, "model_extra", None)):
        return
    for name, one in data.items() if is_dict(data) else (("", data),):
        for path, (url, kind) in _urls_in(one, _KIND_OF_FIELD.get(name), (name,)):
            yield Output(0, url, kind, path)


def _documented_files(texts: Iterable[tuple[Path, str]], data: Any) -> Iterator[Output]:
    """Yield the files of a documented output, with what stands beside their URLs."""
    for path, text in texts:
        beside = _look(data, path[:-1])
        about = beside if is_dict(beside) else {}
        content_type, file_name = _first_text(about, _TYPES), _first_text(about, _NAMES)
        names = [one for one in path if isinstance(one, str)]
        is_field_of_object = len(names) > 1 and names[-1].lower() in _URL_NAMES
        kind = _KIND_OF_FIELD.get(names[-2 if is_field_of_object else -1]) if names else None
        said = content_type.partition("/")[0].lower()
        if text.strip() if kind else _URL.match(text.strip()):
            kind = None if said in KIND_FORMATS and said != kind else kind
            yield Output(0, text.strip(), kind, path, content_type, file_name, documented=True)


def _look(data: Any, path: Path) -> Any:
    """Return what is at a path of JSON data, or None."""
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return None
    return data


def _first_text(about: dict[str, Any], names: Iterable[str]) -> str:
    found = (about.get(name) for name in names)
    return next((one for one in found if isinstance(one, str)), "")


def wanted(outputs: list[Output], check: Callable[[str], object]) -> Iterator[Output]:
    """Yield the files to save: where fields for files have some, a URL elsewhere only if it is allowed.

    Some endpoints repeat their input in the output, with URLs of the caller's own hosts.
    """
    has_fields = any(one.kind for one in outputs)
    for one in outputs:
        if has_fields and one.kind is None and not one.documented:
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
