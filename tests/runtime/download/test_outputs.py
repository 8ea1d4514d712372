"""Which texts of an output are files, how they are named, and what they are by their bytes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.download.addresses import Refused
from clientwright.runtime.download.media_types import extension, format_of_bytes
from clientwright.runtime.download.outputs import outputs_of, stem
from clientwright.runtime.media_extensions import KIND_FORMATS
from clientwright.runtime.responses import parse_result
from clientwright.sandbox.sample_output import sample_file
from runtime.demo_service import SERVICE, Output
from runtime.download.support import PAGE, VIDEO, result_of

A, B = "https://a.example/1.mp4?k=v", "https://a.example/2"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ({"video": A}, [(A, "video")]),
        ({"videos": [A, B, A]}, [(A, "video"), (B, "video")]),
        ({"image": B, "audio": A}, [(B, "image"), (A, "audio")]),
        (A, [(A, None)]),
        ([A, B], [(A, None), (B, None)]),
        ({"mesh": {"url": A}}, [(A, None)]),
        ({"video_url": A, "image_urls": [B]}, [(A, "video"), (B, "image")]),
        ({"other": A, "video": A}, [(A, "video")]),
        ({"videos": [A], "input": {"video": B}}, [(A, "video"), (B, None)]),
        ({"video": "relative.mp4"}, [("relative.mp4", "video")]),
        ({"video": "ftp://a.example/x"}, [("ftp://a.example/x", "video")]),
        ({"file": "data:video/mp4,AA"}, [("data:video/mp4,AA", None)]),
        ({"caption": f"See {A} for more"}, []),
        ({"ratio": "16:9", "seed": 5, "note": "a: b", "video": None}, []),
        ({"video": ""}, []),
        ({}, []),
    ],
)
def test_files_of_an_output(output: Any, expected: list[tuple[str, str | None]]) -> None:
    """Whole URLs and the values of fields for files are files; URLs inside a text are not."""
    found = outputs_of(result_of(output))
    assert [(one.url, one.kind) for one in found] == expected
    assert [one.place for one in found] == [*range(1, len(expected) + 1)]


def test_only_the_output_counts() -> None:
    """A URL beside the output, such as one of the input, is no file."""
    data = {"request_id": "r", "status": "succeeded", "output": {"video": A}, "input": {"image": B}}
    found = outputs_of(parse_result(SERVICE, "r", Output, data))
    assert [one.url for one in found] == [A]


IDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(IDS, IDS, st.integers(1, 99))
def test_names_are_safe_and_of_one_job(first: str, second: str, place: int) -> None:
    """A name contains only letters that every system allows, and no two jobs have the same."""
    name = stem(first, place)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", name)
    assert name.endswith(f"-{place}")
    assert (stem(second, place) == name) == (first == second)


@pytest.mark.parametrize("id", ["../../etc/passwd", "..", "a/b", "C:\\x", "-rf", "a\nb", "x" * 512])
def test_names_of_hostile_ids(id: str) -> None:
    """An id that is a path or an option becomes a plain name."""
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", stem(id, 1))


@pytest.mark.parametrize(
    ("kind", "head", "content_type", "path", "ending"),
    [
        ("video", VIDEO, "video/mp4", "/x", "mp4"),
        ("video", VIDEO, "", "/x.webm", "mp4"),
        ("video", b"\0\0\0\x14ftypqt  " + bytes(99), "video/mp4", "/x", "mov"),
        ("video", b"\x1aE\xdf\xa3" + b"\x42\x82\x84webm", "", "/x", "webm"),
        ("image", b"\xff\xd8\xff\xe0" + bytes(99), "application/octet-stream", "/x", "jpg"),
        ("image", b"RIFF\0\0\0\0WEBPVP8 ", "", "/x", "webp"),
        ("image", b'<?xml version="1.0"?><svg/>', "image/svg+xml", "/x", "svg"),
        ("audio", b"ID3\x04" + bytes(99), "audio/mpeg", "/x", "mp3"),
        ("audio", b"\xff\xf1" + bytes(99), "audio/aac", "/x", "aac"),
        ("audio", b"RIFF\0\0\0\0WAVEfmt ", "", "/x", "wav"),
        ("audio", b"OggS" + bytes(99), "audio/ogg", "/x", "ogg"),
        ("audio", b"\1unknown", "audio/flac", "/x", "flac"),
        ("video", b"\1unknown", "video/quicktime", "/x", "mov"),
        ("video", b"\1unknown", "video/../../x", "/x", "bin"),
        ("image", b"<!-- made by hand -->\n<svg>", "", "/x", "svg"),
        ("image", b"<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC 'x'>\n<svg>", "", "/x", "svg"),
        (None, b"\1unknown", "", "/x.png", "png"),
        (None, b"\1unknown", "application/x-msdownload", "/x.exe", "bin"),
        (None, b"plain text", "text/plain", "/x", "txt"),
        (None, b"plain text", "", "/x", "txt"),
        (None, b"glTF" + bytes(99), "model/gltf-binary", "/x", "glb"),
        (None, b'{"a": 1}', "application/json", "/x", "json"),
        (None, VIDEO, "text/html", "/x", "mp4"),
    ],
)
def test_endings(kind: str | None, head: bytes, content_type: str, path: str, ending: str) -> None:
    """The ending is one of a table: by the first bytes, else by the type, else by the URL."""
    assert extension(kind, head, content_type, path) == ending


ISO = b"\0\0\0\x18ftyp%s\0\0\2\0"
RIFF = b"RIFF\x24\0\0\0%s"
REAL = [
    ("video", ISO % b"isom", "mp4"),
    ("video", ISO % b"mp42", "mp4"),
    ("video", ISO % b"qt  ", "mov"),
    ("video", b"\0\0\0\x08wide\0\0\1\0mdat", "mov"),
    ("video", b"\0\0\1\0moov\0\0\0lmvhd", "mov"),
    ("video", b"\0\0\0\x08free\0\0\1\0mdat", "mov"),
    ("video", b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm", "webm"),
    ("video", b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "mkv"),
    ("video", RIFF % b"AVI LIST", "avi"),
    ("video", b"OggS\0\2" + bytes(20), "ogg"),
    ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
    ("image", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "jpg"),
    ("image", b"\xff\xd8\xff\xe1\0\x10Exif\0", "jpg"),
    ("image", b"\xff\xd8\xff\xdb\0\x43", "jpg"),
    ("image", RIFF % b"WEBPVP8X", "webp"),
    ("image", b"GIF89a\1\0\1\0", "gif"),
    ("image", b"GIF87a\1\0\1\0", "gif"),
    ("image", ISO % b"avif", "avif"),
    ("image", b"\0\0\1\0\1\0\x10\x10", "ico"),
    ("image", b"\xff\x0a\xfa\x1f", "jxl"),
    ("audio", b"ID3\4\0\0\0\0\0\0", "mp3"),
    ("audio", b"\xff\xfb\x90\x64" + bytes(32), "mp3"),
    ("audio", b"\xff\xf3\x84\xc4" + bytes(32), "mp3"),
    ("audio", b"\xff\xfa\x92\x60" + bytes(32), "mp3"),
    ("audio", b"\xff\xfe\x92\x60" + bytes(range(128, 200)), "mp3"),
    ("audio", b"\xff\xf1\x50\x80\2\x1f", "aac"),
    ("audio", RIFF % b"WAVEfmt ", "wav"),
    ("audio", b"OggS\0\2" + bytes(20) + b"OpusHead", "ogg"),
    ("audio", b"fLaC\0\0\0\x22", "flac"),
    ("audio", ISO % b"M4A ", "m4a"),
    ("audio", b"FORM\0\0\0\x20AIFFCOMM", "aiff"),
]  # fmt: skip


@pytest.mark.parametrize("said", ["", "application/octet-stream", "text/plain", "own"])
@pytest.mark.parametrize(("kind", "head", "ending"), REAL)
def test_real_files_are_never_refused(kind: str, head: bytes, ending: str, said: str) -> None:
    """The beginning of a real file is known, whatever the server says, also if no more of it is there."""
    content_type = f"{kind}/{ending}" if said == "own" else said
    assert extension(kind, head, content_type, "/x") == ending
    assert extension(kind, head + bytes(range(256)) * 2, content_type, "/x") == ending


TEXTS = [
    "Access denied",
    "Zugriff verweigert: ü",
    '{ "error": "expired" }',
    "{\n",
    "{}",
    '[ {"error": 1} ]',
    "null",
    "<!-- x --><html>",
    "\n <!-- a\n --> <!-- b -->\n<!DOCTYPE html><title>x</title>",
    "<h1>404</h1>",
    "<?xml version='1.0'?>\n<!-- x -->\n<Error><Code>AccessDenied</Code></Error>",
    "<AccessDenied/>",
    "RequestExpired\r\n",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["video", "image", "audio"])
def test_a_text_is_no_media(kind: str, text: str, encoding: str) -> None:
    """A message is no file of a kind, in whatever encoding, and whatever the server calls it."""
    head = text.encode(encoding)
    head = b"\xfe\xff" + head if encoding == "utf-16-be" else head
    for content_type in ("", "application/octet-stream"):
        with pytest.raises(Refused):
            extension(kind, head, content_type, "/x.mp4")
    if encoding != "latin-1" or text.isascii():
        with pytest.raises(Refused):
            extension(kind, head, f"{kind}/mpeg", "/x.mp4")


@pytest.mark.parametrize(
    ("kind", "head", "content_type"),
    [
        ("video", PAGE, "video/mp4"),
        ("video", b"", "video/mp4"),
        ("video", b"unknown", "text/html; charset=utf-8"),
        ("video", b"unknown", "image/png"),
        ("video", b'{"error": "expired"}', "video/mp4"),
        ("image", b"<?xml version='1.0'?><Error/>", "image/png"),
        ("image", VIDEO, "image/png"),
        ("audio", b"\x89PNG\r\n\x1a\n", "audio/mpeg"),
        ("video", b"PK\x03\x04", "video/mp4"),
        (None, PAGE, "application/octet-stream"),
        (None, b"", ""),
    ],
)
def test_no_file_of_its_kind(kind: str | None, head: bytes, content_type: str) -> None:
    """A page about an error, an empty file and a file of another kind are refused."""
    with pytest.raises(Refused):
        extension(kind, head, content_type, "/x")


def ending_or_reason(kind: str | None, head: bytes, content_type: str, path: str) -> str:
    """Return an ending, or why there is none."""
    try:
        return extension(kind, head, content_type, path)
    except Refused as error:
        return str(error)


@given(st.binary(max_size=64), st.sampled_from([*KIND_FORMATS, None]), st.text(), st.text())
def test_any_bytes_have_an_ending_or_are_refused(
    head: bytes, kind: str | None, content_type: str, path: str
) -> None:
    """Whatever a server sends, the ending is a short plain word, or the file is refused."""
    found = ending_or_reason(kind, head, content_type, path)
    assert re.fullmatch(r"[a-z0-9]{2,5}", found) or (" " in found and found.isprintable())


@pytest.mark.parametrize("format", ["mp4", "png", "mp3"])
def test_files_of_the_sandbox_are_what_they_are_called(format: str) -> None:
    """The sandbox's files have the first bytes of their format, and differ from job to job."""
    assert format_of_bytes(sample_file(format, "a")) == format
    assert sample_file(format, "a") != sample_file(format, "b")
