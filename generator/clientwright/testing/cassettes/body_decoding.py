"""Decode recorded bodies: gzip and deflate, up to a limit; recordings may hold either form."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

_MAX_DECODED = 64 * 1024 * 1024
_WINDOWS: Mapping[str, tuple[int, ...]] = {
    "gzip": (31,),
    "x-gzip": (31,),
    "deflate": (15, -15),
}
"""By encoding, zlib's settings to try: deflate comes with and without its header."""


def decode_content(body: bytes, encodings: str) -> bytes:
    """Return a body without the encodings of its `Content-Encoding` header.

    What recorders decoded themselves, without removing the header, is returned as it is.

    Raises:
        ValueError: it is in an encoding that is not read, broken, or larger than the limit.
    """
    names = [name for part in encodings.split(",") if (name := part.strip().lower())]
    for name in reversed(names):
        if not body or name == "identity":
            continue
        decoded = _decoded(body, name)
        if decoded is None:
            if _is_text(body):
                return body
            if name in _WINDOWS:
                raise ValueError(f"its body is not what its header says: content-encoding {name!r}")
            raise ValueError(
                f"its body is in the content-encoding {name!r}, which is not decoded here; record it"
                " with the header 'Accept-Encoding: gzip', or with decode_compressed_response=True"
            )
        body = decoded
    return body


def _decoded(body: bytes, name: str) -> bytes | None:
    for window in _WINDOWS.get(name, ()):
        decoder = zlib.decompressobj(window)
        try:
            found = decoder.decompress(body, _MAX_DECODED)
        except zlib.error:
            continue
        if decoder.unconsumed_tail:
            raise ValueError(f"its body is larger than {_MAX_DECODED // 2**20} MiB when decoded")
        if decoder.eof:
            return found
    return None


def _is_text(body: bytes) -> bool:
    """Return whether a body is text as JSON and HTML are: UTF-8 without control characters."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(one >= " " or one in "\t\n\r\f" for one in text)
