"""The only module that uses vcrpy.

`capture_traffic` records what is sent and received; `answer_requests` answers every request
from a function and lets none through.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from clientwright.testing.cassettes.cassette_model import RawExchange, RecordedAnswer
from clientwright.testing.cassettes.errors import UnusableCassette

_UNRECORDED_LIBRARIES = (
    "httplib",
    "requests",
    "boto3",
    "urllib3",
    "httplib2",
    "tornado",
    "aiohttp",
)


@contextmanager
def capture_traffic() -> Generator[list[RawExchange]]:
    """Record what httpx and httpx2 send and receive; yield a list that grows with each call."""
    traffic: list[RawExchange] = []
    with _vcr_cassette(_NullPersister, skip_patchers=_UNRECORDED_LIBRARIES) as cassette:
        cassette.append = lambda request, response: traffic.append(_raw_exchange(request, response))
        yield traffic


@contextmanager
def answer_requests(answer: Callable[[RawExchange], RecordedAnswer]) -> Generator[None]:
    """Answer every request of this process from a function; nothing is sent."""
    with _vcr_cassette(_NullPersister) as cassette:
        cassette.can_play_response_for = lambda request: True
        cassette.play_response = lambda request: _vcr_response(answer(_raw_exchange(request, {})))
        yield


def _vcr_cassette(persister: type, **options: Any) -> Any:
    try:
        vcr: Any = importlib.import_module("vcr")
    except ImportError as error:
        raise UnusableCassette("vcrpy", f"cannot be imported ({error})", "install it") from None
    recorder = vcr.VCR(record_mode="all", **options)
    recorder.register_persister(persister)
    return recorder.use_cassette(path="-")


class _NullPersister:
    """Stores nothing: files are written elsewhere, after their secrets are removed."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> NoReturn:
        found: Any = importlib.import_module("vcr.persisters.filesystem")
        raise found.CassetteNotFoundError

    @staticmethod
    def save_cassette(path: str, cassette: Any, serializer: Any) -> None:
        return None


def _raw_exchange(request: Any, response: Mapping[str, Any]) -> RawExchange:
    sent = request.body or b""
    headers = tuple((str(name), str(value)) for name, value in request.headers.items())
    sent_parts = (str(request.method), str(request.uri), headers, bytes(sent))
    if not response:
        return RawExchange(*sent_parts)
    got = tuple((name, value) for name, values in response["headers"].items() for value in values)
    return RawExchange(
        *sent_parts, int(response["status"]["code"]), got, _decoded_body(response, got)
    )


def _decoded_body(response: Mapping[str, Any], headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return a body without its content encoding, as httpx decodes it."""
    httpx: Any = importlib.import_module("httpx")
    body = bytes(response["body"]["string"])
    kept = [(name, value) for name, value in headers if name.lower() == "content-encoding"]
    content: bytes = httpx.Response(200, headers=kept, content=body).content
    return content


def _vcr_response(answer: RecordedAnswer) -> dict[str, Any]:
    content_type = {"content-type": answer.content_type} if answer.content_type else {}
    headers = {**content_type, **answer.headers}
    return {
        "status": {"code": answer.status, "message": ""},
        "headers": {name: [value] for name, value in headers.items()},
        "body": {"string": answer.body},
    }
