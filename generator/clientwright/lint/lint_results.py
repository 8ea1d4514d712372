"""Problems that earlier runs of lint found, in the cache: those of an endpoint, and those of a whole folder.

Only what survives the round trip through JSON unchanged is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from clientwright.errors import SourceError
from clientwright.io.cache import Cache, hash_text, open_cache
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem, problem_type
from clientwright.specs import spec_files
from clientwright.specs.service_files import find_service_files, spec_paths
from clientwright.specs.spec_files import LoadedSpecs

_WHOLE = "whole"
"""What the key of a folder's problems begins with."""


def find_whole(root: Path, kind: str) -> tuple[Problem, ...] | None:
    """Return the problems of a folder of one service if none of its files has changed, else None."""
    files = find_service_files(root)
    if len(files) != 1:
        return None
    paths = spec_paths(files[0])
    cache = open_cache(kind, files[0].parent, len(paths))
    if cache.path is None:
        return None
    try:
        found = find(
            cache, str(root), _WHOLE, _whole_digest(spec_files.digests_of((*paths, files[0])))
        )
    except SourceError:
        return None
    return None if found is None else tuple(found)


def keep_whole(root: Path, kind: str, loaded: LoadedSpecs, found: Sequence[Problem]) -> None:
    """Keep the problems of a folder of one service, if all its files were read."""
    read = set(map(str, loaded.digests))
    if len(loaded.services) != 1 or not all(one.location.file in read for one in loaded.problems):
        return
    folder = loaded.services[0].service.path.parent
    cache = open_cache(kind, folder, len(loaded.digests) - 1)
    if cache.path is not None:
        cache.current |= cache.previous
        keep(cache, found, str(root), _WHOLE, _whole_digest(loaded.digests))
        cache.save()


def _whole_digest(digests: Mapping[Path, str]) -> str:
    return hash_text("\0".join(f"{path}\0{digests[path]}" for path in sorted(digests)))


def find(cache: Cache, file: str, *key: str) -> list[Problem] | None:
    """Return the problems that are kept for a key, or None; `file` is where those without a file are."""
    known = cache.get(*key)
    return _from_documents(known, file) if is_list(known) else None


def keep(cache: Cache, problems: Iterable[Problem], file: str, *key: str) -> None:
    """Keep problems for a key."""
    listed = list(problems)
    documents = [_to_document(problem, file) for problem in listed]
    if _from_documents(documents, file) == listed:
        cache.put(*key, value=documents)


def _from_documents(documents: Sequence[Any], file: str) -> list[Problem] | None:
    """Return the problems, or None if the documents are not what `_to_document` writes."""
    try:
        return [_from_document(document, file) for document in documents]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _to_document(problem: Problem, file: str) -> dict[str, Any]:
    values = {f.name: _to_json(getattr(problem, f.name), file) for f in fields(problem)}
    return {"code": problem.code, "values": values}


def _from_document(document: Any, file: str) -> Problem:
    kind = problem_type(document["code"])
    values = {name: _from_json(value, file) for name, value in document["values"].items()}
    return kind(**values)


def _to_json(value: Any, file: str) -> Any:
    """Return a value as JSON; a location in the known file loses it."""
    if isinstance(value, Location):
        elsewhere = {} if value.file == file else {"in": value.file}
        return {"at": [value.pointer, value.line, value.column], **elsewhere}
    return list(value) if isinstance(value, tuple) else value


def _from_json(value: Any, file: str) -> Any:
    if is_dict(value):
        return Location(value.get("in", file), *value["at"])
    return tuple(value) if is_list(value) else value
