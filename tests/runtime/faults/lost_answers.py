"""All the ways in which a server, a gateway or a network loses an answer, as bytes on a socket."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from functools import cache

from runtime.byte_server import ServerAction, hang_up, repeat, reply, reset, send, send_and_close

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = json.dumps({"request_id": "job-1", "status": "completed"}).encode()
LENGTH = b"Content-Length: %d\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
EMPTY_DEFLATE_BLOCK = b"\x00\x00\x00\xff\xff"


def encoded(encoding: str, body: bytes) -> ServerAction:
    """Answer with a body in a content encoding."""
    kind = f"Content-Encoding: {encoding}\r\n".encode()
    return send(HEAD + kind + LENGTH % len(body) + body)


def html(status: int, *headers: str) -> ServerAction:
    """Answer as a gateway does."""
    return reply(b"<html>upstream connect error or disconnect/reset", status, *headers)


@cache
def gzip_bomb(mebibytes: int) -> bytes:
    """Return zeros, compressed to a thousandth."""
    pack = zlib.compressobj(1, zlib.DEFLATED, 31)
    parts = [pack.compress(bytes(1 << 20)) for _ in range(mebibytes)]
    return b"".join([*parts, pack.flush()])


def bomb(mebibytes: int) -> ServerAction:
    """Answer with a body that inflates to this size."""

    def act(sock: socket.socket) -> None:
        encoded("gzip", gzip_bomb(mebibytes))(sock)

    return act


def broken(body: bytes) -> dict[str, ServerAction]:
    """Return answers that never were one, some of them cut from this body: a read is repeated."""
    return {
        "close-before-headers": hang_up,
        "close-in-status-line": send_and_close(b"HTTP/1.1 20"),
        "close-in-headers": send_and_close(HEAD),
        "close-after-headers": send_and_close(HEAD + LENGTH % len(body)),
        "close-in-body": send_and_close(HEAD + LENGTH % len(body) + body[:20]),
        "close-before-first-chunk": send_and_close(HEAD + CHUNKED),
        "close-in-chunk": send_and_close(HEAD + CHUNKED + b"40\r\n" + body[:20]),
        "close-before-last-chunk": send_and_close(
            HEAD + CHUNKED + b"%x\r\n" % len(body) + body + b"\r\n"
        ),
        "close-in-body-after-the-id": send_and_close(HEAD + LENGTH % 500 + body[:-5]),
        "close-in-chunk-after-the-id": send_and_close(HEAD + CHUNKED + b"40\r\n" + body[:24]),
        "reset-before-headers": reset(),
        "reset-in-headers": reset(HEAD),
        "reset-after-headers": reset(HEAD + LENGTH % len(body)),
        "reset-in-body": reset(HEAD + LENGTH % len(body) + body[:20]),
        "smtp": send_and_close(b"220 smtp.example ready\r\n"),
        "ssh": send_and_close(b"SSH-2.0-OpenSSH_9.6\r\n"),
        "noise": send_and_close(bytes(range(256))),
        "http-0.9": send_and_close(body),
        "http-2-frames": send_and_close(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)),
        "tls-alert": send_and_close(b"\x15\x03\x03\x00\x02\x02\x28"),
        "status-is-text": send_and_close(b"HTTP/1.1 OK 200\r\n\r\n"),
        "status-of-four-digits": send_and_close(b"HTTP/1.1 2000 OK\r\n\r\n"),
        "header-without-colon": send_and_close(HEAD + b"no colon\r\n" + LENGTH % len(body) + body),
        "header-with-null": send_and_close(HEAD + b"X: a\x00b\r\n" + LENGTH % len(body) + body),
        "length-is-text": send_and_close(HEAD + b"Content-Length: many\r\n\r\n" + body),
        "length-is-negative": send_and_close(HEAD + b"Content-Length: -1\r\n\r\n" + body),
        "two-lengths": send_and_close(HEAD + b"Content-Length: 2\r\n" + LENGTH % len(body) + body),
        "unknown-transfer-encoding": send_and_close(HEAD + b"Transfer-Encoding: br\r\n\r\n" + body),
        "chunk-size-is-text": send_and_close(
            HEAD + CHUNKED + b"many\r\n" + body + b"\r\n0\r\n\r\n"
        ),
        "headers-of-300-kb": send_and_close(HEAD + b"X: " + b"a" * 300_000 + b"\r\n\r\n" + body),
        "thousands-of-headers": send_and_close(HEAD + b"X: a\r\n" * 50_000 + b"\r\n" + body),
        "gzip-is-none": encoded("gzip", body),
        "gzip-cut": encoded("gzip", gzip.compress(body)[:-20]),
        "deflate-is-none": encoded("deflate", b"\xff" + body),
    }


BROKEN = broken(BODY)

WITH_AN_ID = (
    "close-before-last-chunk",
    "close-in-body-after-the-id",
    "close-in-chunk-after-the-id",
    "gzip-cut",
    "gzip-is-none",
    "latin-1",
    "json-cut",
    "json-twice",
    "json-lines",
    "brotli-by-name-only",
)
"""Those of the lost and unreadable whose body arrived as far as it names the job."""


def unreadable(body: bytes) -> dict[str, ServerAction]:
    """Return complete answers with a good status that say nothing, most of them spoiled from this body: a read is repeated."""
    return {
        "empty": reply(b""),
        "empty-201": reply(b"", 201),
        "204": send(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "205": reply(b"", 205),
        "html": reply(b"<html>sign in</html>"),
        "html-202": reply(b"<html>accepted</html>", 202),
        "plain-words": reply(b"ok"),
        "latin-1": reply(body[:-1] + b', "note": "\xe9"}'),
        "json-cut": reply(body[:-1]),
        "json-twice": reply(body + body),
        "json-lines": reply(body + b"\n" + body),
        "single-quotes": reply(b"{'request_id': 'job-1'}"),
        "server-sent-events": reply(b"data: " + body + b"\n\n"),
        "jsonp": reply(b"callback(" + body + b")"),
        "deep-json": reply(b"[" * 100_000),
        "json-of-null-bytes": reply(bytes(100)),
    }


UNREADABLE = unreadable(BODY)

SERVER_ERRORS: dict[str, ServerAction] = {
    "408": reply({"message": "timeout"}, 408),
    "408-html": html(408),
    "500": reply({"message": "boom"}, 500),
    "500-code": reply({"error_code": 500001, "message": "boom"}, 500),
    "501": reply({}, 501),
    "502-html": html(502),
    "503-of-a-gateway": html(503),
    "503-of-a-gateway-with-retry-after": html(503, "Retry-After: 0"),
    "503-json-without-retry-after": reply({"message": "overloaded"}, 503),
    "504-html": html(504),
    "504-code": reply({"error_code": 500001}, 504),
    "520-html": html(520),
    "524-html": html(524),
    "599": reply({}, 599),
    "code-of-a-failure-with-200": reply({"error_code": 500001, "message": "boom"}),
    "unknown-code-with-200": reply({"error_code": 777, "message": "boom"}),
    "word-as-code-with-200": reply({"error_code": "INTERNAL", "message": "boom"}),
}
"""Failures of the service or its gateway: a read is repeated."""

OTHER_JSON: dict[str, ServerAction] = {
    "json-list": reply([{"id": "job-1"}]),
    "json-text": reply("job-1"),
    "json-number": reply(7),
    "json-true": reply(True),
    "json-object-of-something-else": reply({"ok": True}),
}
"""JSON of another shape."""

OTHER_ENCODINGS: dict[str, ServerAction] = {
    "brotli": encoded("br", b"\x8b\x13\x80" + bytes(20)),
    "brotli-by-name-only": encoded("br", BODY),
    "zstd": encoded("zstd", b"\x28\xb5\x2f\xfd" + bytes(20)),
    "encoding-without-a-name": encoded("x-secret", bytes(range(128, 160))),
    "compress": encoded("compress", b"\x1f\x9d\x90" + bytes(20)),
}
"""Encodings that a client asked for none of."""

TOO_MUCH: dict[str, ServerAction] = {
    "gzip-bomb": bomb(64),
    "body-beyond-the-limit": repeat(HEAD + LENGTH % 10**9, b" " * 1_000_000, 0),
    "chunks-beyond-the-limit": repeat(HEAD + CHUNKED, b"f4240\r\n%b\r\n" % (b" " * 1_000_000), 0),
}
"""Bodies that are cut at the client's limit."""


