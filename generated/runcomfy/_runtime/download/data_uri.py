# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Files that are in an output themselves, as `data:` URIs: nothing is fetched."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from .addresses import Refused

_BLANKS = re.compile(rb"[ \t\n\f\r]+")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class DataFile(NamedTuple):
    """The bytes of a `data:` URI, and their media type."""

    content_type: str
    content: bytes


def is_data_uri(url: str) -> bool:
    """Return whether a URL is the file itself."""
    return url[:5].lower() == "data:"


def read_data_uri(url: str, max_bytes: int) -> DataFile:
    """Return the file that a `data:` URI is; base64 may have blanks, and no padding.

    Raises:
        Refused: it is none, or the file is too large.
    """
    about, comma, text = url[5:].partition(",")
    if not comma:
        raise Refused("its data: URI has no comma, behind which the file would be")
    content_type, _, last = about.rpartition(";")
    is_base64 = last.strip().lower() == "base64"
    content_type = content_type if is_base64 else about
    smallest = (
        len(text) // 4 if is_base64 else len(text) // 3
    )  # what is escaped takes three letters
    if smallest > max_bytes:
        raise Refused(f"it has more than max_bytes={max_bytes:,}")
    content = unquote_to_bytes(text)
    content = _decoded(content) if is_base64 else content
    if len(content) > max_bytes:
        raise Refused(f"it has {len(content):,} bytes, more than max_bytes={max_bytes:,}")
    return DataFile(content_type.strip(), content)


def _decoded(text: bytes) -> bytes:
    """Return the bytes of base64, also of that for URLs."""
    letters = _BLANKS.sub(b"", text).translate(_URL_SAFE).rstrip(b"=")
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except ValueError as error:
        raise Refused(f"its data: URI is not base64: {error}") from None
