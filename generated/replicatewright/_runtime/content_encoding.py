# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Inflate a body within a size limit; gzip and deflate only, since the client asks for neither."""

from __future__ import annotations

import zlib

MAX_LAYERS = 2
"""Encodings one inside the other."""
MAX_MEMBERS = 64
"""Parts of one gzip body."""
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
"""Forms of each encoding; what is called deflate is sent with and without a header."""


def inflate(body: bytes, content_encoding: str, limit: int) -> bytes | None:
    """Return the decoded body; None if the encoding is another, or the body larger than the limit.

    Raises:
        ValueError: the body is not what its encoding says.
    """
    layers = _layers(content_encoding)
    if not body or not layers:
        return body
    if len(layers) > MAX_LAYERS or not _WINDOWS.keys() >= set(layers):
        return None
    found: bytes | None = body
    for name in layers:
        found = None if found is None else _inflate(found, name, limit)
    return found


def windows_of(content_encoding: str) -> list[tuple[int, ...]]:
    """Return the forms of each encoding, the outer one first; none if one of them is another."""
    layers = _layers(content_encoding)
    is_known = len(layers) <= MAX_LAYERS and _WINDOWS.keys() >= set(layers)
    return [_WINDOWS[name] for name in layers] if is_known else []


def _layers(content_encoding: str) -> list[str]:
    names = content_encoding.lower().replace(" ", "").split(",")
    return [name for name in reversed(names) if name not in ("", "identity")]


def _inflate(body: bytes, name: str, limit: int) -> bytes | None:
    reason = ""
    for window in _WINDOWS[name]:
        try:
            return _members(body, window, limit)
        except zlib.error as error:
            reason = reason or str(error)
    raise ValueError(f"the body is not valid {name}: {reason}")


def _members(body: bytes, window: int, limit: int) -> bytes | None:
    """Inflate members that follow each other; zeros after them are padding."""
    found = b""
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(window)
        found += member.decompress(body, limit + 1 - len(found))
        if len(found) > limit:
            return None
        if not member.eof:
            raise zlib.error("it ends too early")
        body = member.unused_data.lstrip(b"\0") if window == 31 else b""
        if not body:
            return found
    return None