def slow(body: bytes) -> dict[str, ServerAction]:
    """Return answers that are never complete: only the client's timeout ends them."""
    return {
        "nothing": repeat(b"", b"", 0.1),
        "stalls-in-headers": repeat(HEAD, b"", 0.1),
        "stalls-in-body": repeat(HEAD + LENGTH % len(body) + body[:20], b"", 0.1),
        "headers-drip": repeat(HEAD + b"X: ", b"a", 0.05),
        "header-lines-drip": repeat(HEAD, b"X: a\r\n", 0.05),
        "body-drips": repeat(HEAD + LENGTH % 10_000, b" ", 0.05),
        "chunks-drip": repeat(HEAD + CHUNKED, b"1\r\n \r\n", 0.05),
        "early-hints-without-end": repeat(b"", b"HTTP/1.1 103 Early Hints\r\nX: a\r\n\r\n", 0.02),
        "continue-without-end": repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
        "gzip-of-nothing": repeat(
            HEAD
            + b"Content-Encoding: gzip\r\n"
            + CHUNKED
            + b"a\r\n"
            + gzip.compress(b"")[:10]
            + b"\r\n",
            b"5\r\n" + EMPTY_DEFLATE_BLOCK + b"\r\n",
            0.02,
        ),
    }


SLOW = slow(BODY)


