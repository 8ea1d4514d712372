"""Bodies that are compressed though the client asks for none: inflated within a limit, or left alone."""

from __future__ import annotations

import gzip
import json
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.content_encoding import MAX_MEMBERS, inflate
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.faults.lost_answers import gzip_bomb
from runtime.http_flavours import ClientFlavour, name_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
    pytest.mark.usefixtures("quick_retries"),
]
ACCEPTED = reply({"request_id": "job-1"})
MIB = 1 << 20


def deflate_raw(data: bytes) -> bytes:
    """Compress without header, which some servers call deflate."""
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


ENCODERS: dict[str, Any] = {
    "gzip": gzip.compress,
    "X-GZip": gzip.compress,
    "deflate": zlib.compress,
    " deflate ": deflate_raw,
    "identity": bytes,
    "": bytes,
}
NAMES = st.sampled_from(sorted(ENCODERS))


@given(st.binary(max_size=300), st.lists(NAMES, max_size=2))
def test_what_was_encoded_is_decoded(data: bytes, names: list[str]) -> None:
    """Up to two encodings are undone in reverse order."""
    body = data
    for name in names:
        body = ENCODERS[name](body)
    assert inflate(body, ",".join(names), 300) == data


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5), st.integers(0, 9))
def test_gzip_members_follow_each_other(parts: list[bytes], padding: int) -> None:
    """A gzip body may have several members, and zeros after them."""
    body = b"".join(map(gzip.compress, parts)) + b"\0" * padding
    assert inflate(body, "gzip", 250) == b"".join(parts)


@given(st.binary(max_size=400), st.text(max_size=20) | NAMES, st.integers(0, 100))
def test_any_body_is_decoded_refused_or_not_valid(data: bytes, name: str, limit: int) -> None:
    """Whatever a server sends, what comes out of a compressed body is within the limit."""
    try:
        found = inflate(data, name, limit)
    except ValueError:
        return
    assert found is None or found == data or len(found) <= limit


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_a_body_that_ends_too_early_is_not_valid(data: bytes, name: str) -> None:
    """A compressed body without its last byte is no body."""
    with pytest.raises(ValueError, match=f"not valid {name}"):
        inflate(ENCODERS[name](data)[:-1], name, 300)


@given(st.integers(0, 60), NAMES.filter(lambda name: name.strip() not in ("", "identity")))
def test_the_limit_is_exact(size: int, name: str) -> None:
    """A body of the limit's size is decoded, one byte more is refused."""
    body = ENCODERS[name](b"x" * size)
    assert inflate(body, name, size) == b"x" * size
    assert size == 0 or inflate(body, name, size - 1) is None


@pytest.mark.parametrize("name", ["br", "zstd", "compress", "gzip, br", "gzip, gzip, gzip", "%"])
def test_other_encodings_are_refused(name: str) -> None:
    """An encoding that the client does not know is not decoded, nor are more than two."""
    assert inflate(b"x", name, 10) is None


def test_too_many_members_are_refused() -> None:
    """A body of very many members costs no more than the first of them."""
    assert inflate(gzip.compress(b"") * (MAX_MEMBERS + 1), "gzip", 10) is None


def encoded(body: bytes, *encodings: str) -> ServerAction:
    """Answer with a body and its encoding."""
    fields = "".join(f"Content-Encoding: {one}\r\n" for one in encodings)
    head = f"HTTP/1.1 200 OK\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode()

    def act(sock: socket.socket) -> None:
        sock.sendall(head + body)

    return act


def test_identity_is_asked_for(server: ByteServer, flavour: ClientFlavour) -> None:
    """The client asks for bodies that are not compressed, whatever its HTTP client prefers."""
    server.actions = [ACCEPTED, reply({"status": "completed"})]
    settings = {"headers": {"Accept-Encoding": "br, gzip"}}
    flavour.run(server.base_url, "status", http_client=settings)
    server.actions = [ACCEPTED, reply({"status": "completed"})]
    flavour.run(server.base_url, "status")
    asked = [head.lower().count(b"accept-encoding:") for head in server.received]
    assert asked == [1, 1, 1, 1]
    assert all(b"\r\naccept-encoding: identity\r\n" in head.lower() for head in server.received)


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoded_answer_is_read(server: ByteServer, flavour: ClientFlavour, name: str) -> None:
    """A server that compresses anyway is understood."""
    body = json.dumps({"request_id": "job-1"}).encode()
    server.actions = [encoded(ENCODERS[name](body), *([name] if name else []))]
    assert flavour.run(server.base_url) == "job-1"


def test_two_encodings_in_two_headers_are_read(server: ByteServer, flavour: ClientFlavour) -> None:
    """Encodings in headers of their own are one list."""
    body = json.dumps({"request_id": "job-1"}).encode()
    server.actions = [encoded(gzip.compress(zlib.compress(body)), "deflate", "gzip")]
    assert flavour.run(server.base_url) == "job-1"


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: gzip_bomb(256), "gzip"),
    "bomb in gzip": (lambda: gzip.compress(gzip_bomb(256)), "gzip, gzip"),
    "brotli": (lambda: b"\x8b\x02\x80{}\x03", "br"),
    "zstd": (lambda: b"{}", "zstd"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_encoding_is_an_unusable_answer(
    server: ByteServer, flavour: ClientFlavour, name: str
) -> None:
    """A submit is unknown, a status unexpected, and both have the body as it came; memory stays small."""
    make_body, encoding = REFUSED[name]
    body = make_body()
    server.actions = [encoded(body, encoding)]
    tracemalloc.start()
    try:
        found = flavour.run(server.base_url)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (name_of(found), found.body) == ("SubmitUnknown", body)
    assert peak < 100 * MIB
    server.actions = [ACCEPTED, encoded(body, encoding)]
    found = flavour.run(server.base_url, "status")
    assert (name_of(found), found.body) == ("UnexpectedAnswer", body)
    assert len(server.received) == 3


def test_an_empty_body_has_no_encoding(server: ByteServer, flavour: ClientFlavour) -> None:
    """An empty body is empty, whatever its header says."""
    server.actions = [encoded(b"", "gzip")]
    found = flavour.run(server.base_url)
    assert (name_of(found), found.body) == ("SubmitUnknown", b"")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_broken_encoding_is_a_lost_answer(
    server: ByteServer, flavour: ClientFlavour, encoding: str
) -> None:
    """A submit is unknown and not repeated; a status is read again."""
    server.actions = [encoded(b"nothing of the kind", encoding)]
    assert name_of(flavour.run(server.base_url)) == "SubmitUnknown"
    assert len(server.received) == 1
    server.actions = [ACCEPTED, encoded(b"{", encoding), reply({"status": "completed"})]
    assert flavour.run(server.base_url, "status").phase == "finished"
    assert len(server.received) == 4
