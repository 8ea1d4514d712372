"""No secret reaches a file: canaries are planted everywhere, and none may be found."""

from __future__ import annotations

import base64
import gzip
import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import quote

import httpx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes import cassette_files, vcr_transport
from clientwright.testing.cassettes.canonical_json import canonical_body
from clientwright.testing.cassettes.cassette_model import RawExchange
from clientwright.testing.cassettes.redaction.redactor import REDACTED_PROMPT, Redactor
from clientwright.testing.cassettes.redaction.secrets import redact_urls
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.targets.secret_encodings import REDACTED, secret_encodings
from testing.cassettes.support import (
    HEADER,
    IMAGE,
    JSON,
    ROOTS,
    TOKEN,
    cassette,
    cassette_text,
    raw,
)

COOKIE = "canary-cookie-8d7f"
SIGNATURE = "canaryS1gnature"
KEY = "canary-key-from-a-header-77"
PASSWORD = "canary-passw0rd"
CANARIES = (TOKEN, COOKIE, SIGNATURE, KEY, PASSWORD)


def assert_clean(text: str) -> None:
    """Check that no canary is left, in any encoding that the file or a body could have."""
    texts = [text, *(base64.b64decode(found).decode("latin-1") for found in packed(text))]
    for one in texts:
        for canary in CANARIES:
            for encoded in (canary, quote(canary, safe=""), html.escape(canary), canary[::-1]):
                assert encoded not in one
            for lead in ("", "a", "ab"):
                inner = base64.b64encode((lead + canary).encode()).decode()[4:-4]
                assert inner not in one
            assert canary.encode().hex() not in one


def packed(text: str) -> Iterator[bytes]:
    """Yield the base64 bodies of a file."""
    for one in json.loads(text)["interactions"]:
        for part in (one["call"], one["answer"]):
            if "base64" in part:
                yield part["base64"].encode()


SIGNED = (
    f"https://bucket.s3.amazonaws.com/cat.png?X-Amz-Algorithm=A&X-Amz-Credential={KEY}%2F2026"
    f"&X-Amz-Signature={SIGNATURE}&X-Amz-Security-Token={TOKEN}"
)
OTHERS = [
    f"https://x.example/a.png?Expires=1&Signature={SIGNATURE}&Key-Pair-Id={KEY}",
    f"https://x.example/a.png?sv=2024&se=1&sig={SIGNATURE}",
    f"https://x.example/a.png?GoogleAccessId={KEY}&X-Goog-Signature={SIGNATURE}",
    f"https://x.example/a.png?access_token={KEY}#f",
    f"https://x.example/a.png?anything={SIGNATURE}0123456789",
    f"https://user:{PASSWORD}@x.example/a.png",
    f"https://x.example/go?to={quote(f'https://y.example/?sig={SIGNATURE}', safe='')}",
]
ENCODED = base64.b64encode(f"user:{TOKEN}".encode()).decode()

PLACES = {
    "request header": raw(),
    "another request header": RawExchange(
        "GET", "https://h/v1/requests/a/status", (("X-Api-Key", KEY),)
    ),
    "cookie": RawExchange(
        "GET", "https://h/v1/requests/a/status", (("Cookie", f"sid={COOKIE}; b=1"),)
    ),
    "set-cookie": raw(headers={"Set-Cookie": f"sid={COOKIE}; HttpOnly", "X-Trace": KEY}),
    "content type": raw(headers={"content-type": f"text/html; token={TOKEN}"}),
    "retry-after": raw(headers={"retry-after": TOKEN}),
    "query": raw(url=f"https://h/v1/requests/a/result?token={KEY}&sig={SIGNATURE}&x=1"),
    "path": raw(url=f"https://h/v1/requests/{quote(TOKEN, safe='')}/result"),
    "user of the url": raw(url=f"https://me:{PASSWORD}@h/v1/requests/a/result"),
    "signed url sent": raw(sent=json.dumps({"image": SIGNED}).encode()),
    "escaped url sent": raw(sent=json.dumps({"image": SIGNED}).replace("&", "\\u0026").encode()),
    "nested": raw(body=json.dumps({"a": [{"b": {"c": f"you sent {TOKEN}!"}}]}).encode()),
    "key of an object": raw(body=json.dumps({TOKEN: 1}).encode()),
    "named as a credential": raw(body=json.dumps({"x": {"api_key": KEY, "password": 1}}).encode()),
    "echoed headers": raw(body=json.dumps({"authorization": f"Bearer {TOKEN}"}).encode()),
    "base64": raw(body=json.dumps({"basic": ENCODED}).encode()),
    "hex": raw(body=json.dumps({"dump": TOKEN.encode().hex()}).encode()),
    "html": raw(body=f"<pre>Authorization: Bearer {html.escape(TOKEN)}</pre>".encode()),
    "html with urls": raw(body=f'<img src="{html.escape(SIGNED)}">'.encode()),
    "text": raw(body=f"bad token {TOKEN}".encode()),
    "cut-off json": raw(body=json.dumps({"a": TOKEN}).encode()[:-1]),
    "keys twice": raw(body=json.dumps({"a": 1, "b": TOKEN}).replace('"b"', '"a"').encode()),
    "bytes": raw(body=b"\xff\xfe\x00" + TOKEN.encode()),
    "utf-16": raw(body=TOKEN.encode("utf-16-le")),
    "escaped letters": raw(
        body=b'{"a": "' + "".join(f"\\u{ord(c):04x}" for c in TOKEN).encode() + b'"}'
    ),
    "another token": raw(body=b"Authorization: Bearer canary-key-from-a-header-77"),
    **{url: raw(sent=json.dumps({"u": url}).encode(), body=url.encode()) for url in OTHERS},
}