def fine(body: bytes) -> dict[str, ServerAction]:
    """Return unusual forms of this answer, which are answers all the same."""
    data = json.loads(body)
    return {
        "202": reply(data, 202),
        "201": reply(data, 201),
        "text-plain": send(
            HEAD.replace(b"application/json", b"text/plain") + LENGTH % len(body) + body
        ),
        "no-type": send(b"HTTP/1.1 200 OK\r\n" + LENGTH % len(body) + body),
        "utf-8-with-mark": reply(b"\xef\xbb\xbf" + body),
        "utf-16": reply(body.decode().encode("utf-16")),
        "utf-32": reply(body.decode().encode("utf-32")),
        "http-1.0": send_and_close(b"HTTP/1.0 200 OK\r\n\r\n" + body),
        "until-close": send_and_close(HEAD + b"\r\n" + body),
        "many-chunks": send(
            HEAD + CHUNKED + b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        ),
        "chunked-with-trailer": send(
            HEAD + CHUNKED + b"%x\r\n" % len(body) + body + b"\r\n0\r\nX: a\r\n\r\n"
        ),
        "identity": encoded("identity", body),
        "gzip-unasked-for": encoded("gzip", gzip.compress(body)),
        "gzip-in-capitals": encoded("GZIP", gzip.compress(body)),
        "zlib-unasked-for": encoded("deflate", zlib.compress(body)),
        "raw-deflate-unasked-for": encoded("deflate", zlib.compress(body, wbits=-15)),
        "continue-first": send(b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + LENGTH % len(body) + body),
        "early-hints-first": send(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + HEAD + LENGTH % len(body) + body
        ),
        "one-byte-at-a-time": send(*(bytes([byte]) for byte in HEAD + LENGTH % len(body) + body)),
        "cookie": send(HEAD + b"Set-Cookie: a=b\r\n" + LENGTH % len(body) + body),
        "unknown-keys": reply({**data, "eta": None, "x": [1]}),
        "urls-of-another-host": reply(
            {
                **data,
                **dict.fromkeys(("status_url", "result_url", "cancel_url"), "http://127.0.0.1:9/x"),
            }
        ),
        "no-error-code": reply({**data, "error_code": None}),
        "error-code-0": reply({**data, "error_code": 0}),
        "error-null": reply({**data, "error": None}),
        "whitespace": reply(b" \r\n\t" + body + b"\n\n"),
    }


FINE = fine(BODY)
