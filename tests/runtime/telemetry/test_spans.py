"""Spans of OpenTelemetry: one for each submit and wait, with the conventions' names, and nothing secret."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from clientwright.runtime.errors import ClientError, JobFailed, RateLimited, SubmitUnknown
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.conftest import ClientDriver
from runtime.demo_service import ENDPOINT, TOKEN
from runtime.download.support import MP4, VIDEO, answer, download
from runtime.telemetry.conftest import UpdatesDriver
from runtime.telemetry.test_structured_log import ACCEPTED, answers
from runtime.test_runtime_footprint import loaded_by


@pytest.fixture
def provider() -> Iterator[TracerProvider]:
    """Return a provider that is the process's during a test."""
    provider = TracerProvider()
    with patch.object(trace, "get_tracer", provider.get_tracer):
        yield provider
    provider.shutdown()


@pytest.fixture
def exporter(provider: TracerProvider) -> InMemorySpanExporter:
    """Return where the spans of a test go."""
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


def spans(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """Return the finished spans by their operation, after a look at what may not be in them."""
    found = exporter.get_finished_spans()
    for one in found:
        for secret in (TOKEN, "é", "signature"):
            assert secret not in one.to_json()
            assert secret not in repr(one.attributes)
    return {one.name.partition(" ")[0]: one for one in found}


def attributes(span: ReadableSpan) -> dict[str, Any]:
    """Return a span's attributes."""
    return dict(span.attributes or {})


def test_a_job_is_two_spans(
    server: ByteServer, drive: ClientDriver, exporter: InMemorySpanExporter
) -> None:
    """A job that succeeds is a span of its submit and one of the wait, named as the conventions say."""
    answers(server, "succeeded", output={"video": "https://x.example/v.mp4?signature=1"})
    drive(server, "wait")
    found = spans(exporter)
    assert {name: (one.name, one.kind.name) for name, one in found.items()} == {
        "submit": (f"submit {ENDPOINT.id}", "CLIENT"),
        "wait": (f"wait {ENDPOINT.id}", "INTERNAL"),
    }
    for one, state in ((found["submit"], "accepted"), (found["wait"], "succeeded")):
        assert attributes(one) == {
            "gen_ai.operation.name": "generate_content",
            "gen_ai.provider.name": "demo",
            "gen_ai.request.model": ENDPOINT.id,
            "gen_ai.response.id": "job-1",
            "server.address": "127.0.0.1",
            "server.port": server.port,
            "demo.job.state": state,
        }
        assert one.status.status_code is trace.StatusCode.UNSET


SIGNED = {"status": "failed", "error": "no: https://x.example/a?signature=1"}


@pytest.mark.parametrize(
    ("submit", "kind", "state"),
    [
        (hang_up, SubmitUnknown, "unknown"),
        (reply({}, 429), RateLimited, "refused"),
        (ACCEPTED, JobFailed, "failed"),
    ],
)
def test_errors_are_recorded(
    drive_errors: Callable[[Any], ReadableSpan], submit: Any, kind: type[ClientError], state: str
) -> None:
    """The span of an operation that raises has the error's type, its message without queries, and the state."""
    one = drive_errors(submit)
    assert attributes(one)["error.type"] == kind.__name__
    assert attributes(one)["demo.job.state"] == state
    assert one.status.status_code is trace.StatusCode.ERROR
    (event,) = one.events
    assert dict(event.attributes or {})["exception.type"] == kind.__name__


@pytest.fixture
def drive_errors(
    server: ByteServer, drive: ClientDriver, exporter: InMemorySpanExporter
) -> Callable[[Any], ReadableSpan]:
    """Return what runs a job that ends in an error, and returns the last span."""

    def run(submit: Any) -> ReadableSpan:
        answers(server, "failed")
        server.by_operation |= {"submit": [submit], "result": [reply(SIGNED)]}
        with pytest.raises(ClientError):
            drive(server, "wait", within=1.0)
        assert spans(exporter)
        return exporter.get_finished_spans()[-1]

    return run


def test_updates_have_no_token(
    server: ByteServer, drive_updates: UpdatesDriver, exporter: InMemorySpanExporter
) -> None:
    """The span of a loop over updates has the error of the job, without the token that the service repeats."""
    answers(server, "failed", error=f"bad {TOKEN}")
    assert drive_updates(server)[-1].phase == "failed"
    assert "bad ***" in str(spans(exporter)["wait"].status.description)


def test_the_callers_span_is_the_parent(
    server: ByteServer,
    drive: ClientDriver,
    provider: TracerProvider,
    exporter: InMemorySpanExporter,
) -> None:
    """Spans are children of the caller's, and what a callback starts is a child of the wait's."""
    answers(server, "succeeded", output={"video": "https://x.example/v.mp4"})
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("caller"):
        drive(server, "wait", on_update=lambda status: tracer.start_span(f"update {status}").end())
    found = spans(exporter)
    ids = {name: one.context.span_id for name, one in found.items() if one.context}
    parents = {name: one.parent.span_id for name, one in found.items() if one.parent}
    assert parents == {"submit": ids["caller"], "wait": ids["caller"], "update": ids["wait"]}


def test_requests_of_a_submit_are_inside_its_span(
    server: ByteServer, drive: ClientDriver, exporter: InMemorySpanExporter
) -> None:
    """Where the request is written, in whatever thread or task, the submit's span is the current one."""
    from clientwright.runtime.http_exchange import RequestWriter

    inside: list[int] = []
    write = RequestWriter.request

    def request(self: RequestWriter, wanted: Any) -> Any:
        inside.append(trace.get_current_span().get_span_context().span_id)
        return write(self, wanted)

    server.actions = [ACCEPTED]
    with patch.object(RequestWriter, "request", request):
        drive(server)
    (one,) = exporter.get_finished_spans()
    assert one.context
    assert inside == [one.context.span_id]


class _Broken(SpanProcessor):
    """Raises at the beginning or at the end of a span."""

    def __init__(self, at: str) -> None:
        self._at = at

    def on_start(self, span: Any, parent_context: Any = None) -> None:
        """Raise if it is to."""
        if self._at == "start":
            raise OSError("no network")

    def on_end(self, span: ReadableSpan) -> None:
        """Raise if it is to."""
        if self._at == "end":
            raise OSError("no network")


@pytest.mark.parametrize("at", ["start", "end"])
def test_tracing_that_fails_loses_no_job(
    server: ByteServer, drive: ClientDriver, provider: TracerProvider, at: str
) -> None:
    """A span processor that raises changes nothing of a job, and leaves no span current."""
    provider.add_span_processor(_Broken(at))
    answers(server, "succeeded", output={"video": "https://x.example/v.mp4"})
    assert drive(server, "wait").request_id == "job-1"
    assert not trace.get_current_span().get_span_context().is_valid


def test_without_tracing_nothing_of_it_is_loaded() -> None:
    """A process that has not loaded OpenTelemetry loads none of it with a job, and nothing of ours either."""
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from runtime.demo_service import Demo, ENDPOINT\n"
        "try: Demo('t', 'http://127.0.0.1:1', 0.1).submit(ENDPOINT.request({'prompt': 'x'}))\n"
        "except Exception: pass\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100
    )
    loaded = done.stdout.split()
    assert "clientwright.runtime.listeners" in loaded
    assert not [one for one in loaded if one.startswith("opentelemetry")]
    assert not [one for one in loaded if "telemetry" in one or ".command" in one]
    assert "logging" not in loaded_by("import clientwright.runtime.client")


