# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a file is, by its first bytes and by what the server says; which name ends it gets."""

from __future__ import annotations

from ..media_extensions import KIND_FORMATS, KNOWN_FORMATS, format_of
from .addresses import Refused

HEAD_BYTES = 512
"""First bytes that tell what a file is."""
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (8, b"WEBP", "webp"),
    (8, b"WAVE", "wav"),
    (8, b"AVI ", "avi"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (0, b"FLV\x01", "flv"),
    (0, b"#!AMR", "amr"),
    (0, b"\0\0\x01\xba", "mpg"),
    (0, b"\0\0\x01\xb3", "mpg"),
    (0, b"glTF", "glb"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"%PDF-", "pdf"),
)
_TEXTS = {
    (b"<!doctype html", b"<html", b"<head", b"<body"): "html",
    (b"<?xml", b"<error", b"<svg"): "xml",
    (b'{"', b'[{"'): "json",
}
_BRANDS = {
    "qt": "mov",
    "m4a": "m4a",
    "m4b": "m4a",
    "m4v": "m4v",
    "avif": "avif",
    "avis": "avif",
    "heic": "heic",
    "heix": "heic",
    "mif1": "heif",
    "3gp4": "3gp",
    "3gp5": "3gp",
    "3gp6": "3gp",
}
"""Formats of ISO media files by their brand; all others are mp4."""
_SEVERAL_KINDS = {"mp4", "mov", "webm", "mkv", "ogg", "3gp"}
"""Formats that contain video or only sound."""
_NO_MEDIA = {"html", "json", "xml", "zip", "pdf", "glb"}
_BY_TYPE = {
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "image/vnd.microsoft.icon": "ico",
    "image/x-icon": "ico",
    "video/quicktime": "mov",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "video/mpeg": "mpg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/x-flac": "flac",
    "application/json": "json",
    "application/zip": "zip",
    "application/pdf": "pdf",
    "model/gltf-binary": "glb",
    "text/plain": "txt",
}


def extension(kind: str | None, head: bytes, content_type: str, path: str) -> str:
    """Return the extension of a file of a kind (image, video, audio, or None for any).

    The first bytes count before the server's word, and that before the path of the URL.

    Raises:
        Refused: it is not of the kind, or a page about an error.
    """
    said = content_type.partition(";")[0].strip().lower()
    found = format_of_bytes(head)
    if not head:
        raise Refused("the file is empty")
    if found == "html" or (not found and said in ("text/html", "application/xhtml+xml")):
        raise Refused(f"the server sent a web page{_quote(head)} instead of the file")
    if found == "xml" and said == "image/svg+xml" and kind in ("image", None):
        return "svg"
    if kind is None:
        return found or _BY_TYPE.get(said) or _known(path, None) or "bin"
    if found and not _is_of(kind, found):
        raise Refused(f"it should be {_article(kind)}, but is {found}{_quote(head, found)}")
    major = said.partition("/")[0]
    if not found and said and major != kind and said not in _ANYTHING:
        raise Refused(f"it should be {_article(kind)}, but the server calls it {said[:60]!a}")
    by_type = _BY_TYPE.get(said) or said.partition("/")[2]
    return found or _known(f"x.{by_type}", kind) or _known(path, kind) or "bin"


_ANYTHING = ("application/octet-stream", "binary/octet-stream", "application/binary")


def format_of_bytes(head: bytes) -> str:
    """Return the format that the first bytes are a sign of, or an empty string."""
    if named := next((name for at, magic, name in _MAGIC if head.startswith(magic, at)), ""):
        return named
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12].decode("latin-1").strip().lower(), "mp4")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if b"webm" in head else "mkv"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((name for starts, name in _TEXTS.items() if text.startswith(starts)), "")


def _is_of(kind: str, found: str) -> bool:
    if found in _NO_MEDIA:
        return False
    if found in _SEVERAL_KINDS:
        return kind in ("video", "audio")
    return found in KIND_FORMATS[kind].split()


def _known(path: str, kind: str | None) -> str:
    """Return the extension of a path if it is that of a known format, and of the kind."""
    found = format_of(path)
    names = KNOWN_FORMATS if kind is None else KIND_FORMATS[kind].split()
    return found if found in names else ""


def _article(kind: str) -> str:
    return "a video" if kind == "video" else f"an {kind} file" if kind == "audio" else f"an {kind}"


def _quote(head: bytes, found: str = "html") -> str:
    """Return the beginning of a text, in which a server usually says what is wrong."""
    if found not in ("html", "json", "xml"):
        return ""
    return f" ({' '.join(head[:100].decode('utf-8', 'replace').split())!r})"
