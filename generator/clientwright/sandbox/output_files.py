"""The files of succeeded jobs, served without a token as by a content delivery network: ranges, ETags, HEAD.

They are small but of the right format, and each job's file is its own: the request id is in it.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from clientwright.sandbox import job_phase
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.http_responses import SANDBOX_HEADER, uncoded_refusal
from clientwright.sandbox.job_phase import JobPhase
from clientwright.sandbox.sample_output import sample_output

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$")


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """The files of the jobs of a server."""

    handlers: Handlers

    async def file(self, request: Request) -> Response:
        """Return a file, or the part of it that was asked for."""
        name = str(request.path_params["name"])
        id, _, extension = name.rpartition(".")
        if not self._is_output(id, name):
            raise uncoded_refusal(404, "There is no such file.")
        data = sample_file(extension, id)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Accept-Ranges": "bytes", SANDBOX_HEADER: "1"}
        kind = MEDIA_TYPES[extension]
        wanted = _RANGE.match(request.headers.get("Range", ""))
        if wanted is None or request.headers.get("If-Range", tag) != tag:
            return Response(data, headers=headers, media_type=kind)
        first, last = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        if first > last:
            headers["Content-Range"] = f"bytes */{len(data)}"
            return Response(b"", 416, headers=headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        return Response(data[first : last + 1], 206, headers=headers, media_type=kind)

    def _is_output(self, id: str, name: str) -> bool:
        """Return whether a name is that of the output of a job that has succeeded."""
        job = self.handlers.jobs.find(id)
        if job is None or job_phase.phase_of(job, self.handlers.clock()) != JobPhase.SUCCEEDED:
            return False
        endpoint = self.handlers.endpoints.get(job.model_id)
        (found,) = sample_output(job, endpoint, self.handlers.specs.service, "").values()
        url = found[0] if isinstance(found, list) else found
        return str(url).endswith(f"/{name}")


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
