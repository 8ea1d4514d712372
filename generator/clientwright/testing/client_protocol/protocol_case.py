"""A promise about jobs: the answers that check it in the service's words, and what their result may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.specs.model import Service
from clientwright.testing.client_protocol.scripted_outputs import ScriptedOutputs, delivers
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

FAILURE_REASON = "the prompt shows a face"


@dataclass(frozen=True)
class AnswerBuilder:
    """Builds the answers of a service from its service.json, about one request."""

    service: Service
    request_id: Any = REQUEST_ID
    output: Schema | None = None
    """The endpoint's own schema of outputs, if it has one."""

    @cached_property
    def outputs(self) -> ScriptedOutputs:
        """The outputs of the endpoint's jobs."""
        return ScriptedOutputs(self.service.output_of(self.output))

    def accepted(self) -> ScriptedAnswer:
        """Return the answer to a submit that was accepted."""
        return 200, {"request_id": self.request_id}

    def status(self, means: str) -> ScriptedAnswer:
        """Return a /status answer with the word for a meaning."""
        return self.with_word("status", self.word_for("status", means))

    def result(self, means: str, **more: Any) -> ScriptedAnswer:
        """Return a /result answer with the word for a meaning."""
        return self.with_word("result", self.word_for("result", means), **more)

    def with_word(self, operation: str, word: str, **more: Any) -> ScriptedAnswer:
        """Return an answer with a status word, known or not."""
        return 200, {"request_id": self.request_id, "status": word, **more}

    def success(self, **more: Any) -> ScriptedAnswer:
        """Return a /result answer of a job that succeeded, with an output."""
        return self.result("succeeded", **{"output": self.outputs.readable, **more})

    def failure(self) -> ScriptedAnswer:
        """Return a /result answer of a job that failed, with the reason."""
        return self.result("failed", error=FAILURE_REASON)

    def refusal(
        self, status: int, code: object, message: str = "It is refused.", **more: Any
    ) -> ScriptedAnswer:
        """Return an answer with an error code."""
        return status, {"error_code": code, "error_message": message, **more}

    def word_for(self, operation: str, means: str) -> str:
        """Return the word of an operation for a meaning, or an empty string."""
        return next((word for word, one in self.words(operation).items() if one == means), "")

    def words(self, operation: str) -> dict[str, str]:
        """Return the documented words of an operation and what they mean."""
        values: dict[str, str] = self.service.document[operation]["values"]
        return values


IsKept = Callable[[ScriptResult], bool]


@dataclass(frozen=True, slots=True)
class ProtocolCase:
    """A promise, the pointer of its source in `service.json`, and the script that checks it.

    `is_kept` returns whether the result of the script keeps the promise; `expected` describes it.
    If the promise cannot be tried with the endpoint, `untried` is the reason.
    """

    name: str
    sentence: str
    pointer: str
    script: ServerScript
    expected: str
    is_kept: IsKept
    sure: str = "H"
    untried: str = ""


def raised(played: ScriptResult, *names: str) -> bool:
    """Return whether the client raised an error of one of these classes."""
    return played.error is not None and type(played.error).__name__ in names


def names_request(played: ScriptResult, request_id: str = REQUEST_ID) -> bool:
    """Return whether the error has the request id."""
    return getattr(played.error, "request_id", None) == request_id


def succeeded(played: ScriptResult) -> bool:
    """Return whether the client delivered the output."""
    return played.error is None and delivers(played.value, played.sent_output)


def submitted_once(played: ScriptResult) -> bool:
    """Return whether the client sent one submit."""
    return played.calls.get("submit") == 1


def submit_unknown(played: ScriptResult) -> bool:
    """Return whether the client says, after one submit, that the job may have been accepted."""
    return raised(played, "SubmitUnknown") and submitted_once(played)
