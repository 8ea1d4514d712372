"""A person's own files of vcrpy: one call is read the same in whichever form it was written."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from testing.cassettes.recordings import BASE_URL, OTHER, TEXT, read, submit, write

PAYLOAD = {"prompt": "a 猫 😀", "duration": 5}
ANSWER = '{"request_id": "r1", "note": "猫"}'
Entry = dict[str, Any]


def call() -> Entry:
    """Return the call that all forms are of."""
    found = submit("r1", PAYLOAD)
    found["response"]["body"]["string"] = ANSWER
    return found


def request(**changes: Any) -> Callable[[Entry], None]:
    """Return a change of the request."""
    return lambda entry: entry["request"].update(changes)


def response(**changes: Any) -> Callable[[Entry], None]:
    """Return a change of the response; None removes a member."""

    def change(entry: Entry) -> None:
        entry["response"].update(changes)
        entry["response"] = {k: v for k, v in entry["response"].items() if v is not None}

    return change


def encoded(name: str, body: bytes) -> Callable[[Entry], None]:
    """Return a change to a body with a content encoding."""
    headers = {"content-encoding": [name], "Content-Type": ["application/json"]}
    return response(body={"string": body}, headers=headers)


def raw_deflate(data: bytes) -> bytes:
    """Return data as deflate without a header, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


