"""Outputs of succeeded sandbox jobs: URLs of small files that the sandbox serves itself, and these files.

For recordings they are URLs like the provider's, which lead nowhere and name no port. The files are
small but of the right format, and each job's file is its own: the request id is in it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator
from typing import Any

from clientwright.io.json_pointer import has_pointer, resolve_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.sandbox.refusal_format import put_value
from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.output_samples import make_output_sample

_EXTENSIONS = {"video": "mp4", "image": "png", "audio": "mp3"}
OUTPUTS_PATH = "/outputs"
"""Path of the files that the sandbox serves."""
_KIND_WORDS = {
    **dict.fromkeys(("video", "animation", "animate", "lip-sync", "lipsync"), "video"),
    **dict.fromkeys(("image", "photo", "picture", "portrait"), "image"),
    **dict.fromkeys(("audio", "speech", "voice", "music", "song", "sound", "tts"), "audio"),
}
"""Words in ids and categories, and the kind of medium each indicates."""


def sample_output(
    job: StoredJob, endpoint: Endpoint | None, service: Service, origin: str | None = None
) -> Any:
    """Return a job's output: one file under the name of its endpoint's kind of medium, if that fits its schema.

    Else it is a full output of the schema, with the file's URL for each text that is documented as one; or for
    any text, if the service's file does not say how outputs have files.
    """
    schema = service.output_of(endpoint.output if endpoint else None)
    url, file_url = output_url(job, endpoint, service, origin), service.wire.file_url
    preferred = _usual_outputs(job, endpoint, service, url)
    guess = file_url is None and "format" not in service.document["media"].get("marks", {})
    made = make_output_sample(schema, url, preferred, file_url, guess=guess)
    if made is None:
        return preferred[0] if preferred else url
    if file_url is not None:
        made = make_output_sample(schema, url, [_describe_files(made, url, file_url), made])
    return made


def _usual_outputs(
    job: StoredJob, endpoint: Endpoint | None, service: Service, url: str
) -> list[Any]:
    """Return the outputs that are likely for a kind of medium, if nothing speaks against them."""
    schema = service.output_of(endpoint.output if endpoint else None)
    names: dict[str, Any] = schema.get("properties", {})
    kind, file_url = _kind(job, endpoint, names), service.wire.file_url
    if not names and file_url is not None:
        return [{kind: put_value({}, file_url, url)}]
    if not schema and not service.output:
        return [url]
    usual = {f"{kind}s": [url]} if f"{kind}s" in names and kind not in names else {kind: url}
    return [usual] if not names or usual.keys() <= names.keys() else []


def _describe_files(value: Any, url: str, file_url: str) -> Any:
    """Return an output in which the objects that have the file's URL also say what file it is."""
    if is_list(value):
        return [_describe_files(one, url, file_url) for one in value]
    if not is_dict(value):
        return value
    told = {name: _describe_files(one, url, file_url) for name, one in value.items()}
    if not (has_pointer(told, file_url) and resolve_pointer(told, file_url) == url):
        return told
    name = url.rpartition("/")[2]
    id, _, extension = name.rpartition(".")
    facts = {
        "content_type": MEDIA_TYPES[extension],
        "file_name": name,
        "file_size": len(sample_file(extension, id)),
    }
    told.pop("file_data", None)
    return {**told, **{key: fact for key, fact in facts.items() if key in told}}


def output_url(
    job: StoredJob, endpoint: Endpoint | None, service: Service, origin: str | None = None
) -> str:
    """Return the URL of a job's file: below the path of outputs at `origin`, or at a made-up host."""
    schema = service.output_of(endpoint.output if endpoint else None)
    folder = f"{origin}{OUTPUTS_PATH}" if origin else _provider_like(service)
    kind = _kind(job, endpoint, schema.get("properties", {}))
    return f"{folder}/{job.request_id}.{_EXTENSIONS[kind]}"


def _kind(job: StoredJob, endpoint: Endpoint | None, names: Collection[str]) -> str:
    """Return the kind of medium that an output has a name for, else the kind that the names hint at."""
    kinds = (
        kind
        for kind in _candidate_kinds(job.model_id, endpoint)
        if kind in names or f"{kind}s" in names
    )
    return next(kinds, "") or media_kind_of(" ".join(names)) or "video"


def _candidate_kinds(model_id: str, endpoint: Endpoint | None) -> Iterator[str]:
    """Yield the kinds a model may produce, most likely first: from its id, categories, input, output."""
    yield media_kind_of(model_id)
    listing = endpoint.listing if endpoint else None
    for text in (listing.kind, *listing.categories) if listing else ():
        yield media_kind_of(text)
    properties: dict[str, Any] = endpoint.input.get("properties", {}) if endpoint else {}
    for schema in properties.values():
        yield schema.get("x-media", {}).get("kind", "") if isinstance(schema, dict) else ""
    yield from _EXTENSIONS


def media_kind_of(text: str) -> str:
    """Return the kind that an id or category names last, as in `image-to-video`, or an empty string."""
    places = {text.lower().rfind(word): kind for word, kind in _KIND_WORDS.items()}
    return places[max(places)] if max(places) >= 0 else ""


def _provider_like(service: Service) -> str:
    suffix = str(service.document["output_hosts"]["suffixes"][0])
    return f"https://outputs.sandbox.{suffix.removeprefix('.')}"


MEDIA_TYPES = {"mp4": "video/mp4", "png": "image/png", "mp3": "audio/mpeg"}
"""The media type of each format."""
_PADDING = 2048
"""Bytes in each file beside the media, so that it takes more than one read."""


def sample_file(format: str, id: str) -> bytes:
    """Return the file of a job: always the same bytes for the same id."""
    note = id.encode("utf-8", "replace") + b"\0" * _PADDING
    return {"mp4": _mp4, "png": _png, "mp3": _mp3}[format](note)


def _mp4(note: bytes) -> bytes:
    """Return an MP4 file without tracks: its type, the note as free space, and a movie of no time."""
    movie = struct.pack(">IIIIIIH10x", 0, 0, 0, 1000, 0, 0x10000, 0x100)
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    header = _box(b"mvhd", movie + matrix + b"\0" * 24 + struct.pack(">I", 1))
    kind = _box(b"ftyp", b"isom" + struct.pack(">I", 512) + b"isomiso2mp41")
    return kind + _box(b"free", note) + _box(b"moov", header)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def _png(note: bytes) -> bytes:
    """Return an image of one grey pixel, with the note as a comment."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"Comment\0" + note),
        (b"IDAT", zlib.compress(b"\0\x80")),
    )
    parts = [_chunk(*one) for one in (*chunks, (b"IEND", b""))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def _mp3(note: bytes) -> bytes:
    """Return four silent frames of MPEG-1 layer III at 32 kbit/s, with the note as a tag before them."""
    frame = b"\xff\xfb\x10\xc4" + b"\0" * 100
    content = b"PRIV" + _synchsafe(len(note)) + b"\0\0" + note
    return b"ID3\x04\0\0" + _synchsafe(len(content)) + content + frame * 4


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
