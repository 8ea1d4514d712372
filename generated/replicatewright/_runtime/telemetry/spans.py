# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Spans of OpenTelemetry, with the names of its conventions for generative AI, where its tracing is loaded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import urlsplit

from .structured_log import without_queries

NAMES = {"request_id": "gen_ai.response.id", "endpoint": "gen_ai.request.model"}
"""Attributes that the conventions name; the other fields are below the service's own name."""
_PORTS = {"http": 80, "https": 443}


class CallSpan:
    """A span that is begun and ended, and is the current one in between.

    It has neither inputs nor the token, and URLs in messages have no query. Tracing that fails
    never loses a job.
    """

    def __init__(self, operation: str, service: str, base_url: str, endpoint: str | None) -> None:
        self._service, self._block = service, ExitStack()
        self._operation, self._endpoint = operation, endpoint
        self._url = urlsplit(base_url)
        self._tracing: Any = sys.modules.get("opentelemetry.trace")
        self._span: Any = None

    def begin(self) -> None:
        """Begin the span, if tracing is loaded."""
        if self._tracing is not None:
            with suppress(Exception):
                self._begin()

    def _begin(self) -> None:
        known = {
            "gen_ai.operation.name": "generate_content",
            "gen_ai.provider.name": self._service,
            "server.address": self._url.hostname,
            "server.port": self._url.port or _PORTS.get(self._url.scheme),
        }
        kinds = self._tracing.SpanKind
        self._span = self._tracing.get_tracer(self._service).start_span(
            " ".join(filter(None, (self._operation, self._endpoint))),
            kind=kinds.CLIENT if self._operation == "submit" else kinds.INTERNAL,
            attributes={name: fact for name, fact in known.items() if fact is not None},
        )
        self._enter()

    def _enter(self) -> None:
        block = self._tracing.use_span(
            self._span, end_on_exit=False, record_exception=False, set_status_on_exception=False
        )
        self._block.enter_context(block)

    def pause(self) -> None:
        """Let what follows be outside of the span, which goes on."""
        with suppress(Exception):
            self._block.close()

    def resume(self) -> None:
        """Let what follows be inside of the span again."""
        if self._span is not None:
            with suppress(Exception):
                self._enter()

    def end(self, facts: Mapping[str, object], error: BaseException | None) -> None:
        """End the span, with the fields of the log's records, and with the error that was raised."""
        if self._span is not None:
            with suppress(Exception):
                self._tell(facts, error)
            self.pause()
            with suppress(Exception):
                self._span.end()

    def _tell(self, facts: Mapping[str, object], error: BaseException | None) -> None:
        for name, fact in facts.items():
            if fact is not None:
                self._span.set_attribute(NAMES.get(name, f"{self._service}.job.{name}"), fact)
        if error is not None:
            kind, text = type(error).__name__, without_queries(str(error))
            self._span.set_attribute("error.type", kind)
            self._span.add_event("exception", {"exception.type": kind, "exception.message": text})
            self._span.set_status(self._tracing.Status(self._tracing.StatusCode.ERROR, text))
