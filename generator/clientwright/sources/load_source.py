"""Load text from a file or an https URL, up to a size limit."""

from __future__ import annotations

import os
from pathlib import Path

from clientwright.errors import SourceError, describe_missing
from clientwright.sources.documents import Source, normalize_text

DOCUMENT_LIMIT = 10 * 1024 * 1024
"""Largest accepted document, in bytes."""


def load_source(path_or_url: str | Path, *, limit: int = DOCUMENT_LIMIT) -> Source:
    """Load a document from a file or an https URL; `limit` is in bytes.

    Raises:
        SourceError: it is missing, not a file, unreadable, larger than `limit` or not UTF-8.
    """
    name = str(path_or_url)
    if is_url(name):
        from clientwright.sources.fetch import fetch

        return Source(name, decode_text(name, fetch(name, limit=limit)))
    data, size = read_limited_bytes(name, limit, example=f"{name}/*.txt")
    if size > limit:
        raise SourceError(
            f"{name} is larger than {limit:,} bytes, too large for a page. Check the file."
        )
    return Source(name, decode_text(name, data))


def is_url(name: str) -> bool:
    """Return whether a name is a URL rather than a file."""
    return name.lower().startswith(("https://", "http://"))


def format_mebibytes(count: int) -> str:
    """Return a size in bytes as text in MiB."""
    return f"{count / 1024 / 1024:,.1f}".removesuffix(".0") + " MiB"


def decode_text(name: str, data: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark; line ends become `\\n`.

    Raises:
        SourceError: the bytes are not UTF-8.
    """
    try:
        return normalize_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{name}:{line}: this is not UTF-8 text. Save it as UTF-8.", line=line
        ) from None


def read_limited_bytes(name: str, limit: int, *, example: str) -> tuple[bytes, int]:
    """Return at most `limit + 1` bytes of a file, and its size in bytes as far as it is known.

    Raises:
        SourceError: it is missing, not a file or unreadable.
    """
    if not name:
        raise SourceError("a file name is empty.")
    path = Path(name)
    try:
        if path.is_dir():
            raise SourceError(f"{name} is a folder; pass the files in it, for example {example}.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
            return data, max(len(data), os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        raise SourceError(describe_missing(name, "check the path")) from None
    except ValueError:
        raise SourceError(f"{name!a} is not a valid file name.") from None
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}.") from None
