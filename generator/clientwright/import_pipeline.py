"""Documents become specs: the first of the two lines that the program is; `pipeline.py` has the second.

Each step is a function of the package that it is imported from, and takes what the step before returns.
Files and network are touched at the two ends: `read` reads, `save` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from clientwright.lint.imported_specs import check
from clientwright.normalize.import_endpoints import ImportResult, merge, normalize, save
from clientwright.sources.read_documents import ImportRequest, read

IMPORT = (read, normalize, merge, check, save)


def import_documents(
    sources: Iterable[str],
    root: Path,
    *,
    id: str | None = None,
    locale: str | Mapping[str, str] | None = None,
    schema: str | None = None,
    found_in_folders: Collection[str] = (),
    service: str = "",
) -> ImportResult:
    """Read documents, repair their schemas and save them as specs; `locale` is that of all or, by name, of some.

    An endpoint with an error is not written; the others are. Of `found_in_folders`, what is no page is skipped.
    `service` names the service: one of the folder, or one that is shipped with the program.

    Raises:
        UsageError: the specs folder cannot be written.
    """
    request: Any = ImportRequest(sources, root, id, locale, schema, found_in_folders, service)
    steps: Sequence[Callable[[Any], Any]] = IMPORT
    result: ImportResult = reduce(lambda value, step: step(value), steps, request)
    return result
