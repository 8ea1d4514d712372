"""What a file is, by its first bytes and by what the server says; which name ends it gets."""

from __future__ import annotations

import codecs
import re

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
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"\xff\x0a", "jxl"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    *((4, name, "mov") for name in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
    (0, b"\0\0\x01\0", "ico"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"%PDF-", "pdf"),
)
_TEXTS = (
    (re.compile(r"<!doctype html|<(html|head|body|title|script|meta|center|h\d|p|div)\b"), "html"),
    (re.compile(r"(<!doctype svg\b[^>]*>\s*)?<svg\b"), "svg"),
    (re.compile(r"<[a-z!?]"), "xml"),
    (re.compile(r'\{\s*("|\}|$)|\[\s*([\[{"\]]|$)'), "json"),
)
_PROLOG = re.compile(r"\s+|<!--.*?(-->|$)|<\?.*?(\?>|$)", re.DOTALL)
"""What may stand before the first element of a page or an XML document."""
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\v\f\r\x1b")
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
_SEVERAL_KINDS = {"mp4", "mov", "webm", "mkv", "ogg", "3gp", "wmv"}
"""Formats that contain video or only sound."""
_NO_MEDIA = {"html", "json", "xml", "txt", "zip", "pdf", "glb"}
_NARROWER: dict[str, tuple[str, ...]] = {
    "": ("fbx", "gz", "npy", "ply", "safetensors", "stl", "tar"),
    "json": ("geojson", "gltf"),
    "txt": ("csv", "md", "obj", "ply", "srt", "stl", "vtt"),
    "zip": ("3mf", "npz", "usdz"),
}
"""Endings of a path that say more of a file of no kind than its first bytes do."""
KNOWN_ENDINGS = KNOWN_FORMATS.union(*_NARROWER.values())
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
    if kind is None and (ending := format_of(path)) in _NARROWER.get(found, ()):
        return ending
    if kind is None and found == "txt":  # which text it is, the server or the path says
        return _BY_TYPE.get(said) or _known(path, None) or "txt"
    if kind is None:
        return found or _BY_TYPE.get(said) or _known(path, None) or "bin"
    if found and not _is_of(kind, found):
        name = "text" if found == "txt" else found
        raise Refused(f"it should be {_article(kind)}, but is {name}{_quote(head, found)}")
    if not found and is_general(said):
        raise Refused(f"it should be {_article(kind)}, but its first bytes are those of none")
    if not found and said.partition("/")[0] != kind:
        raise Refused(f"it should be {_article(kind)}, but the server calls it {said[:60]!a}")
    by_type = _BY_TYPE.get(said) or said.partition("/")[2]
    return found or _known(f"x.{by_type}", kind) or _known(path, kind) or "bin"


_ANYTHING = ("", "application/octet-stream", "binary/octet-stream", "application/binary")


def is_general(content_type: str) -> bool:
    """Return whether a media type says nothing of a file."""
    return content_type.partition(";")[0].strip().lower() in _ANYTHING


def format_of_bytes(head: bytes) -> str:
    """Return the format that the first bytes are a sign of, or an empty string."""
    if named := next((name for at, magic, name in _MAGIC if head.startswith(magic, at)), ""):
        return named
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12].decode("latin-1").strip().lower(), "mp4")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if b"webm" in head else "mkv"
    if (text := _text_of(head)) is not None:
        return _format_of_text(text)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    return ""


def _text_of(head: bytes) -> str | None:
    """Return the first bytes as text, or None if they are none."""
    utf_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2])
    if utf_16:  # sound may begin like it, but has few of the letters of every language's markup
        text = head[2:].decode(utf_16, "replace")
        letters = sum(one.isascii() and (one.isprintable() or one.isspace()) for one in text)
        return text if letters * 2 > len(text) else None
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:  # a page in an older encoding has its first markup in ASCII
        text = head.decode("latin-1")
        if not _PROLOG.sub("", text).startswith(("<", "{", "[")):
            return None
    return None if _CONTROLS.intersection(text) else text


def _format_of_text(text: str) -> str:
    is_xml, text = text.lstrip().startswith("<?"), text.lower()
    while found := _PROLOG.match(text):
        text = text[found.end() :]
    name = next((name for starts, name in _TEXTS if starts.match(text)), "txt")
    return "xml" if is_xml and name == "txt" else name


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
    if found not in ("html", "json", "xml", "txt"):
        return ""
    text = _text_of(head) or head.decode("utf-8", "replace")
    return f" ({' '.join(text[:100].split())!r})"