@pytest.mark.parametrize("traffic", PLACES.values(), ids=PLACES)
def test_no_canary_is_left(traffic: RawExchange) -> None:
    """Wherever a token, cookie, password or signature was, the file does not contain it."""
    assert_clean(cassette_text(traffic))


def test_secret_is_redacted_in_earlier_calls() -> None:
    """A cookie that one answer sets is also redacted in the call before it."""
    early = raw(body=json.dumps({"hint": COOKIE}).encode())
    late = raw(headers={"set-cookie": f"sid={COOKIE}"})
    assert_clean(cassette_text(early, late))


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40), JSON)
def test_any_token_in_any_body(token: str, value: Any) -> None:
    """Any token in any body is redacted: plain, encoded, or as a key."""
    echo = base64.b64encode(f"x{token}".encode()).decode()
    body = json.dumps({"a": value, "b": [token, f"<{token}>"], token: echo}).encode()
    redactor = Redactor(frozenset({token}))
    clean = redactor.redact_body(body).decode()
    for encoded in secret_encodings(token):
        assert encoded not in clean.replace(REDACTED, "\1")


@pytest.mark.parametrize("number", [6103515625000000, -1000000, 0.1000000001])
def test_number_that_contains_secret_is_redacted(number: float) -> None:
    """A number whose digits contain a secret becomes REDACTED, also in JSON inside a string."""
    body = json.dumps({"a": [number], "b": json.dumps({"c": number}), "d": True, "e": 61}).encode()
    clean = json.loads(Redactor(frozenset({"000000"})).redact_body(body))
    assert clean == {"a": [REDACTED], "b": f'{{"c":"{REDACTED}"}}', "d": True, "e": 61}


@given(JSON)
def test_body_without_secrets_keeps_its_bytes(value: Any) -> None:
    """A body without secrets is not changed."""
    body = json.dumps(value).encode()
    assert Redactor(frozenset({"a-token-that-is-nowhere"})).redact_body(body) == body


@given(JSON)
def test_redaction_is_idempotent(value: Any) -> None:
    """Redacting twice is the same as once, so a replay can redact its requests."""
    redactor = Redactor(frozenset({TOKEN}))
    once = redactor.redact_body(json.dumps({"v": value, "url": SIGNED, "t": TOKEN}).encode())
    assert canonical_body(redactor.redact_body(once)) == canonical_body(once)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/cat.png",
        "https://example.com/cat.png?width=200&format=webp",
        "https://api.example/v1/requests/abc/result?include_cost=true",
        "http://127.0.0.1:8000/v1",
    ],
)
def test_plain_urls_are_kept(url: str) -> None:
    """URL parts that distinguish requests and sign nothing are kept."""
    assert redact_urls(f'see "{url}".') == f'see "{url}".'


def test_prompts_are_hidden_on_request() -> None:
    """Prompts and their echoes are hidden on request; URLs, enums and numbers stay."""
    sent = {
        "prompt": "My secret cat",
        "negative_prompt": "dogs",
        "multi_prompt": [{"prompt": "second secret", "duration": 3}],
        "start_image_url": "https://example.com/cat.png",
        "shot_type": "customize",
    }
    echo = {"input": sent, "error": "no picture of My secret cat was made"}
    traffic = raw(sent=json.dumps(sent).encode(), body=json.dumps(echo).encode())
    hidden = cassette_text(traffic, hide_prompts=True)
    assert "secret" not in hidden
    assert f"no picture of {REDACTED_PROMPT} was made" in hidden
    for text in ("https://example.com/cat.png", "customize", '"duration": 3'):
        assert text in hidden
    assert "My secret cat" in cassette_text(traffic)


class Echo(BaseHTTPRequestHandler):
    """Answers with everything it was sent, compressed, and sets a cookie."""

    def do_POST(self) -> None:
        """Echo the request."""
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        body = gzip.compress(
            json.dumps({"headers": dict(self.headers), "path": self.path, "sent": sent}).encode()
        )
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
            ("Set-Cookie", f"sid={COOKIE}"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def echo_server() -> Iterator[str]:
    """Run the echo server on a real port."""
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_real_recording_has_no_canary(library: Any) -> None:
    """Recorded from a real socket, compressed and echoed, no secret is in the file."""
    with (
        echo_server() as base,
        library.Client(trust_env=False, cookies={"sid": COOKIE}) as http,
        vcr_transport.capture_traffic() as traffic,
    ):
        answer = http.post(
            f"{base}/models/{IMAGE}?token={KEY}",
            json={"image": SIGNED},
            headers={"Authorization": f"Bearer {TOKEN}", "X-Api-Key": KEY},
        )
        assert TOKEN in answer.text
    interactions, redactor = TrafficRedactor(ROOTS).redact(traffic)
    text = cassette_files.dumps(cassette(*interactions))
    assert_clean(text)
    assert not redactor.contains_secret(text)
    (only,) = interactions
    assert json.loads(only.answer.body)["headers"]["Authorization"] == REDACTED


def test_secret_is_found_in_any_encoding() -> None:
    """A redactor finds its secrets anywhere in a text, in any encoding."""
    redactor = Redactor(frozenset({TOKEN}))
    assert redactor.contains_secret(f"..{quote(TOKEN, safe='')}..")
    assert redactor.contains_secret(base64.b64encode(b"ab" + TOKEN.encode() + b"c").decode())
    assert not redactor.contains_secret(cassette_files.dumps(cassette()))
    assert HEADER.service not in REDACTED