SENT, GOT = json.dumps(PAYLOAD).encode(), ANSWER.encode()
OLD_HTTPX = {"status_code": 200, "http_version": "HTTP/1.1", "content": ANSWER}
FORMS: dict[str, Callable[[Entry], None]] = {
    "requests": lambda entry: None,
    "bytes that were sent": request(body=SENT),
    "JSON given to aiohttp": request(body=PAYLOAD),
    "parts of an iterator": request(body=[SENT[:5], SENT[5:]]),
    "a response in bytes": response(body={"string": GOT}),
    "a response as base64": response(body={"base64_string": base64.b64encode(GOT).decode()}),
    "a response without an object": response(body=ANSWER),
    "httpx before vcrpy 6": response(**OLD_HTTPX, body=None, status=None),
    "httpx before vcrpy 6, in bytes": response(
        **{**OLD_HTTPX, "content": GOT}, body=None, status=None
    ),
    "a status alone": response(status=200),
    "a status in words": response(status="200"),
    "gzip": encoded("gzip", gzip.compress(GOT)),
    "gzip that the recorder decoded": encoded("gzip", GOT),
    "deflate": encoded("deflate", zlib.compress(GOT)),
    "deflate without a header": encoded("deflate", raw_deflate(GOT)),
    "two encodings": encoded("deflate, gzip", gzip.compress(zlib.compress(GOT))),
    "brotli that the recorder decoded": encoded("br", GOT),
    "headers as texts": request(headers={"Accept": "*/*", "authorization": "Bearer x"}),
    "headers as pairs": request(headers=[["Accept", "*/*"], ["x", b"y"]]),
    "no headers": request(headers=None),
    "a lower-case method": request(method="post"),
    "a URL with a port": request(uri=BASE_URL.replace(".net", ".net:443") + f"/models/{TEXT}"),
    "a URL in capitals": request(uri=BASE_URL.replace("https://model", "HTTPS://MODEL") + f"/models/{TEXT}"),
    "plain http": request(uri=BASE_URL.replace("https", "http") + f"/models/{TEXT}"),
    "aiohttp's own URL": response(url=BASE_URL),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json", ""])
def test_each_form_is_the_same_call(
    form: Callable[[Entry], None], suffix: str, tmp_path: Path
) -> None:
    """Body, headers, status and encodings may be written in any form of vcrpy 1 to 9."""
    changed = copy.deepcopy(call())
    form(changed)
    document = {"interactions": [changed], "version": 1}
    text = yaml.dump(document)
    path = tmp_path / f"x{suffix}"
    try:
        path.write_text(json.dumps(document) if suffix == ".json" else text, "utf-8")
    except TypeError:
        path.write_text(text, "utf-8")  # bytes are no JSON: vcrpy's default is YAML under any name
    found = read(path)
    assert not found.problems
    (one,) = found.calls
    assert json.loads(one.exchange.sent or b"") == PAYLOAD
    assert one.exchange.text == ANSWER
    assert (one.exchange.status, one.exchange.method) == (200, "POST")
    assert (one.exchange.path, one.operation.subject) == (f"/models/{TEXT}", TEXT)


OLD_AIOHTTP = f"""\
interactions:
- request:
    body: '{{"prompt": "a"}}'
    headers: !!python/object/new:multidict._multidict.CIMultiDict
      - []
    method: POST
    uri: {BASE_URL}/models/{TEXT}
  response:
    body:
      string: !!python/unicode '{{"request_id": "r1"}}'
    headers: {{Content-Type: application/json}}
    status: {{code: 200, message: OK}}
    url: !!python/object/new:yarl.URL
      state: !!python/tuple
      - !!python/object/new:urllib.parse.SplitResult [https, example.org, /, '', '']
version: 1
"""


def test_tags_that_nobody_needs_do_not_matter(tmp_path: Path) -> None:
    """A file in which old versions left objects of aiohttp is read as far as it is needed."""
    path = tmp_path / "x.yaml"
    path.write_text(
        OLD_AIOHTTP.replace(
            "headers: !!python/object/new:multidict._multidict.CIMultiDict\n      - []",
            "headers: {}",
        )
    )
    found = read(path)
    assert not found.problems
    assert found.calls[0].exchange.request_id == "r1"
    path.write_text(OLD_AIOHTTP)
    (problem,) = read(path).problems
    assert (problem.code, problem.location.line) == ("unknown-yaml-tag", 4)
    assert problem.location.pointer == "/interactions/0/request/headers"


BAD: dict[str, tuple[Callable[[Entry], None], str, str]] = {
    "no method": (lambda e: e["request"].pop("method"), "/request", "'method' is missing"),
    "no URL": (request(uri=None), "/request/uri", "null instead of a text"),
    "a broken URL": (request(uri="http://[::1"), "/request/uri", "not a URL"),
    "no response": (lambda e: e.pop("response"), "", "'response' is missing"),
    "no status": (response(status=None), "/response", "'status' is missing"),
    "a status of 7": (response(status={"code": 7}), "/response/status/code", "an HTTP status"),
    "a status of true": (response(status={"code": True}), "/response/status/code", "boolean"),
    "headers of numbers": (response(headers=5), "/response/headers", "a number"),
    "headers of triples": (response(headers=[[1, 2, 3]]), "/response/headers", "not pairs"),
    "a list as body": (response(body={"string": []}), "/response/body/string", "a list"),
    "broken gzip": (encoded("gzip", b"\x1f\x8b\xff"), "/response/body", "not what its header says"),
    "unknown encoding": (encoded("br", b"\xff\xfe"), "/response/body", "is not decoded here"),
    "text that is no brotli": (encoded("br", b"\0\x01\x02"), "/response/body", "Accept-Encoding: gzip"),
    "a status of many digits": (response(status={"code": "9" * 6001}), "/response/status/code", "an HTTP status"),
    "broken base64": (response(body={"base64_string": "!!!"}), "/response/body/base64_string", "not base64"),
    "no body": (response(body=None), "/response", "'body' is missing"),
    "a form of aiohttp": (
        request(body={"a": 1}, headers={"Content-Type": ["application/x-www-form-urlencoded"]}),
        "/request/body",
        "not sent as JSON",
    ),
    "bytes in JSON": (request(body={"a": b"\xff"}), "/request/body/a", "bytes inside"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "pointer", "reason"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_named(
    change: Callable[[Entry], Any], pointer: str, reason: str, tmp_path: Path
) -> None:
    """A broken entry is a problem with its place; the entries around it are read."""
    broken = copy.deepcopy(call())
    change(broken)
    found = read(write(tmp_path, "x.yaml", call(), broken, call()))
    (problem,) = found.problems
    assert problem.code == "unreadable-call"
    assert problem.location.pointer == f"/interactions/1{pointer}"
    assert problem.location.line
    assert reason in problem.found()
    assert len(found.calls) == 2


def test_a_body_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """A small body that unpacks to more than the limit is not unpacked."""
    bomb = copy.deepcopy(call())
    encoded("gzip", gzip.compress(b"0" * (70 * 2**20)))(bomb)
    (problem,) = read(write(tmp_path, "x.yaml", bomb)).problems
    assert "larger than" in problem.found()


def test_broken_calls_to_others_do_not_matter(tmp_path: Path) -> None:
    """Whatever the answers of others look like, it is nobody's business."""
    broken = {**copy.deepcopy(OTHER), "response": {"status": {"code": "x"}}}
    found = read(write(tmp_path, "x.yaml", broken, call()))
    assert (len(found.calls), found.problems) == (1, ())
