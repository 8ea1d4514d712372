"""Whatever a server sends, no error of a download has the account's token, or a long piece of it."""

from __future__ import annotations

import asyncio
import json
import pickle
import string
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.errors import ClientError
from clientwright.runtime.redaction import SHORTEST
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.demo_service import AsyncDemo, Demo
from runtime.download.support import MP4, answer, url_of

tokens = st.text(string.ascii_letters + string.digits + "-_.~+/=", min_size=SHORTEST, max_size=40)
forms: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.lower, str.upper, lambda token: token[:SHORTEST], lambda token: token[-SHORTEST:]]
)
FILES: dict[str, Callable[[str], ServerAction]] = {
    "page": lambda said: answer(body=f"<!doctype html>oops {said}".encode()),
    "UTF-16 page": lambda said: answer(body=f"<html>oops {said}".encode("utf-16")),
    "text": lambda said: answer(MP4, body=f"denied {said}".encode()),
    "type": lambda said: answer(f"Content-Type: x/{said}", body=b"\1" * 600),
    "encoding": lambda said: answer(f"Content-Encoding: {said}"),
    "length": lambda said: answer(f"Content-Length: {said}", length=None, cut=0),
    "header": lambda said: answer(f"Bad header{said}: {said}"),
    "status line": lambda said: reply(f"HTTP/1.1 2x {said}\r\n\r\n".encode()),
    "host": lambda said: answer(f"Location: https://{said}.x/", status=302),
    "path": lambda said: answer(f"Location: /{said}?{said}", status=302),
    "scheme": lambda said: answer(f"Location: {said}://x/{said}", status=302),
}
FACTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "failed": lambda said: {"status": "failed", "error": f"no {said}"},
    "status": lambda said: {"status": said},
    "path": lambda said: {"status": "succeeded", "output": {"video": f"/x/{said}"}},
    "host": lambda said: {"status": "succeeded", "output": {"video": f"https://{said}.x/{said}"}},
    "gone": lambda said: {"status": "succeeded", "output": {"video": f"BASE/x/{said}?{said}"}},
    "several": lambda said: {
        "status": "succeeded",
        "output": {"videos": [f"https://a.x/{said}", f"ftp://b.x/{said}"]},
    },
}


def shown_by(error: BaseException) -> str:
    """Return all that a message, a traceback, a log or a pickle of an error may show."""
    told = [*traceback.format_exception(error), str(error), repr(error), repr(error.args)]
    told += [repr(vars(error)), repr(getattr(error, "__notes__", ""))]
    if isinstance(error, ClientError):
        told.append(repr(pickle.dumps(error)))
    cause = error.__cause__ or error.__context__
    return "\n".join(told) + (shown_by(cause) if cause else "")


def failed(server: ByteServer, folder: Path, token: str, is_async: bool) -> DownloadError:
    """Return the error of a job's download."""
    if not is_async:
        with Demo(token, server.base_url) as api, pytest.raises(DownloadError) as caught:
            api.job("job-1").download(folder, timeout=1)
        return caught.value

    async def main() -> DownloadError:
        async with AsyncDemo(token, server.base_url) as api:
            with pytest.raises(DownloadError) as caught:
                await api.job("job-1").download(folder, timeout=1)
            return caught.value

    return asyncio.run(main())


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    place=st.sampled_from([*FILES.items(), *FACTS.items()]),
    token=tokens,
    form=forms,
    is_async=st.booleans(),
)
def test_no_error_of_a_download_has_the_token(
    server: ByteServer,
    tmp_path: Path,
    *,
    place: tuple[str, Callable[[str], Any]],
    token: str,
    form: Callable[[str], str],
    is_async: bool,
) -> None:
    """Neither message, traceback, cause, pickle nor span of an error has a long piece of the token."""
    said, made = form(token), place[1]
    server.actions = [answer(status=404)]
    facts: dict[str, Any] = {"status": "succeeded", "output": {"video": url_of(server)}}
    if place in FACTS.items():
        facts = made(said)
        server.by_operation.pop("a.mp4", None)
    else:
        server.by_operation["a.mp4"] = [made(said)]
    text = json.dumps({"request_id": "job-1", **facts}).replace("BASE", server.base_url)
    server.by_operation["result"] = [reply(text.encode())]
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with patch.object(trace, "get_tracer", provider.get_tracer):
        error = failed(server, tmp_path, token, is_async)
    provider.shutdown()
    spans = [one.to_json() for one in exporter.get_finished_spans()]
    shown = (shown_by(error) + "".join(spans)).lower()
    pieces = {token[n : n + SHORTEST].lower() for n in range(len(token) - SHORTEST + 1)}
    assert not [piece for piece in pieces if piece in shown]
    assert error.request_id == "job-1"
