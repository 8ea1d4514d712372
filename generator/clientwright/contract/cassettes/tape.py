"""vcrpy underneath: it stands between HTTP libraries and the network; everything else is ours.

This is the one file that touches it. `taped` hands over what went over the wire; `played`
asks a function for the answer to every request and lets none through.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from clientwright.contract.cassettes.problems import UnusableCassette
from clientwright.contract.cassettes.values import Answer, Raw

_OTHERS = ("httplib", "requests", "boto3", "urllib3", "httplib2", "tornado", "aiohttp")


@contextmanager
def taped() -> Generator[list[Raw]]:
    """Record what httpx and httpx2 send and receive; the list grows call by call."""
    heard: list[Raw] = []
    with _using(_Nowhere, skip_patchers=_OTHERS) as tape:
        tape.append = lambda request, response: heard.append(_raw(request, response))
        yield heard


@contextmanager
def played(answer: Callable[[Raw], Answer]) -> Generator[None]:
    """Answer every request of this process, whatever library makes it; nothing is sent."""
    with _using(_Nowhere) as tape:
        tape.can_play_response_for = lambda request: True
        tape.play_response = lambda request: _response(answer(_raw(request, {})))
        yield


def _using(persister: type, **options: Any) -> Any:
    try:
        vcr: Any = importlib.import_module("vcr")
    except ImportError as error:
        raise UnusableCassette("vcrpy", f"cannot be imported ({error})", "install it") from None
    recorder = vcr.VCR(record_mode="all", **options)
    recorder.register_persister(persister)
    return recorder.use_cassette(path="-")


class _Nowhere:
    """Stores nothing: files are written elsewhere, and only once their secrets are out."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> NoReturn:
        found: Any = importlib.import_module("vcr.persisters.filesystem")
        raise found.CassetteNotFoundError

    @staticmethod
    def save_cassette(path: str, cassette: Any, serializer: Any) -> None:
        return None


def _raw(request: Any, response: Mapping[str, Any]) -> Raw:
    sent = request.body or b""
    headers = tuple((str(name), str(value)) for name, value in request.headers.items())
    asked = (str(request.method), str(request.uri), headers, bytes(sent))
    if not response:
        return Raw(*asked)
    got = tuple((name, value) for name, values in response["headers"].items() for value in values)
    return Raw(*asked, int(response["status"]["code"]), got, _decoded(response, got))


def _decoded(response: Mapping[str, Any], headers: tuple[tuple[str, str], ...]) -> bytes:
    """Undo the compression of a body, as the library that asked for it does."""
    httpx: Any = importlib.import_module("httpx")
    body = bytes(response["body"]["string"])
    kept = [(name, value) for name, value in headers if name.lower() == "content-encoding"]
    content: bytes = httpx.Response(200, headers=kept, content=body).content
    return content


def _response(answer: Answer) -> dict[str, Any]:
    kind = {"content-type": answer.content_type} if answer.content_type else {}
    headers = {**kind, **answer.headers}
    return {
        "status": {"code": answer.status, "message": ""},
        "headers": {name: [value] for name, value in headers.items()},
        "body": {"string": answer.body},
    }