def test_a_download_is_a_span(
    server: ByteServer, tmp_path: Path, exporter: InMemorySpanExporter
) -> None:
    """A download is a span with its request, and the number and size of its files."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    download(server, tmp_path)
    (one,) = spans(exporter).values()
    assert (one.name, one.kind.name) == ("download", "INTERNAL")
    facts = attributes(one)
    names = ("gen_ai.response.id", "demo.job.files", "demo.job.bytes")
    assert [facts[name] for name in names] == ["job-1", 1, len(VIDEO)]


@pytest.mark.parametrize("at_most", [1, 9])
def test_a_loop_over_updates_is_one_span(
    server: ByteServer,
    drive_updates: UpdatesDriver,
    exporter: InMemorySpanExporter,
    at_most: int,
) -> None:
    """A loop over updates is one span of a wait, also if it is left; what the loop does is outside of it."""
    answers(server, "succeeded", output={"video": "https://x.example/v.mp4?signature=1"})
    inside: list[bool] = []
    drive_updates(server, at_most, lambda: inside.append(trace.get_current_span().is_recording()))
    assert inside == [False] * min(at_most, 2)
    gc.collect()
    names = [one.name.partition(" ")[0] for one in exporter.get_finished_spans()]
    assert sorted(names) == ["submit", "wait"]
    state = None if at_most == 1 else "succeeded"
    assert attributes(spans(exporter)["wait"]).get("demo.job.state") == state
